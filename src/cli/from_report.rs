//! `allowlist --from-report`: what of a report's walls a list can mend, and which list.
//!
//! Owns the way from causes to lists. What stays of the lists is `allowlist`'s; what a product's
//! lists decide on is declared by its format.

use std::collections::BTreeMap;
use std::path::Path;

use crate::allowlist::{Extent, Lacking, Purpose, Remark, Scope, Why, Wish};
use crate::format::Format;
use crate::names::{Directory, HostName, Region};
use crate::plan::Requirement;
use crate::report::{self, Report, Wall};
use crate::verdict::{Cause, Verdict};

use super::{Mistake, settings};

/// The largest report that is read, in bytes: one with every path of all scopes has 1 MiB.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Columns of a text of the report.
const LONGEST: usize = 200;

/// What mends a wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mend {
    /// To be let through by a firewall, gateway or proxy.
    Allow,
    /// To be left unopened.
    NoDecrypt,
    /// To be answered by a resolver.
    Resolve,
    /// No list does, and why.
    Nothing(&'static str),
}

const BEFORE_NAMES: &str =
    "a rule on addresses or ports decides before any name is seen: ask for TCP 443 to be opened";
const NOT_A_LIST: &str = "no list mends this; `aws-netcheck explain` says what does";
const UNTOLD: &str = "why it fails is not known, so that no list is known to mend it";

/// The list that a cause calls for. What broke for a reason that was not found is let through
/// where a name was shown when it broke: that is what such rules look at.
fn mend(cause: Option<&str>, layer: &str) -> Mend {
    let known = Cause::ALL.iter().find(|one| Some(one.code()) == cause);
    match (known, layer) {
        (Some(Cause::DnsFilter), _) => Mend::Resolve,
        (Some(Cause::SniFilter | Cause::UrlFilter | Cause::ProxyPolicy), _) => Mend::Allow,
        (Some(Cause::TlsInspection), _) => Mend::NoDecrypt,
        (Some(Cause::IpFilter | Cause::PortFilter | Cause::FirewallDrop), _) => {
            Mend::Nothing(BEFORE_NAMES)
        }
        (Some(Cause::Undetermined), "dns") => Mend::Resolve,
        (Some(Cause::Undetermined), "tls" | "http") => Mend::Allow,
        (Some(Cause::Undetermined) | None, _) => Mend::Nothing(UNTOLD),
        _ => Mend::Nothing(NOT_A_LIST),
    }
}

/// What a report found, in terms of lists.
pub(super) struct Found {
    report: Report,
}

/// Reads the report.
pub(super) fn read(file: &Path) -> Result<Found, Mistake> {
    let bytes = settings::read(file, LARGEST, "a JSON report")?;
    let report = report::read_saved(&bytes).map_err(|why| Mistake::NoReport {
        file: file.to_owned(),
        why,
    })?;
    Ok(Found { report })
}

/// One wall of a path that does not let through.
struct Met<'a> {
    path: &'a report::Path,
    cause: Option<&'a str>,
    layer: &'a str,
}

impl Found {
    /// The target of the report; names in it that are none are left out.
    pub(super) fn target(&self, wish: &mut Wish) {
        let target = &self.report.target;
        wish.directory = target
            .directory
            .as_ref()
            .and_then(|text| text.parse::<Directory>().ok());
        wish.regions = target
            .regions
            .iter()
            .filter_map(|text| text.parse::<Region>().ok())
            .collect();
        let scope = |text: &String| Scope::ALL.iter().copied().find(|one| one.code() == text);
        wish.scopes = target.scopes.iter().filter_map(scope).collect();
    }

    fn walls(&self) -> impl Iterator<Item = Met<'_>> {
        let stands =
            |path: &&report::Path| matches!(path.verdict, Verdict::Blocked | Verdict::Degraded);
        self.report.paths.iter().filter(stands).flat_map(|path| {
            let main = path
                .layer
                .as_deref()
                .map(|layer| (path.cause.as_deref(), layer));
            let also = path
                .also
                .iter()
                .map(|wall: &Wall| (Some(wall.cause.as_str()), wall.layer.as_str()));
            main.into_iter()
                .chain(also)
                .map(move |(cause, layer)| Met { path, cause, layer })
        })
    }

    /// The hosts that a list of this format mends.
    pub(super) fn lacking(&self, format: &Format) -> Vec<Lacking> {
        let mut lacking: Vec<Lacking> = Vec::new();
        for met in self.walls() {
            let purpose = match mend(met.cause, met.layer) {
                Mend::Allow if format.rules_on.connections() => Purpose::Allow,
                Mend::Resolve if format.rules_on.names() => Purpose::Allow,
                Mend::NoDecrypt if format.rules_on.connections() => Purpose::NoDecrypt,
                _ => continue,
            };
            let Some(one) = wanted(met.path, purpose) else {
                continue;
            };
            let same = |known: &Lacking| {
                (&known.host, known.port, known.purpose) == (&one.host, one.port, one.purpose)
            };
            if !lacking.iter().any(same) {
                lacking.push(one);
            }
        }
        lacking
    }

    /// What no list of this format mends, by its reason; and whose report this is.
    pub(super) fn remarks(&self, format: &Format) -> Vec<Remark> {
        let mut hosts: BTreeMap<(Extent, &str), Vec<String>> = BTreeMap::new();
        for met in self.walls() {
            let mut extent = Extent::LeftOut;
            let why = match mend(met.cause, met.layer) {
                Mend::Nothing(why) => why,
                Mend::Resolve if !format.rules_on.names() => {
                    "a resolver withholds the name: write a list for the DNS product"
                }
                Mend::Allow if !format.rules_on.connections() => {
                    "a firewall, gateway or proxy blocks it: write a list for that product"
                }
                Mend::NoDecrypt if !format.rules_on.connections() => {
                    "a gateway opens its TLS: write a list for that product"
                }
                Mend::Allow | Mend::Resolve if met.cause == Some(Cause::Undetermined.code()) => {
                    extent = Extent::Unproven;
                    "why it fails was not determined: an entry may mend it or not"
                }
                _ => continue,
            };
            push_once(hosts.entry((extent, why)).or_default(), &met.path.host);
        }
        let (run, started) = (shown(&self.report.run), shown(&self.report.started));
        let whose = format!("only what run {run} of {started} found blocked or inspected is here");
        let mut remarks = vec![Remark::new(Extent::Note, Vec::new(), whose)];
        let of_hosts = hosts.into_iter();
        remarks.extend(of_hosts.map(|((extent, why), hosts)| Remark::new(extent, hosts, why)));
        remarks
    }
}

fn push_once(hosts: &mut Vec<String>, host: &str) {
    let host = shown(host);
    if !hosts.contains(&host) {
        hosts.push(host);
    }
}

/// A report may hold anything, and its words come into files that products read.
fn shown(text: &str) -> String {
    report::harmless_within(text, LONGEST)
}

/// What is no host name is passed over.
fn wanted(path: &report::Path, purpose: Purpose) -> Option<Lacking> {
    let requirement = Requirement::ALL.iter().copied();
    Some(Lacking {
        host: path.host.parse::<HostName>().ok()?,
        port: path.port,
        purpose,
        why: Why {
            endpoint: shown(&path.endpoint),
            pattern: shown(&path.host),
            requirement: requirement
                .into_iter()
                .find(|one| one.code() == path.requirement)
                .unwrap_or(Requirement::Optional),
            breaks: shown(&path.impact),
            document: shown(&path.source.document),
            checked: path.source.checked.parse().ok()?,
        },
    })
}
