//! What to ask of whom: walls merged into as few requests as there are things to change.
//!
//! Owns the team for each cause, the merging and the order. The words are in `data/texts`
//! (`requests.toml`), what to look for in a product's log is `log`'s, the test for people without
//! this tool is `test`'s. A request never asks for more than what was found: the exact hosts, at
//! the layer that failed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::evidence::{Failure, Layer, Saw};
use crate::fingerprint::{self, RunsOn};
use crate::names::HostName;
use crate::plan::{Client, Path, Requirement};

use super::cause::{proxy_auth, undetermined};
use super::{Cause, Judgement, Measured, Phrase, Verdict, Wall};

mod how;
mod log;
mod test;

pub use log::Seen;
pub use test::{Desk, Shell};

/// Who can change something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Team {
    /// The resolvers.
    Dns,
    /// Addresses, ports, names; routes and tunnels.
    Firewall,
    /// The secure web gateway: URL policy and TLS inspection.
    Gateway,
    Proxy,
    /// The machine itself: clock, trust store, network settings.
    Endpoint,
    /// Who looks after IAM Identity Center.
    Aws,
    /// It is at AWS, or at the place itself: there is nobody to ask.
    Nobody,
}

impl Team {
    pub fn code(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Firewall => "firewall",
            Self::Gateway => "gateway",
            Self::Proxy => "proxy",
            Self::Endpoint => "endpoint",
            Self::Aws => "aws",
            Self::Nobody => "nobody",
        }
    }
}

/// What the site says of a team: nothing of it was measured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addressee {
    /// How it is called there.
    pub name: Option<String>,
    /// The product that it looks after, by the site file's name for it.
    pub product: Option<String>,
}

/// What to ask of one team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub team: Team,
    pub addressee: Addressee,
    /// The product that left its mark; none where several did.
    pub product: Option<String>,
    pub cause: Cause,
    /// What was seen to fail where its walls are, each once.
    pub failures: Vec<Failure>,
    /// Whether a required path is blocked by it.
    pub blocking: bool,
    pub ask: Phrase,
    /// Where the product that the site names, or that was found, has that.
    pub how: Option<Phrase>,
    pub not_asked: Vec<Phrase>,
    pub risk: Phrase,
    /// Each once, in the order of the plan.
    pub hosts: Vec<HostName>,
    /// The ids of the paths that stand behind it.
    pub because: Vec<String>,
    /// What was seen, of the first of them.
    pub evidence: Vec<Phrase>,
    /// The connections to look for in a log.
    pub seen: Vec<Seen>,
    /// How many more of them there are.
    pub more_seen: usize,
    /// For the log of the product that the site names or that was found; empty where its language
    /// is not known.
    pub log_filter: String,
    /// A command for people without this tool, and what it gives when all is done.
    pub test: String,
    pub done: Phrase,
}

/// As many connections of one request are listed.
const MOST_SEEN: usize = 4;

/// What is to be asked, blocking requests first, then by team. What blocks is what keeps out one of the
/// clients that were `asked` about.
pub fn requests(
    measured: &[Measured],
    judgements: &[Judgement],
    asked: &[Client],
    addressees: &BTreeMap<Team, Addressee>,
    desk: impl Into<Desk>,
) -> Vec<Request> {
    let desk = desk.into();
    let mut requests: Vec<Request> = Vec::new();
    for (one, judgement) in measured.iter().zip(judgements) {
        if judgement.verdict == Verdict::Open {
            continue;
        }
        let worst = worst(one, judgement, asked);
        let main = judgement.wall.iter().map(|wall| (wall, worst));
        // Behind a wall stands the next one: without it, the first change is half a change.
        let also = judgement.also.iter();
        let also = also.map(|wall| (wall, behind(wall, judgement.verdict).min(worst)));
        let proven = main
            .chain(also)
            .filter(|(wall, _)| is_proven(one, judgement, wall));
        for (wall, verdict) in proven {
            let blocking = verdict == Verdict::Blocked && is_needed(&one.path);
            let request = request(one, wall, blocking, addressees, desk);
            merge(&mut requests, request);
        }
    }
    requests.iter_mut().for_each(Request::finish);
    requests.sort_by_key(|request| (!request.blocking, request.team));
    requests
}

