//! Unbound, as local zones.
//!
//! A zone is its name and all below it; there is neither a single name nor a wildcard, so single
//! hosts come out wider (seen with Unbound 1.17.1).

use std::fmt::Write as _;

use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Format, Job, Limits, Listed, Proof, RulesOn, Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "unbound",
    product: "Unbound",
    writes: "local zones that pass",
    proof: Proof::Engine,
    variants: &[],
    extension: "conf",
    told: Told::Comments(Comment::line("# ")),
    naming: None,
    dialects: &[Dialect::lookups(Sense::ALL, None)],
    unproven: &[],
    notes: &[],
    rule_notes: &[
        "local-zone: \".\" refuse refuses every name that is not here, to all who ask this \
         resolver: add the other names that they need",
    ],
    limits: Limits::PUNYCODE,
    denies: Denies::WithRules,
    rules_on: RulesOn::Names,
    has_rules: true,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("", |list| zones(job, list))
}

fn zones(job: &Job<'_>, list: &Listed<'_>) -> String {
    let mut text = "server:\n".to_owned();
    if job.with_rules() {
        text.push_str("    local-zone: \".\" refuse\n");
    }
    for line in &list.lines {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}    local-zone: \"{}.\" transparent",
            why("    ", FORMAT.told, line),
            line.base
        );
    }
    text
}
