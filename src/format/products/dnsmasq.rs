//! Dnsmasq, as names that go to a server.
//!
//! `/example.com/` is the name and all below it, `/*.example.com/` only what is below, and
//! `/*example.com/` also `evilexample.com`, so it is never written. What denies every other name
//! holds only as long as there is no server for all names: one from `server=` or from resolv.conf
//! lets everything through again (seen with dnsmasq 2.90).

use std::fmt::Write as _;

use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Format, Job, Limits, Listed, Proof, RulesOn, Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "dnsmasq",
    product: "dnsmasq",
    writes: "names that go to a server",
    proof: Proof::Engine,
    variants: &[],
    extension: "conf",
    told: Told::Comments(Comment::line("# ")),
    naming: None,
    dialects: &[Dialect::lookups(Sense::ALL, Some(Sense::BELOW))],
    unproven: &["that versions before 2.86 take lines with /*. (2.90 does)"],
    notes: &[
        "put the address of your server for YOUR-RESOLVER",
        "a server for all names, from server= or resolv.conf, undoes address=/#/",
        "what a name's CNAME records lead to is answered by itself too while dnsmasq has it in its \
         cache (seen with 2.90)",
    ],
    rule_notes: &[
        "address=/#/ leaves every name that is not here without an address, to all who ask this \
         resolver: add the other names that they need",
    ],
    limits: Limits::PUNYCODE,
    denies: Denies::WithRules,
    rules_on: RulesOn::Names,
    has_rules: true,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("", |list| servers(job, list))
}

fn servers(job: &Job<'_>, list: &Listed<'_>) -> String {
    let mut text = String::new();
    if job.with_rules() {
        text.push_str("# Every other name has no address.\nno-resolv\naddress=/#/\n");
    }
    for line in &list.lines {
        let name = line.with("*.");
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}server=/{name}/YOUR-RESOLVER",
            why("", FORMAT.told, line)
        );
    }
    text
}
