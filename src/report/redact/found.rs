//! What of a report must not be shown.
//!
//! Owns the gathering of originals from the fields that hold them, and their replacement wherever
//! they stand: what a field holds is said again in sentences, ids and commands.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use regex::{Regex, RegexBuilder};
use serde_json::Value;

use super::fields::{Kind, Place};
use super::stand_in::{StandIns, is_private_v4, is_private_v6};
use super::text::{home_users, is_address, is_aws, is_host, is_public, places, tenant, words};
use super::{Level, strings};

/// Shorter words are replaced where they stand and nowhere else: they would be found everywhere.
const SHORTEST: usize = 3;

/// Accounts that every machine has: they name nobody.
const NOBODY: &[&str] = &["root", "administrator", "system", "nobody", "user"];

/// What stands beside a proxy's name and is no name.
const WORDS_OF_PROXIES: &[&str] = &[
    "auto", "direct", "error", "http", "https", "pac", "proxy", "socks", "socks4", "socks4a",
    "socks5", "socks5h",
];

/// Folders that every machine has.
const SYSTEM_FOLDERS: &[&str] = &[
    "/etc/ssl",
    "/etc/pki",
    "/etc/hosts",
    "/usr/share",
    "/usr/lib",
];

/// The originals of one report.
#[derive(Debug)]
pub(super) struct Found {
    level: Level,
    /// By their lower case.
    originals: BTreeMap<String, (Kind, String)>,
    /// Names of AWS's that the catalogue has.
    known: BTreeSet<String>,
}

impl Found {
    pub(super) fn of(report: &Value, level: Level) -> Self {
        let mut found = Self {
            level,
            originals: BTreeMap::new(),
            known: known(report),
        };
        strings(report, &mut |kind, text| found.take(kind, text));
        if level == Level::Company {
            label_names(report).for_each(|name| found.add(Kind::Label, name));
        }
        found
    }

    fn take(&mut self, kind: Kind, text: &str) {
        match kind {
            Kind::Ours => return,
            Kind::User => self.add_user(text),
            Kind::Machine => self.add_machine(text),
            Kind::Local => {
                let addresses = words(text).filter(|(_, word)| is_address(word));
                addresses.for_each(|(_, word)| self.add_address(word));
            }
            _ if self.level == Level::Company => self.take_of_company(kind, text),
            _ => {}
        }
        self.take_words(text);
    }

    fn take_of_company(&mut self, kind: Kind, text: &str) {
        match kind {
            Kind::Site | Kind::Directory | Kind::Label | Kind::Team | Kind::Adapter => {
                self.add(kind, text);
            }
            // A URL in its place: what is secret in it is found as in any text.
            Kind::File | Kind::Store if text.contains("://") => {
                self.take_of_company(Kind::Host, text);
            }
            Kind::File if !is_of_system(text) => self.add(kind, text),
            Kind::Store if !is_of_system(text) && text.contains(['/', '\\', '.']) => {
                self.add(kind, text);
            }
            Kind::Host => words(text).for_each(|(_, word)| self.add_host(word)),
            Kind::Certificate => self.add_names_of(text),
            Kind::Digest | Kind::Foreign => self.add(kind, text),
            _ => {}
        }
    }

    /// What is seen to be an address, a name or a home folder, wherever it stands.
    fn take_words(&mut self, text: &str) {
        for user in home_users(text).filter(|user| !names_nobody(user)) {
            self.add(Kind::User, user);
        }
        if self.level == Level::Company {
            places(text).for_each(|place| self.add(Kind::Foreign, place));
        }
        for (_, word) in words(text) {
            if is_address(word) {
                if self.is_secret(word) {
                    self.add_address(word);
                }
            } else if self.level == Level::Company && is_host(word) {
                self.take_name(word);
            }
        }
    }

    /// With its domain, as `DOMAIN\user` or `user@domain`, and without.
    fn add_user(&mut self, text: &str) {
        let bare = text.rsplit('\\').next().unwrap_or(text);
        let bare = bare.split('@').next().unwrap_or(bare);
        for name in [text, bare].into_iter().filter(|name| !names_nobody(name)) {
            self.add(Kind::User, name);
        }
    }

