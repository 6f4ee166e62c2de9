//! `endpoints`: the catalogue for a target, with who says so.
//!
//! Owns which rows are listed and what is filled into their patterns; how they look is the
//! report's. Touches no network.

use crate::catalogue::{self, Catalogue, Endpoint, Placeholder};
use crate::exit::Exit;
use crate::names::Region;
use crate::plan;
use crate::report::Detail;
use crate::report::listing::{Listing, Row, SCHEMA, Target};

use super::{
    Mistake, color,
    flags::{Endpoints, Global},
    print, target,
};

/// The whole command.
pub(super) fn endpoints(wanted: &Endpoints, global: &Global) -> Result<Exit, Mistake> {
    let catalogue = catalogue::load()?;
    let listing = listing(&catalogue, wanted);
    let detail = match global.verbose {
        0 => Detail::Folded,
        _ => Detail::Full,
    };
    print(&(wanted.format.render)(&listing, color(global), detail))?;
    Ok(Exit::Usable)
}

fn listing(catalogue: &Catalogue, wanted: &Endpoints) -> Listing {
    let scopes = target::scopes(&wanted.scope);
    let asked = |row: &&Endpoint| {
        let region = |region: &Region| region.partition() == row.partition;
        let scope = row.scopes.iter().any(|scope| scopes.contains(scope));
        let client = row.clients.iter().any(|one| wanted.client.contains(one));
        (wanted.region.is_empty() || wanted.region.iter().any(region))
            && (scopes.is_empty() || scope)
            && (wanted.client.is_empty() || client)
    };
    let rows = catalogue.endpoints.iter().filter(asked);
    Listing {
        schema: SCHEMA,
        catalogue: catalogue.date.to_string(),
        target: Target {
            directory: wanted.directory.as_ref().map(ToString::to_string),
            regions: words(&wanted.region),
            scopes: words(&scopes),
            clients: words(&wanted.client),
        },
        endpoints: rows
            .flat_map(|row| in_regions(row, catalogue, wanted))
            .collect(),
    }
}

/// The row once for each Region that is in it; once where it has none, or none was asked about.
fn in_regions(row: &Endpoint, catalogue: &Catalogue, wanted: &Endpoints) -> Vec<Row> {
    let mut templates = row.tests.iter().chain([&row.pattern]);
    let of_partition = |region: &&Region| region.partition() == row.partition;
    let mut regions: Vec<&Region> = wanted.region.iter().filter(of_partition).collect();
    regions.sort_unstable();
    regions.dedup();
    if regions.is_empty() || !templates.any(|template| Placeholder::Region.is_in(template)) {
        return vec![listed(row, catalogue, wanted, None)];
    }
    let in_region = |region| listed(row, catalogue, wanted, Some(region));
    regions.into_iter().map(in_region).collect()
}

fn listed(
    row: &Endpoint,
    catalogue: &Catalogue,
    wanted: &Endpoints,
    region: Option<&Region>,
) -> Row {
    let written = |text: &String| plan::written(text, wanted.directory.as_ref(), region);
    let strongest = row.documents.first();
    let document = strongest.and_then(|id| catalogue.document(id));
    Row {
        endpoint: row.id.clone(),
        partition: row.partition.to_string(),
        region: region.map(ToString::to_string),
        requirement: row.requirement,
        scopes: words(&row.scopes),
        clients: words(&row.clients),
        steps: row.steps.clone(),
        pattern: written(&row.pattern),
        port: row.port,
        urls: row.tests.iter().map(written).collect(),
        untestable: row.untestable.clone(),
        breaks: row.breaks.clone(),
        basis: row.basis.to_string(),
        confidence: row.confidence.to_string(),
        document: document.map_or_else(String::new, |document| document.title.clone()),
        document_url: document.and_then(|document| document.url.clone()),
        checked: row.checked.to_string(),
    }
}

fn words<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}
