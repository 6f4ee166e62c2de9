//! Where programs would go by the same settings, each by its own rules.
//!
//! Owns the list; one file per program that reads a setting. Java reads none of these: its own
//! client goes directly unless its properties name a proxy (`https.proxyHost`, which belong to one
//! program), and asks the desktop only where `java.net.useSystemProxies` is set, which it is not by
//! itself (OpenJDK, `sun.net.spi.DefaultProxySelector`; "Java Networking and Proxies", section 2).

use url::Url;

use crate::evidence::Program;

use super::{Hop, ProxyServer, Route, Settings};

pub(super) mod botocore;
pub(super) mod curl;
mod go;
mod node;

/// How a program goes to a URL; without a hop where it cannot use what its setting says.
pub fn route_of(program: Program, settings: &Settings, url: &Url) -> Route {
    match program {
        Program::Curl => curl::route(settings, url),
        Program::AwsCli => botocore::route(settings, url),
        Program::Go => go::route(settings, url),
        Program::Java => Route::direct(),
        Program::Node => node::route(settings, url),
    }
}

impl Route {
    /// No setting is about it.
    pub(super) fn direct() -> Self {
        Self {
            hops: vec![Hop::Direct],
            source: None,
            exempt: None,
        }
    }

    /// As a setting says, which may name no proxy that can be used, unless a word exempts the URL.
    pub(super) fn by(source: &str, server: Option<ProxyServer>, exempt: Option<&str>) -> Self {
        Self {
            hops: match exempt {
                Some(_) => vec![Hop::Direct],
                None => server.map(Hop::Proxy).into_iter().collect(),
            },
            source: Some(source.to_owned()),
            exempt: exempt.map(str::to_owned),
        }
    }
}

/// The words of a list between commas, without the blanks around them.
fn words(list: &str) -> impl Iterator<Item = &str> {
    let words = list.split(',').map(str::trim);
    words.filter(|word| !word.is_empty())
}

