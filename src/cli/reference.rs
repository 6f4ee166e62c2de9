//! `--reference`: a report recorded on an open network, read as something to compare with.
//!
//! Owns the reading and what makes a file no reference. Fields that a newer version added are
//! passed over. What the comparison says is the verdict's.

use std::{collections::BTreeMap, net::IpAddr, path::Path};

use jiff::Timestamp;

use crate::evidence;
use crate::plan::Plan;
use crate::report::v1::{self, Saw};
use crate::report::{self, BadReport};
use crate::verdict::{Answer, Phrase, Recorded, Reference};

use super::{saved, settings::Mistake};

/// A reference, and how the report names it.
pub(super) struct Loaded {
    pub(super) reference: Reference,
    pub(super) named: v1::Reference,
}

/// Reads the report, and checks that it can say something about this plan.
///
/// # Errors
///
/// The file cannot be read, is no report, is of another partition, or shares no path with the plan.
pub(super) fn read(file: &Path, plan: &Plan) -> Result<Loaded, Mistake> {
    let report = saved::original(file)?;
    let no_report = |why| Mistake::NoReport {
        file: file.to_owned(),
        why,
    };
    let started: Timestamp = report
        .started
        .parse()
        .map_err(|_| no_report(BadReport::NoTime(report.started.clone())))?;
    let partition = plan.partition.to_string();
    if report.target.partition != partition {
        return Err(Mistake::OtherPartition {
            file: file.to_owned(),
            found: report.target.partition,
            partition,
        });
    }
    let paths: BTreeMap<String, Recorded> = report
        .paths
        .iter()
        .map(|path| (path.id.clone(), recorded(path, started)))
        .collect();
    let shared = plan
        .paths
        .iter()
        .filter(|path| paths.contains_key(&path.id));
    let shared = shared.count();
    if shared == 0 {
        let file = file.to_owned();
        return Err(Mistake::NothingShared { file });
    }
    let (warnings, said) = report::worded(&odd(file, &report.target, started, plan));
    let site = report.site;
    Ok(Loaded {
        named: v1::Reference {
            file: file.display().to_string(),
            shared: Some(shared),
            warnings,
            said,
            run: report.run,
            started: report.started,
            site: site.clone(),
            summary: report.summary,
        },
        reference: Reference { site, paths },
    })
}

/// What makes a comparison with it worth less than it looks.
#[expect(
    clippy::disallowed_methods,
    reason = "whether a record is older than now is asked by the command"
)]
fn odd(file: &Path, theirs: &v1::Target, started: Timestamp, plan: &Plan) -> Vec<Phrase> {
    let mut odd = Vec::new();
    let ours = plan.target.directory.as_ref().map(ToString::to_string);
    if ours != theirs.directory {
        let none = || "no directory".to_owned();
        odd.push(
            Phrase::new("warning.reference_directory")
                .with("file", file.display())
                .with("theirs", theirs.directory.clone().unwrap_or_else(none))
                .with("ours", ours.unwrap_or_else(none)),
        );
    }
    if started > Timestamp::now() {
        odd.push(
            Phrase::new("warning.reference_later")
                .with("file", file.display())
                .with("theirs", started),
        );
    }
    odd
}

fn recorded(path: &v1::Path, started: Timestamp) -> Recorded {
    let began = path.observations.first();
    let began = began.and_then(|seen| seen.start.parse().ok());
    let handshake = handshake(path);
    let leaf = handshake.and_then(|made| made.chain.first());
    Recorded {
        verdict: path.verdict,
        failure: path.failure.clone(),
        began: began.unwrap_or(started),
        addresses: addresses(path),
        genuine: handshake.is_some_and(is_genuine),
        issuer: leaf.map(|leaf| leaf.issuer_name.clone()),
        answer: path.observations.iter().find_map(|seen| match &seen.saw {
            Saw::HttpExchange(exchange) => answer(exchange),
            _ => None,
        }),
        connect_ms: connect_ms(path),
    }
}

/// The handshake that shows a chain; a genuine one before any other.
fn handshake(path: &v1::Path) -> Option<&v1::TlsHandshake> {
    let made = || {
        path.observations.iter().filter_map(|seen| match &seen.saw {
            Saw::TlsHandshake(made) if !made.chain.is_empty() => Some(made.as_ref()),
            _ => None,
        })
    };
    made()
        .find(|made| is_genuine(made))
        .or_else(|| made().next())
}

fn is_genuine(made: &v1::TlsHandshake) -> bool {
    made.public.as_ref().is_some_and(|public| {
        let checks = [&public.chain, &public.time, &public.name];
        checks.iter().all(|check| check.result == "passed")
    })
}

fn answer(exchange: &v1::HttpExchange) -> Option<Answer> {
    let header = |name: &str| {
        let mut headers = exchange.headers.iter();
        let found = headers.find(|header| header.name.eq_ignore_ascii_case(name))?;
        found.value.clone()
    };
    let mut names = exchange.headers.iter().map(|header| header.name.as_str());
    Some(Answer {
        status: exchange.status?,
        server: header("server"),
        content_type: header("content-type"),
        aws_mark: names.any(evidence::is_aws_mark),
    })
}

/// What the system's lookup gave, or where none was made, the configured name servers.
fn addresses(path: &v1::Path) -> Vec<IpAddr> {
    let mut found: Vec<IpAddr> = Vec::new();
    let mut add = |text: &str| {
        if let Ok(address) = text.parse()
            && !found.contains(&address)
        {
            found.push(address);
        }
    };
    for seen in &path.observations {
        match &seen.saw {
            Saw::SystemLookup(lookup) => lookup.addresses.iter().for_each(|text| add(text)),
            Saw::DnsQuestion(asked) if asked.asker == "configured" => {
                let data = asked
                    .answers
                    .iter()
                    .filter_map(|record| record.data.as_ref());
                data.for_each(|text| add(text));
            }
            _ => {}
        }
    }
    found
}

fn connect_ms(path: &v1::Path) -> Option<u64> {
    let made = path
        .observations
        .iter()
        .filter(|seen| matches!(seen.saw, Saw::TcpConnect(_)) && seen.failure.is_none());
    let fastest = made.map(|seen| seen.duration_ms).min_by(f64::total_cmp)?;
    // A negative or endless time, as only a forged report has, becomes the nearest number.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the cast saturates"
    )]
    Some(fastest.round() as u64)
}
