//! Which headers of a reply may be saved, and how much of each.
//!
//! Owns the list. A header that nobody vouched for keeps its name and loses its value: cookies,
//! tokens and user names stand in headers of any name, and a report travels by mail.

use crate::evidence::Reply;
use crate::report::v1::Header;

/// What may be kept of a header's value.
enum Keep {
    Whole,
    /// The location without query, fragment and parameters.
    Place,
    /// The same of each of several links.
    Links,
    /// The scheme of a login challenge: what follows can be a ticket or name a domain.
    Scheme,
}

/// Headers that say what answered and hold nothing of who asked. Lower case.
const WHOLE: &[&str] = &[
    "accept-ranges",
    "age",
    "cache-control",
    "cache-status",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "expires",
    "last-modified",
    "pragma",
    "proxy-connection",
    "proxy-status",
    "retry-after",
    "server",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "via",
    "x-amz-apigw-id",
    "x-amz-cf-id",
    "x-amz-cf-pop",
    "x-amz-id-2",
    "x-amz-request-id",
    "x-amzn-errortype",
    "x-amzn-request-id",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-bluecoat-via",
    "x-cache",
    "x-cache-lookup",
    "x-content-type-options",
    "x-frame-options",
    "x-squid-error",
];

/// Registered HTTP authentication schemes, and NTLM, which proxies speak without being registered
/// (IANA, "HTTP Authentication Schemes").
const SCHEMES: &[&str] = &["basic", "bearer", "digest", "kerberos", "negotiate", "ntlm"];

fn keep(name: &str) -> Option<Keep> {
    if WHOLE.contains(&name) {
        return Some(Keep::Whole);
    }
    match name {
        "location" | "content-location" => Some(Keep::Place),
        "link" => Some(Keep::Links),
        "www-authenticate" | "proxy-authenticate" => Some(Keep::Scheme),
        _ => None,
    }
}

/// The headers of a reply as they may be saved.
pub(super) fn all(reply: &Reply) -> Vec<Header> {
    let saved = |(name, value): &(String, String)| saved(name, value);
    reply.headers.iter().map(saved).collect()
}

/// The header as it may be saved.
fn saved(name: &str, value: &str) -> Header {
    let kept = match keep(&name.to_ascii_lowercase()) {
        Some(Keep::Whole) => Some(value.to_owned()),
        Some(Keep::Place) => place(value),
        Some(Keep::Links) => links(value),
        Some(Keep::Scheme) => scheme(value),
        None => None,
    };
    Header {
        name: name.to_owned(),
        value: kept,
    }
}

/// A location up to its first `?`, `#` or `;`; nothing of one with a user name in it.
fn place(value: &str) -> Option<String> {
    let place = value.split(['?', '#', ';']).next()?;
    (!value.contains('@')).then(|| place.to_owned())
}

/// The targets of a list of links (RFC 8288, section 3), each as a location.
fn links(value: &str) -> Option<String> {
    let targets = value.split('<').skip(1);
    let places: Option<Vec<String>> = targets
        .map(|rest| place(rest.split('>').next()?).map(|place| format!("<{place}>")))
        .collect();
    places.map(|places| places.join(", "))
}

fn scheme(value: &str) -> Option<String> {
    let first = value.split([' ', ',']).next()?;
    SCHEMES
        .contains(&first.to_ascii_lowercase().as_str())
        .then(|| first.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, value: &str) -> Option<String> {
        saved(name, value).value
    }

    #[test]
    fn headers_that_name_the_answerer_are_kept() {
        assert_eq!(value("Server", "CloudFront").unwrap(), "CloudFront");
        assert_eq!(value("VIA", "1.1 proxy7").unwrap(), "1.1 proxy7");
    }

    #[test]
    fn no_cookie_token_or_unknown_header_is_kept() {
        for name in [
            "Set-Cookie",
            "set-cookie2",
            "Cookie",
            "Authorization",
            "Proxy-Authorization",
            "Authentication-Info",
            "x-amz-security-token",
            "Refresh",
            "X-Authenticated-User",
        ] {
            let header = saved(name, "secret");
            assert_eq!((header.name.as_str(), header.value), (name, None));
        }
    }

    #[test]
    fn a_location_keeps_its_place_and_no_query() {
        for (given, kept) in [
            ("https://a.example/start", "https://a.example/start"),
            (
                "https://a.example/b?user=jane&c=1,2 x",
                "https://a.example/b",
            ),
            ("https://a.example/b;jsessionid=1#t", "https://a.example/b"),
            ("/login#token", "/login"),
            ("?all", ""),
        ] {
            assert_eq!(value("Location", given).unwrap(), kept);
        }
        assert_eq!(value("Location", "https://jane:pw@a.example/"), None);
        assert_eq!(
            value(
                "Link",
                "<https://a.example/?t=1>; rel=next, <https://b.example/x>"
            )
            .unwrap(),
            "<https://a.example/>, <https://b.example/x>"
        );
    }

    #[test]
    fn a_challenge_keeps_its_scheme_alone() {
        assert_eq!(
            value("Proxy-Authenticate", "NTLM TlRMTVNTUAAC").unwrap(),
            "NTLM"
        );
        assert_eq!(
            value("WWW-Authenticate", "Basic realm=\"CORP\"").unwrap(),
            "Basic"
        );
        assert_eq!(value("WWW-Authenticate", "c2VjcmV0"), None);
    }
}
