//! A response policy zone for BIND, and for resolvers that read the same.
//!
//! `*.example.com` is every name below and not `example.com`. The zone allows and nothing else: a
//! zone that also holds the deny-all record `*` lets through more than its lines say, for each
//! allowed name makes empty names above it (`com.`), beneath which the `*` no longer applies (seen
//! with BIND 9.18 and Unbound 1.17). A name that passes also passes where it leads on with a CNAME
//! record, as AWS's names do.

use std::fmt::Write as _;

use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Format, Job, Limits, Listed, Naming, Proof, RulesOn, Section, Sense,
    Told,
};

pub(super) const FORMAT: Format = Format {
    id: "rpz",
    product: "BIND response policy zone",
    writes: "a zone of names that pass",
    proof: Proof::Engine,
    variants: &[],
    extension: "zone",
    told: Told::Comments(Comment::line("; ")),
    naming: Some(Naming::lower(63)),
    dialects: &[Dialect::lookups(Sense::ITSELF, Some(Sense::BELOW))],
    unproven: &[],
    notes: &[
        "a name that passes takes along what its CNAME records lead to, CDNs among them; asked for \
         by itself, such a name does not pass",
        "keep the zone that denies apart and after this one: in one zone, the names that pass make \
         holes in the denial",
    ],
    rule_notes: &[],
    limits: Limits::PUNYCODE,
    denies: Denies::Nothing,
    rules_on: RulesOn::Names,
    has_rules: false,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("", |list| zone(job, list))
}

fn zone(job: &Job<'_>, list: &Listed<'_>) -> String {
    let name = job.name(list.purpose);
    let mut text = format!(
        "; named.conf: zone \"{name}.rpz\" {{ type primary; file \"{name}.rpz\"; allow-query {{ none; }}; }};\n\
         ; named.conf, options: response-policy {{ zone \"{name}.rpz\"; zone \"YOUR-DENY-ZONE\"; }};\n\
         $TTL 300\n\
         @ IN SOA localhost. hostmaster.localhost. 1 3600 600 86400 300\n\
         @ IN NS localhost.\n"
    );
    for line in &list.lines {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{}{} IN CNAME rpz-passthru.",
            why("", FORMAT.told, line),
            line.with("*.")
        );
    }
    text
}
