//! The same paths as another run recorded them, on a network that is open: a control vantage.
//!
//! Owns what a record holds and the comparison of one path with its record. A record explains and
//! never excuses: it makes no verdict better, but for an answer over an inspected chain that nobody
//! else can attribute (`walk/reply`). Reading a record from a file is the command's.

use std::{collections::BTreeMap, net::IpAddr};

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use crate::evidence::{Layer, Reply, Session};

use super::walk::{Reach, Walk};
use super::{Judgement, Phrase, Verdict, product};

/// A run on an open network.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The label of the place.
    pub site: Option<String>,
    /// By the ids of the paths.
    pub paths: BTreeMap<String, Recorded>,
}

/// What was recorded of one path there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub verdict: Verdict,
    /// A code, perhaps of a newer version.
    pub failure: Option<String>,
    /// When its measuring began.
    pub began: Timestamp,
    /// Where its name led.
    pub addresses: Vec<IpAddr>,
    /// Whether a chain was seen there that the public web roots accept for the name.
    pub genuine: bool,
    /// Who signed the leaf; the genuine one, if there was one.
    pub issuer: Option<String>,
    pub answer: Option<Answer>,
    /// Of the fastest TCP connection, in milliseconds.
    pub connect_ms: Option<u64>,
}

/// A reply, as far as a report keeps what tells one answerer from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub status: u16,
    pub server: Option<String>,
    pub content_type: Option<String>,
    /// Whether it had a header that only AWS sends.
    pub aws_mark: bool,
}

impl Answer {
    /// Whether this reply is the same by all that is recorded. Without a name of the server too
    /// little is: a status alone is anybody's.
    pub(super) fn is_like(&self, reply: &Reply) -> bool {
        let alike = |known: &Option<String>, name: &str| known.as_deref() == reply.header(name);
        self.server.is_some()
            && self.status == reply.status
            && alike(&self.server, "server")
            && alike(&self.content_type, "content-type")
    }
}

impl Recorded {
    /// The answer, where it surely was the service's own.
    pub(super) fn genuine_answer(&self) -> Option<&Answer> {
        self.answer.as_ref().filter(|_| self.genuine)
    }

    /// The issuer of the genuine chain, where this session has another.
    pub(super) fn other_issuer(&self, session: &Session) -> Option<&str> {
        let there = self.issuer.as_deref().filter(|_| self.genuine)?;
        (session.leaf()?.issuer_name != there).then_some(there)
    }
}

/// More addresses than this say no more.
const MOST_ADDRESSES: usize = 8;
/// What makes a connection slow: so many times as long, and so many milliseconds more. Continents
/// lie within.
const SLOWER_TIMES: u64 = 3;
const SLOWER_MS: u64 = 300;

/// Says in the judgement how the path did there.
pub(super) fn compare(walk: &Walk<'_>, site: Option<&str>, judgement: &mut Judgement) {
    let Some(there) = walk.recorded else {
        return;
    };
    let mut grounds = Vec::new();
    if judgement.verdict != Verdict::Open {
        grounds.extend(open_there(walk, there, site, judgement.verdict));
        grounds.extend(issuer(walk, there));
        grounds.extend(addresses(there, judgement));
        judgement.notes.extend(failed_there(walk, there, judgement));
    }
    match (status(walk, there), judgement.verdict) {
        (Some(differs), Verdict::Open) => judgement.notes.push(differs),
        (differs, _) => grounds.extend(differs),
    }
    match &mut judgement.wall {
        // The control vantage says first whether it is this network at all.
        Some(wall) => drop(wall.evidence.splice(0..0, grounds)),
        None => judgement.notes.extend(grounds),
    }
    judgement.notes.extend(slower(walk, there));
}

fn open_there(
    walk: &Walk<'_>,
    there: &Recorded,
    site: Option<&str>,
    verdict: Verdict,
) -> Option<Phrase> {
    let here = walk.evidence.observations.first()?.started;
    let open = (there.verdict == Verdict::Open).then(|| match site {
        Some(site) => Phrase::new("evidence.reference_open_at_site").with("site", site),
        None => Phrase::new("evidence.reference_open"),
    })?;
    let open = open.with("there", clock(there.began, here));
    let open = open.with("verdict", verdict.code());
    Some(open.with("here", clock(here, there.began)))
}

