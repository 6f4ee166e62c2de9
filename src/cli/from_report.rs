//! What of a report's walls a list can mend, and which list: for `allowlist --from-report`, which
//! reads the report, and for `probe --fix`, which has just made it.
//!
//! Owns the way from causes to lists. What stays of the lists is `allowlist`'s; what a product's
//! lists decide on is declared by its format.

use std::collections::BTreeMap;

use crate::allowlist::{Allowlist, Extent, Lacking, Purpose, Remark, Why, complete, narrow};
use crate::format::{self, Denies, Format, Options, Rendering, Rules, Unwritable};
use crate::names::HostName;
use crate::plan::{ALSO, Requirement};
use crate::report::{self, Report, Wall};
use crate::verdict::{Cause, Verdict};

use super::Mistake;

/// Columns of a text of the report.
const LONGEST: usize = 200;

/// What mends a wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mend {
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
pub(super) struct Found<'a> {
    report: &'a Report,
    walls: Vec<Met<'a>>,
}

/// One wall of a path that does not let through.
#[derive(Clone, Copy)]
pub(super) struct Met<'a> {
    path: &'a report::Path,
    cause: Option<&'a str>,
    pub(super) layer: &'a str,
}

impl Met<'_> {
    /// Whether it is known to be there: of a path of which nothing is known, what was proven of its
    /// inspection is.
    fn stands(&self) -> bool {
        match self.path.verdict {
            Verdict::Blocked | Verdict::Degraded => true,
            Verdict::Unknown => self.is_of(Cause::TlsInspection),
            Verdict::Open => false,
        }
    }

    pub(super) fn mend(&self) -> Mend {
        mend(self.cause, self.layer)
    }

    pub(super) fn is_of(&self, cause: Cause) -> bool {
        self.cause == Some(cause.code())
    }
}

/// What was made of a report in one format.
pub(super) enum Mended {
    Written(Rendering),
    /// Nothing of it is this format's to mend, and what is to be said of that.
    Nothing(Vec<Remark>),
}

