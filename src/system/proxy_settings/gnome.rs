//! GSettings, where GNOME and its kin keep the desktop's proxies (`org.gnome.system.proxy`).
//!
//! Owns how the text of `gsettings` is read, and what of it counts, as Chromium has it
//! (`net/proxy_resolution/proxy_config_service_linux.cc`).

use super::ProxySettings;

/// With those below it.
pub(super) const SCHEMA: &str = "org.gnome.system.proxy";

/// The output of `gsettings list-recursively`: schema, key and value a line. None where there is no
/// mode, or a manual one without a proxy: then Chromium takes the environment.
pub(super) fn settings(text: &str) -> Option<ProxySettings> {
    let value = |schema: &str, key: &str| {
        text.lines().find_map(|line| {
            let (found, rest) = line.split_once(' ')?;
            let (name, value) = rest.split_once(' ')?;
            let below = found.strip_prefix(SCHEMA)?.trim_start_matches('.');
            (below == schema && name == key).then(|| value.trim())
        })
    };
    let quoted = |schema, key| Some(string(value(schema, key)?)?.0);
    let mut found = ProxySettings {
        source: "GNOME",
        ..ProxySettings::default()
    };
    match quoted("", "mode")?.as_str() {
        "none" => {}
        "auto" => match quoted("", "autoconfig-url").filter(|url| !url.is_empty()) {
            Some(url) => found.pac = Some(url),
            None => found.detect = true,
        },
        "manual" => {
            let server = |schema, scheme| {
                let host = quoted(schema, "host").filter(|host| !host.is_empty())?;
                let port = value(schema, "port").and_then(|port| port.parse().ok());
                Some(address(scheme, &host, port.filter(|port| *port != 0)))
            };
            // One for http alone leaves https without.
            server("http", "http")
                .or_else(|| server("https", "http"))
                .or_else(|| server("socks", "socks5h"))?;
            found.server = server("https", "http").or_else(|| server("socks", "socks5h"));
            found.bypass = value("", "ignore-hosts").map(strings).unwrap_or_default();
        }
        _ => return None,
    }
    Some(found)
}

/// The proxy as a URL. A scheme and a login that somebody wrote with the host are left out, as Chromium
/// does (`FixupProxyHostScheme`), but for SOCKS 4, which is meant.
fn address(scheme: &str, host: &str, port: Option<u16>) -> String {
    let (written, host) = host.split_once("://").unwrap_or(("", host));
    let scheme = match written.eq_ignore_ascii_case("socks4") {
        true if scheme.starts_with("socks") => "socks4",
        _ => scheme,
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.trim_end_matches('/');
    let host = match host.contains(':') && !host.starts_with('[') && port.is_some() {
        true => format!("[{host}]"),
        false => host.to_owned(),
    };
    match port {
        Some(port) => format!("{scheme}://{host}:{port}"),
        None => format!("{scheme}://{host}"),
    }
}

/// A string of GVariant's text form, and what follows it (GLib, "GVariant Text Format", "Strings").
fn string(text: &str) -> Option<(String, &str)> {
    let quote = text.chars().next().filter(|c| ['\'', '"'].contains(c))?;
    let mut value = String::new();
    let mut signs = text[1..].char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => value.push(match signs.next()?.1 {
                'u' => code_point(&mut signs, 4)?,
                'U' => code_point(&mut signs, 8)?,
                'a' => '\u{7}',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\u{b}',
                other => other,
            }),
            _ if sign == quote => return Some((value, &text[at + 2..])),
            _ => value.push(sign),
        }
    }
    None
}

fn code_point(signs: &mut std::str::CharIndices<'_>, digits: usize) -> Option<char> {
    let hex: String = signs.take(digits).map(|(_, sign)| sign).collect();
    u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32)
}

