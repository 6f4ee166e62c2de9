//! Why something failed: one file per mechanism, and the order in which they are asked.
//!
//! Owns the table of causes. A rule reads facts that `walk`, `network` and `grounds` have put
//! together; it never changes the verdict. A new cause is one file and one row here.

use std::net::IpAddr;

use crate::evidence::{Failure, Layer, Reply, Signature, TunnelFault};

use super::network::Network;
use super::walk::{Obstacle, Reach, Walk};
use super::{Cause, Confidence, Phrase, Wall, controls, grounds, product, proxies};

mod aws_fault;
mod aws_refusal;
mod broken_ipv6;
mod captive_portal;
mod client_roots;
mod client_trust;
mod clock_skew;
mod dns_filter;
mod dns_outage;
mod firewall_drop;
mod ip_filter;
mod large_hello;
mod local_lookup;
mod mtu_black_hole;
mod no_network;
mod packet_loss;
mod partial_addresses;
mod port_filter;
pub(super) mod proxy_auth;
mod proxy_dns;
mod proxy_down;
mod proxy_policy;
mod proxy_upstream;
mod sni_filter;
mod tls_inspection;
pub(super) mod undetermined;
mod url_filter;
mod wrong_name;

/// What a rule is asked about.
struct Case<'c, 'a> {
    walk: &'c Walk<'a>,
    obstacle: &'c Obstacle,
    network: &'c Network<'a>,
}

/// What a rule found: how sure it is, one sentence, and the grounds beside the observations of
/// the obstacle itself.
struct Found {
    confidence: Confidence,
    summary: Phrase,
    evidence: Vec<Phrase>,
}

impl Found {
    fn new(confidence: Confidence, summary: Phrase) -> Self {
        Self {
            confidence,
            summary,
            evidence: Vec::new(),
        }
    }

    fn because(mut self, evidence: impl IntoIterator<Item = Phrase>) -> Self {
        self.evidence.extend(evidence);
        self
    }
}

impl<'a> Case<'_, 'a> {
    fn failure(&self) -> Failure {
        self.obstacle.failure
    }

    fn layer(&self) -> Layer {
        self.obstacle.failure.layer()
    }

    fn address(&self) -> Option<IpAddr> {
        self.obstacle.address
    }

    /// What was seen at the obstacle's address.
    fn reach(&self) -> Option<&Reach<'a>> {
        self.walk.reach_of(self.obstacle)
    }

    /// How the proxy said no.
    fn tunnel_fault(&self) -> Option<&'a TunnelFault> {
        self.reach()?.tunnel_fault()
    }

    /// The answer that is the failure, where it came over the genuine chain.
    fn genuine_reply(&self, failure: Failure) -> Option<&'a Reply> {
        let reach = self.reach().filter(|reach| reach.is_genuine())?;
        reach.reply().filter(|_| self.failure() == failure)
    }

    /// Of many hosts that fail alike two are looked into: what is found at every one of those, where
    /// this one was not looked into itself. One may differ in what was not tried, so it is never sure.
    fn as_at_hosts_alike(&self, cause: Cause) -> Option<Found> {
        let signature = self.signature()?;
        if controls::is_looked_into(self.walk, self.address()?) {
            return None;
        }
        let mut found = None;
        for other in self.network.siblings(self.walk) {
            let Some(obstacle) = looked_into(other, signature) else {
                continue;
            };
            let walk = other;
            let case = Case {
                walk,
                obstacle,
                ..*self
            };
            let (_, there) = mechanism(&case).filter(|(other, _)| *other == cause)?;
            found.get_or_insert((other, there));
        }
        let (other, there) = found?;
        let alike = Phrase::new("evidence.sibling_fails_alike")
            .with("host", other.host())
            .with("failure", self.failure());
        let confidence = there.confidence.min(Confidence::Medium);
        Some(Found::new(confidence, there.summary).because([alike]))
    }

    /// The same, of what has to do with sizes: where a host is open, large packets and hellos pass on
    /// some way.
    fn as_where_none_is_open(&self, cause: Cause) -> Option<Found> {
        let open = self.network.open_sibling(self.walk).is_some();
        (!open).then(|| self.as_at_hosts_alike(cause)).flatten()
    }

    /// By what the obstacle is taken for the same as others.
    fn signature(&self) -> Option<Signature> {
        signature(self.walk, self.obstacle)
    }
}

fn signature(walk: &Walk<'_>, obstacle: &Obstacle) -> Option<Signature> {
    let mut broken = walk.reach_of(obstacle)?.handshakes();
    broken.find_map(|(seen, _)| {
        Signature::of(seen).filter(|_| seen.failure() == Some(obstacle.failure))
    })
}

