//! What the name led to, for applications on this machine.
//!
//! Owns the rule that the system's own lookup decides and raw replies explain it. Whether an
//! address in the answer is the service's is found out by walking there, in `reach`.

use std::net::IpAddr;

use crate::evidence::{
    Asker, DnsReply, Evidence, Failure, Observation, Question, RecordKind, SystemAnswer, Transport,
    is_sinkhole,
};
use crate::fingerprint;
use crate::verdict::Phrase;

/// The outcome of the lookup.
pub(in crate::verdict) struct Lookup {
    /// What applications get; empty where the lookup failed or was not made.
    pub(in crate::verdict) addresses: Vec<IpAddr>,
    pub(in crate::verdict) failure: Option<Failure>,
    /// Whether a name server's reply, and not the system alone, shows the failure.
    pub(in crate::verdict) replied: bool,
    /// Whether a configured name server gave addresses.
    pub(in crate::verdict) served: bool,
    /// Whether a configured name server gave none.
    pub(in crate::verdict) withheld: bool,
    /// Whether one address family alone was asked for: an empty answer then does not say that the
    /// name has no address.
    pub(in crate::verdict) one_family: bool,
    /// Addresses to which a known product sends what it blocks.
    pub(in crate::verdict) diverted: Vec<IpAddr>,
    pub(in crate::verdict) notes: Vec<Phrase>,
}

impl Lookup {
    pub(super) fn of(evidence: &Evidence) -> Self {
        let system = evidence
            .system_lookups()
            .find(|(_, lookup)| !lookup.addresses().is_empty())
            .or_else(|| evidence.system_lookups().last());
        let served = Self::served_by(evidence, Asker::Configured);
        let from_servers = servers_failure(evidence);
        let mut lookup = Self {
            addresses: Vec::new(),
            failure: None,
            replied: from_servers.is_some_and(is_reply),
            served: !served.is_empty(),
            withheld: is_withheld(evidence),
            one_family: is_one_family(evidence),
            diverted: Vec::new(),
            notes: Vec::new(),
        };
        match system.map(|(_, lookup)| &lookup.answer) {
            Some(SystemAnswer::Addresses(addresses)) if !addresses.is_empty() => {
                lookup.addresses.clone_from(addresses);
            }
            // Applications fail, whatever a server says beside it.
            Some(answer) if lookup.served && is_definite(answer, evidence) => {
                lookup.failure = system.and_then(|(seen, _)| seen.failure());
            }
            // The system had no answer in time, yet the same servers do answer: slow, not broken.
            Some(_) if lookup.served => {
                lookup.addresses = served;
                lookup.notes.push(Phrase::new("note.system_lookup_slow"));
            }
            None if lookup.served => lookup.addresses = served,
            _ => {
                let from_system = system.and_then(|(seen, _)| seen.failure());
                lookup.failure = from_servers.or(from_system);
            }
        }
        lookup.diverted = lookup.addresses.clone();
        lookup.diverted.retain(|a| is_diverted(evidence, *a));
        lookup
    }

    /// Every address that servers of this kind gave, in their order, each once.
    pub(in crate::verdict) fn served_by(evidence: &Evidence, asker: Asker) -> Vec<IpAddr> {
        let mut found = Vec::new();
        for (_, question) in evidence.questions().filter(|(_, q)| q.asker == asker) {
            for address in question.reply().into_iter().flat_map(|r| r.addresses()) {
                if !found.contains(&address) {
                    found.push(address);
                }
            }
        }
        found
    }

    /// The addresses at which the service cannot be.
    pub(in crate::verdict) fn sinkholes(&self) -> impl Iterator<Item = IpAddr> {
        let found = |a: &IpAddr| is_sinkhole(*a) || self.diverted.contains(a);
        self.addresses.iter().copied().filter(found)
    }

    pub(in crate::verdict) fn is_all_sinkholes(&self) -> bool {
        !self.addresses.is_empty() && self.sinkholes().count() == self.addresses.len()
    }
}

/// Whether the address is where a known product sends what it blocks: by itself, or by the alias
/// that a configured server gave with it.
fn is_diverted(evidence: &Evidence, address: IpAddr) -> bool {
    let own = evidence
        .questions()
        .filter(|(_, q)| q.asker == Asker::Configured);
    let mut replies = own.filter_map(|(_, question)| Some((&question.name, question.reply()?)));
    let aliased = |(host, reply): (&_, &DnsReply)| {
        let gives = reply.addresses().any(|given| given == address);
        let marks = || fingerprint::of_answer(host, reply).into_iter();
        gives && marks().any(|mark| mark.leads_astray())
    };
    fingerprint::sinkhole(address).is_some() || replies.any(aliased)
}

