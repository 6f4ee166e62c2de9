//! Palo Alto Networks PAN-OS, as the device's own list of decryption exclusions.
//!
//! For a device without decryption rules to put a category into. Here `*` is exactly one label,
//! not one or more as in a category (PAN-OS 12.1 help, "SSL Decryption Exclusion"); the name is
//! compared with the TLS server name or the certificate's. The path of the commands is the
//! vendor's SDK's (pan-os-python 1.13.1, `SslDecryptExcludeCert`).

use std::fmt::Write as _;

use crate::allowlist::Purpose;
use crate::format::{
    Denies, Dialect, Format, Job, Limits, Line, Listed, Proof, Room, RulesOn, Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "paloalto-exclusions",
    product: "Palo Alto Networks PAN-OS",
    writes: "set commands for the device's decryption exclusions",
    proof: Proof::Schema,
    variants: &[],
    extension: "txt",
    told: Told::Field,
    naming: None,
    dialects: &[Dialect::hosts(
        Purpose::NoDecrypt,
        Sense::ITSELF,
        Some(Sense::ONE_BELOW),
    )],
    unproven: &[
        "no PAN-OS has read the commands: their paths are compared with those of the vendor's SDK",
        "how long a description may be",
    ],
    notes: &[
        "this exempts for everybody behind the device; a decryption rule with the category of \
         --format paloalto is narrower",
        "a name is compared with the certificate's common name too: whatever else is served with \
         that certificate is exempted as well",
    ],
    rule_notes: &[],
    limits: Limits {
        description: Room::Unnamed,
        ..Limits::UNNAMED
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: false,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("configuration mode", |list| exclusions(job, list))
}

fn exclusions(job: &Job<'_>, list: &Listed<'_>) -> String {
    let mut text = String::new();
    for line in &list.lines {
        let entry = format!(
            "set shared ssl-decrypt ssl-exclude-cert {}",
            line.with("*.")
        );
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{entry} description \"{}\"", description(job, line));
        let _ = writeln!(text, "{entry} exclude yes");
    }
    text
}

/// Each entry is looked at by itself: why it is there, and then what made it. A quote would end it.
fn description(job: &Job<'_>, line: &Line<'_>) -> String {
    let why = line.why().replace(['"', '\\'], "'");
    format!("{why} ({})", job.description())
}
