//! What the evidence means: verdict, walls, causes, and how sure they are.
//!
//! Owns the codes of verdicts and causes and the rules that lead to them. Pure: it reads a plan
//! and its evidence and touches neither network nor clock. Words for people are the report's; a
//! [`Phrase`] only names the text and carries the facts.
//!
//! [`judge`] goes in three stages. `walk` puts the observations of one path in order: what the
//! name led to, and how far each address let us come. `standing` compares that with the other
//! paths and says which obstacles there are and what verdict they force. `cause` explains each
//! obstacle, one file per mechanism. `controls` reads the experiments, `grounds` words what was
//! seen, `proxies` what was seen of proxies, `programs` what it means where programs go another way,
//! `login` whose login a proxy takes, `product` says whose mark is on it, `state` finds what holds
//! for the whole network, `client` and `step` say whom a verdict touches, `doubt` takes back what comes and goes, `both_ways` compares two ways, `reference` compares with
//! another run, `twins` compares pages, `request` says what to ask of whom, `directory` reads in which Region AWS has the directory.

use serde::{Deserialize, Serialize};

use crate::evidence::{Evidence, Failure, Layer, OwnTrust};
use crate::plan::Path;

mod both_ways;
mod cause;
mod client;
mod controls;
mod directory;
mod doubt;
mod grounds;
mod login;
mod nearness;
mod network;
mod own_trust;
mod phrase;
mod plain;
mod product;
mod programs;
mod proxies;
mod reference;
mod request;
mod standing;
mod state;
mod step;
mod twins;
mod walk;

pub use both_ways::{BothWays, Counts as WayCounts, compare as compare_ways};
pub use client::clients;
pub use own_trust::holds_interceptor;
pub use phrase::Phrase;
pub use product::presentable;
pub use reference::{Answer, Recorded, Reference};
pub use request::{Addressee, Desk, Request, Seen, Shell, Team, requests};
pub use state::State;
pub use step::{ClientVerdict, FailOn, Outcome, StepVerdict, by_client, outcome, steps};

use network::Network;
use walk::Walk;

/// What can be said of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The genuine service answered.
    Open,
    /// It works for some clients or some of the time.
    Degraded,
    /// Not measured to the end, or not measurable here.
    Unknown,
    /// It failed clearly.
    Blocked,
}

impl Verdict {
    pub const ALL: &[Self] = &[Self::Open, Self::Degraded, Self::Unknown, Self::Blocked];

    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Degraded => "degraded",
            Self::Unknown => "unknown",
            Self::Blocked => "blocked",
        }
    }
}

/// How much the evidence carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    Low,
    Medium,
    High,
}

impl Confidence {
    pub fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// One row per cause: variant, code and meaning.
macro_rules! causes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal,)+) => {
        /// The mechanism that the evidence supports.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Cause {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Cause {
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }
        }
    };
}

causes! {
    /// A resolver withholds or forges the answer on purpose.
    DnsFilter = "dns_filter",
    /// The resolver does not work, for this name or for any.
    DnsOutage = "dns_outage",
    /// This machine's own lookup gives what none of its name servers gives.
    LocalLookup = "local_lookup",
    /// The name was made from what the user typed, and no resolver knows it.
    WrongName = "wrong_name",
    /// A rule on the destination address.
    IpFilter = "ip_filter",
    /// A rule on the destination port.
    PortFilter = "port_filter",
    /// A rule on the server name in the ClientHello.
    SniFilter = "sni_filter",
    /// Packets are dropped in silence.
    FirewallDrop = "firewall_drop",
    /// TLS is opened and signed again on the way.
    TlsInspection = "tls_inspection",
    /// A rule on the URL, with a page in the place of the service.
    UrlFilter = "url_filter",
    /// The proxy's policy denies the destination.
    ProxyPolicy = "proxy_policy",
    /// The proxy wants a login.
    ProxyAuth = "proxy_auth",
    /// The proxy does not work.
    ProxyDown = "proxy_down",
    /// The proxy cannot resolve the name.
    ProxyDns = "proxy_dns",
    /// The proxy cannot reach the destination.
    ProxyUpstream = "proxy_upstream",
    /// A log-in page of the network stands in the place of everything.
    CaptivePortal = "captive_portal",
    /// Large packets vanish.
    MtuBlackHole = "mtu_black_hole",
    /// A box cannot take a ClientHello of two segments.
    LargeHello = "large_hello",
    /// This machine's clock is wrong.
    ClockSkew = "clock_skew",
    /// Some addresses of the host are dead, others answer.
    PartialAddresses = "partial_addresses",
    /// IPv6 has a route and does not work; IPv4 does.
    BrokenIpv6 = "broken_ipv6",
    /// It works, but not every time.
    PacketLoss = "packet_loss",
    /// This machine has no network.
    NoNetwork = "no_network",
    /// AWS itself refuses.
    AwsRefusal = "aws_refusal",
    /// AWS itself fails.
    AwsFault = "aws_fault",
    /// The genuine chain is rejected by this machine's own store.
    ClientTrust = "client_trust",
    /// A client is set to a list of roots that rejects the genuine chain.
    ClientRoots = "client_roots",
    /// The evidence does not tell the mechanism.
    Undetermined = "undetermined",
}

