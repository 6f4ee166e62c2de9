//! What holds for the whole network: said once, not once per path.
//!
//! Owns the list of states and when each is reached. A state is read off the judgements, so that
//! it never says anything that the paths do not.

use serde::{Deserialize, Serialize};

use crate::evidence::{Ending, Reason, TrustSetting};

use super::cause::proxy_auth;
use super::network::Network;
use super::{Cause, Judgement, Phrase, Wall, both_ways, directory, programs};

/// One thing that is true of every path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// AWS itself says that the directory is in another Region than the one asked about.
    DirectoryElsewhere { region: String, asked: String },
    /// AWS itself says that the directory is in the Region that was asked about.
    DirectoryHere { region: String },
    /// AWS was asked in which Region the directory is, and named none.
    DirectoryUnsaid { status: u16 },
    /// This machine has no network.
    NoNetwork,
    /// No name is resolved: the configured name servers do not work.
    ResolverDead,
    /// Every name is denied: the name servers know no outside name. Where only a proxy resolves,
    /// that is how it should be.
    NoOutsideName,
    /// This machine's own lookup finds no name, while its name servers answer raw questions.
    SystemLookupFails,
    /// A setting names a proxy in words that cannot be read, so this run went past it.
    ProxyUnread { source: String },
    /// Not all programs here go the way that was walked: who goes where else.
    ProgramsDiffer { walked: String, others: String },
    /// The AWS CLI is one of them, somewhere that it calls.
    CliElsewhere,
    /// A PAC file is of no use, so that browsers go on without.
    PacUseless { source: String, why: Reason },
    /// A proxy wants a login that this run does not have.
    ProxyWantsLogin { proxy: String, schemes: String },
    /// A proxy takes a login that browsers give by themselves, and the AWS CLI cannot.
    ProxyKeepsOutCli { proxy: String, scheme: String },
    /// A proxy takes a login that the AWS CLI could give, and the setting that it reads has none.
    ProxyLoginNotInUrl { proxy: String, scheme: String },
    /// A proxy refuses the login that this run gave.
    ProxyRefusesLogin { proxy: String, scheme: String },
    /// The setting of the AWS CLI names a proxy of a kind that it does not know.
    CliFails { source: String },
    /// The way was tested that the settings lead, which is past every proxy, and nothing gets out there;
    /// other programs' settings name one.
    ProxyForOthers { source: String, proxy: String },
    /// A proxy that the settings name does not work.
    ProxyDead { proxy: String },
    /// Browsers would send the end of `aws sso login`, which is meant for this machine, to the proxy.
    CallbackToProxy { source: String, proxy: String },
    /// What became of the paths on both ways, through the proxy and past it.
    BothWays(both_ways::Counts),
    /// A list of roots that clients take cannot be used, and what they make of that.
    RootsUnread {
        setting: TrustSetting,
        file: String,
        why: Reason,
    },
    /// Names are resolved, and no TCP connection to any host comes about: where only a proxy
    /// leads out, a direct connection cannot.
    NothingConnects,
    /// A log-in page of the network stands in the place of every host.
    CaptivePortal,
    /// This machine's clock is wrong.
    ClockWrong,
    /// No host showed a genuine chain; this issuer signs most of them.
    EverythingInspected { issuer: String },
    /// The user stopped the run.
    Interrupted,
    /// The run's deadline came before its end.
    DeadlineReached,
}

