//! The report for spreadsheets: a line for each path.
//!
//! Owns the columns, which are only ever added at the end. How a cell is written is `separated`'s.

use super::{
    Options, harmless, separated,
    v1::{Path, Report},
};

/// The names are those of the JSON report, with an underscore where it goes one level down.
const COLUMNS: [&str; 27] = [
    "site",
    "host_name",
    "run",
    "started",
    "directory",
    "region",
    "path",
    "url",
    "host",
    "port",
    "requirement",
    "counts",
    "verdict",
    "layer",
    "failure",
    "cause",
    "confidence",
    "product",
    "summary",
    "browser",
    "aws_cli",
    "route",
    "dns_ms",
    "tcp_ms",
    "proxy_ms",
    "tls_ms",
    "http_ms",
];

pub(super) fn render(report: &Report, _options: &Options) -> String {
    let rows = report.paths.iter();
    separated::text(COLUMNS, rows.map(|path| cells(report, path)))
}

/// In the order of [`COLUMNS`].
fn cells(report: &Report, path: &Path) -> [String; COLUMNS.len()] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let ms = |ms: Option<f64>| ms.map_or_else(String::new, |ms| ms.to_string());
    let client = |code: &str| path.clients.get(code).cloned().unwrap_or_default();
    let route = path.route.as_ref().map(|route| route.hops.join(" "));
    let timings = &path.timings_ms;
    let cells = [
        text(&report.site),
        text(&report.vantage.host),
        report.run.clone(),
        report.started.clone(),
        text(&report.target.directory),
        report.target.regions.join(" "),
        path.id.clone(),
        path.url.clone(),
        path.host.clone(),
        path.port.to_string(),
        path.requirement.clone(),
        path.counts.to_string(),
        path.verdict.code().to_owned(),
        text(&path.layer),
        text(&path.failure),
        text(&path.cause),
        path.confidence
            .map_or_else(String::new, |level| level.code().to_owned()),
        path.product
            .as_ref()
            .map_or_else(String::new, |product| product.name.clone()),
        path.summary.clone(),
        client("browser"),
        client("aws-cli"),
        text(&route),
        ms(timings.dns),
        ms(timings.tcp),
        ms(timings.proxy),
        ms(timings.tls),
        ms(timings.http),
    ];
    // What came over the network is shown as it may be shown.
    cells.map(|cell| harmless(&cell))
}
