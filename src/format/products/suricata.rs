//! Suricata rules that pass, also for the rule strings of AWS Network Firewall.
//!
//! The server name ends in `.example.com`, dot included: without it `evilexample.com` passes too.
//! What is fetched without TLS is told by its Host header, which the engine has in lower case
//! already (seen with Suricata 7.0.10 on a capture).

use std::fmt::Write as _;

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Form, Format, Job, Limits, Line, Listed, Naming, Paths, Ports, Proof,
    RulesOn, Told,
};
use crate::format::{Section, Sense};

/// Ids of local rules begin at 1000000; these leave room for others (Suricata documentation,
/// "sid").
const FIRST_SID: u32 = 9_100_001;

pub(super) const FORMAT: Format = Format {
    id: "suricata",
    product: "Suricata",
    writes: "rules that pass",
    proof: Proof::Engine,
    variants: &[],
    extension: "rules",
    told: Told::Comments(Comment::line("# ")),
    naming: Some(Naming::plain(64)),
    dialects: &[Dialect {
        purpose: Purpose::Allow,
        bare: Sense::ITSELF,
        wildcard: Some(Sense::BELOW),
        paths: Paths::Dropped,
        ports: Ports::Kept,
    }],
    unproven: &[],
    notes: &[
        "a client that encrypts the server name (ECH) is not seen",
        "the ids must be free: they begin at 9100001",
        "what drops the rest must leave the start of a connection alone, which comes before any \
         name: drop tls and http, not tcp",
    ],
    rule_notes: &[],
    limits: Limits::PUNYCODE,
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: false,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("", |list| rules(job, list))
}

fn rules(job: &Job<'_>, list: &Listed<'_>) -> String {
    let name = job.rule(list.purpose);
    let mut text = String::new();
    for (line, sid) in list.lines.iter().zip(FIRST_SID..) {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}pass {} (msg:\"{name} {}\"; flow:to_server,established; {} sid:{sid}; rev:1;)",
            why("", FORMAT.told, line),
            traffic(line),
            line.pattern(),
            content(line)
        );
    }
    text
}

fn traffic(line: &Line<'_>) -> String {
    let protocol = if line.port == 80 { "http" } else { "tls" };
    format!("{protocol} $HOME_NET any -> $EXTERNAL_NET {}", line.port)
}

fn content(line: &Line<'_>) -> String {
    let (buffer, case) = match line.port {
        80 => ("http.host", ""),
        _ => ("tls.sni", " nocase;"),
    };
    match line.form {
        Form::Bare => format!(
            "{buffer}; content:\"{}\";{case} startswith; endswith;",
            line.base
        ),
        Form::Wildcard => format!("{buffer}; content:\".{}\";{case} endswith;", line.base),
    }
}
