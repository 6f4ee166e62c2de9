//! Dnsmasq, as names that go to the usual servers.
//!
//! `/example.com/` is the name and all below it, `/*.example.com/` only what is below, and
//! `/*example.com/` also `evilexample.com`, so it is never written (seen with dnsmasq 2.90).

use std::fmt::Write as _;

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{Comment, Dialect, Format, Job, Listed, Proof, Section, Sense};

pub(super) const FORMAT: Format = Format {
    id: "dnsmasq",
    product: "dnsmasq",
    writes: "names that go to the usual servers",
    proof: Proof::Engine,
    variants: &[],
    comment: Comment::line("# "),
    naming: None,
    dialects: &[Dialect::hosts(
        Purpose::Allow,
        Sense::ALL,
        Some(Sense::BELOW),
    )],
    unproven: &[],
    notes: &[],
    has_rules: true,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("", |list| servers(job, list))
}

fn servers(job: &Job<'_>, list: &Listed<'_>) -> String {
    let mut text = String::new();
    if job.with_rules() {
        text.push_str("# Every other name has no address.\naddress=/#/\n");
    }
    for line in &list.lines {
        // Writing to a string cannot fail. The hash means the usual servers.
        let _ = writeln!(text, "{}server=/{}/#", why("", "# ", line), line.with("*."));
    }
    text
}
