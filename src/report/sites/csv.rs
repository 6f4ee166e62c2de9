//! Sites for spreadsheets: a line for each, and a column for each path that was tested anywhere.
//!
//! Owns the columns before those of the paths; they are only ever added there at the end.

use crate::report::{Options, harmless, separated};
use crate::verdict::Verdict;

use super::v1::{Group, Site, Sites};

const COLUMNS: [&str; 16] = [
    "site",
    "host_name",
    "run",
    "started",
    "file",
    "line",
    "group",
    "verdict",
    "open",
    "degraded",
    "blocked",
    "unknown",
    "partial",
    "older_reports",
    "failures",
    "causes",
];

pub(super) fn render(sites: &Sites, _options: &Options) -> String {
    let fixed = COLUMNS.iter().map(|name| (*name).to_owned());
    let paths = sites
        .endpoints
        .iter()
        .map(|endpoint| harmless(&endpoint.id));
    let columns: Vec<String> = fixed.chain(paths).collect();
    let rows = sites.sites.iter().map(|site| {
        let group = sites.groups.iter().find(|group| group.id == site.group);
        cells(site, group)
    });
    separated::table(&columns, rows)
}

fn cells(site: &Site, group: Option<&Group>) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let walls = || group.into_iter().flat_map(|group| &group.walls);
    let each = |code: fn(&super::v1::Wall) -> &Option<String>| {
        let mut codes: Vec<&str> = walls().filter_map(|wall| code(wall).as_deref()).collect();
        codes.sort_unstable();
        codes.dedup();
        codes.join(" ")
    };
    let fixed = [
        site.site.clone(),
        text(&site.host),
        site.run.clone(),
        site.started.to_string(),
        site.file.clone(),
        site.line.map_or_else(String::new, |line| line.to_string()),
        site.group.to_string(),
        site.verdict.code().to_owned(),
        site.summary.open.to_string(),
        site.summary.degraded.to_string(),
        site.summary.blocked.to_string(),
        site.summary.unknown.to_string(),
        site.partial.to_string(),
        site.older.to_string(),
        each(|wall| &wall.failure),
        each(|wall| &wall.cause),
    ];
    let paths = site
        .verdicts
        .iter()
        .map(|verdict| code(*verdict).to_owned());
    let cells = fixed.into_iter().chain(paths);
    cells.map(|cell| harmless(&cell)).collect()
}

/// Nothing for what was not tested.
fn code(verdict: Option<Verdict>) -> &'static str {
    verdict.map_or("", Verdict::code)
}
