//! The entries as JSON, schema `aws-netcheck/allowlist/1`: fields are only ever added.

use serde::Serialize;

use crate::allowlist::{Purpose, Remark, Why};
use crate::format::json;
use crate::format::{Denies, Format, Job, Limits, Line, Proof, RulesOn, Section, Told};

use super::csv;

/// The form's name and version.
const SCHEMA: &str = "aws-netcheck/allowlist/1";

pub(super) const FORMAT: Format = Format {
    id: "json",
    product: "Any program",
    writes: "the entries with their reasons",
    proof: Proof::Own,
    variants: &[],
    extension: "json",
    told: Told::Data,
    naming: None,
    dialects: csv::DIALECTS,
    unproven: &[],
    notes: &[],
    rule_notes: &[],
    limits: Limits::PUNYCODE,
    denies: Denies::Nothing,
    rules_on: RulesOn::Both,
    has_rules: false,
    body,
};

#[derive(Serialize)]
struct Lists<'a> {
    schema: &'static str,
    tool: Tool<'a>,
    target: Target<'a>,
    lists: Vec<List<'a>>,
    /// How the lists differ from what was asked for, and what to know about them.
    remarks: Vec<Said<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'static str,
    version: &'static str,
    /// Date of the catalogue.
    catalogue: &'a str,
}

#[derive(Serialize)]
struct Target<'a> {
    partition: &'static str,
    directory: Option<&'a str>,
    /// Empty for all.
    regions: &'a [String],
    scopes: &'a [String],
    breadth: &'static str,
}

#[derive(Serialize)]
struct List<'a> {
    purpose: &'static str,
    entries: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Said<'a> {
    /// The list; null for all.
    purpose: Option<&'static str>,
    #[serde(flatten)]
    remark: &'a Remark,
}

#[derive(Serialize)]
struct Entry<'a> {
    pattern: String,
    base: &'a str,
    apex: bool,
    /// `0`, `1..n` or `0..n` labels below the base.
    depth: &'static str,
    /// What a path begins with; null for any.
    path: Option<&'a str>,
    port: u16,
    requirement: &'static str,
    why: Vec<&'a Why>,
}

/// One document, whatever lists it holds.
fn body(job: &Job<'_>) -> Vec<Section> {
    let head = job.head;
    let lists = job.lists.iter().map(|list| List {
        purpose: list.purpose.code(),
        entries: list.lines.iter().map(entry).collect(),
    });
    let remarks = job.remarks.iter().map(|(purpose, remark)| Said {
        purpose: purpose.map(Purpose::code),
        remark,
    });
    let whole = Lists {
        schema: SCHEMA,
        tool: Tool {
            name: "aws-netcheck",
            version: head.version,
            catalogue: &head.catalogue,
        },
        target: Target {
            partition: head.partition,
            directory: head.directory.as_deref(),
            regions: &head.regions,
            scopes: &head.scopes,
            breadth: head.breadth,
        },
        lists: lists.collect(),
        remarks: remarks.collect(),
    };
    Section::of_all(json(&whole))
}

fn entry<'a>(line: &'a Line<'_>) -> Entry<'a> {
    let requirement = line.entries.iter().map(|entry| entry.requirement).max();
    let path = Some(csv::path(&line.path)).filter(|path| !path.is_empty());
    Entry {
        pattern: line.pattern(),
        base: line.base.as_str(),
        apex: line.sense.surely.has_apex(),
        depth: line.sense.surely.depth(),
        path,
        port: line.port,
        requirement: requirement.map_or("", |requirement| requirement.code()),
        why: line.entries.iter().flat_map(|entry| &entry.why).collect(),
    }
}
