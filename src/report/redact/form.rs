//! What a text is by its form alone: a number, a code of ours, an address, a URL, a home folder.
//!
//! Owns the forms. What becomes of what has one, or none, is `replace`'s.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::ops::Range;
use std::sync::LazyLock;

use crate::evidence::{DIRECT, ERROR, Failure};
use crate::language::Language;
use crate::report::texts::Texts;
use crate::report::translated::FIXED;
use crate::verdict::Cause;

use super::stand_in::is_private;

/// The tables of texts whose keys are codes.
const TABLES: &[&str] = &[
    "addressee",
    "answer",
    "basis",
    "cause",
    "client",
    "hello",
    "level",
    "requirement",
    "result",
    "team",
    "verdict",
    "why",
    "word",
];

/// What stands beside names of proxies, and is none; and the schemes of logins (IANA, "HTTP
/// Authentication Schemes").
const WORDS: &[&str] = &[
    DIRECT,
    ERROR,
    "PROXY",
    "SOCKS",
    "SOCKS4",
    "SOCKS5",
    "file",
    "http",
    "https",
    "socks4",
    "socks4a",
    "socks5",
    "socks5h",
    "Basic",
    "Bearer",
    "Digest",
    "Kerberos",
    "Negotiate",
    "NTLM",
    "flags",
    "Connection established",
    "HIT",
    "MISS",
    "from",
    "A",
    "AAAA",
];

/// Servers and proxies that are public programs.
const SOFTWARE: &[&str] = &[
    "AmazonS3",
    "Apache",
    "CloudFront",
    "Server",
    "envoy",
    "nginx",
    "squid",
];

/// Of Squid (src/error/forward.h, `err_type`), those that a proxy in the way gives.
const SQUID_PAGES: &[&str] = &[
    "ERR_ACCESS_DENIED",
    "ERR_CACHE_ACCESS_DENIED",
    "ERR_CANNOT_FORWARD",
    "ERR_CONNECT_FAIL",
    "ERR_DNS_FAIL",
    "ERR_FORWARDING_DENIED",
    "ERR_SECURE_CONNECT_FAIL",
];

/// An IPv6 address with an IPv4 address at its end.
const LONGEST_ADDRESS: usize = 45;

static CODES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let keys = Language::English.sentences().iter().map(|(key, _)| *key);
    let of_tables = keys.filter_map(|key| {
        let (table, code) = key.split_once('.')?;
        TABLES.contains(&table).then_some(code)
    });
    let failures = Failure::ALL.iter().map(|failure| failure.code());
    let causes = Cause::ALL.iter().map(|cause| cause.code());
    let all = of_tables.chain(failures).chain(causes);
    all.chain(WORDS.iter().copied()).collect()
});

static SENTENCES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let sentences = Texts::english().by_sentence(&[FIXED, &["product."]].concat());
    sentences.into_keys().collect()
});

/// Whether it is a code or a sentence of ours, or the reason of a status (RFC 9110, section 15).
pub(super) fn is_ours(text: &str) -> bool {
    CODES.contains(text) || SENTENCES.contains(text) || is_reason(text)
}

fn is_reason(text: &str) -> bool {
    let reason = |code| reqwest::StatusCode::from_u16(code).ok()?.canonical_reason();
    let mut reasons = (100..600).filter_map(reason);
    reasons.any(|known| known == text)
}

/// Whether it could be a code or a time: one short word of plain signs.
pub(super) fn is_word(text: &str) -> bool {
    text.len() <= 64 && text.bytes().all(|sign| sign.is_ascii_graphic())
}

/// Whether it has no signs but plain ones, and few.
pub(super) fn is_plain(text: &str) -> bool {
    text.len() <= 200 && text.bytes().all(|sign| (b' '..=b'~').contains(&sign))
}

/// Whether it is a time, or a number that is too short for that of an account or a telephone.
pub(super) fn is_number(text: &str) -> bool {
    let sign = |sign: char| sign.is_ascii_digit() || "-+.,:/% TZ".contains(sign);
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let number = (1..10).contains(&digits) && text.chars().all(sign);
    number || text.parse::<jiff::Timestamp>().is_ok()
}

/// Whether it is what a program calls itself that everyone has, with its version: `squid/5.7`.
pub(super) fn is_software(text: &str) -> bool {
    let (name, version) = text.split_once('/').unwrap_or((text, ""));
    SOFTWARE.contains(&name) && (version.is_empty() || is_number(version))
}

/// Whether it is the name of one of Squid's error pages, with the number that it puts behind it.
pub(super) fn is_squid_page(text: &str) -> bool {
    let (name, number) = text.split_once(' ').unwrap_or((text, "0"));
    SQUID_PAGES.contains(&name) && is_number(number)
}

/// Scheme, host with its port, and what follows: of a URL without its login.
pub(super) struct Url<'t> {
    pub(super) scheme: &'t str,
    pub(super) host: &'t str,
    /// With its slash; empty where there is none.
    pub(super) place: &'t str,
}

