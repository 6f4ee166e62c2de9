//! Istio, as service entries.
//!
//! `*.example.com` is any depth below and not the name itself. A wildcard cannot be resolved, so
//! the resolution is NONE, which the schema does not insist on (Istio reference, "Service Entry").
//! Service entries matter where the mesh lets out only what is registered.

use std::fmt::Write as _;

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Format, Job, Limits, Line, Listed, Most, Naming, Paths, Ports, Proof,
    RulesOn, Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "istio",
    product: "Istio",
    writes: "service entries",
    proof: Proof::Schema,
    variants: &[],
    extension: "yaml",
    told: Told::Comments(Comment::line("# ")),
    naming: Some(Naming::lower(63)),
    dialects: &[Dialect {
        purpose: Purpose::Allow,
        bare: Sense::ITSELF,
        wildcard: Some(Sense::BELOW),
        paths: Paths::Dropped,
        ports: Ports::Kept,
    }],
    unproven: &[
        "no cluster has read it, only a schema made from the project's definitions",
        "that versions before 1.22 take networking.istio.io/v1",
    ],
    notes: &[
        "works where outboundTrafficPolicy is REGISTRY_ONLY; it is no wall against a pod that goes \
         past its sidecar",
        "it counts in every namespace; with exportTo [\".\"] in its own alone",
    ],
    rule_notes: &[],
    limits: Limits {
        // istio/api, networking/v1alpha3/service_entry.proto, MaxItems.
        list: Most::Parts(256),
        ..Limits::UNNAMED
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: false,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("kubectl apply -f", |list| {
        let ports = list.ports().into_iter();
        let entries: Vec<String> = ports.flat_map(|port| entries(job, list, port)).collect();
        entries.join("---\n")
    })
}

fn entries(job: &Job<'_>, list: &Listed<'_>, port: u16) -> Vec<String> {
    let lines: Vec<&Line<'_>> = list.lines.iter().filter(|line| line.port == port).collect();
    let parts = FORMAT.limits.parts(&lines);
    let name = job.name(list.purpose);
    let named = parts.map(|(suffix, lines)| entry(&format!("{name}-{port}{suffix}"), lines, port));
    named.collect()
}

fn entry(name: &str, lines: &[&Line<'_>], port: u16) -> String {
    let mut text = format!(
        "apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata:\n  name: {name}\n\
         spec:\n  hosts:\n"
    );
    for line in lines {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}  - \"{}\"",
            why("  ", FORMAT.told, line),
            line.with("*.")
        );
    }
    let protocol = if port == 80 { "HTTP" } else { "TLS" };
    let _ = write!(
        text,
        "  location: MESH_EXTERNAL\n  resolution: NONE\n  ports:\n  - number: {port}\n    \
         name: {}\n    protocol: {protocol}\n",
        protocol.to_ascii_lowercase()
    );
    text
}
