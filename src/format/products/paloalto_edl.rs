//! Palo Alto Networks external dynamic lists: text files that the firewall fetches.
//!
//! Lists of type URL, which security and decryption rules take as a category; a list of type
//! domain is for DNS policies alone. Same meaning as in a category (see `paloalto`), one entry a
//! line, no scheme, at most 255 characters. Comments are described for lists of addresses only
//! (docs.paloaltonetworks.com, "Formatting Guidelines for an External Dynamic List"), so none are
//! written.

use crate::format::{Denies, Format, Job, Proof, RulesOn, Section, Told};

use super::paloalto;

pub(super) const FORMAT: Format = Format {
    id: "paloalto-edl",
    product: "Palo Alto Networks external dynamic list",
    writes: "a text file of type URL",
    proof: Proof::Documentation,
    variants: &[],
    extension: "txt",
    told: Told::Nowhere("comments are documented for lists of addresses alone"),
    naming: None,
    dialects: paloalto::DIALECTS,
    unproven: &["how many entries all lists may have together depends on the model"],
    notes: &["serve it over HTTPS, and make an external dynamic list of type URL List of it"],
    rule_notes: &[],
    limits: paloalto::ENTRIES,
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: false,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("a file of its own", |list| {
        let entries: Vec<String> = list.lines.iter().map(paloalto::entry).collect();
        entries.join("\n")
    })
}