impl State {
    /// The text that says it.
    pub fn phrase(&self) -> Phrase {
        match self {
            Self::DirectoryElsewhere { region, asked } => Phrase::new("state.directory_elsewhere")
                .with("region", region)
                .with("asked", asked),
            Self::DirectoryHere { region } => {
                Phrase::new("state.directory_here").with("region", region)
            }
            Self::DirectoryUnsaid { status } => {
                Phrase::new("state.directory_unsaid").with("status", status)
            }
            Self::NoNetwork => Phrase::new("state.no_network"),
            Self::ResolverDead => Phrase::new("state.resolver_dead"),
            Self::NothingConnects => Phrase::new("state.nothing_connects"),
            Self::SystemLookupFails => Phrase::new("state.system_lookup_fails"),
            Self::NoOutsideName => Phrase::new("state.no_outside_name"),
            Self::ProxyUnread { source } => {
                Phrase::new("state.proxy_unread").with("source", source)
            }
            Self::ProgramsDiffer { walked, others } => Phrase::new("state.programs_differ")
                .with("walked", walked)
                .with("others", others),
            Self::CliElsewhere => Phrase::new("state.cli_elsewhere"),
            Self::PacUseless { source, why } => Phrase::new("state.pac_useless")
                .with("source", source)
                .because(why),
            Self::ProxyWantsLogin { proxy, schemes } if schemes.is_empty() => {
                Phrase::new("state.proxy_wants_login").with("proxy", proxy)
            }
            Self::ProxyWantsLogin { proxy, schemes } => {
                let phrase = Phrase::new("state.proxy_wants_login_offered").with("proxy", proxy);
                phrase.with("schemes", schemes)
            }
            Self::ProxyKeepsOutCli { proxy, scheme } => Phrase::new("state.proxy_keeps_out_cli")
                .with("proxy", proxy)
                .with("scheme", scheme),
            Self::ProxyLoginNotInUrl { proxy, scheme } => {
                Phrase::new("state.proxy_login_not_in_url")
                    .with("proxy", proxy)
                    .with("scheme", scheme)
            }
            Self::ProxyRefusesLogin { proxy, scheme } => Phrase::new("state.proxy_refuses_login")
                .with("proxy", proxy)
                .with("scheme", scheme),
            Self::CliFails { source } => Phrase::new("state.cli_fails").with("source", source),
            Self::ProxyForOthers { source, proxy } => Phrase::new("state.proxy_for_others")
                .with("source", source)
                .with("proxy", proxy),
            Self::ProxyDead { proxy } => Phrase::new("state.proxy_dead").with("proxy", proxy),
            Self::CallbackToProxy { source, proxy } => Phrase::new("state.callback_to_proxy")
                .with("source", source)
                .with("proxy", proxy),
            Self::BothWays(counts) => counts.phrase(),
            Self::RootsUnread { setting, file, why } => Phrase::new(match setting {
                TrustSetting::NodeExtraCaCerts => "state.roots_unread_by_node",
                TrustSetting::JavaTrustStore => "state.roots_unread_by_java",
                setting if setting.is_of_store() => "state.roots_unread_in_store",
                _ => "state.roots_unread_by_cli",
            })
            .with("setting", setting.name())
            .with("file", file)
            .because(why),
            Self::CaptivePortal => Phrase::new("state.captive_portal"),
            Self::ClockWrong => Phrase::new("state.clock_wrong"),
            Self::EverythingInspected { issuer } => {
                Phrase::new("state.everything_inspected").with("issuer", issuer)
            }
            Self::Interrupted => Phrase::new("state.interrupted"),
            Self::DeadlineReached => Phrase::new("state.deadline_reached"),
        }
    }
}

