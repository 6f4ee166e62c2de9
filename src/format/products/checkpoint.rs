//! Check Point, as commands of the management API's CLI.
//!
//! Application sites of anchored regular expressions: without them `checkpoint.com` also matches
//! `checkpoint.com.crime.example`, and a regular expression is open at both ends. Domain objects
//! are not used: their names below are found by reverse DNS, which AWS's addresses do not answer
//! (Check Point sk165094, sk106623; keys as in check_point.mgmt 6.7.0).

use std::fmt::Write as _;

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Form, Format, Job, Limits, Line, Listed, Naming, Proof, Room,
    RulesOn, Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "checkpoint",
    product: "Check Point",
    writes: "mgmt_cli commands for application sites",
    proof: Proof::Schema,
    variants: &[],
    extension: "sh",
    told: Told::Comments(Comment::line("# ")),
    naming: Some(Naming::plain(64)),
    dialects: &[
        Dialect::hosts(Purpose::Allow, Sense::ITSELF, Some(Sense::BELOW)),
        Dialect::hosts(Purpose::NoDecrypt, Sense::ITSELF, Some(Sense::BELOW)),
    ],
    unproven: &[
        "names and types of the parameters are those of the vendor's Ansible collection; no \
         mgmt_cli has read the commands",
        "no gateway has matched a name against these regular expressions: try one before you rely \
         on them",
        "that the category Custom_Application_Site is called so everywhere",
    ],
    notes: &[
        "log in first (mgmt_cli login > id.txt, then -s id.txt on each command), publish and \
         install the policy after it",
        "without HTTPS inspection, Categorize HTTPS websites must be on",
    ],
    rule_notes: &[],
    limits: Limits {
        description: Room::Unnamed,
        ..Limits::UNNAMED
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: true,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("expert mode of the management server", |list| {
        let mut text = site(job, list);
        if job.with_rules() {
            text.push_str(&rule(job, list.purpose));
        }
        text
    })
}

fn site(job: &Job<'_>, list: &Listed<'_>) -> String {
    let mut text = String::new();
    for line in &list.lines {
        text.push_str(&why("", FORMAT.told, line));
    }
    // Writing to a string cannot fail.
    let _ = write!(
        text,
        "mgmt_cli add application-site name '{}' \\\n  description '{}' \\\n  primary-category \
         'Custom_Application_Site' \\\n  urls-defined-as-regular-expression true",
        job.name(list.purpose),
        job.description()
    );
    for (line, number) in list.lines.iter().zip(1..) {
        let _ = write!(text, " \\\n  url-list.{number} '{}'", regex(line));
    }
    text.push('\n');
    text
}

/// The whole of scheme and host, so that nothing can stand before or after them. A label has letters,
/// digits, hyphens and underscores alone: anything else could be the end of another host's name
/// (`https://evil.example?a.`).
fn regex(line: &Line<'_>) -> String {
    let name = line.base.as_str().replace('.', "\\.");
    let below = match line.form {
        Form::Bare => "",
        Form::Wildcard => "([A-Za-z0-9_-]+\\.)+",
    };
    format!("^https?://{below}{name}(:[0-9]+)?/")
}

fn rule(job: &Job<'_>, purpose: Purpose) -> String {
    let (name, rule) = (job.name(purpose), job.rule(purpose));
    match purpose {
        Purpose::Allow => format!(
            "mgmt_cli add access-rule layer 'YOUR-LAYER' position.above 'YOUR-CLEANUP-RULE' \\\n  \
             name '{rule}' source 'YOUR-USER-NETWORK' destination 'Internet' \\\n  service '{name}' \
             action 'Accept' track.type 'Log'\n"
        ),
        Purpose::NoDecrypt => format!(
            "mgmt_cli add https-rule layer 'YOUR-HTTPS-LAYER' position.above 'YOUR-INSPECT-RULE' \
             \\\n  name '{rule}' source 'YOUR-USER-NETWORK' destination 'Internet' \\\n  \
             site-category '{name}' action 'Bypass' track 'Log'\n"
        ),
    }
}