/// The obstacle of a host with this signature, where it was looked into.
fn looked_into<'w>(walk: &'w Walk<'_>, like: Signature) -> Option<&'w Obstacle> {
    let mut obstacles = walk.reaches.iter().flat_map(|reach| &reach.obstacles);
    obstacles.find(|obstacle| {
        let at = obstacle.address;
        let asked = at.is_some_and(|at| controls::is_looked_into(walk, at));
        asked && signature(walk, obstacle) == Some(like)
    })
}

type Rule = fn(&Case<'_, '_>) -> Option<Found>;

/// The rules in their order: the first that finds grounds wins, so the order is an argument.
const CAUSES: &[(Cause, Rule)] = &[
    // Without a network nothing below was measured at all.
    (Cause::NoNetwork, no_network::find),
    // One stranger in the place of every host looks like forged names and like inspection at
    // each of them; only together do they show what it is.
    (Cause::CaptivePortal, captive_portal::find),
    // A wrong clock makes genuine certificates look bad: before anything that doubts them.
    (Cause::ClockSkew, clock_skew::find),
    // The chain is the service's own; whatever is said of strangers' chains does not apply.
    (Cause::ClientTrust, client_trust::find),
    (Cause::ClientRoots, client_roots::find),
    // What this machine alone says of a name is not its servers' doing.
    (Cause::LocalLookup, local_lookup::find),
    // A resolver that says that it filters needs no other explanation, wherever the forged
    // address then failed; and a withheld name is no wrong one.
    (Cause::DnsFilter, dns_filter::find),
    // A typed name that is not known is the typist's before it is the resolver's.
    (Cause::WrongName, wrong_name::find),
    (Cause::DnsOutage, dns_outage::find),
    // The whole family is dead: more than some addresses of one host.
    (Cause::BrokenIpv6, broken_ipv6::find),
    // What the proxy itself says, clearest first; what it does not say it does not do.
    (Cause::ProxyAuth, proxy_auth::find),
    (Cause::ProxyPolicy, proxy_policy::find),
    (Cause::ProxyDns, proxy_dns::find),
    (Cause::ProxyUpstream, proxy_upstream::find),
    (Cause::ProxyDown, proxy_down::find),
    // A rule on name or port would meet every address of the host, not some.
    (Cause::PartialAddresses, partial_addresses::find),
    // What comes through once more met no rule at all.
    (Cause::PacketLoss, packet_loss::find),
    // Controls with the very same name: what changes with the size is no rule on the name.
    (Cause::MtuBlackHole, mtu_black_hole::find),
    (Cause::LargeHello, large_hello::find),
    // The layers from here on exclude each other.
    (Cause::SniFilter, sni_filter::find),
    // Nothing connects at the port: more than one address.
    (Cause::PortFilter, port_filter::find),
    // An answer that says no is a rule; silence is one only by comparison.
    (Cause::IpFilter, ip_filter::find),
    (Cause::FirewallDrop, firewall_drop::find),
    // A genuine chain says whose an answer is.
    (Cause::AwsFault, aws_fault::find),
    (Cause::AwsRefusal, aws_refusal::find),
    (Cause::UrlFilter, url_filter::find),
    (Cause::TlsInspection, tls_inspection::find),
    // Finds always, and says only what was seen.
    (Cause::Undetermined, undetermined::find),
];

/// The first rule that finds grounds, and what it found.
fn mechanism(case: &Case<'_, '_>) -> Option<(Cause, Found)> {
    let mut rules = CAUSES.iter();
    rules.find_map(|(cause, rule)| Some((*cause, rule(case)?)))
}

/// Makes a wall of an obstacle: its cause, how sure, and on what grounds.
pub(super) fn explain(walk: &Walk<'_>, obstacle: &Obstacle, network: &Network<'_>) -> Wall {
    let case = Case {
        walk,
        obstacle,
        network,
    };
    // What was not measured to the end supports no mechanism.
    let found = obstacle.settled.then(|| mechanism(&case)).flatten();
    let (cause, found) = found.unwrap_or_else(|| (Cause::Undetermined, undetermined::say(&case)));
    let products = product::behind(walk, obstacle, cause);
    let mut evidence = found.evidence;
    evidence.extend(product::others(&products));
    for phrase in grounds::of(walk, obstacle) {
        if !evidence.contains(&phrase) {
            evidence.push(phrase);
        }
    }
    Wall {
        failure: obstacle.failure,
        cause,
        confidence: found.confidence,
        product: products.into_iter().next(),
        proxy: proxies::of_obstacle(walk, obstacle),
        summary: found.summary,
        evidence,
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    #[test]
    fn the_table_names_every_file_once_and_ends_with_undetermined() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/verdict/cause");
        let mut files: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .filter(|name| name != "mod")
            .collect();
        let mut table: Vec<&str> = CAUSES.iter().map(|(cause, _)| cause.code()).collect();
        assert_eq!(table.last(), Some(&"undetermined"));
        files.sort_unstable();
        table.sort_unstable();
        assert_eq!(files, table);
    }
}