impl<'t> Url<'t> {
    pub(super) fn read(text: &'t str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let plain = |sign: char| sign.is_ascii_alphanumeric() || "+-.".contains(sign);
        if scheme.is_empty() || !scheme.chars().all(plain) {
            return None;
        }
        let (host, place) = host_and_place(rest);
        let host = host.rsplit('@').next().unwrap_or(host);
        Some(Self {
            scheme,
            host,
            place,
        })
    }
}

/// What stands before the first of the signs that end a host, and the rest.
pub(super) fn host_and_place(text: &str) -> (&str, &str) {
    text.split_at(text.find(['/', '?', '#']).unwrap_or(text.len()))
}

/// A host and the colon and port behind it.
pub(super) fn host_and_port(text: &str) -> (&str, &str) {
    let number = |port: &str| !port.is_empty() && port.bytes().all(|sign| sign.is_ascii_digit());
    match text.rsplit_once(':') {
        Some((host, port)) if number(port) && !host.contains(':') => text.split_at(host.len()),
        _ => (text, ""),
    }
}

/// Whether it is written as a name is, with a dot in it or as a single word.
pub(super) fn is_name(text: &str) -> bool {
    let sign = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | '*');
    let label = |label: &str| !label.is_empty() && label.chars().all(sign);
    text.len() <= 253 && text.trim_end_matches('.').split('.').all(label)
}

/// Where in the text each IP address stands, whatever stands beside it but a digit.
pub(super) fn addresses(text: &str) -> Vec<(Range<usize>, IpAddr)> {
    let inside = |sign: u8| sign.is_ascii_hexdigit() || matches!(sign, b'.' | b':');
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let here = address_at(text, at).or_else(|| dashed_at(text, at));
        match here.filter(|_| inside(bytes[at])) {
            Some((range, address)) => {
                at = range.end;
                found.push((range, address));
            }
            None => at += 1,
        }
    }
    found
}

/// Whether it is an address and nothing else, but for its port.
pub(super) fn is_address(text: &str) -> bool {
    let bare = |rest: &str| {
        let sign = |sign: char| sign.is_ascii_digit() || "[]:".contains(sign);
        rest.chars().all(sign)
    };
    let found = addresses(text);
    matches!(found.as_slice(), [(at, _)] if bare(&text[..at.start]) && bare(&text[at.end..]))
}

/// The longest address that begins there.
fn address_at(text: &str, start: usize) -> Option<(Range<usize>, IpAddr)> {
    let bytes = text.as_bytes();
    let before = start.checked_sub(1).map(|before| bytes[before]);
    let run = bytes[start..].iter().take(LONGEST_ADDRESS);
    let run = run.take_while(|sign| sign.is_ascii_hexdigit() || matches!(sign, b'.' | b':'));
    let longest = start + run.count();
    (start + 2..=longest).rev().find_map(|end| {
        let address: IpAddr = text.get(start..end)?.parse().ok()?;
        let after = bytes.get(end).copied();
        let joins = |sign: Option<u8>| match address {
            IpAddr::V4(_) => sign.is_some_and(|sign| sign.is_ascii_digit()),
            IpAddr::V6(_) => sign.is_some_and(|sign| sign.is_ascii_alphanumeric()),
        };
        let end = end + zone(&text[end..], address).len();
        (!joins(before) && !joins(after)).then_some((start..end, address))
    })
}

/// The zone of an address (RFC 4007, section 11), which names an adapter.
fn zone(rest: &str, address: IpAddr) -> &str {
    let sign = |sign: char| sign.is_ascii_alphanumeric() || "-_.".contains(sign);
    match rest.strip_prefix('%').filter(|_| address.is_ipv6()) {
        Some(name) => &rest[..=name.find(|one| !sign(one)).unwrap_or(name.len())],
        None => "",
    }
}

/// An inner address as names of hosts have it: `ip-10-1-2-3`.
fn dashed_at(text: &str, start: usize) -> Option<(Range<usize>, IpAddr)> {
    let bytes = text.as_bytes();
    let joins = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    let run = bytes[start..].iter().take("255-255-255-255".len());
    let run = run
        .take_while(|sign| sign.is_ascii_digit() || **sign == b'-')
        .count();
    let end = start + text.get(start..start + run)?.trim_end_matches('-').len();
    let address: IpAddr = text[start..end].replace('-', ".").parse().ok()?;
    let alone = !joins(start.checked_sub(1)) && !joins(Some(end));
    (alone && text[start..end].contains('-') && is_private(address))
        .then_some((start..end, address))
}

/// Where in the text users' names stand in home folders, as on Linux, macOS and Windows, in order.
pub(super) fn home_users(text: &str) -> Vec<Range<usize>> {
    // ASCII alone changes its case, so that places in the one are places in the other.
    let lower = text.to_ascii_lowercase();
    let mut users = Vec::new();
    for folder in HOMES {
        for (at, _) in lower.match_indices(folder) {
            let start = at + folder.len();
            users.push(start..start + user_at(&text[start..], folder).len());
        }
    }
    users.retain(|user| !user.is_empty());
    users.sort_by_key(|user| user.start);
    users
}

