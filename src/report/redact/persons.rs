//! Who sits at the machine, and where it is: what no level shows.
//!
//! Owns the gathering of users, names of the machine and its addresses from the fields that hold
//! them, and where they stand in a text. What stands there instead is `replace`'s.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::ops::Range;

use super::fields::Kind;
use super::form::{addresses, home_users};

/// Accounts and folders that every machine has: they name nobody.
const NOBODY: &[&str] = &[
    "root",
    "administrator",
    "system",
    "nobody",
    "user",
    "public",
    "default",
    "all",
    "all users",
    "shared",
    // Of images that everyone starts from.
    "ec2-user",
    "runner",
    "ssm-user",
    "ubuntu",
    "vagrant",
];

/// More are in no report of ours, and would take long to look for.
const MOST: usize = 200;

/// Those of one report.
#[derive(Debug, Default)]
pub(super) struct Persons {
    /// By their first letter; of one the longer first, so that a part of a name is not taken for it.
    names: BTreeMap<String, Vec<(Kind, String)>>,
    addresses: BTreeSet<IpAddr>,
}

impl Persons {
    /// One more field of the report.
    pub(super) fn take(&mut self, kind: Kind, text: &str) {
        match kind {
            Kind::Ours => {}
            Kind::User => self.add_user(text),
            Kind::Machine => self.add_machine(text),
            Kind::Local => self
                .addresses
                .extend(addresses(text).into_iter().map(|(_, one)| one)),
            _ => {
                let users = home_users(text).into_iter();
                users.for_each(|at| self.add(Kind::User, &text[at]));
            }
        }
    }

    /// When all is taken. Whether there are no more than can be looked for.
    pub(super) fn finish(&mut self) -> bool {
        for names in self.names.values_mut() {
            names.sort_by_key(|(kind, name)| (Reverse(name.len()), name.to_lowercase(), *kind));
            names.dedup_by_key(|(_, name)| name.to_lowercase());
        }
        self.names.values().map(Vec::len).sum::<usize>() <= MOST
    }

    /// With its domain, as `DOMAIN\user` or `user@domain`, and without.
    fn add_user(&mut self, text: &str) {
        let bare = text.rsplit('\\').next().unwrap_or(text);
        let bare = bare.split('@').next().unwrap_or(bare);
        self.add(Kind::User, text);
        self.add(Kind::User, bare);
    }

    /// With its domain and without.
    fn add_machine(&mut self, text: &str) {
        self.add(Kind::Machine, text);
        self.add(Kind::Machine, text.split('.').next().unwrap_or(text));
    }

    fn add(&mut self, kind: Kind, name: &str) {
        let Some(first) = name.chars().next().filter(|_| !is_nobody(name)) else {
            return;
        };
        let alike = self.names.entry(first.to_lowercase().to_string());
        let alike = alike.or_default();
        let new = (kind, name.to_owned());
        if !alike.contains(&new) && alike.len() <= MOST {
            alike.push(new);
        }
    }

    /// Whether it is the machine's own address.
    pub(super) fn has_address(&self, address: IpAddr) -> bool {
        self.addresses.contains(&address)
    }

    /// Whether it is a name of the machine's, by the whole word.
    pub(super) fn has_machine(&self, word: &str) -> bool {
        let names = self.names.values().flatten();
        let mut machines = names.filter(|(kind, _)| *kind == Kind::Machine);
        machines.any(|(_, name)| is_like(name, word))
    }

    /// The names in a text that stand alone there, and are no part of a longer word.
    pub(super) fn names_in(&self, text: &str) -> Vec<(Range<usize>, Kind)> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let first = text[at..].chars().next();
            let first = first.map(|first| first.to_lowercase().to_string());
            let alike = first.and_then(|first| self.names.get(&first));
            let mut alike = alike.into_iter().flatten();
            let here = alike.find_map(|(kind, name)| Some((name_at(text, at, name)?, *kind)));
            at = match here {
                Some((range, kind)) => {
                    let end = range.end;
                    found.push((range, kind));
                    end
                }
                None => at + text[at..].chars().next().map_or(1, char::len_utf8),
            };
        }
        found
    }
}

/// Whether every machine has an account or folder of this name.
pub(super) fn is_nobody(name: &str) -> bool {
    NOBODY.contains(&name.to_ascii_lowercase().as_str())
}

fn is_like(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The name there, in any case. Letters outside ASCII need nothing between them: many languages write
/// none.
fn name_at(text: &str, start: usize, name: &str) -> Option<Range<usize>> {
    let mut end = start;
    let mut wanted = name.chars();
    let mut had = text[start..].chars();
    for sign in wanted.by_ref() {
        let other = had.next()?;
        if sign != other && !sign.to_lowercase().eq(other.to_lowercase()) {
            return None;
        }
        end += other.len_utf8();
    }
    let joins = |outside: Option<char>, inside: Option<char>| {
        let word = |sign: Option<char>| sign.is_some_and(|sign| sign.is_ascii_alphanumeric());
        word(outside) && word(inside)
    };
    let before = joins(text[..start].chars().next_back(), name.chars().next());
    let after = joins(text[end..].chars().next(), name.chars().next_back());
    (!before && !after).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_any_case_however_short_and_in_no_longer_word() {
        let mut persons = Persons::default();
        for (kind, text) in [
            (Kind::User, "CONTOSO\\li"),
            (Kind::User, "田中"),
            (Kind::User, "İpek"),
            (Kind::User, "root"),
            (Kind::Machine, "lt-4711.contoso.lan"),
            (Kind::File, "/home/jdoe/x"),
        ] {
            persons.take(kind, text);
        }
        assert!(persons.finish());
        for (text, names) in [
            ("Li at LT-4711 likes 2li", vec!["Li", "LT-4711"]),
            ("contoso\\LI", vec!["contoso\\LI"]),
            ("田中さん, root", vec!["田中"]),
            ("İpek, ipek", vec!["İpek"]),
            (
                "lt-4711.Contoso.lan jdoe_",
                vec!["lt-4711.Contoso.lan", "jdoe"],
            ),
        ] {
            let found = persons.names_in(text).into_iter();
            let found: Vec<&str> = found.map(|(at, _)| &text[at]).collect();
            assert_eq!(found, names, "{text}");
        }
        assert!(persons.has_machine("Lt-4711") && !persons.has_machine("li"));
    }
}
