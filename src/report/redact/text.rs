//! Sentences, URLs and commands: the words in them that may have to go.
//!
//! Owns what a word is, and which are addresses, names of hosts and names of AWS's. What becomes of
//! them is `found`'s.

use std::net::IpAddr;

use crate::evidence::Failure;

/// Domains of AWS's own, whose names are in public documents (AWS IAM Identity Center User Guide,
/// "Update firewalls and gateways to allow access"; the `.aws` domain is Amazon's alone).
const AWS: &[&str] = &[
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "awsapps.com",
    "awsapps.cn",
    "awsstatic.com",
    "cloudfront.net",
    "amazonwebservices.com.cn",
    "amazonaws.cn",
    "amazontrust.com",
    "aws.amazon.com",
    "aws.dev",
    "aws",
    "signin.amazonaws-us-gov.com",
    "amazonaws-us-gov.com",
    "amazonaws-eusc.eu",
];

/// Names with a dot that are files and no hosts.
const FILES: &[&str] = &[
    "conf", "crt", "csv", "dat", "dll", "exe", "html", "ini", "js", "json", "jks", "md", "p12",
    "pac", "pem", "so", "toml", "txt", "xml",
];

/// The words of a text with the byte at which each begins: as long as can be, so that a name with
/// its domain, or an IPv6 address, is one.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let inside = |sign: char| sign.is_alphanumeric() || matches!(sign, '.' | '-' | '_' | ':');
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    ends.filter_map(move |(at, sign)| match (start, inside(sign)) {
        (None, true) => {
            start = Some(at);
            None
        }
        (Some(begun), false) => {
            start = None;
            Some((begun, &text[begun..at]))
        }
        _ => None,
    })
    .flat_map(|(at, word)| parts(at, word))
}

/// An IPv6 address is one word; elsewhere colons part words, and what stands at the edges is a
/// sentence's.
fn parts(at: usize, word: &str) -> Vec<(usize, &str)> {
    let edge = ['.', ':', '-', '_'];
    let bare = word.trim_end_matches(edge);
    if is_address(bare) && bare.contains(':') {
        return vec![(at, bare)];
    }
    let mut begun = at;
    let split = word.split(':').map(|part| {
        let here = begun;
        begun += part.len() + 1;
        let bare = part.trim_start_matches(edge);
        let skipped = part.len() - bare.len();
        (here + skipped, bare.trim_end_matches(edge))
    });
    split.filter(|(_, part)| !part.is_empty()).collect()
}

/// Whether the word is an IP address.
pub(super) fn is_address(word: &str) -> bool {
    word.parse::<IpAddr>().is_ok()
}

/// Whether the word is the name of a host, with its domain, and no code or file of ours.
pub(super) fn is_host(word: &str) -> bool {
    let labels: Vec<&str> = word.split('.').collect();
    let label = |label: &&str| {
        let sign = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_');
        !label.is_empty() && label.len() <= 63 && label.chars().all(sign)
    };
    let Some((last, rest)) = labels.split_last() else {
        return false;
    };
    let top = last.len() > 1 && last.chars().all(char::is_alphabetic) || last.starts_with("xn--");
    let code = || Failure::ALL.iter().any(|failure| failure.code() == word);
    let file = || FILES.contains(&last.to_ascii_lowercase().as_str());
    !rest.is_empty() && top && labels.iter().all(label) && !code() && !file()
}

/// Whether the word is a name of AWS's, or the domain itself.
pub(super) fn is_aws(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    AWS.iter().any(|domain| {
        let rest = word.strip_suffix(domain);
        rest.is_some_and(|rest| rest.is_empty() && domain.contains('.') || rest.ends_with('.'))
    })
}

/// Whether the name says nothing of who asks whatever the report is about: a domain of AWS's itself,
/// as in `*.awsapps.com`, or a place of AWS's documents.
pub(super) fn is_public(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    AWS.contains(&word.as_str()) || word.ends_with(".aws.amazon.com")
}