/// Whether a configured server that was asked gave no address at all.
fn is_withheld(evidence: &Evidence) -> bool {
    let own = || {
        let questions = evidence.questions();
        questions.filter(|(_, q)| q.asker == Asker::Configured)
    };
    let gives = |(_, q): (&Observation, &Question)| {
        q.reply()
            .is_some_and(|reply| reply.addresses().next().is_some())
    };
    own().any(|(_, asked)| !own().any(|(seen, q)| q.server == asked.server && gives((seen, q))))
}

/// Whether the system's failure is a clear no, or no usable answer for the second time. Waiting
/// too long is neither.
fn is_definite(answer: &SystemAnswer, evidence: &Evidence) -> bool {
    match answer {
        SystemAnswer::NoName | SystemAnswer::NoAddress | SystemAnswer::Addresses(_) => true,
        SystemAnswer::Temporary | SystemAnswer::Other(_) => {
            evidence.system_lookups().nth(1).is_some()
        }
        SystemAnswer::TimedOut => false,
    }
}

/// Whether questions of one type alone were put, or the system's answer was left empty because
/// its addresses are of the other family: `getaddrinfo` itself gives no empty list.
fn is_one_family(evidence: &Evidence) -> bool {
    let asked = |kind| evidence.questions().any(|(_, q)| q.kind == kind);
    let is_empty = |answer: &SystemAnswer| matches!(answer, SystemAnswer::Addresses(found) if found.is_empty());
    asked(RecordKind::A) != asked(RecordKind::Aaaa)
        || evidence
            .system_lookups()
            .any(|(_, lookup)| is_empty(&lookup.answer))
}

/// Whether a name server said something, rather than nothing.
fn is_reply(failure: Failure) -> bool {
    !matches!(failure, Failure::DnsTimeout | Failure::DnsUnreachable)
}

type Asked<'a> = (&'a Observation, &'a Question);

/// The configured servers' common failure: that of the first server whose answer is final, since
/// a stub resolver stops there; else what most of them show, the first asked before the others.
fn servers_failure(evidence: &Evidence) -> Option<Failure> {
    let asked: Vec<Asked<'_>> = evidence
        .questions()
        .filter(|(_, q)| q.asker == Asker::Configured && !is_cut_off(q))
        .collect();
    let mut servers: Vec<&str> = Vec::new();
    for (_, question) in &asked {
        if !servers.contains(&question.server.as_str()) {
            servers.push(&question.server);
        }
    }
    let failures: Vec<Failure> = servers
        .iter()
        .filter_map(|server| server_failure(&asked, server))
        .collect();
    let is_final = |failure: &&Failure| failure.is_denial();
    let votes = |failure: Failure| failures.iter().filter(|other| **other == failure).count();
    // `max_by_key` keeps the last of equals; reversed, that is the server asked first.
    let most = || failures.iter().rev().max_by_key(|failure| votes(**failure));
    failures.iter().find(is_final).or_else(most).copied()
}

/// A truncated reply over UDP is not the answer; the same question over TCP has it (RFC 7766).
fn is_cut_off(question: &Question) -> bool {
    question.transport == Transport::Udp && question.reply().is_some_and(|reply| reply.truncated)
}

/// What one server's replies to both questions come to: an empty answer to one of them fails
/// nothing while the other is unknown.
fn server_failure(asked: &[Asked<'_>], server: &str) -> Option<Failure> {
    let of_server = || asked.iter().filter(|(_, q)| q.server == server);
    if of_server().any(|(_, q)| q.reply().is_some_and(|r| r.is_nxdomain())) {
        return Some(Failure::DnsNxdomain);
    }
    let mut worst = None;
    for kind in [RecordKind::A, RecordKind::Aaaa] {
        let outcomes: Vec<Option<Failure>> = of_server()
            .filter(|(_, question)| question.kind == kind)
            .map(|(seen, _)| seen.failure())
            .collect();
        let came_through = outcomes.iter().any(Option::is_none);
        if let (false, Some(last)) = (came_through, outcomes.last()) {
            worst = worst.or(*last);
        }
    }
    worst.or_else(|| of_server().next().map(|_| Failure::DnsNoAnswer))
}
