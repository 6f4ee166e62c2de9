//! The entries as a table, with everything that is known of them: for change requests, and for
//! programs that make lists of their own.

use crate::allowlist::UrlPath;
use crate::allowlist::{Purpose, Reach};
use crate::format::{
    Dialect, Format, Job, Line, Listed, Paths, Ports, Proof, RulesOn, Section, Sense,
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
    comment: None,
    naming: None,
    dialects: DIALECTS,
    unproven: &[],
    notes: &[],
    rules_on: RulesOn::Both,
    has_rules: false,
    body,
};

const HEAD: &str = "purpose,pattern,base,apex,depth,path,port,requirement,endpoints,document,why";

/// One table, whatever lists it holds.
fn body(job: &Job<'_>) -> Vec<Section> {
    let mut text = format!("{HEAD}\n");
    for list in &job.lists {
        for line in &list.lines {
            text.push_str(&row(list, line));
        }
    }
    Section::of_all(text)
}

fn row(list: &Listed<'_>, line: &Line<'_>) -> String {
    let reach: Reach = line.sense.surely;
    let why = || line.entries.iter().flat_map(|entry| &entry.why);
    let first = why().max_by_key(|why| why.requirement);
    let mut ids: Vec<&str> = why().map(|why| why.endpoint.as_str()).collect();
    ids.dedup();
    let fields = [
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
    let quoted: Vec<String> = fields.iter().map(|field| quoted(field)).collect();
    format!("{}\n", quoted.join(","))
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
