//! The report for Prometheus, as the textfile collector of the node exporter reads it.
//!
//! Owns the names of the metrics and which labels there are: only such as the catalogue and the codes
//! bound, so that a page's title or an address never becomes a time series (Prometheus,
//! "Exposition formats", text-based format; "Metric and label naming").

use std::fmt::Write as _;

use jiff::Timestamp;

use super::{
    Options, Report, harmless,
    v1::{NOT_USED, Path},
};
use crate::verdict::Verdict;

/// One metric with its samples.
struct Metric {
    name: &'static str,
    help: &'static str,
    samples: Vec<(Vec<(&'static str, String)>, f64)>,
}

pub(super) fn render(report: &Report, options: &Options) -> String {
    let mut text = String::new();
    for metric in metrics(report, options) {
        metric.write(&mut text);
    }
    text
}

fn metrics(report: &Report, options: &Options) -> Vec<Metric> {
    let one = |name, help, value| Metric {
        name,
        help,
        samples: vec![(Vec::new(), value)],
    };
    let started = report.started.parse::<Timestamp>();
    let started = started.map_or(f64::NAN, |started| started.as_millisecond() as f64 / 1e3);
    vec![
        info(report),
        one(
            "aws_netcheck_run_started_timestamp_seconds",
            "When the run began.",
            started,
        ),
        one(
            "aws_netcheck_run_duration_seconds",
            "How long the run took.",
            report.duration_ms as f64 / 1e3,
        ),
        one(
            "aws_netcheck_run_exit_status",
            "0 usable, 1 blocked, 3 inconclusive.",
            f64::from(options.exit),
        ),
        paths(report),
        clients(report),
        usable(report),
        failures(report),
    ]
}

fn info(report: &Report) -> Metric {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let labels = vec![
        ("version", report.tool.version.clone()),
        ("catalogue", report.tool.catalogue.clone()),
        ("site", text(&report.site)),
        ("directory", text(&report.target.directory)),
        ("region", report.target.regions.join(",")),
    ];
    Metric {
        name: "aws_netcheck_run_info",
        help: "What was asked about, and by which program.",
        samples: vec![(labels, 1.0)],
    }
}

fn paths(report: &Report) -> Metric {
    let count = |verdict: Verdict| {
        let paths = report.paths.iter();
        paths.filter(|path| path.verdict == verdict).count() as f64
    };
    let sample = |verdict: &Verdict| {
        let labels = vec![("verdict", verdict.code().to_owned())];
        (labels, count(*verdict))
    };
    Metric {
        name: "aws_netcheck_paths",
        help: "Paths by verdict.",
        samples: Verdict::ALL.iter().map(sample).collect(),
    }
}

/// One for the verdict that a client has, and zero for the others, so that a series never vanishes.
fn clients(report: &Report) -> Metric {
    let sample = |client: &String, of: &str, code: &'static str| {
        let labels = vec![("client", client.clone()), ("verdict", code.to_owned())];
        (labels, f64::from(u8::from(of == code)))
    };
    let codes = || {
        let verdicts = Verdict::ALL.iter().map(|verdict| verdict.code());
        verdicts.chain([NOT_USED])
    };
    let all = report.clients.iter();
    Metric {
        name: "aws_netcheck_client_verdict",
        help: "What the required paths come to for a client.",
        samples: all
            .flat_map(|(client, of)| codes().map(move |code| sample(client, &of.verdict, code)))
            .collect(),
    }
}

fn of_path(path: &Path) -> Vec<(&'static str, String)> {
    vec![
        ("path", path.id.clone()),
        ("host", path.host.clone()),
        ("requirement", path.requirement.clone()),
    ]
}

fn usable(report: &Report) -> Metric {
    let sample = |path: &Path| {
        let usable = matches!(path.verdict, Verdict::Open | Verdict::Degraded);
        (of_path(path), f64::from(u8::from(usable)))
    };
    Metric {
        name: "aws_netcheck_path_usable",
        help: "Whether a path is open or degraded.",
        samples: report.paths.iter().map(sample).collect(),
    }
}

fn failures(report: &Report) -> Metric {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let sample = |path: &Path| {
        let mut labels = of_path(path);
        labels.push(("failure", text(&path.failure)));
        labels.push(("cause", text(&path.cause)));
        (labels, 1.0)
    };
    let failed = report.paths.iter().filter(|path| path.failure.is_some());
    Metric {
        name: "aws_netcheck_path_failure",
        help: "The failure and the cause of a path that is not open.",
        samples: failed.map(sample).collect(),
    }
}

impl Metric {
    /// Nothing where there are no samples. Writing to a String cannot fail.
    fn write(&self, text: &mut String) {
        let Self {
            name,
            help,
            samples,
        } = self;
        if samples.is_empty() {
            return;
        }
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in samples {
            let labels: Vec<String> = labels
                .iter()
                .map(|(label, value)| format!("{label}=\"{}\"", escaped(value)))
                .collect();
            let _ = match labels.as_slice() {
                [] => writeln!(text, "{name} {value}"),
                labels => writeln!(text, "{name}{{{}}} {value}", labels.join(",")),
            };
        }
    }
}

/// Backslash, quote and line end are all that a label's value has to escape.
fn escaped(value: &str) -> String {
    let value = harmless(value);
    value.replace('\\', "\\\\").replace('"', "\\\"")
}