impl<'a> Found<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let walls = report.paths.iter().flat_map(|path| {
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
                .filter(Met::stands)
        });
        Self {
            report,
            walls: walls.collect(),
        }
    }

    pub(super) fn walls(&self) -> &[Met<'a>] {
        &self.walls
    }

    /// The hosts behind the walls, each once.
    pub(super) fn hosts(&self) -> Vec<String> {
        let mut hosts = Vec::new();
        for met in &self.walls {
            push_once(&mut hosts, &met.path.host);
        }
        hosts
    }

    /// The same report with only some of its walls.
    pub(super) fn part(&self, belongs: impl Fn(&Met<'a>) -> bool) -> Self {
        Self {
            report: self.report,
            walls: self.walls.iter().copied().filter(belongs).collect(),
        }
    }

    /// Writes what mends the walls, in the list that the cause of each calls for.
    pub(super) fn mended(
        &self,
        format: &Format,
        list: &Allowlist,
        options: &Options<'_>,
    ) -> Result<Mended, Mistake> {
        let lacking = self.lacking(format);
        let whole = format.denies == Denies::Always && !lacking.is_empty();
        let mut list = match whole {
            true => complete(list.clone(), &lacking),
            false => narrow(list.clone(), &lacking),
        };
        let mut remarks = self.remarks(format);
        if list.allow.entries.is_empty() && list.no_decrypt.entries.is_empty() {
            remarks.append(&mut list.no_decrypt.remarks);
            return Ok(Mended::Nothing(remarks));
        }
        let (rules, left_out) = rules(format, options.rules);
        remarks.extend(left_out);
        let options = &Options { rules, ..*options };
        list.remarks.clone_from(&remarks);
        match format::write(format, &list, options) {
            Ok(rendering) => Ok(Mended::Written(rendering)),
            Err(Unwritable::Nothing { remarks: whys, .. }) => {
                if whys.is_empty() {
                    remarks.push(Remark::new(Extent::LeftOut, self.hosts(), INEXPRESSIBLE));
                }
                remarks.extend(whys);
                Ok(Mended::Nothing(remarks))
            }
            Err(why) => Err(why.into()),
        }
    }

    /// The hosts that a list of this format mends.
    fn lacking(&self, format: &Format) -> Vec<Lacking> {
        let mut lacking: Vec<Lacking> = Vec::new();
        for met in &self.walls {
            let Ok(purpose) = listed_in(format, met.mend()) else {
                continue;
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
    fn remarks(&self, format: &Format) -> Vec<Remark> {
        let (run, started) = (shown(&self.report.run), shown(&self.report.started));
        let of_run = format!("what run {run} of {started} found blocked or inspected");
        let whose = match format.denies {
            Denies::Always => format!("the whole list, and not only {of_run}: {CLOSES_THE_REST}"),
            _ => format!("only {of_run} is here"),
        };
        let mut remarks = vec![Remark::new(Extent::Note, Vec::new(), whose)];
        remarks.extend(self.by_reason(|met| match listed_in(format, met.mend()) {
            Err(why) => Some((Extent::LeftOut, why)),
            Ok(Purpose::Allow) if met.is_of(Cause::Undetermined) => {
                Some((Extent::Unproven, UNDETERMINED))
            }
            Ok(_) => None,
        }));
        remarks
    }

    /// A remark for each reason, with the hosts that it holds for.
    pub(super) fn by_reason(
        &self,
        reason: impl Fn(&Met<'a>) -> Option<(Extent, &'a str)>,
    ) -> Vec<Remark> {
        let mut hosts: BTreeMap<(Extent, &str), Vec<String>> = BTreeMap::new();
        for met in &self.walls {
            if let Some(reason) = reason(met) {
                push_once(hosts.entry(reason).or_default(), &met.path.host);
            }
        }
        let remark = |((extent, why), hosts)| Remark::new(extent, hosts, why);
        hosts.into_iter().map(remark).collect()
    }
}

const CLOSES_THE_REST: &str = "this product closes whatever it does not list";
const NO_DENIAL: &str = "without the rule that refuses all other names, which --with-rules adds: the \
                         report names only what was blocked, and the rest would be refused then";

/// Rules only where they leave alone what the report found open.
fn rules(format: &Format, wanted: Rules) -> (Rules, Option<Remark>) {
    match (wanted, format.denies) {
        (Rules::Written, Denies::WithRules) => {
            let remark = Remark::new(Extent::Note, Vec::new(), NO_DENIAL);
            (Rules::Existing, Some(remark))
        }
        (wanted, _) => (wanted, None),
    }
}

const INEXPRESSIBLE: &str = "the lists that are asked for cannot hold it in this format";
const UNDETERMINED: &str = "why it fails was not determined: an entry may mend it or not";

/// The list of a format that a mend is for, or why it has none.
fn listed_in(format: &Format, mend: Mend) -> Result<Purpose, &'static str> {
    let has = |purpose| format.purposes().any(|known| known == purpose);
    match mend {
        Mend::Nothing(why) => Err(why),
        Mend::Resolve if !format.rules_on.names() => {
            Err("a resolver withholds the name: write a list for the DNS product")
        }
        Mend::Allow if !format.rules_on.connections() => {
            Err("a firewall, gateway or proxy blocks it: write a list for that product")
        }
        Mend::NoDecrypt if !format.rules_on.connections() => {
            Err("a gateway opens its TLS: write a list for that product")
        }
        Mend::NoDecrypt if !has(Purpose::NoDecrypt) => {
            Err("a gateway opens its TLS, and this format has no list of what not to decrypt")
        }
        Mend::Allow if !has(Purpose::Allow) => {
            Err("it is blocked, and this format has no list of what to allow")
        }
        Mend::NoDecrypt => Ok(Purpose::NoDecrypt),
        Mend::Allow | Mend::Resolve => Ok(Purpose::Allow),
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
    Some(Lacking {
        host: path.host.parse::<HostName>().ok()?,
        port: path.port,
        purpose,
        why: why(path)?,
    })
}

/// Why a host is needed that no entry means. What the user named keeps its reason; anything else in
/// a report may be anybody's, and borrows none of the catalogue's.
fn why(path: &report::Path) -> Option<Why> {
    let by_user = path.endpoint == ALSO;
    let text = |of_user: &str, otherwise: &str| match by_user {
        true => shown(of_user),
        false => otherwise.to_owned(),
    };
    let requirement = Requirement::ALL.iter().copied();
    let mut known = requirement.filter(|one| one.code() == path.requirement);
    let requirement = known.next().filter(|_| by_user);
    Some(Why {
        endpoint: text(&path.endpoint, "report"),
        pattern: shown(&path.host),
        requirement: requirement.unwrap_or(Requirement::Optional),
        breaks: text(&path.impact, "not known, for the report alone asks for it"),
        document: text(&path.source.document, "the report"),
        checked: path.source.checked.parse().ok()?,
    })
}