    fn take_name(&mut self, name: &str) {
        if let Some(tenant) = tenant(name).filter(|_| is_aws(name)) {
            self.add(Kind::Directory, tenant);
        } else if !self.is_known(name) {
            self.add(Kind::Host, name);
        }
    }

    fn is_known(&self, name: &str) -> bool {
        self.known.contains(&name.to_lowercase()) || is_public(name)
    }

    /// Whether the address is to be taken out at this level. Loopback says nothing.
    fn is_secret(&self, word: &str) -> bool {
        let Ok(address) = word.parse::<IpAddr>() else {
            return false;
        };
        let private = match address {
            IpAddr::V4(one) => is_private_v4(one),
            IpAddr::V6(one) => is_private_v6(one),
        };
        let idle = address.is_loopback() || address.is_unspecified();
        !idle && (private || self.level == Level::Company)
    }

    fn add_address(&mut self, word: &str) {
        let idle = |address: IpAddr| address.is_loopback() || address.is_unspecified();
        if !word.parse().is_ok_and(idle) {
            self.add(Kind::Local, word);
        }
    }

    /// The name of a machine, with its domain and without.
    fn add_machine(&mut self, name: &str) {
        self.add(Kind::Machine, name);
        if let Some((first, _)) = name.split_once('.') {
            self.add(Kind::Machine, first);
        }
    }

    fn add_host(&mut self, word: &str) {
        let number = word.chars().all(|sign| sign.is_ascii_digit());
        let scheme = WORDS_OF_PROXIES.contains(&word.to_ascii_lowercase().as_str());
        if is_address(word) || number || scheme || is_aws(word) {
            return;
        }
        self.add(Kind::Host, word);
    }

    /// A name as certificates have it, and the values of its attributes (RFC 4514).
    fn add_names_of(&mut self, text: &str) {
        if is_host(text) || is_aws(text.trim_start_matches("*.")) {
            return;
        }
        self.add(Kind::Certificate, text);
        for attribute in text.split(", ") {
            let Some((name, value)) = attribute.split_once('=') else {
                continue;
            };
            if name != "C" && !is_host(value) && !is_aws(value.trim_start_matches("*.")) {
                self.add(Kind::Certificate, value);
            }
        }
    }

    fn add(&mut self, kind: Kind, text: &str) {
        let original = (kind, text.to_owned());
        let known = self.originals.entry(text.to_lowercase());
        let known = known.or_insert_with(|| original.clone());
        // Where it stands twice, the kind that says more of it holds.
        if kind < known.0 {
            *known = original;
        }
    }

    /// What puts stand-ins in their places.
    ///
    /// # Errors
    /// There are more originals than can be looked for at once.
    pub(super) fn replacer(self, stand_ins: &mut StandIns) -> Result<Replacer, regex::Error> {
        let mut given = BTreeMap::new();
        for (lower, (kind, original)) in self.originals {
            given.insert(lower, stand_ins.of(kind, &original));
        }
        Ok(Replacer {
            level: self.level,
            pattern: pattern(given.keys())?,
            known: self.known,
            given,
        })
    }
}

/// One pattern of all originals, the longer first, so that a part of a name is not taken for it.
fn pattern<'a>(originals: impl Iterator<Item = &'a String>) -> Result<Option<Regex>, regex::Error> {
    let mut all: Vec<&String> = originals
        .filter(|text| text.chars().count() >= SHORTEST)
        .collect();
    if all.is_empty() {
        return Ok(None);
    }
    all.sort_by_key(|text| std::cmp::Reverse(text.len()));
    let escaped: Vec<String> = all.iter().map(|text| regex::escape(text)).collect();
    RegexBuilder::new(&escaped.join("|"))
        .case_insensitive(true)
        .size_limit(64 << 20)
        .build()
        .map(Some)
}

/// Puts the stand-ins of one report in their places.
#[derive(Debug)]
pub(super) struct Replacer {
    level: Level,
    given: BTreeMap<String, String>,
    pattern: Option<Regex>,
    known: BTreeSet<String>,
}

impl Replacer {
    pub(super) fn replace(&self, report: &mut Value) {
        Place::top().change(report, &mut |kind, text| match kind {
            Kind::Ours => text.to_owned(),
            _ => self.text(kind, text),
        });
    }

