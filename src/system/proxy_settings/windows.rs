//! How Windows writes proxies, in the registry as in what its functions give.
//!
//! Owns the reading of that text; the functions are `winhttp`'s.

use super::ProxySettings;

/// What stands in "Internet options", "LAN settings", or was set by `netsh winhttp`. The proxies are
/// `host:port` for every scheme, or `scheme=host:port` for each, between semicolons or blanks; a list of
/// exceptions is parted likewise (`WINHTTP_CURRENT_USER_IE_PROXY_CONFIG`, `WinHttpOpen`).
pub(super) fn settings(
    source: &'static str,
    detect: bool,
    pac: Option<String>,
    servers: Option<&str>,
    bypass: Option<&str>,
) -> ProxySettings {
    let words = |text: &str, separators: &'static [char]| -> Vec<String> {
        let words = text.split(separators).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let listed = words(servers.unwrap_or_default(), &[';', ' ', '\t', '\r', '\n']);
    ProxySettings {
        source,
        detect,
        pac: pac.filter(|url| !url.is_empty()),
        server: for_https(&listed),
        read_by_python: false,
        bypass: words(
            bypass.unwrap_or_default(),
            &[';', ',', ' ', '\t', '\r', '\n'],
        ),
        reversed: None,
    }
}

/// The one for https, else the one for SOCKS, whose version is 4 where it is not written; so
/// Chromium (`ProxyConfig::ProxyRules::ParseFromString`) and Python (`getproxies_registry`).
fn for_https(listed: &[String]) -> Option<String> {
    let first = listed.first()?;
    let with = |scheme: &str, address: &str| match address.contains("://") {
        true => address.to_owned(),
        false => format!("{scheme}://{address}"),
    };
    if !listed.iter().any(|entry| entry.contains('=')) {
        return Some(with("http", first));
    }
    let of = |wanted: &str| {
        listed.iter().find_map(|entry| {
            let (scheme, address) = entry.split_once('=')?;
            (scheme.eq_ignore_ascii_case(wanted) && !address.is_empty()).then_some(address)
        })
    };
    let https = of("https").map(|address| with("http", address));
    https.or_else(|| of("socks").map(|address| with("socks4", address)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_for_https_is_found_in_either_form() {
        for (text, server) in [
            ("proxy:8080", Some("http://proxy:8080")),
            ("https://proxy:8443", Some("https://proxy:8443")),
            ("proxy:1 other:2", Some("http://proxy:1")),
            ("http=a:1;https=b:2", Some("http://b:2")),
            ("http=a:1; HTTPS=https://b:2", Some("https://b:2")),
            ("http=a:1;socks=c:3", Some("socks4://c:3")),
            ("socks=socks5://c:3;https=b:2", Some("http://b:2")),
            ("http=a:1", None),
            ("https=", None),
            ("", None),
        ] {
            let found = settings("Windows", false, None, Some(text), None);
            assert_eq!(found.server.as_deref(), server, "{text}");
        }
    }

    #[test]
    fn exceptions_are_parted_and_a_pac_file_goes_with_detection() {
        let bypass = "*.corp.example;10.*; <local>";
        let pac = Some("http://pac.corp.example/p.pac".to_owned());
        let found = settings("Windows", true, pac, None, Some(bypass));
        assert_eq!(found.bypass, ["*.corp.example", "10.*", "<local>"]);
        assert_eq!(
            (found.detect, found.pac.as_deref()),
            (true, Some("http://pac.corp.example/p.pac"))
        );
        let nothing = settings("Windows", false, Some(String::new()), None, None);
        assert!(nothing.is_direct());
    }
}