/// The states that hold, the weightiest first.
pub(super) fn find(network: &Network<'_>, judgements: &[Judgement]) -> Vec<State> {
    let caused_by = |cause| judgements.iter().flat_map(walls).any(|w| w.cause == cause);
    let ended = |ending| network.walks().iter().any(|w| w.evidence.ending == ending);
    let no_network = caused_by(Cause::NoNetwork);
    let captive = caused_by(Cause::CaptivePortal);
    let mut states = directory_states(network);
    let mut proxies = network.walks().iter().map(|w| &w.evidence.bypassed_proxy);
    if let Some(source) = proxies.find_map(Option::as_ref) {
        let source = source.clone();
        states.push(State::ProxyUnread { source });
    }
    let mut routes = network
        .walks()
        .iter()
        .filter_map(|w| w.evidence.route.as_ref());
    if let Some((source, trouble)) = routes.find_map(|r| Some((&r.source, r.trouble.as_ref()?))) {
        let (source, why) = (source.clone(), trouble.reason().clone());
        states.push(State::PacUseless { source, why });
    }
    states.extend(programs::states(network));
    states.extend(proxy_states(judgements));
    let others = network.walks().iter().find_map(|walk| {
        let (source, proxy) = programs::proxy_of_others(walk, network)?;
        Some(State::ProxyForOthers { source, proxy })
    });
    states.extend(others);
    let mut say = |holds: bool, state: State| {
        if holds {
            states.push(state);
        }
    };
    let resolver_dead = caused_by(Cause::DnsOutage) && network.no_name_resolves();
    say(no_network, State::NoNetwork);
    say(!no_network && resolver_dead, State::ResolverDead);
    say(network.no_outside_name_is_known(), State::NoOutsideName);
    say(network.system_resolves_nothing(), State::SystemLookupFails);
    say(
        !no_network && !captive && network.nothing_connects(),
        State::NothingConnects,
    );
    say(captive, State::CaptivePortal);
    say(caused_by(Cause::ClockSkew), State::ClockWrong);
    if let Some(issuer) = network.issuer_of_everything()
        && !captive
        && caused_by(Cause::TlsInspection)
    {
        say(true, State::EverythingInspected { issuer });
    }
    say(ended(Ending::Interrupted), State::Interrupted);
    say(ended(Ending::Deadline), State::DeadlineReached);
    states
}

/// What is the matter with each proxy, once.
fn proxy_states(judgements: &[Judgement]) -> Vec<State> {
    let mut states: Vec<State> = Vec::new();
    for wall in judgements.iter().flat_map(walls) {
        let Some(proxy) = wall.proxy.clone() else {
            continue;
        };
        let fact = |name| wall.summary.fact(name).unwrap_or_default().to_owned();
        let scheme = || fact("scheme");
        let state = match (wall.cause, wall.summary.key.as_str()) {
            (Cause::ProxyAuth, proxy_auth::OF_SOME) => State::ProxyKeepsOutCli {
                proxy,
                scheme: scheme(),
            },
            (Cause::ProxyAuth, proxy_auth::NOT_IN_URL) => State::ProxyLoginNotInUrl {
                proxy,
                scheme: scheme(),
            },
            (Cause::ProxyAuth, proxy_auth::REFUSED) => State::ProxyRefusesLogin {
                proxy,
                scheme: fact("given"),
            },
            (Cause::ProxyAuth, _) => State::ProxyWantsLogin {
                proxy,
                schemes: fact("schemes"),
            },
            (Cause::ProxyDown, _) => State::ProxyDead { proxy },
            _ => continue,
        };
        if !states.contains(&state) {
            states.push(state);
        }
    }
    states
}

/// What AWS said to a question about the directory's Region: first what is wrong.
fn directory_states(network: &Network<'_>) -> Vec<State> {
    let mut states: Vec<State> = Vec::new();
    for walk in network.walks() {
        let state = match (directory::said(walk), directory::unsaid(walk)) {
            (Some(said), _) if said.region == said.asked => State::DirectoryHere {
                region: said.region.to_string(),
            },
            (Some(said), _) => State::DirectoryElsewhere {
                region: said.region.to_string(),
                asked: said.asked.to_string(),
            },
            (None, Some(status)) => State::DirectoryUnsaid { status },
            (None, None) => continue,
        };
        if !states.contains(&state) {
            states.push(state);
        }
    }
    states.sort_by_key(|state| !matches!(state, State::DirectoryElsewhere { .. }));
    states
}

fn walls(judgement: &Judgement) -> impl Iterator<Item = &Wall> {
    judgement.wall.iter().chain(&judgement.also)
}
