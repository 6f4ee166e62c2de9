//! What is said to people of many sites, whatever it looks like.
//!
//! Owns the sentences; `terminal`, `html` and `change` draw them.

use crate::report::view::{finding::ask, group::Word};
use crate::report::{Texts, harmless_within, translated};
use crate::verdict::{Phrase, Verdict};

use super::v1::{Group, Site, Sites, Wall};

/// The failure of a chain that the machines trust and the public web does not.
const INTERCEPTED: &str = "tls.intercepted";

/// The widest name of a site: a label that is longer says no more about the place.
const WIDEST_NAME: usize = 40;

/// Hosts of a wall that are named.
const MOST_HOSTS: usize = 3;

/// Sites, and the language in which is spoken of them.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) sites: &'a Sites,
    pub(super) texts: &'a Texts,
}

/// A site's name as it is shown.
pub(super) fn name(site: &str) -> String {
    harmless_within(site, WIDEST_NAME)
}

/// The word for a verdict; that for a group of which everything is inspected and no more.
pub(super) fn word(group: &Group) -> Word {
    let inspected = |wall: &Wall| wall.failure.as_deref() == Some(INTERCEPTED);
    match group.verdict {
        Verdict::Degraded if group.walls.iter().all(inspected) => Word::Inspected,
        verdict => word_of(verdict),
    }
}

pub(super) fn word_of(verdict: Verdict) -> Word {
    match verdict {
        Verdict::Open => Word::Open,
        Verdict::Degraded => Word::Degraded,
        Verdict::Unknown => Word::Unknown,
        Verdict::Blocked => Word::Blocked,
    }
}

