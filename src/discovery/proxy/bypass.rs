//! What desktops exempt from their proxy, as browsers match it.
//!
//! Owns the form of one rule: names with `*` and `?`, `.suffix`, an address, a network, each with a
//! scheme before it or a port behind it, and `<local>` (Chromium,
//! `net/proxy_resolution/proxy_bypass_rules.cc` and `net/base/scheme_host_port_matcher_rule.cc`). That
//! this machine itself is always exempt is not said: no path leads there.

use std::net::IpAddr;

use ipnet::IpNet;
use url::{Host, Url};

use crate::system::proxy_settings::ProxySettings;

/// By which word a URL goes without the desktop's proxy.
pub(super) fn exempting<'a>(desktop: &'a ProxySettings, url: &Url) -> Option<&'a str> {
    let on_the_list = matching(&desktop.bypass, url);
    match desktop.reversed {
        None => on_the_list,
        Some(_) if on_the_list.is_some() => None,
        reversed => reversed,
    }
}

/// The first rule that is about the URL.
fn matching<'a>(rules: &'a [String], url: &Url) -> Option<&'a str> {
    let mut rules = rules.iter().map(|rule| rule.trim());
    rules.find(|rule| is_about(rule, url))
}

fn is_about(rule: &str, url: &Url) -> bool {
    let rule = rule.to_ascii_lowercase();
    let Some(host) = url.host() else {
        return false;
    };
    if rule == "<local>" {
        return matches!(host, Host::Domain(name) if !name.contains('.'));
    }
    let (scheme, rule) = rule.split_once("://").unwrap_or((url.scheme(), &rule));
    if scheme != url.scheme() {
        return false;
    }
    let address = match host {
        Host::Domain(_) => None,
        Host::Ipv4(address) => Some(IpAddr::V4(address)),
        Host::Ipv6(address) => Some(IpAddr::V6(address)),
    };
    if let Ok(network) = rule.parse::<IpNet>() {
        return address.is_some_and(|address| network.contains(&address));
    }
    if let Ok(same) = rule.parse::<IpAddr>() {
        return address == Some(same);
    }
    let (name, port) = match rule.rsplit_once(':') {
        Some((name, port)) => (name, port.parse::<u16>().ok()),
        None => (rule, None),
    };
    if port.is_some() && port != url.port_or_known_default() {
        return false;
    }
    let name = if port.is_some() { name } else { rule };
    let pattern = match name.starts_with('.') {
        true => format!("*{name}"),
        false => name.to_owned(),
    };
    let host = url.host_str().unwrap_or_default();
    !pattern.is_empty() && fits(pattern.as_bytes(), host.as_bytes())
}

/// Whether the pattern, with `*` for any signs and `?` for one, is all of the text.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut at, mut seen) = (0, 0);
    // The last star, and where the text went on behind what it stood for.
    let mut star: Option<(usize, usize)> = None;
    while seen < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(sign) if *sign == b'?' || *sign == text[seen] => {
                at += 1;
                seen += 1;
            }
            _ => match &mut star {
                Some((place, taken)) => {
                    *taken += 1;
                    (at, seen) = (*place + 1, *taken);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|sign| *sign == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reversed_list_names_what_alone_goes_through_the_proxy() {
        let mut desktop = ProxySettings {
            bypass: vec!["*awsapps.com".to_owned()],
            ..ProxySettings::default()
        };
        let portal = Url::parse("https://mycorp.awsapps.com/start").unwrap();
        let other = Url::parse("https://oidc.us-east-1.amazonaws.com/").unwrap();
        assert_eq!(exempting(&desktop, &portal), Some("*awsapps.com"));
        assert_eq!(exempting(&desktop, &other), None);
        desktop.reversed = Some("ReversedException");
        assert_eq!(exempting(&desktop, &portal), None);
        assert_eq!(exempting(&desktop, &other), Some("ReversedException"));
    }

    #[test]
    fn rules_are_matched_as_chromium_does() {
        let portal = "https://mycorp.awsapps.com/start";
        for (rule, url, about) in [
            ("mycorp.awsapps.com", portal, true),
            ("MYCORP.awsapps.com:443", portal, true),
            ("mycorp.awsapps.com:8443", portal, false),
            ("http://mycorp.awsapps.com", portal, false),
            ("https://*.awsapps.com", portal, true),
            (".awsapps.com", portal, true),
            // No suffix without a wildcard.
            ("awsapps.com", portal, false),
            ("*awsapps.com", portal, true),
            ("my*p.aws?pps.com", portal, true),
            ("my*x.awsapps.com", portal, false),
            ("*", portal, true),
            ("", portal, false),
            ("<local>", portal, false),
            ("<local>", "https://intranet/", true),
            ("10.0.0.0/8", "https://10.1.2.3/", true),
            ("10.0.0.0/8", portal, false),
            ("10.1.2.3", "https://10.1.2.3/", true),
            ("10.*", "https://10.1.2.3/", true),
            ("fd00::/8", "https://[fd00::1]/", true),
            ("[fd00::1]:443", "https://[fd00::1]/", true),
        ] {
            let rules = [rule.to_owned()];
            let url = Url::parse(url).unwrap();
            assert_eq!(matching(&rules, &url).is_some(), about, "{rule} {url}");
        }
    }
}