/// The URL's host in lower case, IPv6 in brackets.
fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://oidc.us-east-1.amazonaws.com/";
    const LOWER: (&str, &str) = ("https_proxy", "http://lower:1");
    const UPPER: (&str, &str) = ("HTTPS_PROXY", "http://upper:2");
    const ALL: (&str, &str) = ("ALL_PROXY", "http://all:3");
    const NODE: (&str, &str) = ("NODE_USE_ENV_PROXY", "1");

    /// `way (setting) word` of every program, in the order of [`Program::ALL`].
    fn ways(variables: &[(&str, &str)], url: &str) -> Vec<String> {
        let owned = variables.iter();
        let owned = owned.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = Settings::new(owned, None);
        let url = Url::parse(url).unwrap();
        let way = |program: &Program| {
            let route = route_of(*program, &settings, &url);
            let way = match route.hops.first() {
                None => "error".to_owned(),
                Some(Hop::Direct) => "DIRECT".to_owned(),
                Some(Hop::Proxy(server)) => server.shown(),
            };
            let said = [route.source, route.exempt];
            let said: Vec<String> = said.into_iter().flatten().collect();
            [vec![way], said].concat().join(" ")
        };
        Program::ALL.iter().map(way).collect()
    }

    #[test]
    fn programs_differ_in_which_variable_they_read() {
        let (direct, error) = ("DIRECT", "error https_proxy");
        let (lower, upper) = ("http://lower:1 https_proxy", "http://upper:2 HTTPS_PROXY");
        let socks = "socks5h://s:1080 https_proxy";
        for (variables, expected) in [
            (&[][..], [direct; 5]),
            (&[UPPER], [upper, upper, upper, direct, direct]),
            (&[LOWER, UPPER], [lower, lower, upper, direct, direct]),
            (&[LOWER, UPPER, NODE], [lower, lower, upper, direct, lower]),
            // Neither botocore nor Go nor Node.js reads it.
            (
                &[ALL, NODE],
                ["http://all:3 ALL_PROXY", direct, direct, direct, direct],
            ),
            (&[("HTTP_PROXY", "http://x:1")], [direct; 5]),
            // To Python the lower spelling that is empty takes the upper one away.
            (
                &[("https_proxy", ""), UPPER],
                [upper, direct, upper, direct, direct],
            ),
            (
                &[("https_proxy", "socks5h://s:1080"), NODE],
                [socks, error, socks, direct, direct],
            ),
            (
                &[("https_proxy", "socks4://s:1080")],
                ["socks4://s:1080 https_proxy", error, error, direct, direct],
            ),
            // A port that is not written is another one to curl.
            (
                &[("https_proxy", "http://p")],
                [
                    "http://p:1080 https_proxy",
                    "http://p:80 https_proxy",
                    "http://p:80 https_proxy",
                    direct,
                    direct,
                ],
            ),
        ] {
            assert_eq!(ways(variables, URL), expected, "{variables:?}");
        }
    }

    /// Which of curl, botocore, Go and Node.js are led past the proxy by this list.
    fn exempted(list: &str, url: &str) -> [bool; 4] {
        let variables = [UPPER, NODE, ("NO_PROXY", list)];
        let ways = ways(&variables, url);
        [0, 1, 2, 4].map(|program: usize| ways[program].starts_with("DIRECT"))
    }

    #[test]
    fn programs_differ_in_what_exempts_a_host() {
        let all = [true; 4];
        let none = [false; 4];
        for (list, url, expected) in [
            ("*", URL, all),
            // A star in a list is one of the words to Go and Node.js alone.
            ("x,*", URL, [false, false, true, true]),
            // A suffix without its dot.
            ("amazonaws.com", URL, [true, true, true, false]),
            (".amazonaws.com", URL, all),
            ("*.amazonaws.com", URL, [false, false, true, true]),
            ("..amazonaws.com", URL, [false, true, false, true]),
            ("mazonaws.com", URL, none),
            ("AMAZONAWS.COM", URL, [true, true, true, false]),
            ("amazonaws.com.", URL, [true, false, false, false]),
            ("oidc.us-east-1.amazonaws.com", URL, all),
            // A leading dot leaves the name itself out to Go.
            (
                ".example.com",
                "https://example.com/",
                [true, true, false, true],
            ),
            // Ports are read by Go and Node.js; by Python where the URL has one too.
            (
                "oidc.us-east-1.amazonaws.com:443",
                URL,
                [false, false, true, true],
            ),
            ("amazonaws.com:443", URL, [false, false, true, false]),
            (
                "idp.example:8443",
                "https://idp.example:8443/",
                [false, true, true, true],
            ),
            ("idp.example:443", "https://idp.example:8443/", none),
            // What stands behind a blank is not read by curl.
            ("x amazonaws.com", URL, none),
            ("amazonaws.com x", URL, [true, false, false, false]),
            (" x , amazonaws.com ", URL, [true, true, true, false]),
            // Networks are read by curl and Go.
            (
                "10.0.0.0/8",
                "https://10.1.2.3/",
                [true, false, true, false],
            ),
            ("10.1.2.3", "https://10.1.2.3/", all),
            (
                "10.1.2.0-10.1.2.9",
                "https://10.1.2.3/",
                [false, false, false, true],
            ),
            ("fd00::/8", "https://[fd00::1]/", [true, false, true, false]),
            ("fd00::1", "https://[fd00::1]/", [true, false, true, true]),
            (
                "[fd00::1]",
                "https://[fd00::1]/",
                [false, true, false, false],
            ),
            (
                "[fd00::1]:443",
                "https://[fd00::1]/",
                [false, false, true, false],
            ),
            ("", "https://127.0.0.1/", [false, false, true, false]),
        ] {
            assert_eq!(exempted(list, url), expected, "{list} {url}");
        }
    }

    #[test]
    fn the_word_that_exempts_is_told() {
        let variables = [UPPER, ("no_proxy", "x,.awsapps.com"), ("NO_PROXY", "*")];
        let ways = ways(&variables, "https://mycorp.awsapps.com/start");
        let by = |word: &str| format!("DIRECT HTTPS_PROXY {word}");
        assert_eq!(ways[0], by(".awsapps.com"));
        assert_eq!(ways[1], by(".awsapps.com"));
        assert_eq!(ways[2], by("*"));
    }

    #[test]
    fn python_asks_the_desktop_where_the_environment_says_nothing() {
        use crate::system::proxy_settings::ProxySettings;
        let desktop = ProxySettings {
            read_by_python: true,
            server: Some("http://desk:8080".to_owned()),
            bypass: vec!["*.awsapps.com".to_owned()],
            source: "macOS",
            ..ProxySettings::default()
        };
        let way = |variables: &[(&str, &str)], desktop: &ProxySettings, url: &str| {
            let owned = variables.iter();
            let owned = owned.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            let settings = Settings::new(owned, Some(desktop.clone()));
            let route = route_of(Program::AwsCli, &settings, &Url::parse(url).unwrap());
            (route.source, route.hops == [Hop::Direct])
        };
        let of_desktop = Some("macOS".to_owned());
        assert_eq!(way(&[], &desktop, URL), (of_desktop.clone(), false));
        let portal = "https://mycorp.awsapps.com/";
        assert_eq!(way(&[], &desktop, portal), (of_desktop, true));
        // One variable of any scheme is enough.
        let http = [("HTTP_PROXY", "http://x:1")];
        assert_eq!(way(&http, &desktop, URL), (None, true));
        let gnome = ProxySettings {
            read_by_python: false,
            ..desktop
        };
        assert_eq!(way(&[], &gnome, URL), (None, true));
    }
}
