//! The report in one line, for fleet managers that give back a scrap of stdout.
//!
//! Owns what stands in it and what is left out first: it is never longer than [`LONGEST`] bytes, and
//! its beginning is always whole. Words are codes, so that a line can be searched and counted.

use std::collections::BTreeMap;

use super::{Options, Report, called, harmless, v1::Path};
use crate::verdict::Verdict;

/// Intune gives back 2048 characters of a script's output, other managers a quarter of that.
const LONGEST: usize = 480;
/// A host or a code that is longer says no more.
const LONGEST_WORD: usize = 60;

/// `aws-netcheck/line/1 run=… site=… exit=1 open=25 blocked=2 tls.reset/sni_filter=mycorp.awsapps.com+1`
pub(super) fn render(report: &Report, options: &Options) -> String {
    let mut line = format!("aws-netcheck/line/1 run={}", word(&report.run));
    let site = called::place(report.site.as_deref(), report.vantage.host.as_deref());
    let counts = &report.summary;
    let fields = [
        ("site", site.map_or_else(String::new, called::word)),
        ("started", word(&report.started)),
        ("exit", options.exit.to_string()),
        ("open", counts.open.to_string()),
        ("degraded", counts.degraded.to_string()),
        ("unknown", counts.unknown.to_string()),
        ("blocked", counts.blocked.to_string()),
    ];
    for (name, value) in fields {
        line.push_str(&format!(" {name}={value}"));
    }
    let signatures = signatures(report);
    let count = signatures.len();
    for (index, signature) in signatures.into_iter().enumerate() {
        let rest = format!(" more={}", count - index);
        if line.len() + 1 + signature.len() + rest.len() > LONGEST {
            line.push_str(&rest);
            break;
        }
        line.push(' ');
        line.push_str(&signature);
    }
    line.push('\n');
    line
}

/// What fails alike, worst first: `FAILURE/CAUSE=HOST+N`, with the first of the hosts and how many more.
fn signatures(report: &Report) -> Vec<String> {
    let mut alike: BTreeMap<(std::cmp::Reverse<Verdict>, String), Vec<&str>> = BTreeMap::new();
    for path in report
        .paths
        .iter()
        .filter(|path| path.verdict != Verdict::Open)
    {
        let hosts = alike.entry((std::cmp::Reverse(path.verdict), signature(path)));
        let hosts = hosts.or_default();
        if !hosts.contains(&path.host.as_str()) {
            hosts.push(&path.host);
        }
    }
    let said = alike.into_iter().map(|((_, signature), hosts)| {
        let first = hosts.first().copied().map(word).unwrap_or_default();
        match hosts.len() {
            1 => format!("{signature}={first}"),
            many => format!("{signature}={first}+{}", many - 1),
        }
    });
    said.collect()
}

fn signature(path: &Path) -> String {
    let code = |code: &Option<String>| code.as_deref().map_or_else(|| "-".to_owned(), word);
    format!("{}/{}", code(&path.failure), code(&path.cause))
}

/// A value without what would end it, or the line.
fn word(text: &str) -> String {
    let kept: String = harmless(text).chars().take(LONGEST_WORD).collect();
    kept.replace(|sign: char| sign.is_whitespace() || sign == '=', "_")
}
