//! What was typed that bears on the result: kept in the report, and taken up by `--again`.
//!
//! Owns which flags those are. Nothing is taken from a file that would send traffic, or a login, to
//! where only the file says: the way out and the resolver have to be typed again, and a ticket says so.

use std::collections::BTreeMap;

use clap::ValueEnum;

use crate::catalogue::Client;
use crate::report::Report;
use crate::report::v1::FAIL_ON;

use super::flags::{FailOn, Probe, ScopeChoice};

const CLIENT: &str = "client";

/// By the name of the flag, what was given; nothing of what was not.
pub(super) fn kept(flags: &Probe) -> BTreeMap<String, Vec<String>> {
    let scope = |choice: &ScopeChoice| match choice {
        ScopeChoice::All => "all".to_owned(),
        ScopeChoice::One(scope) => scope.code().to_owned(),
    };
    let resolver = flags.resolver.iter().map(ToString::to_string);
    let clients = flags.client.iter().map(|client| client.code().to_owned());
    // What a URL asks for may be a secret.
    let plain = |place: &&String| !place.contains(['?', '#']);
    let way = |place: &Option<String>| place.iter().filter(plain).cloned().collect();
    let given = [
        ("scope", flags.scope.iter().map(scope).collect()),
        (CLIENT, clients.collect()),
        ("resolver", resolver.collect()),
        ("proxy", way(&flags.proxy)),
        ("pac", way(&flags.pac)),
        (FAIL_ON, flags.fail_on.map(named).into_iter().collect()),
    ];
    let given = given
        .into_iter()
        .filter(|(_, all): &(_, Vec<String>)| !all.is_empty());
    given.map(|(flag, all)| (flag.to_owned(), all)).collect()
}

/// The flags, with what an earlier run was judged by where nothing else is typed.
pub(super) fn taken_up(flags: &Probe, before: &Report) -> Probe {
    let mut flags = flags.clone();
    if flags.client.is_empty() {
        let asked = |client: &&Client| before.clients.contains_key(client.code());
        flags.client = Client::ALL.iter().filter(asked).copied().collect();
    }
    let said = before.flags.get(FAIL_ON).and_then(|all| all.first());
    let said = said.and_then(|word| FailOn::from_str(word, false).ok());
    flags.fail_on = flags.fail_on.or(said);
    flags
}

fn named(choice: FailOn) -> String {
    let value = choice.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::super::flags::{Command, Flags};
    use super::*;

    fn kept_of(arguments: &[&str]) -> String {
        let typed = ["aws-netcheck", "probe"].iter().chain(arguments);
        let flags = Flags::try_parse_from(typed).unwrap();
        let Some(Command::Probe(probe)) = flags.command else {
            panic!("no probe");
        };
        format!("{:?}", kept(&probe))
    }

    #[test]
    fn what_a_url_asks_for_is_not_kept() {
        for secret in ["?key=s3cret", "#s3cret"] {
            let pac = format!("http://pac.corp.example/proxy.pac{secret}");
            assert!(!kept_of(&["--pac", &pac]).contains("s3cret"));
        }
        let plain = kept_of(&["--pac", "http://pac.corp.example/proxy.pac"]);
        assert!(
            plain.contains("http://pac.corp.example/proxy.pac"),
            "{plain}"
        );
    }
}
