//! Turns what is known of this machine into the form of the report.
//!
//! Owns what goes into the report of the place of a run, and the sentences on an administrator's
//! rights and on what names are looked up without. Asking the machine is the work of `cli`.

use std::{collections::BTreeMap, net::IpAddr};

use crate::report::{texts::Texts, v1};
use crate::verdict::Phrase;

use super::{proxy, said};

/// Where the run was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vantage {
    pub host: Option<String>,
    pub user: Option<String>,
    pub elevated: Option<bool>,
    pub interface: Option<String>,
    /// The local address that routes outwards.
    pub address: Option<IpAddr>,
    pub resolvers: Vec<String>,
    /// The servers that systemd-resolved asks, where its stub is among the resolvers.
    pub uplink_resolvers: Vec<String>,
    /// What the program's own lookup asks: `system` or `hosts_and_dns`; `None` where that is not known.
    pub lookup: Option<String>,
    /// Sources that this machine's other programs ask for hosts and the program does not.
    pub lookup_leaves_out: Vec<String>,
    /// Whether it asks several name servers at once, where other programs ask them in turn.
    pub lookup_at_once: bool,
    pub proxy: Option<Proxy>,
    /// Every setting that names a proxy for https, whoever reads it.
    pub proxy_settings: Vec<Proxy>,
    /// VPNs and agents; `None` where the system could not be asked.
    pub adapters: Option<Vec<v1::Adapter>>,
    /// `container` or `wsl`; `None` where nothing shows what this is.
    pub runs_in: Option<String>,
    /// Who called sudo, where an administrator's rights come from there.
    pub sudo_user: Option<String>,
    /// What is trusted, and where that is settled: `store`, `store-roots`, `store-setting`,
    /// `interceptor-store`, `ca-bundle`, `public-roots`.
    pub trust: BTreeMap<String, String>,
    /// Every setting that names a list of roots.
    pub trust_settings: Vec<v1::TrustList>,
    /// What holds for the whole network, weightiest first.
    pub state: Vec<Phrase>,
}

/// The proxy that this machine would use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proxy {
    /// The setting that names it.
    pub source: String,
    /// Without its login; none where the setting cannot be read.
    pub url: Option<String>,
}

pub(super) fn of(here: Vantage, texts: &Texts) -> v1::Vantage {
    let mut state = here.state;
    let elevation = elevation(
        here.elevated,
        here.sudo_user.as_deref(),
        here.runs_in.as_deref(),
    );
    state.extend(elevation);
    state.extend(left_out(&here.lookup_leaves_out));
    let at_once = Phrase::new("vantage.lookup_at_once");
    state.extend(here.lookup_at_once.then_some(at_once));
    v1::Vantage {
        host: here.host,
        user: here.user,
        elevated: here.elevated,
        interface: here.interface,
        address: here.address.map(|address| address.to_string()),
        resolvers: here.resolvers,
        uplink_resolvers: here.uplink_resolvers,
        lookup: here.lookup.unwrap_or_else(|| v1::UNKNOWN.to_owned()),
        lookup_leaves_out: here.lookup_leaves_out,
        proxy: here.proxy.map(proxy::setting),
        proxy_settings: here
            .proxy_settings
            .into_iter()
            .map(proxy::setting)
            .collect(),
        adapters: here.adapters,
        runs_in: here.runs_in.unwrap_or_else(|| v1::UNKNOWN.to_owned()),
        sudo_user: here.sudo_user,
        trust: here.trust,
        trust_settings: here.trust_settings,
        state: texts.say_all(&state),
        said: said(&state),
    }
}

/// Proxies and trust are settings of a user, and an administrator is another one. Inside a
/// container everybody is.
fn elevation(elevated: Option<bool>, by: Option<&str>, runs_in: Option<&str>) -> Option<Phrase> {
    match by {
        Some(user) => Some(Phrase::new("vantage.elevated_by_sudo").with("user", user)),
        None if elevated == Some(true) && runs_in != Some("container") => {
            Some(Phrase::new("vantage.elevated"))
        }
        None => None,
    }
}

/// Other programs here may get other answers than the run got.
fn left_out(sources: &[String]) -> Option<Phrase> {
    let some = !sources.is_empty();
    some.then(|| Phrase::new("vantage.lookup_leaves_out").with("sources", sources.join(", ")))
}