/// The appliance or service that left its mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub name: String,
    /// The very token that gave it away.
    pub token: String,
    pub confidence: Confidence,
}

/// One failure with its cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wall {
    pub failure: Failure,
    pub cause: Cause,
    pub confidence: Confidence,
    pub product: Option<Product>,
    /// The proxy that it was met at, or behind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// One sentence.
    pub summary: Phrase,
    /// The grounds, weightiest first.
    pub evidence: Vec<Phrase>,
}

impl Wall {
    pub fn layer(&self) -> Layer {
        self.failure.layer()
    }
}

/// All that is judged of one path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    pub verdict: Verdict,
    /// The wall that fixes the verdict; none for an open path.
    pub wall: Option<Wall>,
    /// Every other wall that the path stands behind.
    pub also: Vec<Wall>,
    /// What is worth knowing and changes nothing.
    pub notes: Vec<Phrase>,
    /// What the lists of roots that clients are set to use say of the chain that decided.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<OwnTrust>,
    /// Whether the genuine service answered as well, where the wall is a chain that is not its own:
    /// a part of the way alone is inspected.
    #[serde(default, skip_serializing_if = "is_false")]
    pub genuine_too: bool,
    /// Whether the AWS CLI goes another way than the one that was walked, so that nothing of it is known.
    #[serde(default, skip_serializing_if = "is_false")]
    pub cli_elsewhere: bool,
    /// Whether the AWS CLI is known to fail by the setting that leads it elsewhere.
    #[serde(default, skip_serializing_if = "is_false")]
    pub cli_fails: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde gives the field by reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

/// A path, and all that was seen of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub path: Path,
    pub evidence: Evidence,
}

/// What a run's evidence means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Findings {
    /// One per path, in the order of the paths.
    pub judgements: Vec<Judgement>,
    /// What holds for the whole network, each said once.
    pub states: Vec<State>,
}

/// Judges every path in the light of all others, and of a run on an open network, if there is one.
///
/// Works from the evidence alone and in a fixed order: the same evidence always gives the same
/// findings.
pub fn judge(measured: &[Measured], reference: Option<&Reference>) -> Findings {
    let walks = measured.iter().map(|one| {
        let recorded = reference.and_then(|reference| reference.paths.get(&one.path.id));
        Walk::of(one, recorded)
    });
    let network = Network::new(walks.collect());
    let site = reference.and_then(|reference| reference.site.as_deref());
    let judgements: Vec<Judgement> = network
        .walks()
        .iter()
        .map(|walk| {
            let mut judgement = judge_path(walk, &network);
            reference::compare(walk, site, &mut judgement);
            judgement
        })
        .collect();
    let states = state::find(&network, &judgements);
    Findings { judgements, states }
}

fn judge_path(walk: &Walk<'_>, network: &Network<'_>) -> Judgement {
    let standing = standing::of(walk, network);
    let mut walls: Vec<Wall> = standing
        .obstacles
        .iter()
        .map(|obstacle| cause::explain(walk, obstacle, network))
        .collect();
    let main = standing
        .obstacles
        .iter()
        .position(|obstacle| obstacle.verdict == standing.verdict);
    let met = main.map(|index| &standing.obstacles[index]);
    let mut judgement = Judgement {
        verdict: standing.verdict,
        wall: main.map(|index| walls.remove(index)),
        also: walls,
        notes: standing.notes,
        own: own_trust::seen(walk, met),
        genuine_too: false,
        cli_elsewhere: false,
        cli_fails: false,
    };
    let mut walls = judgement.wall.iter().chain(&judgement.also);
    let foreign = walls.any(|wall| wall.failure == Failure::TlsIntercepted);
    judgement.genuine_too = foreign && walk.is_genuine();
    let notes = own_trust::notes(walk.path, &judgement);
    judgement.notes.extend(notes);
    if let Some(cli) = programs::of_cli(walk.path, walk.evidence.route.as_ref()) {
        judgement.cli_elsewhere = true;
        judgement.cli_fails = cli.fails;
        judgement.notes.push(programs::note(cli));
    }
    judgement
}
