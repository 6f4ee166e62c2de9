//! The way that applications here go to a URL: which proxies, by which setting, and what exempts it.
//!
//! Owns the order of the settings. `settings` is what stands on this machine, `programs` what each
//! program makes of it, `bypass` what exempts a host on a desktop; how a proxy is written is
//! `server`'s; speaking to one is the probe's.

use std::{fs, io::Read as _, path::Path};

use url::Url;

use crate::evidence::{self, DIRECT, ERROR, Program, ProgramWay};
use crate::system::proxy_settings::ProxySettings;

use super::pac;

mod bypass;
mod loopback;
mod programs;
mod server;
mod settings;

pub use programs::{curl::has_proxy as curl_has_proxy, route_of};
pub use server::{BadProxy, Login, ProxyKind, ProxyServer};
pub use settings::Settings;

use programs::{botocore, curl};

/// One way to a host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hop {
    Direct,
    Proxy(ProxyServer),
}

/// How a URL is reached, and why so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// Tried in this order until one can be reached. Empty where a setting cannot be read.
    pub hops: Vec<Hop>,
    /// The setting that decided; none where there is none at all.
    pub source: Option<String>,
    /// The word of NO_PROXY by which the URL goes without the proxy.
    pub exempt: Option<String>,
}

/// A proxy without its login, and the setting that names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedProxy {
    pub source: String,
    /// Scheme, host and port alone; none where the value cannot be read.
    pub url: Option<String>,
}

/// A PAC file, and where it comes from.
#[derive(Debug, Clone)]
pub enum Pac {
    File {
        name: String,
        bytes: Vec<u8>,
    },
    Url(Url),
    /// Where one lies if the network has one (WPAD); mostly it has none.
    Detected(Url),
}

impl Pac {
    /// The setting, as it may be shown.
    pub fn source(&self) -> String {
        match self {
            Self::File { name, .. } => format!("PAC file {name}"),
            Self::Url(url) => format!("PAC file {}", shown(url)),
            Self::Detected(url) => format!("PAC file {} (WPAD)", shown(url)),
        }
    }

    /// As a desktop's setting names it: a URL, or a file's path.
    fn named(place: &str) -> Self {
        let url = place.parse::<Url>();
        match url {
            Ok(url) if matches!(url.scheme(), "http" | "https") => Self::Url(url),
            Ok(url) if url.scheme() == "file" => {
                let path = url.to_file_path().unwrap_or_default();
                Self::of_file(&path)
            }
            _ => Self::of_file(Path::new(place)),
        }
    }

    /// What cannot be read is empty, which is no script: that is said where it is run.
    fn of_file(path: &Path) -> Self {
        let mut bytes = Vec::new();
        let limit = pac::LONGEST as u64 + 1;
        let _ = fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
        Self::File {
            name: path.display().to_string(),
            bytes,
        }
    }

    /// Where browsers look for one: at `wpad` in the domains that this machine completes names with.
    /// Never in a domain above those, which somebody else may hold; and not in one of a single label
    /// ("Web Proxy Auto-Discovery Protocol", draft-ietf-wrec-wpad-01, section 4.4.1; its DHCP is not asked).
    fn detected(search: &[String]) -> impl Iterator<Item = Self> {
        /// A browser asks for one name, which the system completes: the first domain is where most lie.
        const MOST: usize = 2;
        let domains = search.iter().filter(|domain| domain.contains('.'));
        domains.take(MOST).filter_map(|domain| {
            let url = format!("http://wpad.{domain}/wpad.dat").parse();
            Some(Self::Detected(url.ok()?))
        })
    }
}

/// Scheme, host, port and path: what else may stand in a URL may be a secret.
fn shown(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}"));
    let port = port.unwrap_or_default();
    format!("{}://{host}{port}{}", url.scheme(), url.path())
}

