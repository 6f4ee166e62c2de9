//! The entries as a table, with everything that is known of them: for change requests, and for
//! programs that make lists of their own.
//!
//! A line that begins with `#` would be a row to a strict reader (RFC 4180 has no comments), so
//! there is none: what the table was made from, and what is to be said of it, are its first rows, of
//! purpose `remark`. Their pattern is empty, for it may be the very name that is left out: who
//! takes the column for a list without a look at the purpose must not let it through.

use crate::allowlist::UrlPath;
use crate::allowlist::{Purpose, Reach};
use crate::format::page;
use crate::format::{
    Denies, Dialect, Format, Job, Limits, Line, Listed, Paths, Ports, Proof, RulesOn, Section,
    Sense, Told,
};

/// What AWS writes, and nothing lost.
pub(super) const DIALECTS: &[Dialect] = &[whole(Purpose::Allow), whole(Purpose::NoDecrypt)];

const fn whole(purpose: Purpose) -> Dialect {
    Dialect {
        purpose,
        bare: Sense::ITSELF,
        wildcard: Some(Sense::BELOW),
        paths: Paths::Kept,
        ports: Ports::Kept,
    }
}

pub(super) const FORMAT: Format = Format {
    id: "csv",
    product: "Any product",
    writes: "a table with a reason for each entry",
    proof: Proof::Own,
    variants: &[],
    extension: "csv",
    told: Told::Data,
    naming: None,
    dialects: DIALECTS,
    unproven: &[],
    notes: &[],
    rule_notes: &[],
    limits: Limits::PUNYCODE,
    denies: Denies::Nothing,
    rules_on: RulesOn::Both,
    has_rules: false,
    body,
};

const HEAD: &str =
    "purpose,pattern,base,apex,depth,path,port,requirement,endpoints,document,why,extent,remark";

/// The columns that are about an entry.
const OF_ENTRY: usize = 11;

/// One table, whatever lists it holds.
fn body(job: &Job<'_>) -> Vec<Section> {
    let mut text = format!("{HEAD}\n");
    for made_from in job.head.made_from() {
        text.push_str(&remark("note", made_from));
    }
    for (purpose, one) in job.remarks {
        let said = page::said_of(*purpose, one);
        text.push_str(&remark(one.extent.code(), said));
    }
    for list in &job.lists {
        for line in &list.lines {
            text.push_str(&row(&entry(job, list, line)));
        }
    }
    Section::of_all(text)
}

/// A row that is no entry.
fn remark(extent: &str, text: String) -> String {
    let mut fields = vec!["remark".to_owned()];
    fields.resize(OF_ENTRY, String::new());
    fields.extend([extent.to_owned(), text]);
    row(&fields)
}

fn row(fields: &[String]) -> String {
    let quoted: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
    format!("{}\n", quoted.join(","))
}

/// How an entry differs from what was asked for, and why.
fn differences(job: &Job<'_>, list: &Listed<'_>, pattern: &String) -> [String; 2] {
    let of_entry = job.remarks.iter().filter(|(purpose, remark)| {
        *purpose == Some(list.purpose) && remark.entries.contains(pattern)
    });
    let (extents, whys): (Vec<&str>, Vec<&str>) = of_entry
        .map(|(_, remark)| (remark.extent.code(), remark.why.as_str()))
        .unzip();
    [extents.join(" "), whys.join("; ")]
}

fn entry(job: &Job<'_>, list: &Listed<'_>, line: &Line<'_>) -> Vec<String> {
    let reach: Reach = line.sense.surely;
    let why = || line.entries.iter().flat_map(|entry| &entry.why);
    let first = why().max_by_key(|why| why.requirement);
    let mut ids: Vec<&str> = why().map(|why| why.endpoint.as_str()).collect();
    ids.dedup();
    let mut fields = vec![
        list.purpose.code().to_owned(),
        line.pattern(),
        line.base.to_string(),
        if reach.has_apex() { "yes" } else { "no" }.to_owned(),
        reach.depth().to_owned(),
        path(&line.path).to_owned(),
        line.port.to_string(),
        first.map_or_else(String::new, |why| why.requirement.to_string()),
        ids.join(" "),
        first.map_or_else(String::new, |why| why.document.clone()),
        first.map_or_else(String::new, |why| why.breaks.clone()),
    ];
    fields.extend(differences(job, list, &line.pattern()));
    fields
}

/// The path's beginning, or nothing for any path.
pub(super) fn path(path: &UrlPath) -> &str {
    match path {
        UrlPath::Any => "",
        UrlPath::Prefix(path) => path,
    }
}

/// RFC 4180, section 2: quotes around what holds a comma or a quote, and a quote doubled.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