/// A list of strings: `['a', 'b']`, or `@as []`. What is no such list is empty.
fn strings(text: &str) -> Vec<String> {
    let text = text.strip_prefix("@as").unwrap_or(text).trim();
    let Some(mut rest) = text.strip_prefix('[') else {
        return Vec::new();
    };
    let mut found = Vec::new();
    while let Some((value, after)) = string(rest.trim_start_matches([',', ' '])) {
        found.push(value);
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `gsettings` of GLib 2.74 writes it.
    const RECORDED: &str = "\
org.gnome.system.proxy autoconfig-url ''
org.gnome.system.proxy ignore-hosts ['localhost', '127.0.0.0/8', '::1', '*.corp.example']
org.gnome.system.proxy mode 'manual'
org.gnome.system.proxy use-same-proxy true
org.gnome.system.proxy.ftp host ''
org.gnome.system.proxy.ftp port 0
org.gnome.system.proxy.http authentication-password 'S3CRET'
org.gnome.system.proxy.http authentication-user 'jane'
org.gnome.system.proxy.http enabled false
org.gnome.system.proxy.http host 'web.corp.example'
org.gnome.system.proxy.http port 8080
org.gnome.system.proxy.http use-authentication true
org.gnome.system.proxy.https host 'proxy.corp.example'
org.gnome.system.proxy.https port 3128
org.gnome.system.proxy.socks host ''
org.gnome.system.proxy.socks port 0
";

    fn with(changes: &[(&str, &str)]) -> Option<ProxySettings> {
        let mut text = RECORDED.to_owned();
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        settings(&text)
    }

    #[test]
    fn a_manual_proxy_is_read_without_its_login() {
        let found = with(&[]).unwrap();
        assert_eq!(
            found.server.as_deref(),
            Some("http://proxy.corp.example:3128")
        );
        assert_eq!(
            found.bypass,
            ["localhost", "127.0.0.0/8", "::1", "*.corp.example"]
        );
        assert!(!format!("{found:?}").contains("S3CRET"));
    }

    #[test]
    fn without_one_for_https_it_is_socks_or_none() {
        let without = ("https host 'proxy.corp.example'", "https host ''");
        let socks = (
            "socks host ''\norg.gnome.system.proxy.socks port 0",
            "socks host 'socks4://jane:S3CRET@10.0.0.1'\norg.gnome.system.proxy.socks port 1080",
        );
        assert!(with(&[without]).unwrap().is_direct());
        let found = with(&[without, socks]).unwrap();
        assert_eq!(found.server.as_deref(), Some("socks4://10.0.0.1:1080"));
        let nothing = [without, ("http host 'web.corp.example'", "http host ''")];
        assert_eq!(with(&nothing), None);
    }

    #[test]
    fn none_and_auto_are_settings_too() {
        assert!(with(&[("'manual'", "'none'")]).unwrap().is_direct());
        let auto = ("'manual'", "'auto'");
        assert!(with(&[auto]).unwrap().detect);
        let url = ("autoconfig-url ''", "autoconfig-url \"http://pac/o'k\"");
        let found = with(&[auto, url]).unwrap();
        assert_eq!(
            (found.detect, found.pac.as_deref()),
            (false, Some("http://pac/o'k"))
        );
        for text in ["", "No such schema", "org.gnome.system.proxy mode manual"] {
            assert_eq!(settings(text), None);
        }
    }

    #[test]
    fn strings_are_read_as_glib_writes_them() {
        for (text, value) in [
            (r"'it\'s' x", "it's"),
            (r#""it's""#, "it's"),
            (r"'a\\b\n\u00e9\U0001f600'", "a\\b\n\u{e9}\u{1f600}"),
        ] {
            assert_eq!(string(text).unwrap().0, value);
        }
        for text in ["", "x", "'open", r"'\u12", r"'\ud800'"] {
            assert_eq!(string(text), None, "{text}");
        }
        assert_eq!(strings("@as []"), [""; 0]);
        assert_eq!(strings("['a,]', \"b\"]"), ["a,]", "b"]);
    }

    #[test]
    fn addresses_are_bracketed_where_a_port_follows() {
        assert_eq!(address("http", "fd00::1", Some(80)), "http://[fd00::1]:80");
        assert_eq!(address("http", "HTTP://p/", None), "http://p");
    }
}