/// What this machine's settings say of proxies.
#[derive(Debug, Clone)]
pub struct Proxies {
    rule: Rule,
    /// PAC files that go before the rule: the first that can be had decides.
    scripts: Vec<Pac>,
    settings: Settings,
    /// Whether other programs go by the settings too, rather than by what somebody chose for this run.
    compared: bool,
    /// Whether the other way is meant: past a proxy, and through it where something exempts a host.
    inverted: bool,
}

/// What decides where no PAC file does.
#[derive(Debug, Clone)]
enum Rule {
    Direct,
    /// `--proxy`.
    Given(ProxyServer),
    Environment,
    Desktop(ProxySettings),
    AwsCli,
}

/// Whose way is to be gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traveller {
    Browser,
    AwsCli,
}

impl Proxies {
    /// As the settings lead whoever travels. Browsers go by the desktop's where there are such, and by
    /// the environment elsewhere (see `system::proxy_settings`); with detection on, a file that is found
    /// goes before one that is named, and that before a proxy (Chromium, `net/docs/proxy.md`).
    /// `search` is where a PAC file may be looked for.
    pub fn automatic(settings: Settings, traveller: Traveller, search: &[String]) -> Self {
        let desktop = settings.desktop().cloned();
        let (rule, scripts) = match (traveller, desktop) {
            (Traveller::AwsCli, _) => (Rule::AwsCli, Vec::new()),
            (Traveller::Browser, None) => (Rule::Environment, Vec::new()),
            (Traveller::Browser, Some(desktop)) => {
                let search: &[String] = if desktop.detect { search } else { &[] };
                let named = desktop.pac.as_deref().map(Pac::named);
                let scripts = Pac::detected(search).chain(named).collect();
                (Rule::Desktop(desktop), scripts)
            }
        };
        Self {
            rule,
            scripts,
            settings,
            compared: true,
            inverted: false,
        }
    }

    /// No proxy for anything.
    pub fn none() -> Self {
        Self {
            rule: Rule::Direct,
            scripts: Vec::new(),
            settings: Settings::default(),
            compared: false,
            inverted: false,
        }
    }

    /// One proxy for everything, as `--proxy` names it.
    pub fn given(server: ProxyServer) -> Self {
        Self {
            rule: Rule::Given(server),
            ..Self::none()
        }
    }

    /// As a PAC file says for each host. Only browsers read one: other programs go by the settings.
    pub fn by_pac(pac: Pac, settings: Settings) -> Self {
        Self {
            scripts: vec![pac],
            settings,
            compared: true,
            ..Self::none()
        }
    }

    /// The PAC files that decide, where one does: the first that can be had.
    pub fn scripts(&self) -> &[Pac] {
        &self.scripts
    }

    /// The setting, as it may be shown, that such a file comes from.
    pub fn source_of(&self, pac: &Pac) -> String {
        match &self.rule {
            Rule::Desktop(desktop) => format!("{} of {}", pac.source(), desktop.source),
            _ => pac.source(),
        }
    }

    /// The setting that names a proxy, and the proxy, whatever is exempted from it; without one where
    /// it cannot be read.
    fn server(&self) -> Option<(&str, Option<ProxyServer>)> {
        let (source, value) = match &self.rule {
            Rule::Direct => return None,
            Rule::Given(server) => return Some((GIVEN, Some(server.clone()))),
            Rule::Environment => curl::named(&self.settings)?,
            Rule::Desktop(desktop) => (desktop.source, desktop.server.as_deref()?),
            Rule::AwsCli => botocore::named(&self.settings)?,
        };
        Some((source, ProxyServer::parse(value).ok()))
    }

    /// The proxy, whatever is exempted from it, or the PAC file.
    pub fn named(&self) -> Option<NamedProxy> {
        if let Some(pac) = self.scripts.first() {
            return Some(NamedProxy {
                source: self.source_of(pac),
                url: None,
            });
        }
        let (source, server) = self.server()?;
        Some(NamedProxy {
            source: source.to_owned(),
            url: server.map(|server| server.shown()),
        })
    }