/// What works for some clients may be blocked for others. What none of those calls that were asked about
/// holds up nobody.
fn worst(one: &Measured, judgement: &Judgement, asked: &[Client]) -> Verdict {
    let clients = super::clients(&one.path, judgement).into_iter();
    let theirs = clients.filter(|(client, _)| asked.contains(client));
    let worst = theirs.filter_map(|(_, verdict)| verdict).max();
    worst.unwrap_or(Verdict::Degraded)
}

/// Of a path of which nothing is known, what stands in its way may be known all the same: no
/// mechanism is named for what was not measured to the end. Where programs go through a proxy, what
/// stands in the direct way may be there by design.
fn is_proven(one: &Measured, judgement: &Judgement, wall: &Wall) -> bool {
    judgement.verdict != Verdict::Unknown
        || wall.cause != Cause::Undetermined && one.evidence.bypassed_proxy.is_none()
}

/// An inspected chain lets people work, whatever else is in the way.
fn behind(wall: &Wall, verdict: Verdict) -> Verdict {
    match wall.failure {
        Failure::TlsIntercepted => Verdict::Degraded,
        _ => verdict,
    }
}

fn is_needed(path: &Path) -> bool {
    path.requirement == Requirement::Required && path.counts()
}

/// Who can change it.
fn team(one: &Measured, wall: &Wall) -> Team {
    match wall.cause {
        // A virus scanner on the machine is not the gateway's.
        Cause::TlsInspection | Cause::UrlFilter if is_on_the_machine(wall) => Team::Endpoint,
        // An address of the proxy's own name.
        Cause::PartialAddresses if wall.proxy.is_some() => Team::Proxy,
        Cause::DnsFilter | Cause::DnsOutage => Team::Dns,
        Cause::WrongName => Team::Aws,
        Cause::IpFilter
        | Cause::PortFilter
        | Cause::SniFilter
        | Cause::FirewallDrop
        | Cause::MtuBlackHole
        | Cause::LargeHello
        | Cause::PartialAddresses
        | Cause::BrokenIpv6
        | Cause::PacketLoss => Team::Firewall,
        Cause::TlsInspection | Cause::UrlFilter => Team::Gateway,
        Cause::ProxyPolicy
        | Cause::ProxyAuth
        | Cause::ProxyDown
        | Cause::ProxyDns
        | Cause::ProxyUpstream => Team::Proxy,
        Cause::LocalLookup
        | Cause::ClockSkew
        | Cause::ClientTrust
        | Cause::ClientRoots
        | Cause::NoNetwork => Team::Endpoint,
        Cause::CaptivePortal | Cause::AwsRefusal | Cause::AwsFault => Team::Nobody,
        Cause::Undetermined if is_in_a_private_place(wall) => Team::Dns,
        Cause::Undetermined => match wall.layer() {
            _ if wall.proxy.is_some() => Team::Proxy,
            Layer::Dns => Team::Dns,
            Layer::Tcp => Team::Firewall,
            Layer::Proxy => Team::Proxy,
            _ if is_answered(wall.failure) => Team::Gateway,
            Layer::Tls => Team::Firewall,
            // Nobody can look into a genuine session, only end it.
            Layer::Http if is_genuine(one) => Team::Firewall,
            Layer::Http => Team::Gateway,
        },
    }
}

fn is_genuine(one: &Measured) -> bool {
    one.evidence
        .observations
        .iter()
        .any(|seen| match &seen.saw {
            Saw::Handshake(made) => made.session().is_some_and(|it| it.public.is_genuine()),
            _ => false,
        })
}

/// Whether somebody answers there, of whom it is asked who it is; what only ends a connection, or
/// keeps silent, is on the line.
fn is_answered(failure: Failure) -> bool {
    match failure {
        Failure::TlsReset
        | Failure::TlsClosed
        | Failure::TlsTimeout
        | Failure::TlsAlert
        | Failure::TlsProtocol
        | Failure::HttpReset
        | Failure::HttpClosed
        | Failure::HttpTimeout => false,
        failure => failure.layer() >= Layer::Tls,
    }
}

fn is_on_the_machine(wall: &Wall) -> bool {
    let product = wall.product.as_ref();
    product.and_then(|product| fingerprint::runs_on(&product.name)) == Some(RunsOn::Machine)
}

