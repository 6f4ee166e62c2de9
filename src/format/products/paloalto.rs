//! Palo Alto Networks PAN-OS and Panorama, as `set` commands for the configuration mode.
//!
//! A custom URL category for each list. In a category `*` is one label or more and never the name
//! itself; without the final slash `example.com` also matches `example.com.evil.example` before
//! PAN-OS 10.2 (docs.paloaltonetworks.com, "Guidelines for URL Category Exceptions"). The device's
//! own list of decryption exclusions is not used: there `*` is exactly one label.
//!
//! Paths, elements and names are those that the vendor's SDK makes of the same objects (pan-os-python
//! 1.13.1); the commands for security rules and categories were parsed by a grammar of PAN-OS too.

use crate::allowlist::Purpose;
use crate::format::{
    Denies, Dialect, Format, Job, Limits, Line, Listed, Naming, Proof, Room, RulesOn, Section,
    Sense, Told,
};

/// Of a category (Batfish's grammar of PAN-OS; newer versions may take 63).
pub(super) const LONGEST_NAME: usize = 31;

pub(super) const DIALECTS: &[Dialect] = &[
    Dialect::hosts(Purpose::Allow, Sense::ITSELF, Some(Sense::BELOW)),
    Dialect::hosts(Purpose::NoDecrypt, Sense::ITSELF, Some(Sense::BELOW)),
];

/// Of a category or an external list (docs.paloaltonetworks.com, "Formatting Guidelines for an External
/// Dynamic List"); how many, depends on the model.
pub(super) const ENTRIES: Limits = Limits {
    entry: Some(255),
    ..Limits::UNNAMED
};

pub(super) const FORMAT: Format = Format {
    id: "paloalto",
    product: "Palo Alto Networks PAN-OS",
    writes: "set commands for custom URL categories",
    proof: Proof::Schema,
    variants: &["firewall", "panorama"],
    extension: "txt",
    told: Told::Field,
    naming: Some(Naming::with(LONGEST_NAME, "-_.")),
    dialects: DIALECTS,
    unproven: &[
        "how many entries a category may have depends on the model and was not confirmed",
        "no PAN-OS has read the commands: their paths are compared with those of the vendor's SDK",
        "the command that chooses a virtual system",
    ],
    notes: &[
        "paste in configuration mode, then commit; a rule must refer to a category for it to do \
         anything",
        "a no-decrypt rule works only above the rules that decrypt",
        "on a firewall with several virtual systems, choose one first: set system setting \
         target-vsys, in operational mode",
    ],
    rule_notes: &[
        "that App-ID takes every session to these names for ssl or web-browsing is not confirmed: \
         look into the traffic log after the change",
    ],
    limits: Limits {
        description: Room::Unnamed,
        ..ENTRIES
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: true,
    body,
};

/// Every entry of a category ends in a slash: that is what ends the host name.
pub(super) fn entry(line: &Line<'_>) -> String {
    format!("{}/", line.with("*."))
}

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("configuration mode", |list| {
        let mut commands = category(job, list);
        if job.with_rules() {
            commands.extend(match list.purpose {
                Purpose::Allow => security_rule(job),
                Purpose::NoDecrypt => decryption_rule(job),
            });
        }
        commands.join("\n")
    })
}

/// Where objects and rules are kept: on the firewall itself, or in a device group.
fn place(job: &Job<'_>) -> (&'static str, &'static str) {
    match job.variant {
        "panorama" => (
            "set device-group YOUR-DEVICE-GROUP",
            "set device-group YOUR-DEVICE-GROUP pre-rulebase",
        ),
        _ => ("set", "set rulebase"),
    }
}

/// One member a line: a line of all of them may be longer than the CLI takes.
fn category(job: &Job<'_>, list: &Listed<'_>) -> Vec<String> {
    let (objects, _) = place(job);
    let object = format!(
        "{objects} profiles custom-url-category {}",
        job.name(list.purpose)
    );
    let mut commands = vec![
        format!("{object} description \"{}\"", job.description()),
        format!("{object} type \"URL List\""),
    ];
    let entries = list.lines.iter().map(entry);
    commands.extend(entries.map(|entry| format!("{object} list {entry}")));
    commands
}

/// What no rule should leave open: where from, where to, and what looks into what it lets through.
const FROM_AND_TO: &[&str] = &[
    "from YOUR-USER-ZONE",
    "to YOUR-INTERNET-ZONE",
    "source YOUR-USER-ADDRESSES",
    "destination any",
    "source-user any",
];

fn security_rule(job: &Job<'_>) -> Vec<String> {
    let (_, rulebase) = place(job);
    let rule = format!("{rulebase} security rules {}", job.rule(Purpose::Allow));
    let category = format!("category {}", job.name(Purpose::Allow));
    let rest = [
        category.as_str(),
        "application [ ssl web-browsing ]",
        "service application-default",
        "profile-setting group YOUR-PROFILE-GROUP",
        "log-end yes",
        "action allow",
    ];
    let parts = FROM_AND_TO.iter().chain(&rest);
    parts.map(|part| format!("{rule} {part}")).collect()
}

fn decryption_rule(job: &Job<'_>) -> Vec<String> {
    let (_, rulebase) = place(job);
    let rule = format!(
        "{rulebase} decryption rules {}",
        job.rule(Purpose::NoDecrypt)
    );
    let category = format!("category {}", job.name(Purpose::NoDecrypt));
    let rest = [
        "service any",
        category.as_str(),
        "type ssl-forward-proxy",
        "profile YOUR-NO-DECRYPTION-PROFILE",
        "action no-decrypt",
    ];
    let parts = FROM_AND_TO.iter().chain(&rest);
    parts.map(|part| format!("{rule} {part}")).collect()
}