/// What a name of AWS's says of whose portal it is: an alias, the id of a directory or of an
/// instance.
///
/// Source: the forms of a portal's URL in `data/endpoints/portal.toml`.
pub(super) fn tenant(name: &str) -> Option<&str> {
    let (first, rest) = name.split_once('.')?;
    let rest = rest.to_ascii_lowercase();
    let portal = matches!(rest.as_str(), "awsapps.com" | "awsapps.cn");
    (portal || first.starts_with("ssoins-")).then_some(first)
}

/// Where on their hosts URLs lead that are not AWS's: a path can name a tenant, as that of a PAC file in a
/// cloud does.
pub(super) fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split("://").skip(1).filter_map(|rest| {
        let after = |sign: char| sign.is_whitespace() || "\"'<>)".contains(sign);
        let end = rest.find(after).unwrap_or(rest.len());
        let (host, place) = rest[..end].split_once('/')?;
        let host = host.rsplit('@').next()?.split(':').next()?;
        let place = place.trim_matches(['/', '.', ',', ';']);
        (!is_aws(host) && !place.is_empty()).then_some(place)
    })
}

/// The users whose home folders are in the text, as on Linux, macOS and Windows.
pub(super) fn home_users(text: &str) -> impl Iterator<Item = &str> {
    ["/home/", "/Users/", "\\Users\\", "\\\\Users\\\\"]
        .into_iter()
        .flat_map(|folder| text.split(folder).skip(1))
        .filter_map(|rest| {
            let end = rest.find(['/', '\\', '"', '\'', ' ']);
            let user = &rest[..end.unwrap_or(rest.len())];
            (!user.is_empty() && user != "Public").then_some(user)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_names_and_addresses_whole() {
        let text = "At 07:12 proxy.corp.example:8080 said [fd00::1]:53, 10.1.2.3:443. (x-y)";
        let found: Vec<&str> = words(text).map(|(_, word)| word).collect();
        assert_eq!(
            found,
            [
                "At",
                "07",
                "12",
                "proxy.corp.example",
                "8080",
                "said",
                "fd00::1",
                "53",
                "10.1.2.3",
                "443",
                "x-y"
            ]
        );
        for (at, word) in words(text) {
            assert!(text[at..].starts_with(word));
        }
    }

    #[test]
    fn codes_files_and_numbers_are_no_hosts() {
        for host in ["a.example", "proxy7.corp", "xn--a.xn--p1ai", "x_y.corp.lan"] {
            assert!(is_host(host), "{host}");
        }
        for other in [
            "tls.reset",
            "report.json",
            "5.7",
            "1.2.3.4",
            "proxy",
            "e.g",
            "a..b",
        ] {
            assert!(!is_host(other), "{other}");
        }
    }

    #[test]
    fn names_of_aws_are_known_with_whom_they_name() {
        for (name, of_aws, whose) in [
            ("mycorp.awsapps.com", true, Some("mycorp")),
            ("awsapps.com", true, None),
            ("us-east-1.signin.aws", true, None),
            ("ssoins-1.portal.us-east-1.app.aws", true, Some("ssoins-1")),
            ("aws", false, None),
            ("notaws", false, None),
            ("evilawsapps.com", false, None),
            ("awsapps.com.evil.example", false, None),
        ] {
            assert_eq!((is_aws(name), tenant(name)), (of_aws, whose), "{name}");
        }
    }

    #[test]
    fn places_are_those_of_others_than_aws() {
        let text = "PAC http://pac.corp.example:80/t0k3n/proxy.pac, https://a.awsapps.com/start \
            https://a.example/ https://login.corp.example/tenant/saml.";
        let found: Vec<&str> = places(text).collect();
        assert_eq!(found, ["t0k3n/proxy.pac", "tenant/saml"]);
    }

    #[test]
    fn home_folders_name_their_users() {
        for (text, users) in [
            ("/home/jane/x and /Users/joe", vec!["jane", "joe"]),
            ("C:\\Users\\Jane\\x", vec!["Jane"]),
            ("/srv/x /home", vec![]),
        ] {
            assert_eq!(home_users(text).collect::<Vec<_>>(), users, "{text}");
        }
    }
}
