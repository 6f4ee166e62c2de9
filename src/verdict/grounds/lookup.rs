//! What was said of a name, by this machine's own lookup, its name servers and control resolvers.
//!
//! Owns the phrases for it, and by which marks a reply says of itself that a policy made it.

use std::net::IpAddr;

use crate::evidence::{
    Asker, DnsFault, DnsReply, Question, RecordData, RecordKind, ResolverPlace, SystemAnswer,
    SystemLookup,
};
use crate::verdict::Phrase;
use crate::verdict::walk::Walk;

use super::list;

/// What was said of the name, by whom.
pub(in crate::verdict) fn of_lookup(walk: &Walk<'_>) -> Vec<Phrase> {
    let system = walk.evidence.system_lookups();
    let mut phrases: Vec<Phrase> = system
        .flat_map(|(_, lookup)| [Some(of_system(lookup)), of_rule(lookup)])
        .flatten()
        .collect();
    phrases.extend(policy(walk));
    phrases.extend(
        walk.evidence
            .questions()
            // That is about another name.
            .filter(|(_, q)| q.asker != Asker::Repeated)
            .filter_map(|(_, q)| of_question(q)),
    );
    phrases
}

/// What control resolvers said.
pub(in crate::verdict) fn of_control(walk: &Walk<'_>) -> impl Iterator<Item = Phrase> {
    let questions = walk.evidence.questions();
    let control = questions.filter(|(_, question)| question.asker == Asker::Control);
    control.filter_map(|(_, question)| of_question(question))
}

/// The rule by which the system asked other servers than the configured ones.
fn of_rule(lookup: &SystemLookup) -> Option<Phrase> {
    let rule = lookup.name_policy.as_ref()?;
    let phrase = match (rule.resolver, rule.by_group_policy) {
        (Some(ResolverPlace::File), _) => Phrase::new("evidence.resolver_file"),
        (Some(ResolverPlace::NetworkService), _) => Phrase::new("evidence.resolver_service"),
        (None, true) => Phrase::new("evidence.name_policy_group"),
        (None, false) => Phrase::new("evidence.name_policy"),
    };
    let phrase = phrase.with("namespace", &rule.namespace);
    Some(phrase.with("servers", list(rule.servers.iter())))
}

fn of_system(lookup: &SystemLookup) -> Phrase {
    let phrase = match &lookup.answer {
        SystemAnswer::Addresses(found) if !found.is_empty() => {
            return Phrase::new("evidence.system_addresses").with("addresses", list(found.iter()));
        }
        SystemAnswer::NoName => Phrase::new("evidence.system_no_name"),
        SystemAnswer::NoAddress | SystemAnswer::Addresses(_) => {
            Phrase::new("evidence.system_no_address")
        }
        SystemAnswer::Temporary => Phrase::new("evidence.system_temporary"),
        SystemAnswer::Other(code) => Phrase::new("evidence.system_other").with("code", code),
        SystemAnswer::TimedOut => Phrase::new("evidence.system_timed_out"),
    };
    phrase.with("host", &lookup.name)
}

/// What one server said; nothing for an empty answer of one type beside another.
fn of_question(question: &Question) -> Option<Phrase> {
    let configured = question.asker == Asker::Configured;
    let addresses: Vec<IpAddr> = question
        .reply()
        .into_iter()
        .flat_map(DnsReply::addresses)
        .collect();
    let phrase = match (&question.outcome, configured) {
        (Ok(_), true) if !addresses.is_empty() => Phrase::new("evidence.server_addresses"),
        (Ok(_), false) if !addresses.is_empty() => Phrase::new("evidence.control_addresses"),
        (Ok(reply), true) if is_made_here(reply) => {
            Phrase::new("evidence.server_nxdomain_made_here")
        }
        (Ok(reply), true) if reply.is_nxdomain() => Phrase::new("evidence.server_nxdomain"),
        (Ok(reply), false) if reply.is_nxdomain() => Phrase::new("evidence.control_nxdomain"),
        (Ok(reply), _) if reply.rcode == 0 => {
            Phrase::new("evidence.server_empty").with("kind", kind(question))
        }
        (Ok(reply), _) => Phrase::new("evidence.server_rcode").with("rcode", rcode(reply.rcode)),
        (Err(DnsFault::Timeout), _) => Phrase::new("evidence.server_timeout"),
        (Err(DnsFault::Forbidden(word)), _) => {
            Phrase::new("evidence.server_forbidden").with("word", word)
        }
        (Err(DnsFault::Refused(_) | DnsFault::Unreachable(_)), _) => {
            Phrase::new("evidence.server_unreachable")
        }
        (Err(DnsFault::Malformed), _) => Phrase::new("evidence.server_malformed"),
    };
    let phrase = phrase.with("server", &question.server);
    Some(if addresses.is_empty() {
        phrase
    } else {
        phrase.with("addresses", list(addresses.iter()))
    })
}

fn kind(question: &Question) -> &'static str {
    match question.kind {
        RecordKind::A => "A",
        RecordKind::Aaaa => "AAAA",
    }
}

/// AA without the zone's SOA: a genuine negative answer carries the SOA (RFC 2308, section 3).
fn is_made_here(reply: &DnsReply) -> bool {
    let soa = reply
        .authority
        .iter()
        .any(|r| matches!(r.data, RecordData::Soa(_)));
    reply.is_nxdomain() && reply.authoritative && !soa
}

/// The mnemonic (IANA, "DNS RCODEs").
fn rcode(code: u16) -> String {
    match code {
        1 => "FORMERR".to_owned(),
        2 => "SERVFAIL".to_owned(),
        4 => "NOTIMP".to_owned(),
        5 => "REFUSED".to_owned(),
        other => format!("RCODE {other}"),
    }
}

/// The replies of configured servers that say of themselves that a policy made them.
fn policy_replies<'a>(walk: &Walk<'a>) -> impl Iterator<Item = (&'a Question, &'a DnsReply)> {
    let host = walk.host();
    let own = walk
        .evidence
        .questions()
        .filter(|(_, q)| q.asker == Asker::Configured);
    own.filter_map(|(_, question)| question.reply().map(|reply| (question, reply)))
        .filter(move |(_, reply)| {
            reply.policy_zone(host).is_some() || reply.extended_errors.iter().any(|e| e.is_policy())
        })
}

/// The words by which configured servers say that a policy made their reply.
pub(in crate::verdict) fn policy(walk: &Walk<'_>) -> Vec<Phrase> {
    let host = walk.host();
    let said = policy_replies(walk).flat_map(move |(question, reply)| {
        let zone = reply.policy_zone(host).map(|zone| {
            Phrase::new("evidence.policy_zone")
                .with("zone", zone)
                .with("server", &question.server)
        });
        let errors = reply
            .extended_errors
            .iter()
            .filter(|error| error.is_policy());
        let words = errors.map(|error| {
            Phrase::new("evidence.extended_error")
                .with("server", &question.server)
                .with("code", error.code)
                .with("text", &error.text)
        });
        zone.into_iter().chain(words).collect::<Vec<_>>()
    });
    said.collect()
}

/// Whether a reply that a policy made holds this address.
pub(in crate::verdict) fn is_forged(walk: &Walk<'_>, address: IpAddr) -> bool {
    policy_replies(walk).any(|(_, reply)| reply.addresses().any(|given| given == address))
}
