//! Fortinet FortiGate, as CLI commands.
//!
//! To allow: a static URL filter of anchored regular expressions. Its `simple` type is a substring
//! in flow mode (`net.com` matches `fortinet.com`), and whether `wildcard` is anchored to the right
//! is not documented, so neither is used. To exempt from inspection: objects of
//! `wildcard-fqdn custom`, which are compared with the TLS server name; an address of type fqdn
//! would be compared by IP (Fortinet community KB 192746, FD50170, 387569; keys and values as in
//! the vendor's schema of fortinet.fortios 2.4.2).

use std::fmt::Write as _;

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Form, Format, Job, Limits, Line, Listed, Naming, Proof, Room,
    RulesOn, Section, Sense, Told,
};

/// A table of the URL filter is named in 63 characters (FortiOS CLI reference, "config webfilter
/// urlfilter"), the other objects, to whose names a number is added, in 79.
const LONGEST_NAME: usize = 63;

pub(super) const FORMAT: Format = Format {
    id: "fortigate",
    product: "Fortinet FortiGate",
    writes: "CLI commands for a URL filter and for FQDN objects",
    proof: Proof::Schema,
    variants: &[],
    extension: "conf",
    told: Told::Comments(Comment::unquoted("# ")),
    naming: Some(Naming::plain(LONGEST_NAME)),
    dialects: &[
        Dialect::hosts(Purpose::Allow, Sense::ITSELF, Some(Sense::BELOW)),
        Dialect::hosts(
            Purpose::NoDecrypt,
            Sense::ITSELF,
            Some(Sense::BELOW_PERHAPS_ITSELF),
        ),
    ],
    unproven: &[
        "no FortiGate has matched a name against these regular expressions",
        "whether *.example.com exempts example.com itself is not documented",
        "that an object of wildcard-fqdn takes a name without an asterisk, as single hosts are written",
    ],
    notes: &[
        "allow lets a name past the URL filter, and FortiGuard categories are still asked; where a \
         category blocks it, give the name a local rating",
        "in proxy mode an exemption goes by IP address unless changed: other names on the same \
         address are then exempt too",
        "the deep-inspection profile of the factory is read-only: clone it",
        "a web filter profile has one table of URLs: where yours has one, add the entries to that \
         table",
    ],
    rule_notes: &[
        "the command that sets urlfilter-table wants the number that the table was given, for \
         YOUR-TABLE-ID: show webfilter urlfilter; leave it out where your profile has a table",
    ],
    limits: Limits {
        entry: Some(255),
        description: Room::Unnamed,
        ..Limits::UNNAMED
    },
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: true,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    job.each("CLI, or a script", |list| match list.purpose {
        Purpose::Allow => url_filter(job, list),
        Purpose::NoDecrypt => exemptions(job, list),
    })
}

/// A regular expression for host and path as the URL filter sees them, with the backslashes that
/// the CLI wants.
fn regex(line: &Line<'_>) -> String {
    let name = line.base.as_str().replace('.', "\\\\.");
    let below = match line.form {
        Form::Bare => "",
        Form::Wildcard => "([a-z0-9_-]+\\\\.)+",
    };
    format!("^{below}{name}([:/]|$)")
}

fn url_filter(job: &Job<'_>, list: &Listed<'_>) -> String {
    let name = job.name(Purpose::Allow);
    let mut text = format!(
        "config webfilter urlfilter\n    edit 0\n        set name \"{name}\"\n        \
         set comment \"{}\"\n        config entries\n",
        job.description()
    );
    for line in &list.lines {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{}            edit 0\n                set url \"{}\"\n                set type \
             regex\n                set action allow\n                set status enable\n            \
             next\n",
            why("            ", FORMAT.told, line),
            regex(line)
        );
    }
    text.push_str("        end\n    next\nend\n");
    if job.with_rules() {
        text.push_str(
            "# Only where the profile has no table of URLs: this takes the place of the one it has.\n\
             config webfilter profile\n    edit \"YOUR-WEB-FILTER-PROFILE\"\n        config web\n            \
             set urlfilter-table YOUR-TABLE-ID\n        end\n    next\nend\n",
        );
    }
    text
}

fn exemptions(job: &Job<'_>, list: &Listed<'_>) -> String {
    let name = job.name(Purpose::NoDecrypt);
    let object = |number: usize| format!("{name}-{number:02}");
    let mut text = "config firewall wildcard-fqdn custom\n".to_owned();
    for (line, number) in list.lines.iter().zip(1..) {
        let _ = write!(
            text,
            "{}    edit \"{}\"\n        set wildcard-fqdn \"{}\"\n    next\n",
            why("    ", FORMAT.told, line),
            object(number),
            line.with("*.")
        );
    }
    text.push_str("end\n");
    if job.with_rules() {
        text.push_str(
            "config firewall ssl-ssh-profile\n    edit \"YOUR-DEEP-INSPECTION-PROFILE\"\n        \
             config ssl-exempt\n",
        );
        for number in 1..=list.lines.len() {
            let _ = write!(
                text,
                "            edit 0\n                set type wildcard-fqdn\n                \
                 set wildcard-fqdn \"{}\"\n            next\n",
                object(number)
            );
        }
        text.push_str("        end\n    next\nend\n");
    }
    text
}
