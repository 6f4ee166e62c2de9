//! What a lookup showed, as grounds.
//!
//! Owns the phrases for what the system, the configured servers and control resolvers said of a name.

use std::net::IpAddr;

use crate::evidence::{
    Asker, DnsFault, DnsReply, Question, RecordData, RecordKind, SystemAnswer, SystemLookup,
};
use crate::verdict::Phrase;
use crate::verdict::walk::Walk;

use super::list;

pub(super) fn of(walk: &Walk<'_>) -> Vec<Phrase> {
    let system = walk.evidence.system_lookups();
    let mut phrases: Vec<Phrase> = system.map(|(_, lookup)| of_system(lookup)).collect();
    phrases.extend(super::policy(walk));
    phrases.extend(
        walk.evidence
            .questions()
            .filter_map(|(_, q)| of_question(q)),
    );
    phrases
}

/// What control resolvers said.
pub(super) fn of_control(walk: &Walk<'_>) -> impl Iterator<Item = Phrase> {
    let questions = walk.evidence.questions();
    let control = questions.filter(|(_, question)| question.asker == Asker::Control);
    control.filter_map(|(_, question)| of_question(question))
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