impl View<'_> {
    fn count(&self, key: &str, count: usize) -> String {
        self.texts.count(key, count)
    }

    /// The gravest that there is, in capitals, with its word.
    pub(super) fn answer(&self) -> (Word, String) {
        let of = &self.sites.summary;
        let (word, key, count) = match (of.blocked, of.unknown, of.degraded, of.open) {
            (0, 0, 0, 0) => (Word::Unknown, "sites.answer_none", 0),
            (0, 0, 0, open) => (Word::Open, "sites.answer_open", open),
            (0, 0, degraded, _) => (Word::Degraded, "sites.answer_degraded", degraded),
            (0, unknown, ..) => (Word::Unknown, "sites.answer_unknown", unknown),
            (blocked, ..) => (Word::Blocked, "sites.answer_blocked", blocked),
        };
        let phrase = Phrase {
            key: key.to_owned(),
            facts: Vec::new(),
        };
        let total = self.sites.sites.len();
        let phrase = phrase.with("count", count).with("total", total);
        (word, self.texts.say(&phrase))
    }

    /// How many sites are in which state, and in how many groups.
    pub(super) fn counts(&self) -> String {
        let of = &self.sites.summary;
        let say = |key: &'static str, count: usize| {
            (count > 0).then(|| self.texts.say(&Phrase::new(key).with("count", count)))
        };
        let parts = [
            say("count.blocked", of.blocked),
            say("count.unknown", of.unknown),
            say("count.degraded", of.degraded),
            say("count.open", of.open),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let failing = self.sites.groups.iter().filter(|one| !one.walls.is_empty());
        let sites = self.count("count.sites", self.sites.sites.len());
        match failing.count() {
            0 => format!("{sites}: {}.", parts.join(", ")),
            groups => {
                let groups = self.count("count.sites_alike", groups);
                format!("{sites}: {}. {groups}", parts.join(", "))
            }
        }
    }

    /// What was read, and what not all of it is worth.
    pub(super) fn notes(&self) -> Vec<String> {
        let read = &self.sites.read;
        let rows = || self.sites.sites.iter();
        let some = |key: &str, count: usize| (count > 0).then(|| self.count(key, count));
        let notes = [
            some("count.sites_superseded", read.superseded),
            some("count.sites_repeated", read.repeated),
            some(
                "count.sites_machines",
                rows().filter(|site| site.machines > 1).count(),
            ),
            some("count.sites_broken", read.broken),
            some(
                "count.sites_partial",
                rows().filter(|site| site.partial).count(),
            ),
            some(
                "count.sites_lines",
                rows().filter(|site| !site.whole).count(),
            ),
            some("count.sites_columns", self.sites.endpoints_left_out),
        ];
        notes.into_iter().flatten().collect()
    }

    /// What is asked of whom for a group, a line each.
    pub(super) fn asks(&self, group: &Group) -> Vec<String> {
        let requests = group.requests.iter().flatten();
        let said =
            requests.map(|request| ask(&translated::request(request, self.texts), self.texts));
        said.collect()
    }

    /// How many of all sites a group is, and what it is like.
    pub(super) fn share(&self, group: &Group) -> String {
        let phrase = Phrase::new("sites.share").with("count", group.sites.len());
        let share = self
            .texts
            .say(&phrase.with("total", self.sites.sites.len()));
        match group.like {
            Some(id) => format!("{share} {}", self.like(id)),
            None => share,
        }
    }

    fn like(&self, id: usize) -> String {
        self.texts.say(&Phrase::new("sites.like").with("id", id))
    }

    /// A sentence for each wall of a group.
    pub(super) fn walls(&self, group: &Group) -> Vec<String> {
        group.walls.iter().map(|wall| self.wall(wall)).collect()
    }

    fn wall(&self, wall: &Wall) -> String {
        let cause = wall.cause.as_deref().map(|code| {
            let key = format!("cause.{code}");
            self.texts.find(&key).unwrap_or(code).to_owned()
        });
        let unknown = || self.texts.label("sites.no_cause").to_owned();
        let phrase = Phrase::new(match (wall.behind, &wall.failure) {
            (true, _) => "sites.wall_behind",
            (false, None) => "sites.wall_unnamed",
            (false, Some(_)) => "sites.wall",
        });
        let phrase = phrase
            .with("cause", cause.unwrap_or_else(unknown))
            .with("failure", wall.failure.clone().unwrap_or_default())
            .with("hosts", self.hosts(wall));
        let mut sentence = self.texts.compose(&phrase);
        if let Some(product) = &wall.product {
            let phrase = Phrase::new("sites.by").with("product", product);
            sentence = format!("{sentence} {}", self.texts.say(&phrase));
        }
        if let Some(issuer) = &wall.issuer {
            let phrase = Phrase::new("sites.signed").with("issuer", issuer);
            sentence = format!("{sentence} {}", self.texts.say(&phrase));
        }
        sentence
    }

    fn hosts(&self, wall: &Wall) -> String {
        let named: Vec<String> = wall.hosts.iter().take(MOST_HOSTS).cloned().collect();
        let left = wall.hosts.len().saturating_sub(MOST_HOSTS) + wall.more_hosts;
        match left {
            0 => named.join(", "),
            left => {
                let phrase = Phrase::new("sites.and_more").with("count", left);
                format!("{} {}", named.join(", "), self.texts.say(&phrase))
            }
        }
    }

    /// The columns of the table: paths that are not open everywhere they were tested.
    pub(super) fn columns(&self) -> Vec<usize> {
        let all = self.sites.endpoints.iter().enumerate();
        let failing = all.filter(|(_, endpoint)| !endpoint.is_open());
        failing.map(|(at, _)| at).collect()
    }

    /// How many have no column for being open everywhere.
    pub(super) fn open_everywhere(&self) -> Option<String> {
        let open = self.sites.endpoints.iter().filter(|one| one.is_open());
        let count = open.count();
        (count > 0).then(|| self.count("count.sites_open_everywhere", count))
    }

    /// The sites of a group, in the order in which they stand in the list of all.
    pub(super) fn members(&self, group: &Group) -> impl Iterator<Item = &Site> {
        let id = group.id;
        self.sites.sites.iter().filter(move |site| site.group == id)
    }
}