    /// A field that holds an original and nothing else is that, however short.
    fn text(&self, kind: Kind, text: &str) -> String {
        let whole = self.given.get(&text.to_lowercase());
        match whole.filter(|_| kind != Kind::Text) {
            Some(stand_in) => stand_in.clone(),
            None => self.sentence(text),
        }
    }

    /// Names of AWS's stay but for whose they are; a short directory would else be found in them.
    fn sentence(&self, text: &str) -> String {
        let mut made = String::with_capacity(text.len());
        let mut rest = 0;
        for (at, word) in words(text).filter(|(_, word)| self.stays(word)) {
            made.push_str(&self.parts(text, rest..at));
            made.push_str(&self.of_aws(word));
            rest = at + word.len();
        }
        made.push_str(&self.parts(text, rest..text.len()));
        made
    }

    fn stays(&self, word: &str) -> bool {
        let known = || self.known.contains(&word.to_lowercase()) || is_public(word);
        is_aws(word) && (self.level == Level::Machine || tenant(word).is_some() || known())
    }

    fn of_aws(&self, name: &str) -> String {
        let stand_in = tenant(name).and_then(|whose| {
            let stand_in = self.given.get(&whose.to_lowercase())?;
            Some(format!("{stand_in}{}", &name[whose.len()..]))
        });
        stand_in.unwrap_or_else(|| name.to_owned())
    }

    /// A part of a text that has no name of AWS's in it.
    fn parts(&self, text: &str, part: std::ops::Range<usize>) -> String {
        let (mut made, mut at) = (String::new(), part.start);
        while let Some(found) = self.find(text, at, part.end) {
            made.push_str(&text[at..found.start]);
            let original = text[found.clone()].to_lowercase();
            made.push_str(self.given.get(&original).map_or("[…]", String::as_str));
            at = found.end;
        }
        made.push_str(&text[at..part.end]);
        made
    }

    /// The next original that stands alone, and is no part of a longer word.
    fn find(&self, text: &str, from: usize, until: usize) -> Option<std::ops::Range<usize>> {
        let pattern = self.pattern.as_ref()?;
        let mut from = from;
        while from < until {
            let found = pattern.find_at(&text[..until], from)?;
            if stands_alone(text, found.range()) {
                return Some(found.range());
            }
            from = found.start()
                + text[found.start()..]
                    .chars()
                    .next()
                    .map_or(1, char::len_utf8);
        }
        None
    }
}

fn stands_alone(text: &str, found: std::ops::Range<usize>) -> bool {
    let word = |sign: Option<char>| sign.is_some_and(char::is_alphanumeric);
    let inside = &text[found.clone()];
    let before = word(text[..found.start].chars().next_back()) && word(inside.chars().next());
    let after = word(text[found.end..].chars().next()) && word(inside.chars().next_back());
    !before && !after
}

fn names_nobody(user: &str) -> bool {
    NOBODY.contains(&user.to_ascii_lowercase().as_str())
}

/// Whether a path is the same on every machine.
fn is_of_system(path: &str) -> bool {
    SYSTEM_FOLDERS.iter().any(|folder| path.starts_with(folder))
}

fn paths(report: &Value) -> impl Iterator<Item = &Value> {
    report["paths"].as_array().into_iter().flatten()
}

fn is_also(path: &Value) -> bool {
    path["endpoint"] == crate::plan::ALSO
}

/// Names that the catalogue gives, and patterns without their wildcard.
fn known(report: &Value) -> BTreeSet<String> {
    let rows = paths(report).filter(|path| !is_also(path));
    let untested = report["untested"].as_array().into_iter().flatten();
    let of_rows = rows.flat_map(|path| [&path["host"], &path["pattern"]]);
    let texts = of_rows
        .chain(untested.map(|row| &row["pattern"]))
        .filter_map(Value::as_str);
    let names = texts.flat_map(words).map(|(_, word)| word.to_lowercase());
    names.filter(|name| is_aws(name)).collect()
}

fn label_names(report: &Value) -> impl Iterator<Item = &str> {
    let labels = report["labels"].as_object().into_iter().flatten();
    labels.map(|(name, _)| name.as_str())
}