/// The same failure there speaks against a fault of this network.
fn failed_there(walk: &Walk<'_>, there: &Recorded, judgement: &Judgement) -> Option<Phrase> {
    if there.verdict == Verdict::Open {
        return None;
    }
    let seen = walk.evidence.observations.first();
    let here = seen.map_or(there.began, |seen| seen.started);
    let failure = judgement.wall.as_ref().map(|wall| wall.failure.code());
    let note = match &there.failure {
        Some(code) if Some(code.as_str()) == failure => {
            Phrase::new("note.reference_failed_alike").with("failure", code)
        }
        Some(code) => Phrase::new("note.reference_failed")
            .with("verdict", there.verdict.code())
            .with("failure", code),
        None => Phrase::new("note.reference_not_open").with("verdict", there.verdict.code()),
    };
    Some(note.with("there", clock(there.began, here)))
}

fn issuer(walk: &Walk<'_>, there: &Recorded) -> Option<Phrase> {
    let session = walk.reaches.iter().find_map(Reach::foreign_session)?;
    let phrase = Phrase::new("evidence.reference_issuer");
    let phrase = phrase.with("there", there.other_issuer(session)?);
    Some(phrase.with("here", product::issuer_name(session.leaf()?)))
}

/// Addresses differ from place to place, so they are worth a word only where the name fails.
fn addresses(there: &Recorded, judgement: &Judgement) -> Option<Phrase> {
    let wall = judgement.wall.as_ref()?;
    let told = wall.layer() == Layer::Dns && there.genuine && !there.addresses.is_empty();
    let list = there.addresses.iter().take(MOST_ADDRESSES);
    let list: Vec<String> = list.map(ToString::to_string).collect();
    told.then(|| Phrase::new("evidence.reference_addresses").with("addresses", list.join(", ")))
}

fn status(walk: &Walk<'_>, there: &Recorded) -> Option<Phrase> {
    let there = there.genuine_answer()?.status;
    let here = walk.reaches.iter().find_map(Reach::reply)?.status;
    let phrase = Phrase::new("evidence.reference_status").with("there", there);
    (here != there).then(|| phrase.with("here", here))
}

fn slower(walk: &Walk<'_>, there: &Recorded) -> Option<Phrase> {
    let there = there.connect_ms?;
    let made = walk.evidence.connects();
    let made = made.filter(|(_, connect)| connect.outcome.is_ok());
    let here = made.map(|(seen, _)| seen.took.as_millis()).min()?;
    let here = u64::try_from(here).unwrap_or(u64::MAX);
    let slow = here
        >= there
            .saturating_mul(SLOWER_TIMES)
            .max(there.saturating_add(SLOWER_MS));
    let note = Phrase::new("note.reference_slower").with("there", there);
    slow.then(|| note.with("here", here))
}

/// Hour and minute in UTC, with the day where the other moment is on another one.
fn clock(moment: Timestamp, other: Timestamp) -> String {
    let at = |moment: Timestamp| moment.to_zoned(TimeZone::UTC);
    let form = if at(moment).date() == at(other).date() {
        "%H:%M"
    } else {
        "%Y-%m-%d %H:%M"
    };
    at(moment).strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_said_where_it_is_another() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let noon = at("2026-11-22T12:00:00Z");
        assert_eq!(clock(at("2026-11-22T06:58:31Z"), noon), "06:58");
        assert_eq!(clock(at("2026-11-21T06:58:31Z"), noon), "2026-11-21 06:58");
    }

    #[test]
    fn answers_are_alike_by_all_that_is_recorded() {
        let reply = |status, headers: &[(&str, &str)]| Reply {
            version: 1,
            status,
            reason: String::new(),
            headers: headers
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
            body: String::new(),
            body_cut: false,
        };
        let answer = Answer {
            status: 403,
            server: Some("Server".to_owned()),
            content_type: None,
            aws_mark: false,
        };
        assert!(answer.is_like(&reply(403, &[("Server", "Server")])));
        assert!(!answer.is_like(&reply(404, &[("Server", "Server")])));
        assert!(!answer.is_like(&reply(403, &[("Server", "Squid")])));
        let page = [("Server", "Server"), ("Content-Type", "text/html")];
        assert!(!answer.is_like(&reply(403, &page)));
        let nameless = Answer {
            server: None,
            ..answer
        };
        assert!(!nameless.is_like(&reply(403, &[])));
    }
}