fn request(
    one: &Measured,
    wall: &Wall,
    blocking: bool,
    addressees: &BTreeMap<Team, Addressee>,
    desk: Desk,
) -> Request {
    let team = team(one, wall);
    let addressee = addressees.get(&team).cloned().unwrap_or_default();
    let (test, done) = test::of(one, wall, desk);
    Request {
        team,
        addressee,
        product: wall.product.as_ref().map(|product| product.name.clone()),
        cause: wall.cause,
        failures: vec![wall.failure],
        blocking,
        ask: Phrase {
            key: format!("ask.{}", kind(wall)),
            facts: Vec::new(),
        },
        how: None,
        not_asked: not_asked(team, wall),
        risk: Phrase {
            key: format!("risk.{}", kind(wall)),
            facts: Vec::new(),
        },
        hosts: vec![one.path.host.clone()],
        because: vec![one.path.id.clone()],
        evidence: std::iter::once(&wall.summary)
            .chain(&wall.evidence)
            .cloned()
            .collect(),
        seen: seen(one, wall),
        more_seen: 0,
        log_filter: String::new(),
        test,
        done,
    }
}

/// By what its sentences go: the cause; where that is undetermined, whether somebody answers, or the
/// layer.
fn kind(wall: &Wall) -> String {
    match wall.cause {
        Cause::Undetermined if is_in_a_private_place(wall) => "undetermined_private".to_owned(),
        Cause::Undetermined if is_answered(wall.failure) => "undetermined_answer".to_owned(),
        Cause::Undetermined => format!("undetermined_{}", wall.layer()),
        Cause::ProxyAuth => match wall.summary.key.as_str() {
            proxy_auth::NOT_IN_URL => "proxy_auth_not_in_url".to_owned(),
            proxy_auth::REFUSED => "proxy_auth_refused".to_owned(),
            _ => Cause::ProxyAuth.code().to_owned(),
        },
        cause => cause.code().to_owned(),
    }
}

fn is_in_a_private_place(wall: &Wall) -> bool {
    wall.summary.key == undetermined::PRIVATE_PLACE
}

/// What the team might do in one go, and should not.
fn not_asked(team: Team, wall: &Wall) -> Vec<Phrase> {
    match team {
        Team::Dns => vec![Phrase::new("not_asked.filter_off")],
        Team::Firewall => vec![
            Phrase::new("not_asked.wildcard"),
            Phrase::new("not_asked.any"),
        ],
        Team::Gateway if wall.failure == Failure::TlsIntercepted => vec![
            Phrase::new("not_asked.url_policy"),
            Phrase::new("not_asked.wildcard"),
        ],
        Team::Gateway | Team::Proxy => vec![
            Phrase::new("not_asked.wildcard"),
            Phrase::new("not_asked.bypass"),
        ],
        Team::Endpoint | Team::Aws | Team::Nobody => Vec::new(),
    }
}

/// The connections or questions that failed at the wall's layer.
fn seen(one: &Measured, wall: &Wall) -> Vec<Seen> {
    let observations = one.evidence.observations.iter();
    let failed = observations.filter(|seen| {
        let question = matches!(seen.saw, Saw::SystemLookup(_));
        seen.failure() == Some(wall.failure) && !question
    });
    let seen = failed.map(|seen| Seen::of(seen, &one.path.host));
    seen.collect()
}

/// Joins what is one change for one team.
fn merge(requests: &mut Vec<Request>, new: Request) {
    let same = |known: &&mut Request| {
        known.team == new.team && known.ask == new.ask && known.blocking == new.blocking
    };
    let Some(known) = requests.iter_mut().find(same) else {
        requests.push(new);
        return;
    };
    if known.product != new.product {
        known.product = None;
    }
    add(&mut known.failures, new.failures);
    add(&mut known.hosts, new.hosts);
    add(&mut known.because, new.because);
    add(&mut known.seen, new.seen);
}

/// What is not there yet.
fn add<T: PartialEq>(known: &mut Vec<T>, new: Vec<T>) {
    for one in new {
        if !known.contains(&one) {
            known.push(one);
        }
    }
}

impl Request {
    /// When all is merged: where to change it, how to find it in a log, and no more of it than one can read.
    fn finish(&mut self) {
        // What the site says goes before what was found: the team knows where its log is.
        let site = self.addressee.product.as_deref();
        let found = || self.product.as_deref().and_then(fingerprint::id);
        let product = site.or_else(found).unwrap_or_default();
        self.how = how::to_do_it(product, self.cause);
        self.log_filter = log::filter(product, &self.seen, &self.hosts);
        self.more_seen = self.seen.len().saturating_sub(MOST_SEEN);
        self.seen.truncate(MOST_SEEN);
    }
}
