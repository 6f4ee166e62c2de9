//! What was typed that bears on the result: kept in the report, and taken up by `--again`.
//!
//! Owns which flags those are. Nothing is taken from a file that would send traffic, or a login, to
//! where only the file says: the way out and the resolver have to be typed again, and a ticket says so.

use std::collections::BTreeMap;

use clap::ValueEnum;

use crate::catalogue::Client;
use crate::report::Report;

use super::flags::{FailOn, Probe, ScopeChoice};

const CLIENT: &str = "client";
const FAIL_ON: &str = "fail-on";

/// By the name of the flag, what was given; nothing of what was not.
pub(super) fn kept(flags: &Probe) -> BTreeMap<String, Vec<String>> {
    let scope = |choice: &ScopeChoice| match choice {
        ScopeChoice::All => "all".to_owned(),
        ScopeChoice::One(scope) => scope.code().to_owned(),
    };
    let resolver = flags.resolver.iter().map(ToString::to_string);
    let clients = flags.client.iter().map(|client| client.code().to_owned());
    let given = [
        ("scope", flags.scope.iter().map(scope).collect()),
        (CLIENT, clients.collect()),
        ("resolver", resolver.collect()),
        ("proxy", flags.proxy.clone().into_iter().collect()),
        ("pac", flags.pac.clone().into_iter().collect()),
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