    /// Every setting here that names a proxy for https, whoever reads it; none where this run goes by
    /// none of them.
    pub fn settings(&self) -> Vec<NamedProxy> {
        let all = self.settings.all().into_iter();
        all.map(|(source, value)| NamedProxy {
            source: source.to_owned(),
            url: ProxyServer::parse(&value).ok().map(|server| server.shown()),
        })
        .collect()
    }

    /// The other way to every URL: past the proxy, and through it where something exempts the host; past
    /// what a PAC file says. None where nothing names a proxy, so that there is but one way.
    pub fn other_way(&self) -> Option<Self> {
        self.named()?;
        if !self.scripts.is_empty() {
            return Some(Self::none());
        }
        Some(Self {
            compared: false,
            inverted: true,
            ..self.clone()
        })
    }

    /// How this URL is reached where no PAC file decides.
    pub fn route(&self, url: &Url) -> Route {
        let route = self.by_rule(url);
        match (self.inverted, &route.exempt) {
            (false, _) => route,
            (true, None) => Route::direct(),
            (true, Some(_)) => Route {
                hops: self
                    .server()
                    .and_then(|(_, server)| server.map(Hop::Proxy))
                    .into_iter()
                    .collect(),
                exempt: None,
                ..route
            },
        }
    }

    fn by_rule(&self, url: &Url) -> Route {
        match &self.rule {
            Rule::Direct => Route::direct(),
            Rule::Given(server) => Route::by(GIVEN, Some(server.clone()), None),
            Rule::Environment => curl::environment(&self.settings, url),
            Rule::Desktop(desktop) => match &desktop.server {
                Some(server) => {
                    let exempt = bypass::exempting(desktop, url);
                    Route::by(desktop.source, ProxyServer::parse(server).ok(), exempt)
                }
                None => Route::direct(),
            },
            Rule::AwsCli => route_of(Program::AwsCli, &self.settings, url),
        }
    }

    /// The proxy to which browsers here would send the end of `aws sso login`, which is meant for this
    /// machine itself.
    pub fn of_callback(&self) -> Option<NamedProxy> {
        let Rule::Desktop(desktop) = &self.rule else {
            return None;
        };
        let callback = Url::parse("http://127.0.0.1/oauth/callback").ok()?;
        loopback::is_sent(desktop, &callback)
            .then(|| self.named())
            .flatten()
    }

    /// The ways that programs go to the URL by the same settings: all of them, where not all go the
    /// walked one. Nothing where somebody chose the way for this run, or it is not known.
    pub fn programs(&self, url: &Url, walked: &evidence::Route) -> Vec<ProgramWay> {
        if !self.compared || walked.hops.is_empty() {
            return Vec::new();
        }
        let way = |program: &Program| {
            let route = route_of(*program, &self.settings, url);
            ProgramWay {
                program: *program,
                way: match route.hops.first() {
                    Some(hop) => hop.shown(),
                    None => ERROR.to_owned(),
                },
                source: route.source,
                exempt: route.exempt,
                fails: *program == Program::AwsCli && botocore::fails(&self.settings),
            }
        };
        let all: Vec<ProgramWay> = Program::ALL.iter().map(way).collect();
        match all.iter().all(|one| one.is_walked(walked)) {
            true => Vec::new(),
            false => all,
        }
    }

    /// Whether the AWS CLI has a login for the proxy that it goes to; none where it goes to none, or
    /// where somebody chose the way for this run.
    pub fn cli_login(&self, url: &Url) -> Option<bool> {
        let route = self
            .compared
            .then(|| route_of(Program::AwsCli, &self.settings, url))?;
        match route.hops.first()? {
            Hop::Direct => None,
            Hop::Proxy(server) => Some(server.login.is_some()),
        }
    }
}

/// The source of a proxy that was typed.
const GIVEN: &str = "--proxy";

