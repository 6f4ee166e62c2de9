//! Words and addresses of the command line, each read into its type.
//!
//! Owns what a mistake in one says; numbers with limits are `limits`'s.

use crate::allowlist::{Breadth, Purpose};
use crate::catalogue::{Client, Scope};
use crate::language::Language;
use crate::report::listing::{FORMS, Form};
use crate::report::redact::Level;

use super::ScopeChoice;

pub(super) fn scope(text: &str) -> Result<ScopeChoice, String> {
    if text == "all" {
        return Ok(ScopeChoice::All);
    }
    let found = Scope::ALL.iter().find(|scope| scope.code() == text);
    let codes = Scope::ALL.iter().map(|scope| scope.code());
    let known = || codes.chain(["all"]).collect::<Vec<_>>().join(", ");
    found
        .map(|scope| ScopeChoice::One(*scope))
        .ok_or_else(|| format!("the scopes are {}", known()))
}

/// A label, without the blanks around it.
pub(super) fn site(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("it is empty; give a name, or leave the flag out".to_owned()),
        name => Ok(name.to_owned()),
    }
}

/// A language by its tag: that there are texts for its country does not matter.
pub(super) fn language(tag: &str) -> Result<Language, String> {
    let known = Language::ALL.iter().map(|language| language.code());
    let known = || known.collect::<Vec<_>>().join(", ");
    Language::of_tag(tag).ok_or_else(|| format!("the languages are {}", known()))
}

pub(super) fn breadth(text: &str) -> Result<Breadth, String> {
    let found = Breadth::ALL.iter().find(|breadth| breadth.code() == text);
    let known: Vec<_> = Breadth::ALL.iter().map(|breadth| breadth.code()).collect();
    found
        .copied()
        .ok_or_else(|| format!("the breadths are {}", known.join(", ")))
}

pub(super) fn purposes(text: &str) -> Result<&'static [Purpose], String> {
    match text {
        "allow" => Ok(&[Purpose::Allow]),
        "no-decrypt" => Ok(&[Purpose::NoDecrypt]),
        "both" => Ok(Purpose::ALL),
        _ => Err("the purposes are allow, no-decrypt, both".to_owned()),
    }
}

pub(super) fn client(text: &str) -> Result<Client, String> {
    let found = Client::ALL.iter().find(|client| client.code() == text);
    let known: Vec<_> = Client::ALL.iter().map(|client| client.code()).collect();
    found
        .copied()
        .ok_or_else(|| format!("the clients are {}", known.join(", ")))
}

pub(super) fn level(text: &str) -> Result<Level, String> {
    let found = Level::ALL.iter().find(|level| level.code() == text);
    let known: Vec<_> = Level::ALL.iter().map(|level| level.code()).collect();
    found
        .copied()
        .ok_or_else(|| format!("the levels are {}", known.join(", ")))
}

pub(super) fn list_form(text: &str) -> Result<&'static Form, String> {
    let known: Vec<_> = FORMS.iter().map(|form| form.id).collect();
    let found = FORMS.iter().find(|form| form.id == text);
    found.ok_or_else(|| format!("the forms are {}", known.join(", ")))
}

pub(super) fn resolver(text: &str) -> Result<std::net::SocketAddr, String> {
    crate::probe::server_address(text)
        .ok_or_else(|| "give IP or IP:PORT, an IPv6 address with a port in brackets".to_owned())
}

pub(super) fn source(text: &str) -> Result<std::net::IpAddr, String> {
    text.parse()
        .map_err(|_| "give an IP address of this machine".to_owned())
}