/// A path in JSON has its backslashes twice.
const HOMES: &[&str] = &[
    "/home/",
    "/users/",
    "\\users\\",
    "\\\\users\\\\",
    "\\documents and settings\\",
    "\\\\documents and settings\\\\",
];

/// The user of a home folder: up to the next part of the path, if there is one. On Windows and macOS names
/// may have blanks; a domain may stand before it (sssd.conf(5), `override_homedir`).
fn user_at<'t>(rest: &'t str, folder: &str) -> &'t str {
    let separator = if folder.starts_with('\\') { '\\' } else { '/' };
    let never = |sign: char| sign.is_control() || "\"<>|*?".contains(sign) || sign == separator;
    let part = &rest[..rest.find(never).unwrap_or(rest.len())];
    let goes_on = rest[part.len()..].starts_with(separator);
    let blanks = folder != "/home/";
    if goes_on && part.len() <= LONGEST_USER && (blanks || !part.contains(char::is_whitespace)) {
        let below = &rest[part.len() + 1..];
        let user = below
            .split(|sign| never(sign) || sign.is_whitespace())
            .next();
        return match user.filter(|_| folder == "/home/" && part.contains('.')) {
            Some(user) => &rest[..part.len() + 1 + user.len()],
            None => part,
        };
    }
    let ends = |sign: char| sign.is_whitespace() || "',;:)".contains(sign);
    &part[..part.find(ends).unwrap_or(part.len())]
}

/// Longer ones no system has.
const LONGEST_USER: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_whatever_stands_beside_them() {
        for (text, found) in [
            ("10.1.2.3", vec!["10.1.2.3"]),
            (
                "client-10.1.2.3, ip%2F10.1.2.4:80",
                vec!["10.1.2.3", "10.1.2.4"],
            ),
            ("端末10.1.2.3から", vec!["10.1.2.3"]),
            (
                "[fd00::1]:53 label:fd00::2 見fd00::3。",
                vec!["fd00::1", "fd00::2", "fd00::3"],
            ),
            (
                "64:ff9b::a01:203 ::ffff:10.1.2.3",
                vec!["64:ff9b::a01:203", "::ffff:10.1.2.3"],
            ),
            ("at 07:12:03 by 5.7, std::dec, 1.2.3", vec![]),
            (
                "fe80::1%eth0, [fe80::2%en0]:53",
                vec!["fe80::1%eth0", "fe80::2%en0"],
            ),
            ("ip-10-1-2-3.corp.lan 2026-11-24 1-2-3-4", vec!["10-1-2-3"]),
        ] {
            let addresses: Vec<&str> = addresses(text)
                .into_iter()
                .map(|(at, _)| &text[at])
                .collect();
            assert_eq!(addresses, found, "{text}");
        }
    }

    #[test]
    fn home_folders_name_their_users() {
        for (text, users) in [
            ("/home/jane/x and /Users/joe", vec!["jane", "joe"]),
            ("C:\\Users\\Jane Doe\\x", vec!["Jane Doe"]),
            ("c:\\users\\li, and more", vec!["li"]),
            ("C:\\\\Users\\\\Jane\\\\x", vec!["Jane"]),
            ("C:\\Documents and Settings\\jd\\x", vec!["jd"]),
            ("/home/田中/x", vec!["田中"]),
            ("/home/o'brien/ca.pem '/home/jd'", vec!["o'brien", "jd"]),
            ("/home/contoso.com/jdoe/x", vec!["contoso.com/jdoe"]),
            ("/Users/mary o'hara/x", vec!["mary o'hara"]),
            ("/srv/x /home", vec![]),
        ] {
            let found: Vec<&str> = home_users(text).into_iter().map(|at| &text[at]).collect();
            assert_eq!(found, users, "{text}");
        }
    }

    #[test]
    fn numbers_times_and_codes_are_ours_and_the_number_of_an_account_is_not() {
        for text in ["12", "2026-11-24T07:12:03.000Z", "5.7 %"] {
            assert!(is_number(text), "{text}");
        }
        for text in ["123456789012", "1234-5678-9012", "jane", "", "-"] {
            assert!(!is_number(text), "{text}");
        }
        for (text, ours) in [
            ("tls.reset", true),
            ("blocked", true),
            ("Not Found", true),
            ("Contoso", false),
        ] {
            assert_eq!(is_ours(text), ours, "{text}");
        }
    }

    #[test]
    fn a_url_has_a_host_and_a_place() {
        let url = Url::read("http://jane:x@proxy.corp:80/t0k3n?x=1").unwrap();
        assert_eq!(
            (url.scheme, url.host, url.place),
            ("http", "proxy.corp:80", "/t0k3n?x=1")
        );
        assert_eq!(host_and_port("proxy.corp:80"), ("proxy.corp", ":80"));
        assert_eq!(host_and_port("fd00::1"), ("fd00::1", ""));
    }
}
