//! What a field shows instead of what it holds.
//!
//! Owns which kinds a level takes out, and what becomes of them at the level of machines; at that of
//! companies it is `company`'s.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::ops::Range;

use crate::plan::{Public, Whose};

use super::Level;
use super::fields::Kind;
use super::form::{
    Url, addresses, home_users, host_and_place, host_and_port, is_address, is_number, is_ours,
    is_word,
};
use super::persons::{Persons, is_nobody};
use super::stand_in::{StandIns, is_private};

/// Puts the stand-ins of one report in their places.
#[derive(Debug)]
pub(super) struct Replacer<'s> {
    pub(super) level: Level,
    pub(super) stand_ins: &'s mut StandIns,
    pub(super) persons: &'s Persons,
    /// The files that the report names, the longer first.
    pub(super) files: &'s [String],
    /// Names in certificates of AWS's that the public web trusts.
    pub(super) genuine: &'s BTreeSet<String>,
}

impl Replacer<'_> {
    /// What is shown of a text.
    pub(super) fn text(&mut self, kind: Kind, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        match (kind, self.level) {
            (Kind::Ours, _)
                if is_word(text) || is_ours(text) || Public::get().has_document(text) =>
            {
                text.to_owned()
            }
            (Kind::Ours, Level::Company) => self.stand_in(Kind::Foreign, text),
            (Kind::Genuine, Level::Company) => self.genuine(text),
            (Kind::Genuine, Level::Machine) => text.to_owned(),
            // Said again when the facts are done.
            (Kind::Sentence, _) => text.to_owned(),
            (Kind::User | Kind::Machine, _) => self.who(kind, text),
            (Kind::Local, _) if is_address(text) => self.with_addresses(text),
            (_, Level::Machine) => self.of_machine(kind, text),
            (_, Level::Company) => self.of_company(kind, text),
        }
    }

    /// A sentence that nobody can say again.
    pub(super) fn unsaid(&mut self, text: &str) -> String {
        self.text(Kind::Foreign, text)
    }

    pub(super) fn stand_in(&mut self, kind: Kind, text: &str) -> String {
        self.stand_ins.of(kind, text)
    }

    /// An account that every machine has says nothing.
    fn who(&mut self, kind: Kind, text: &str) -> String {
        match self.persons.names_in(text).is_empty() {
            true => text.to_owned(),
            false => self.stand_in(kind, text),
        }
    }

    fn of_machine(&mut self, kind: Kind, text: &str) -> String {
        let text = self.with_addresses(text);
        match kind {
            Kind::Name => self.name_at_machine(&text),
            Kind::Id => match text.split_once('#') {
                Some((endpoint, place)) => format!("{endpoint}#{}", self.name_at_machine(place)),
                None => self.without_persons(&text),
            },
            Kind::Command => {
                let text = self.without_users(&text);
                let words = words(&text, |sign| !sign.is_whitespace() && !"'\"".contains(sign));
                let words = words.into_iter();
                let made = words.map(|at| (at.clone(), self.name_at_machine(&text[at])));
                spliced(&text, made)
            }
            Kind::Form if is_ours(&text) || is_number(&text) => text,
            _ => self.without_persons(&text),
        }
    }

    /// Names of hosts stay, but for the machine's; what follows one that is not AWS's is somebody's words.
    fn name_at_machine(&mut self, text: &str) -> String {
        let url = Url::read(text);
        let scheme = url.as_ref();
        let scheme = scheme.map_or_else(String::new, |url| format!("{}://", url.scheme));
        let (host, place) = match &url {
            Some(url) => (url.host, url.place),
            None => host_and_place(text),
        };
        let place = match Public::get().whose(host_and_port(host).0) {
            Whose::Unknown => self.without_persons(place),
            _ => place.to_owned(),
        };
        format!("{scheme}{}{place}", self.without_machine(host))
    }

    /// Names of hosts stay, but for the machine's.
    fn without_machine(&mut self, text: &str) -> String {
        let inside = |sign: char| sign.is_alphanumeric() || "-_.".contains(sign);
        let words = words(text, inside).into_iter();
        let machines = words.filter(|at| self.persons.has_machine(&text[at.clone()]));
        let machines = machines.collect::<Vec<_>>().into_iter();
        let made = machines.map(|at| (at.clone(), self.stand_ins.of(Kind::Machine, &text[at])));
        spliced(text, made)
    }

    fn without_persons(&mut self, text: &str) -> String {
        let found = self.persons.names_in(text).into_iter();
        let made = found.map(|(at, kind)| (at.clone(), self.stand_ins.of(kind, &text[at])));
        spliced(text, made)
    }

    /// Without the users of home folders.
    fn without_users(&mut self, text: &str) -> String {
        let found = home_users(text).into_iter();
        let found = found.filter(|at| !is_nobody(&text[at.clone()]));
        let made = found.map(|at| (at.clone(), self.stand_ins.of(Kind::User, &text[at])));
        spliced(text, made)
    }

    /// The text with stand-ins for the addresses that the level takes out. A prefix (RFC 4632, section 3.1)
    /// is no address: its stand-in is a word.
    pub(super) fn with_addresses(&mut self, text: &str) -> String {
        let found = addresses(text).into_iter();
        let secret = found.filter(|(_, address)| self.is_secret(*address));
        let secret = secret.collect::<Vec<_>>().into_iter();
        let made = secret.map(|(at, address)| {
            let whole = at.start..at.end + length_of_prefix(&text[at.end..]);
            match whole == at {
                true => (at, self.stand_ins.of_address(address)),
                false => (whole.clone(), self.stand_in(Kind::Foreign, &text[whole])),
            }
        });
        spliced(text, made)
    }

    fn is_secret(&self, address: IpAddr) -> bool {
        let of_level = || self.level == Level::Company || is_private(address);
        !says_nothing(address) && (self.persons.has_address(address) || of_level())
    }
}

/// Of what says how long the prefix is that begins with an address: `/24`, and nothing that goes on as the
/// path of a URL does.
fn length_of_prefix(rest: &str) -> usize {
    let bits = rest.strip_prefix('/').unwrap_or_default();
    let digits = bits.bytes().take_while(u8::is_ascii_digit).count();
    let goes_on = |sign: char| sign.is_alphanumeric() || "/?#-_.%".contains(sign);
    match digits {
        1..=3 if !bits[digits..].starts_with(goes_on) => digits + 1,
        _ => 0,
    }
}

/// Where the runs of such signs stand.
pub(super) fn words(text: &str, inside: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut at = 0;
    for word in text.split(|sign| !inside(sign)) {
        if !word.is_empty() {
            words.push(at..at + word.len());
        }
        at += word.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
    }
    words
}

/// The text with the others in the place of its parts, which are in order.
pub(super) fn spliced(text: &str, parts: impl Iterator<Item = (Range<usize>, String)>) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = 0;
    for (at, part) in parts.filter(|(at, _)| !at.is_empty()) {
        // Two may name the same place, and the first holds.
        if at.start >= rest {
            made.push_str(&text[rest..at.start]);
            made.push_str(&part);
            rest = at.end;
        }
    }
    made.push_str(&text[rest..]);
    made
}

/// Every machine has it.
fn says_nothing(address: IpAddr) -> bool {
    address.is_loopback() || address.is_unspecified()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_no_path() {
        for (rest, length) in [
            ("/24, x", 3),
            ("/128", 4),
            ("/2024", 0),
            ("/24/x", 0),
            ("/7.html", 0),
            (":80", 0),
        ] {
            assert_eq!(length_of_prefix(rest), length, "{rest}");
        }
    }
}
