//! What AWS's published ranges say of the addresses of a run.
//!
//! Owns when they are asked: after the probe, and only for hosts of AWS at which something failed; and
//! before it, where control resolvers can be asked about odd addresses.

use std::{net::IpAddr, path::Path, sync::Arc};

use crate::catalogue::{Catalogue, Operator};
use crate::evidence::{Evidence, Ranges, Saw};
use crate::plan::{self, Plan};
use crate::probe::Expected;
use crate::verdict::Measured;

use super::{Mistake, settings};

/// The largest list that is read: four times AWS's of 2026.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Reads the list of `--ip-ranges`.
pub(super) fn read(file: &Path) -> Result<Ranges, Mistake> {
    let bytes = settings::read(file, LARGEST, "AWS's ip-ranges.json")?;
    Ranges::from_json(&bytes).map_err(|why| Mistake::NoRanges {
        file: file.to_owned(),
        why,
    })
}

/// Where AWS's hosts of this plan are expected; the shipped list says so where none was given.
pub(super) fn expected(
    plan: &Plan,
    catalogue: &Catalogue,
    given: Option<&Arc<Ranges>>,
) -> Expected {
    let of_aws = plan.paths.iter().filter(|path| is_of_aws(path, catalogue));
    let hosts = of_aws.map(|path| path.host.clone()).collect();
    Expected::new(hosts, plan.partition, given.cloned())
}

fn is_of_aws(path: &plan::Path, catalogue: &Catalogue) -> bool {
    let mut rows = catalogue.endpoints.iter();
    let row = rows.find(|row| row.id == path.endpoint);
    row.is_some_and(|row| row.operator != Operator::ThirdParty)
}

/// Notes the range of each address; those that are shipped where none were given.
pub(super) fn locate<'m>(
    measured: impl Iterator<Item = &'m mut Measured>,
    plan: &Plan,
    catalogue: &Catalogue,
    given: Option<Arc<Ranges>>,
) -> Result<(), Mistake> {
    let of_aws = |one: &Measured| is_of_aws(&one.path, catalogue);
    let failed = |one: &Measured| {
        one.evidence
            .observations
            .iter()
            .any(|o| o.failure().is_some())
    };
    let mut wanted = measured.filter(|one| failed(one) && of_aws(one)).peekable();
    if wanted.peek().is_none() {
        return Ok(());
    }
    let shipped = || Ranges::shipped().map(Arc::new);
    let ranges = given.map_or_else(shipped, Ok)?;
    if !ranges.covers(plan.partition) {
        return Ok(());
    }
    for one in wanted {
        let addresses = connected_to(&one.evidence);
        one.evidence.located = addresses.into_iter().map(|a| ranges.locate(a)).collect();
    }
    Ok(())
}

/// The addresses that were tried, each once.
fn connected_to(evidence: &Evidence) -> Vec<IpAddr> {
    let peers = evidence.observations.iter();
    let peers = peers.filter(|seen| matches!(seen.saw, Saw::Connect(_)));
    let mut found = Vec::new();
    for address in peers.filter_map(|seen| Some(seen.peer?.ip())) {
        if !found.contains(&address) {
            found.push(address);
        }
    }
    found
}
