//! `kioslaverc`, where KDE keeps the desktop's proxies.
//!
//! Owns how it is read, and what of it counts, as Chromium has it (`SettingGetterImplKDE` in
//! `net/proxy_resolution/proxy_config_service_linux.cc`).

use std::net::IpAddr;

use super::ProxySettings;

/// Turns the list of exemptions round.
const REVERSED: &str = "ReversedException";

/// None where the variables of the environment are to be used, or a manual proxy names no host.
pub(super) fn settings(text: &str) -> Option<ProxySettings> {
    let value = |wanted: &str| {
        let mut section = "";
        text.lines().map(str::trim).find_map(|line| {
            if line.starts_with('[') {
                section = line;
                return None;
            }
            let (key, value) = line.split_once('=')?;
            let here = section == "[Proxy Settings]" && key.trim() == wanted;
            (here && !value.trim().is_empty()).then(|| value.trim())
        })
    };
    let mut found = ProxySettings {
        source: "KDE",
        ..ProxySettings::default()
    };
    match value("ProxyType").unwrap_or("0") {
        "0" => {}
        "1" => {
            let reversed = value(REVERSED).is_some_and(|on| on != "false" && on != "0");
            found.reversed = reversed.then_some(REVERSED);
            let server = |key, scheme| address(value(key)?, scheme);
            server("httpProxy", "http")
                .or_else(|| server("httpsProxy", "http"))
                .or_else(|| server("socksProxy", "socks5h"))?;
            let socks = || server("socksProxy", "socks5h");
            found.server = server("httpsProxy", "http").or_else(socks);
            let except = value("NoProxyFor").unwrap_or_default();
            let words = except.split([',', ' ']).filter(|word| !word.is_empty());
            found.bypass = words.map(suffix).collect();
        }
        "2" => found.pac = Some(value("Proxy Config Script")?.to_owned()),
        "3" => found.detect = true,
        _ => return None,
    }
    Some(found)
}

/// The port stands behind a blank, or a colon. `//:` is what an empty field leaves. The scheme is the
/// kind's, whatever is written; a login is left out.
fn address(written: &str, scheme: &str) -> Option<String> {
    let host = written.split_once("://").map_or(written, |(_, host)| host);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.replacen(' ', ":", 1);
    let host = host.trim_end_matches('/');
    (!host.is_empty() && !written.starts_with("//:")).then(|| format!("{scheme}://{host}"))
}

/// Names stand for all that ends with them (`RewriteRulesForSuffixMatching`).
fn suffix(word: &str) -> String {
    let is_name = !word.starts_with(['*', '.', '<', '[']) && word.contains(char::is_alphabetic);
    match is_name && word.parse::<IpAddr>().is_err() {
        true => format!("*{word}"),
        false => word.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORDED: &str = "\
PersistentProxyConnection=false

[$Version]
update_info=kioslave.upd:kde2.2/r1

[Proxy Settings]
NoProxyFor=localhost,corp.example,10.0.0.0/8,fd00::1
Proxy Config Script=http://pac.corp.example/p.pac
ProxyType=1
ReversedException=false
ftpProxy=
httpProxy=http://web.corp.example 8080
httpsProxy=http://jane:S3CRET@proxy.corp.example 3128
socksProxy=//:
";

    fn with(from: &str, to: &str) -> Option<ProxySettings> {
        assert!(RECORDED.contains(from), "{from}");
        settings(&RECORDED.replace(from, to))
    }

    #[test]
    fn a_manual_proxy_is_read_without_its_login() {
        let found = settings(RECORDED).unwrap();
        assert_eq!(
            found.server.as_deref(),
            Some("http://proxy.corp.example:3128")
        );
        assert_eq!(
            found.bypass,
            ["*localhost", "*corp.example", "10.0.0.0/8", "fd00::1"]
        );
        let socks = with(
            "httpsProxy=http://jane:S3CRET@proxy.corp.example 3128\nsocksProxy=//:",
            "socksProxy=socks://10.0.0.1:1080",
        );
        let server = socks.unwrap().server;
        assert_eq!(server.as_deref(), Some("socks5h://10.0.0.1:1080"));
        assert_eq!(found.reversed, None);
        let reversed = with("ReversedException=false", "ReversedException=true");
        assert_eq!(reversed.unwrap().reversed, Some("ReversedException"));
    }

    #[test]
    fn the_type_decides() {
        let of_type = |number: &str| with("ProxyType=1", &format!("ProxyType={number}"));
        assert!(of_type("0").unwrap().is_direct());
        let pac = of_type("2").unwrap().pac;
        assert_eq!(pac.as_deref(), Some("http://pac.corp.example/p.pac"));
        assert!(of_type("3").unwrap().detect);
        // From the environment.
        assert_eq!(of_type("4"), None);
        assert!(settings("").unwrap().is_direct());
    }
}
