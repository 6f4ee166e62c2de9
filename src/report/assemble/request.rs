//! A request in words.
//!
//! Owns the wording of what is asked; whom and why was decided by the verdict.

use crate::report::{texts::Texts, v1};
use crate::verdict::{Request, Seen};

use super::{said, seen::moment};

pub(super) fn request(one: &Request, id: u32, texts: &Texts) -> v1::Request {
    v1::Request {
        id,
        team: one.team.code().to_owned(),
        blocking: one.blocking,
        ask: texts.say(&one.ask),
        how: one.how.as_ref().map(|how| texts.say(how)),
        not_asked: texts.say_all(&one.not_asked),
        hosts: one.hosts.iter().map(ToString::to_string).collect(),
        because: one.because.clone(),
        log_filter: one.log_filter.clone(),
        test: one.test.clone(),
        risk: texts.say(&one.risk),
        team_name: one.addressee.name.clone(),
        site_product: one.addressee.product.clone(),
        cause: one.cause.code().to_owned(),
        failures: one.failures.iter().map(ToString::to_string).collect(),
        evidence: texts.say_all(&one.evidence),
        seen: one.seen.iter().map(connection).collect(),
        more_seen: one.more_seen,
        done: texts.say(&one.done),
        said: v1::RequestSaid {
            ask: Some((&one.ask).into()),
            how: one.how.as_ref().map(v1::Said::from),
            not_asked: said(&one.not_asked),
            evidence: said(&one.evidence),
            risk: Some((&one.risk).into()),
            done: Some((&one.done).into()),
        },
    }
}

fn connection(seen: &Seen) -> v1::Seen {
    v1::Seen {
        host: seen.host.to_string(),
        started: moment(seen.started),
        local: seen.local.map(|local| local.to_string()),
        peer: seen.peer.map(|peer| peer.to_string()),
    }
}
