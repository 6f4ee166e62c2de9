//! Cilium, as a network policy.
//!
//! A `*` never crosses a dot; `**.` at the start does since Cilium 1.19, and means one label
//! before it, unsaid. A name is known only if its lookup goes through the DNS rule, so both belong
//! together (Cilium documentation, "DNS based"; pull request 43420).

use std::fmt::Write as _;

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Form, Format, Job, Limits, Line, Listed, Naming, Paths, Ports, Proof,
    RulesOn, Told,
};
use crate::format::{Section, Sense};

pub(super) const FORMAT: Format = Format {
    id: "cilium",
    product: "Cilium",
    writes: "a CiliumNetworkPolicy",
    proof: Proof::Documentation,
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
    unproven: &["no cluster and no schema of the project has read it"],
    notes: &[
        "needs Cilium 1.19: before it, ** is taken and means one label alone, and deeper names do \
         not match",
        "the pods that it selects can reach and look up nothing else, unless another policy says \
         so",
        "names that a pod tries with its search domains are refused, which some resolvers take for an answer",
    ],
    rule_notes: &[],
    limits: Limits {
        entry: Some(255),
        ..Limits::UNNAMED
    },
    denies: Denies::Always,
    rules_on: RulesOn::Both,
    has_rules: false,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("kubectl apply -f", |list| policy(job, list))
}

fn policy(job: &Job<'_>, list: &Listed<'_>) -> String {
    let mut text = format!(
        "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata:\n  name: {}\nspec:\n  \
         endpointSelector:\n    matchLabels:\n      YOUR-LABEL: YOUR-VALUE\n  egress:\n  \
         - toEndpoints:\n    - matchLabels:\n        k8s:io.kubernetes.pod.namespace: kube-system\n        \
         k8s-app: kube-dns\n    toPorts:\n    - ports:\n      - port: \"53\"\n        \
         protocol: ANY\n      rules:\n        dns:\n",
        job.name(list.purpose)
    );
    for line in &list.lines {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "        - {}", selector(line));
    }
    for port in list.ports() {
        text.push_str("  - toFQDNs:\n");
        for line in list.lines.iter().filter(|line| line.port == port) {
            let _ = writeln!(
                text,
                "{}    - {}",
                why("    ", FORMAT.told, line),
                selector(line)
            );
        }
        let _ = write!(
            text,
            "    toPorts:\n    - ports:\n      - port: \"{port}\"\n        protocol: TCP\n"
        );
    }
    text
}

fn selector(line: &Line<'_>) -> String {
    match line.form {
        Form::Bare => format!("matchName: \"{}\"", line.base),
        Form::Wildcard => format!("matchPattern: \"**.{}\"", line.base),
    }
}
