//! Proxy auto-configuration: a function for a PAC file that exists, or a whole one.
//!
//! `dnsDomainIs(host, ".example.com")` compares ends and nothing else: without the dot it also
//! matches `evilexample.com`, and it does not heed case, so the function lowers the name first and
//! takes a final dot away (seen with pacparser 1.3.6). Browsers hide the path of https.

use std::fmt::Write as _;

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Form, Format, Job, Limits, Line, Listed, Naming, Proof, RulesOn,
    Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "pac",
    product: "Proxy auto-configuration",
    writes: "a function that says which hosts go past the proxy",
    proof: Proof::Engine,
    variants: &[],
    extension: "pac",
    told: Told::Comments(Comment::line("// ")),
    naming: Some(Naming::plain(64)),
    dialects: &[Dialect::hosts(
        Purpose::Allow,
        Sense::ITSELF,
        Some(Sense::BELOW),
    )],
    unproven: &[],
    notes: &["what goes past the proxy needs a firewall that lets it out"],
    rule_notes: &[],
    limits: Limits::PUNYCODE,
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: true,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("the PAC file", |list| function(job, list))
}

fn function(job: &Job<'_>, list: &Listed<'_>) -> String {
    let name = format!("is_{}", job.name(list.purpose).replace('-', "_"));
    let mut text = format!(
        "function {name}(host) {{\n  host = host.toLowerCase().replace(/\\.$/, \"\");\n  return (\n"
    );
    let last = list.lines.len().saturating_sub(1);
    for (index, line) in list.lines.iter().enumerate() {
        let or = if index == last { "" } else { " ||" };
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}    {}{or}",
            why("    ", FORMAT.told, line),
            test(line)
        );
    }
    text.push_str("  );\n}\n");
    if job.with_rules() {
        let _ = write!(
            text,
            "\nfunction FindProxyForURL(url, host) {{\n  if ({name}(host)) {{ return \"DIRECT\"; }}\n  \
             return \"PROXY YOUR-PROXY:3128\";\n}}\n"
        );
    }
    text
}

fn test(line: &Line<'_>) -> String {
    match line.form {
        Form::Bare => format!("host === \"{}\"", line.base),
        Form::Wildcard => format!("dnsDomainIs(host, \".{}\")", line.base),
    }
}
