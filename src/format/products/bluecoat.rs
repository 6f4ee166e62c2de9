//! Broadcom Edge SWG (ProxySG), as a condition in its policy language.
//!
//! `url.domain=` heeds the dots and means the name itself and all below it; `url.host.exact=` is
//! that host (Blue Coat Content Policy Language Guide). Which condition an SSL-Intercept layer
//! takes for a server name was not confirmed, so there is no list for it.

use std::fmt::Write as _;

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Form, Format, Job, Limits, Line, Listed, Naming, Proof, RulesOn,
    Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "bluecoat",
    product: "Broadcom Edge SWG (ProxySG)",
    writes: "a condition in CPL",
    proof: Proof::Documentation,
    variants: &[],
    extension: "txt",
    told: Told::Comments(Comment::line("; ")),
    naming: Some(Naming::with(64, "_")),
    dialects: &[Dialect::hosts(
        Purpose::Allow,
        Sense::ITSELF,
        Some(Sense::ALL),
    )],
    unproven: &[
        "no Edge SWG has read it",
        "the condition that an SSL-Intercept layer takes, so there is no list against inspection",
    ],
    notes: &[],
    rule_notes: &[],
    limits: Limits::UNNAMED,
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: true,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("local policy", |list| condition(job, list))
}

fn condition(job: &Job<'_>, list: &Listed<'_>) -> String {
    let name = job.name(list.purpose);
    let mut text = format!("define condition {name}\n");
    for line in &list.lines {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}  {}", why("  ", FORMAT.told, line), test(line));
    }
    text.push_str("end\n");
    if job.with_rules() {
        let _ = write!(
            text,
            "\n<Proxy>\n  condition={name} client.address=YOUR-USER-SUBNET ALLOW\n"
        );
    }
    text
}

fn test(line: &Line<'_>) -> String {
    match line.form {
        Form::Bare => format!("url.host.exact={}", line.base),
        Form::Wildcard => format!("url.domain={}", line.base),
    }
}
