//! All paths of a run side by side, and what can only be seen by comparing them.
//!
//! Owns the comparisons between hosts; each is a fact, not yet a cause.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use crate::evidence::{Asker, Check, DnsFault, Failure, Hello, Session, SystemAnswer, is_private};
use crate::names::HostName;

use super::walk::{Obstacle, Reach, Walk, is_refusal, redirect_host};
use super::{Phrase, controls, grounds, product, twins};

/// The walks of a run.
pub(super) struct Network<'a> {
    walks: Vec<Walk<'a>>,
    by_turns: BTreeSet<Failure>,
}

/// How an address failed that let a connection in too, at another time of the run: then a limit, be it
/// met by this run's own connections, explains every such failure. Silence counts only where an open host
/// met it that was connected to again: chance makes it too.
fn by_turns(walks: &[Walk<'_>]) -> BTreeSet<Failure> {
    let again = || walks.iter().flat_map(controls::connects_again);
    let first = || walks.iter().flat_map(|walk| walk.evidence.connects());
    let open: BTreeSet<_> = first()
        .chain(again())
        .filter(|(_, connect)| connect.outcome.is_ok())
        .map(|(seen, _)| seen.peer)
        .collect();
    let clear = first().filter(|(seen, _)| seen.failure() != Some(Failure::TcpTimeout));
    let failed = clear
        .chain(again())
        .filter(|(seen, _)| open.contains(&seen.peer));
    failed
        .filter_map(|(seen, _)| seen.failure())
        .flat_map(alike)
        .collect()
}

/// A limit that says no by one word may be met by its other, depending on who answers.
fn alike(failure: Failure) -> Vec<Failure> {
    match failure {
        Failure::TcpRefused | Failure::TcpReset => vec![Failure::TcpRefused, Failure::TcpReset],
        other => vec![other],
    }
}

impl<'a> Network<'a> {
    pub(super) fn new(mut walks: Vec<Walk<'a>>) -> Self {
        twins::heed(&mut walks);
        Self {
            by_turns: by_turns(&walks),
            walks,
        }
    }

    pub(super) fn walks(&self) -> &[Walk<'a>] {
        &self.walks
    }

    /// The walks to other hosts: paths to the same host share their observations.
    pub(super) fn siblings(&self, walk: &Walk<'_>) -> impl Iterator<Item = &Walk<'a>> {
        let host = walk.host().clone();
        self.walks.iter().filter(move |other| *other.host() != host)
    }

    /// One walk per host.
    fn hosts(&self) -> impl Iterator<Item = &Walk<'a>> {
        let mut known: BTreeSet<&HostName> = BTreeSet::new();
        self.walks.iter().filter(move |w| known.insert(w.host()))
    }

    /// A host beside this one whose name led to an address.
    pub(super) fn resolved_sibling(&self, walk: &Walk<'_>) -> Option<&Walk<'a>> {
        self.siblings(walk)
            .find(|other| other.lookup.failure.is_none() && !other.lookup.addresses.is_empty())
    }

    /// What shows that a name server that answered stopped answering: it was asked once more about a name
    /// that it knew.
    pub(super) fn name_server_stops(&self) -> Option<Phrase> {
        let questions = self.walks.iter().flat_map(|walk| walk.evidence.questions());
        let mut again = questions.filter(|(_, question)| question.asker == Asker::Repeated);
        let (_, question) = again.find(|(seen, _)| seen.failure().is_some())?;
        let phrase = Phrase::new("evidence.name_server_stops").with("server", &question.server);
        Some(phrase.with("host", &question.name))
    }

    /// Whether no name at all was resolved, of at least two.
    pub(super) fn no_name_resolves(&self) -> bool {
        let failed = |walk: &Walk<'_>| walk.lookup.failure.is_some();
        self.hosts().nth(1).is_some() && self.walks.iter().all(failed)
    }

    /// Whether every name, of at least two, was denied: the name servers know no outside name,
    /// as where only a proxy resolves.
    pub(super) fn no_outside_name_is_known(&self) -> bool {
        let denied = |walk: &Walk<'_>| {
            let failure = walk.lookup.failure;
            failure.is_some_and(|f| matches!(f, Failure::DnsNxdomain | Failure::DnsRefused))
                && !walk.lookup.served
                && grounds::policy(walk).is_empty()
        };
        self.hosts().nth(1).is_some() && self.walks.iter().all(denied)
    }

    /// Whether this machine's own lookup found no address for any name, of at least two, while
    /// its name servers gave some: applications that need that lookup get nowhere.
    pub(super) fn system_resolves_nothing(&self) -> bool {
        let fruitless = |walk: &Walk<'_>| {
            let mut asked = walk.evidence.system_lookups().peekable();
            asked.peek().is_some() && asked.all(|(_, lookup)| lookup.addresses().is_empty())
        };
        self.hosts().nth(1).is_some()
            && self.walks.iter().all(fruitless)
            && self.walks.iter().any(|walk| walk.lookup.served)
    }

    /// A host beside this one that is led to public addresses and open there, where this one is led to a
    /// private one: a private endpoint, or a name that is led astray.
    pub(super) fn public_sibling(&self, walk: &Walk<'_>, at: IpAddr) -> Option<&Walk<'a>> {
        let public = |other: &&Walk<'_>| {
            let mut open = other.usable().filter(|reach| reach.proxy.is_none());
            open.any(|reach| reach.is_genuine() && !is_private(reach.address))
        };
        let private = is_private(at).then(|| self.siblings(walk).find(public));
        private.flatten()
    }

    /// A host beside this one whose genuine service answered on the same port.
    pub(super) fn open_sibling(&self, walk: &Walk<'_>) -> Option<&Walk<'a>> {
        let port = walk.path.port;
        self.siblings(walk)
            .find(|other| other.path.port == port && other.is_genuine())
    }

    /// A host beside this one whose genuine service answered at this very address and port.
    pub(super) fn open_sibling_at(&self, walk: &Walk<'_>, at: IpAddr) -> Option<&Walk<'a>> {
        let port = walk.path.port;
        self.siblings(walk)
            .find(|other| other.path.port == port && other.is_genuine_at(at))
    }

    /// A host beside this one for which a connection to this very address and port came about.
    pub(super) fn connected_sibling_at(&self, walk: &Walk<'_>, at: IpAddr) -> Option<&Walk<'a>> {
        let port = walk.path.port;
        self.siblings(walk).find(|other| {
            other.path.port == port && other.reach(at).is_some_and(Reach::is_connected)
        })
    }

    /// Another path to the same host whose request the genuine service answered at the address
    /// where this one's was cut off. Under genuine TLS no box can tell the two requests apart.
    pub(super) fn answered_twin(&self, walk: &Walk<'_>, cut: &Obstacle) -> Option<&Walk<'a>> {
        let is_cut = matches!(
            cut.failure,
            Failure::HttpReset | Failure::HttpClosed | Failure::HttpTimeout
        );
        let at = cut.address.filter(|_| is_cut)?;
        let answers = |reach: &Reach<'_>| reach.is_genuine() && reach.reply().is_some();
        self.walks.iter().find(|other| {
            let alike = other.host() == walk.host() && other.path.port == walk.path.port;
            alike && other.reach(at).is_some_and(answers)
        })
    }

    /// A host beside this one whose chain, not a genuine one either, has the same issuer.
    pub(super) fn sibling_signed_by(&self, walk: &Walk<'_>, by: &Session) -> Option<&Walk<'a>> {
        let issuer = &by.leaf()?.issuer;
        self.siblings(walk).find(|other| {
            let mut sessions = other.reaches.iter().filter_map(Reach::foreign_session);
            sessions.any(|session| session.leaf().is_some_and(|leaf| leaf.issuer == *issuer))
        })
    }

    /// What shows that a host which was open in this run does not stay so: its very handshake, once
    /// more, breaks. What breaks then at others may break for the same reason, be it this run's own
    /// connections.
    pub(super) fn turns(&self) -> Option<Phrase> {
        let mut again = self.walks.iter().filter_map(controls::of_open_host);
        again.find(|(passes, _)| !passes).map(|(_, said)| said)
    }

    /// What shows that a host which was open stayed so while others failed.
    pub(super) fn stays(&self) -> Option<Phrase> {
        let mut again = self.walks.iter().filter_map(controls::of_open_host);
        again.find(|(passes, _)| *passes).map(|(_, said)| said)
    }

    /// Whether, at some host, a handshake broke that came through when it was made once more: then
    /// one that breaks elsewhere may be chance too.
    pub(super) fn is_fickle(&self) -> bool {
        self.walks.iter().any(|walk| {
            walk.reaches.iter().any(|reach| {
                reach.breaks_in_tls() && controls::is_genuine(walk, Hello::Ordinary, reach.address)
            })
        })
    }

    /// Whether some address let connections in and failed so, by turns.
    pub(super) fn fails_by_turns(&self, failure: Failure) -> bool {
        self.by_turns.contains(&failure)
    }

    /// A host beside this one that is answered too slowly, where there are two such at least.
    pub(super) fn slow_sibling(&self, walk: &Walk<'_>) -> Option<&Walk<'a>> {
        let slow = |other: &&Walk<'_>| {
            *other.host() != *walk.host() && other.reaches.iter().any(Reach::is_slow)
        };
        let mut slow = self.hosts().filter(slow);
        let first = slow.next()?;
        slow.next().map(|_| first)
    }

    /// Whether some address of this family is usable on some path.
    pub(super) fn family_works(&self, like: IpAddr) -> bool {
        self.walks.iter().any(|walk| {
            walk.usable()
                .any(|reach| reach.address.is_ipv6() == like.is_ipv6())
        })
    }

    /// How many hosts have an address of this family that was tried in vain.
    pub(super) fn hosts_failing_in_family(&self, like: IpAddr) -> usize {
        let fails = |reach: &Reach<'_>| {
            reach.address.is_ipv6() == like.is_ipv6() && !reach.obstacles.is_empty()
        };
        self.hosts()
            .filter(|walk| walk.reaches.iter().any(fails))
            .count()
    }

    /// Whether a connection to any host came about at this port.
    pub(super) fn connects_at(&self, port: u16) -> bool {
        let mut walks = self.walks.iter().filter(|walk| walk.path.port == port);
        walks.any(|walk| walk.reaches.iter().any(Reach::is_connected))
    }

    /// Whether this proxy led on to some host.
    pub(super) fn is_led_by(&self, proxy: &str) -> bool {
        let mut reaches = self.walks.iter().flat_map(|walk| &walk.reaches);
        reaches.any(|reach| reach.proxy == Some(proxy) && reach.is_connected())
    }

    /// Whether, at an address of some host that fails at this port, another port opens.
    pub(super) fn other_port_opens(&self, port: u16) -> bool {
        let mut walks = self.walks.iter().filter(|walk| walk.path.port == port);
        walks.any(|walk| {
            let mut reaches = walk.reaches.iter();
            reaches.any(|reach| controls::other_port_opens(walk, reach.address) == Some(true))
        })
    }

    /// Whether connections were tried to at least two hosts, and none came about.
    pub(super) fn nothing_connects(&self) -> bool {
        let direct = |reach: &Reach<'_>| reach.proxy.is_none();
        let tried = self
            .hosts()
            .filter(|walk| walk.reaches.iter().any(direct))
            .count();
        let connected = |walk: &Walk<'_>| walk.reaches.iter().any(Reach::is_connected);
        tried > 1 && !self.walks.iter().any(connected)
    }

    /// Whether nothing gets out, of at least two hosts: no connection came about.
    pub(super) fn is_closed(&self) -> bool {
        let connected = |walk: &Walk<'_>| walk.reaches.iter().any(Reach::is_connected);
        self.hosts().nth(1).is_some() && !self.walks.iter().any(connected)
    }

    /// Whether this machine has no network: no name resolves, every question to a name server was
    /// stopped on the way, or every address lacks a route; and nothing connects.
    pub(super) fn is_absent(&self) -> bool {
        let connected = |walk: &Walk<'_>| walk.reaches.iter().any(Reach::is_connected);
        if self.walks.is_empty() || self.walks.iter().any(connected) {
            return false;
        }
        let routeless = |walk: &Walk<'_>| {
            !walk.lookup.addresses.is_empty()
                && walk
                    .lookup
                    .addresses
                    .iter()
                    .all(|address| walk.evidence.without_route.contains(address))
        };
        // Where all of them are of IPv6, it is IPv6 alone that has no route.
        let of_both = self.walks.iter().any(|walk| {
            let mut routeless = walk.evidence.without_route.iter();
            routeless.any(IpAddr::is_ipv4)
        });
        of_both && self.walks.iter().all(routeless) || self.no_server_is_reachable()
    }

    fn no_server_is_reachable(&self) -> bool {
        let mut faults = self.walks.iter().flat_map(|walk| {
            let questions = walk.evidence.questions();
            questions
                .filter(|(_, q)| q.asker == Asker::Configured)
                .map(|(_, q)| q.outcome.as_ref().err())
        });
        let stopped = |fault: Option<&DnsFault>| match fault {
            Some(DnsFault::Unreachable(_)) => true,
            // A server that refuses was reached, so there is a network.
            _ => false,
        };
        // What the system heard of a name, it heard over a network.
        let denied = |walk: &Walk<'_>| {
            let mut lookups = walk.evidence.system_lookups();
            lookups.any(|(_, lookup)| lookup.answer == SystemAnswer::NoName)
        };
        if self.walks.iter().any(denied) {
            return false;
        }
        let all_fail = self.walks.iter().all(|walk| walk.lookup.failure.is_some());
        all_fail && faults.next().is_some_and(stopped) && faults.all(stopped)
    }

    /// The one certificate that every host showed, or the one host that every reply leads to,
    /// where it is not the genuine service's and there are at least two hosts.
    pub(super) fn common_stranger(&self) -> Option<Stranger> {
        self.common(leaf_fingerprint)
            .map(Stranger::Certificate)
            .or_else(|| self.common(redirect_away).map(Stranger::Redirect))
    }

    /// Whether some reply refuses, as policies do.
    pub(super) fn refuses_anywhere(&self) -> bool {
        let mut reaches = self.walks.iter().flat_map(|walk| &walk.reaches);
        reaches.any(|reach| {
            let refuses = reach.reply().is_some_and(|reply| is_refusal(reply.status));
            refuses || reach.stands_before(Failure::HttpBlockPage)
        })
    }

    /// What `of` finds alike for every host with a TLS session; nothing where any differs.
    fn common(&self, of: fn(&Walk<'a>) -> Option<String>) -> Option<String> {
        let shaken = |walk: &&Walk<'_>| walk.reaches.iter().any(|r| r.session().is_some());
        let found: Vec<Option<String>> = self.hosts().filter(shaken).map(of).collect();
        let first = found.first()?.as_ref()?;
        let alike = found.len() > 1 && found.iter().all(|other| other.as_ref() == Some(first));
        alike.then(|| first.clone())
    }

    /// The issuer that most hosts show, if no chain is genuine and there are at least two hosts.
    pub(super) fn issuer_of_everything(&self) -> Option<String> {
        let sessions = |walk: &Walk<'a>| walk.reaches.iter().find_map(|r| r.session());
        let found: Vec<&Session> = self.hosts().filter_map(sessions).collect();
        if found.len() < 2 || found.iter().any(|session| session.public.is_genuine()) {
            return None;
        }
        let mut issuers: BTreeMap<String, usize> = BTreeMap::new();
        for leaf in found.iter().filter_map(|session| session.leaf()) {
            *issuers.entry(product::issuer_name(leaf)).or_default() += 1;
        }
        let most = issuers.into_iter().max_by_key(|(_, hosts)| *hosts);
        most.map(|(issuer, _)| issuer)
    }
}

/// What stands in the place of every host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Stranger {
    /// One certificate, by its SHA-256.
    Certificate(String),
    /// Redirects to one host.
    Redirect(String),
    /// It says of itself that one must log in to the network.
    LogIn,
}

/// The fingerprint of a certificate that is neither the service's nor for the host. One that is
/// for it may be shared for good reason: hosts of AWS share certificates, and what re-signs them
/// or doubts their dates then shows the same one too.
fn leaf_fingerprint(walk: &Walk<'_>) -> Option<String> {
    let mut foreign = walk.reaches.iter().filter_map(Reach::foreign_session);
    let session = foreign.next().filter(|s| s.public.name != Check::Passed)?;
    session.leaf().map(|leaf| leaf.sha256.clone())
}

/// Where a redirect that is surely not AWS's leads.
fn redirect_away(walk: &Walk<'_>) -> Option<String> {
    let away = |r: &&Reach<'_>| r.stands_before(Failure::HttpRedirectAway);
    let reach = walk.reaches.iter().find(away)?;
    redirect_host(walk.path, reach.reply()?)
}
