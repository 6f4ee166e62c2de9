//! Palo Alto Networks PAN-OS, as elements for the XML API.
//!
//! The same categories as in `paloalto`; the elements are those that the vendor's SDK makes
//! (pan-os-python 1.13.1, `element_str`). Names of hosts and objects hold nothing that XML knows.

use crate::format::page::why;
use crate::format::{
    Comment, Denies, Format, Job, Limits, Line, Listed, Naming, Proof, Room, RulesOn, Section, Told,
};

use super::paloalto;

/// Where categories are kept on a firewall with one virtual system.
const XPATH: &str = "/config/devices/entry[@name='localhost.localdomain']/vsys/entry[@name='vsys1']\
                     /profiles/custom-url-category";

pub(super) const FORMAT: Format = Format {
    id: "paloalto-xml",
    product: "Palo Alto Networks PAN-OS",
    writes: "XML API elements for custom URL categories",
    proof: Proof::Schema,
    variants: &[],
    extension: "xml",
    told: Told::Comments(Comment::between("<!-- ", " -->")),
    naming: Some(Naming::with(paloalto::LONGEST_NAME, "-_.")),
    dialects: paloalto::DIALECTS,
    unproven: &[
        "how many entries a category may have depends on the model",
        "that the API passes over comments, as XML has it: leave them out where it does not",
    ],
    notes: &[
        "a category does nothing until a rule refers to it, and the configuration is committed",
        "the path is of the first virtual system: where there are several, put yours for vsys1",
    ],
    rule_notes: &[],
    limits: Limits {
        description: Room::Unnamed,
        ..paloalto::ENTRIES
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: false,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    let how = format!("type=config, action=set, xpath={XPATH}");
    job.each(&how, |list| element(job, list))
}

fn element(job: &Job<'_>, list: &Listed<'_>) -> String {
    let member = |line: &Line<'_>| {
        let (why, entry) = (why("    ", FORMAT.told, line), paloalto::entry(line));
        format!("{why}    <member>{entry}</member>\n")
    };
    let members: String = list.lines.iter().map(member).collect();
    format!(
        "<entry name=\"{}\">\n  <list>\n{members}  </list>\n  <description>{}</description>\n  \
         <type>URL List</type>\n</entry>\n",
        job.name(list.purpose),
        job.description()
    )
}