impl Hop {
    /// As reports have it.
    pub fn shown(&self) -> String {
        match self {
            Self::Direct => DIRECT.to_owned(),
            Self::Proxy(server) => server.shown(),
        }
    }
}

/// SOCKS 5 as browsers speak it leaves the name to the proxy; version 4 cannot (Chromium,
/// `net/docs/proxy.md`).
impl From<pac::Hop> for Hop {
    fn from(hop: pac::Hop) -> Self {
        let pac::Hop::Proxy(address) = hop else {
            return Self::Direct;
        };
        Self::Proxy(ProxyServer {
            kind: match address.kind {
                pac::ProxyKind::Http => ProxyKind::Http,
                pac::ProxyKind::Https => ProxyKind::Https,
                pac::ProxyKind::Socks4 => ProxyKind::Socks4,
                pac::ProxyKind::Socks5 => ProxyKind::Socks5h,
            },
            host: address.host,
            port: address.port,
            login: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxies(variables: &[(&str, &str)], desktop: Option<ProxySettings>) -> Proxies {
        let owned = variables.iter();
        let owned = owned.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let settings = Settings::new(owned, desktop);
        let search = ["lan.corp.example".to_owned(), "local".to_owned()];
        Proxies::automatic(settings, Traveller::Browser, &search)
    }

    fn portal() -> Url {
        Url::parse("https://mycorp.awsapps.com/start").unwrap()
    }

    fn route(proxy: &str, except: &str) -> Route {
        let variables = [("HTTPS_PROXY", proxy), ("NO_PROXY", except)];
        proxies(&variables, None).route(&portal())
    }

    #[test]
    fn what_cannot_be_read_is_no_way_and_shows_nothing() {
        let route = route("http://jsmith:SEC#RETpw@proxy:3128", "");
        assert_eq!(route.hops, []);
        assert_eq!(route.source.as_deref(), Some("HTTPS_PROXY"));
    }

    #[test]
    fn no_proxy_exempts_and_says_by_which_word() {
        for (except, word) in [
            ("*", "*"),
            ("x, awsapps.com", "awsapps.com"),
            (".awsapps.com", ".awsapps.com"),
            ("x, mycorp.awsapps.com,awsapps.com", "mycorp.awsapps.com"),
        ] {
            let route = route("http://proxy.example:8080", except);
            assert_eq!(route.exempt.as_deref(), Some(word));
            assert_eq!(route.hops, [Hop::Direct]);
        }
        let route = route("http://proxy.example:8080", "wsapps.com");
        assert_eq!(route.exempt, None);
        assert!(matches!(route.hops[..], [Hop::Proxy(_)]));
    }

    #[test]
    fn the_other_way_is_past_the_proxy_and_through_it_where_a_host_is_exempt() {
        let exempt = ("NO_PROXY", "mycorp.awsapps.com");
        let proxies = proxies(&[("HTTPS_PROXY", "http://u:p@env:1"), exempt], None);
        let other = proxies.other_way().unwrap();
        let route = |url: &str| other.route(&Url::parse(url).unwrap());
        let exempted = route("https://mycorp.awsapps.com/start");
        assert!(matches!(&exempted.hops[..], [Hop::Proxy(server)] if server.login.is_some()));
        assert_eq!(route("https://us-east-1.signin.aws/").hops, [Hop::Direct]);
        assert!(Proxies::none().other_way().is_none());
    }

    #[test]
    fn a_list_of_exceptions_can_send_loopback_to_the_proxy() {
        let desktop = |bypass: &[&str], pac: Option<&str>| ProxySettings {
            source: "Windows",
            server: Some("http://desk:8080".to_owned()),
            pac: pac.map(str::to_owned),
            bypass: bypass.iter().map(|rule| (*rule).to_owned()).collect(),
            ..ProxySettings::default()
        };
        let pac = Some("http://wpad.corp.example/proxy.pac");
        for (bypass, pac, sent) in [
            (&["<local>", "<-loopback>"][..], None, true),
            (&[" <-LOOPBACK> "], None, true),
            (&["<local>"], None, false),
            (&["<-loopback>", "127.0.0.1"], None, false),
            (&["<-loopback>", "127.*"], None, false),
            (&["<-loopback>"], pac, false),
        ] {
            let proxies = proxies(&[], Some(desktop(bypass, pac)));
            let to = proxies.of_callback().and_then(|named| named.url);
            let wanted = sent.then_some("http://desk:8080");
            assert_eq!(to.as_deref(), wanted, "{bypass:?}");
        }
        let by_variable = [("HTTPS_PROXY", "http://env:1")];
        assert_eq!(proxies(&by_variable, None).of_callback(), None);
    }

    const ENVIRONMENT: &[(&str, &str)] = &[("HTTPS_PROXY", "http://env:1")];

    #[test]
    fn a_desktop_goes_before_the_environment_also_where_it_says_none() {
        let gnome = ProxySettings {
            source: "GNOME",
            ..ProxySettings::default()
        };
        let none = proxies(ENVIRONMENT, Some(gnome.clone()));
        assert_eq!(none.route(&portal()), Route::direct());
        assert_eq!(none.named(), None);
        let manual = ProxySettings {
            server: Some("http://desk:8080".to_owned()),
            bypass: vec!["*.awsapps.com".to_owned()],
            ..gnome
        };
        let manual = proxies(ENVIRONMENT, Some(manual));
        let route = manual.route(&portal());
        assert_eq!(route.exempt.as_deref(), Some("*.awsapps.com"));
        assert_eq!(route.source.as_deref(), Some("GNOME"));
        let all: Vec<String> = manual
            .settings()
            .into_iter()
            .map(|one| one.source)
            .collect();
        assert_eq!(all, ["HTTPS_PROXY", "GNOME"]);
    }

    #[test]
    fn a_file_that_may_be_found_goes_before_one_that_is_named() {
        let desktop = ProxySettings {
            source: "Windows (WinINET)",
            detect: true,
            pac: Some("http://u:S3CRET@pac.corp.example/p.pac?S3CRET".to_owned()),
            ..ProxySettings::default()
        };
        let found = proxies(&[], Some(desktop));
        let sources: Vec<String> = found
            .scripts()
            .iter()
            .map(|pac| found.source_of(pac))
            .collect();
        assert_eq!(
            sources,
            [
                "PAC file http://wpad.lan.corp.example/wpad.dat (WPAD) of Windows (WinINET)",
                "PAC file http://pac.corp.example/p.pac of Windows (WinINET)",
            ]
        );
    }

    #[test]
    fn programs_are_told_where_one_goes_another_way() {
        let walked = |hops: &[&str]| evidence::Route {
            hops: hops.iter().map(|hop| (*hop).to_owned()).collect(),
            source: "x".to_owned(),
            exempt: None,
            trouble: None,
            programs: Vec::new(),
            cli_login: None,
        };
        let ways = |variables: &[(&str, &str)], hops: &[&str]| {
            let told = proxies(variables, None).programs(&portal(), &walked(hops));
            told.into_iter().map(|one| one.way).collect::<Vec<_>>()
        };
        assert_eq!(ways(&[], &["DIRECT"]), [""; 0]);
        assert_eq!(ways(ENVIRONMENT, &[]), [""; 0]);
        let env = "http://env:1";
        assert_eq!(
            ways(ENVIRONMENT, &[env]),
            [env, env, env, "DIRECT", "DIRECT"]
        );
        let socks = [("ALL_PROXY", "socks5h://s")];
        assert_eq!(
            ways(&socks, &["socks5://s:1080"])[..2],
            ["socks5h://s:1080", "DIRECT"]
        );
        let typed = Proxies::given(ProxyServer::parse(env).unwrap());
        assert_eq!(typed.programs(&portal(), &walked(&[env])), []);
    }
}
