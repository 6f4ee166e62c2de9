//! `endpoints`: the catalogue for a target, with who says so.
//!
//! Owns which rows are listed and what is filled into their patterns; how they look is the
//! report's. Touches no network.

use crate::catalogue::{self, Catalogue, Client, Endpoint, Placeholder, Scope, regional};
use crate::exit::Exit;
use crate::language::Language;
use crate::names::{Directory, Region};
use crate::plan;
use crate::report::listing::{Document, Listing, Row, SCHEMA, Target};
use crate::report::{Detail, Texts};

use super::{
    Mistake, color,
    flags::{Endpoints, Global},
    language, print, target,
};

/// The whole command.
pub(super) fn endpoints(wanted: &Endpoints, global: &Global) -> Result<Exit, Mistake> {
    let language = match wanted.format.is_for_people {
        true => language(global),
        false => Language::English,
    };
    let catalogue = catalogue::load_in(language)?;
    let (directory, regions) = target::typed(wanted.directory.as_ref(), &wanted.region)?;
    target::warn_of_unlisted(&regions, &catalogue, Texts::of(language));
    let asked = Asked {
        directory,
        regions,
        scopes: target::scopes(&wanted.scope),
        clients: &wanted.client,
    };
    let listing = listing(&catalogue, &asked);
    let detail = match global.verbose {
        0 => Detail::Folded,
        _ => Detail::Full,
    };
    print(&(wanted.format.render)(
        &listing,
        language,
        color(global),
        detail,
    ))?;
    Ok(Exit::Usable)
}

/// What is asked about; empty lists ask about everything.
struct Asked<'a> {
    directory: Option<Directory>,
    regions: Vec<Region>,
    scopes: Vec<Scope>,
    clients: &'a [Client],
}

fn listing(catalogue: &Catalogue, wanted: &Asked<'_>) -> Listing {
    let asked = |row: &&Endpoint| {
        let region = |region: &Region| region.partition() == row.partition;
        let scope = row.scopes.iter().any(|scope| wanted.scopes.contains(scope));
        let client = row.clients.iter().any(|one| wanted.clients.contains(one));
        (wanted.regions.is_empty() || wanted.regions.iter().any(region))
            && (wanted.scopes.is_empty() || scope)
            && (wanted.clients.is_empty() || client)
    };
    let rows = catalogue.endpoints.iter().filter(asked);
    Listing {
        schema: SCHEMA,
        catalogue: catalogue.date.to_string(),
        target: Target {
            directory: wanted.directory.as_ref().map(ToString::to_string),
            regions: words(&wanted.regions),
            scopes: words(&wanted.scopes),
            clients: words(wanted.clients),
        },
        endpoints: rows
            .flat_map(|row| in_regions(row, catalogue, wanted))
            .collect(),
    }
}

/// The row once for each Region that is in its pattern; else once, with the URLs of all of them.
fn in_regions(row: &Endpoint, catalogue: &Catalogue, wanted: &Asked<'_>) -> Vec<Row> {
    let of_partition = |region: &&Region| region.partition() == row.partition;
    let mut regions: Vec<&Region> = wanted.regions.iter().filter(of_partition).collect();
    regions.sort_unstable();
    regions.dedup();
    if Placeholder::Region.is_in(&regional(&row.pattern)) && !regions.is_empty() {
        let in_region = |region| listed(row, catalogue, wanted, &[region]);
        return regions.into_iter().map(in_region).collect();
    }
    vec![listed(row, catalogue, wanted, &regions)]
}

fn listed(row: &Endpoint, catalogue: &Catalogue, wanted: &Asked<'_>, regions: &[&Region]) -> Row {
    let written = |text: &String, region| plan::written(text, wanted.directory.as_ref(), region);
    let urls = |test: &String| match regions {
        regions if Placeholder::Region.is_in(test) && !regions.is_empty() => {
            let each = regions.iter().map(|region| written(test, Some(region)));
            each.collect()
        }
        _ => vec![written(test, None)],
    };
    let region = match regions {
        [only] if names_region(row) => Some(*only),
        _ => None,
    };
    let documents: Vec<Document> = row
        .documents
        .iter()
        .filter_map(|id| catalogue.document(id))
        .map(|document| Document {
            title: document.title.clone(),
            url: document.url.clone(),
            dated: document.dated.clone(),
        })
        .collect();
    let strongest = documents.first().cloned();
    Row {
        endpoint: row.id.clone(),
        partition: row.partition.to_string(),
        region: region.map(ToString::to_string),
        requirement: row.requirement,
        scopes: words(&row.scopes),
        clients: words(&row.clients),
        steps: row.steps.clone(),
        pattern: match region {
            Some(_) => written(&regional(&row.pattern).into_owned(), region),
            None => written(&row.pattern, None),
        },
        port: row.port,
        urls: row.tests.iter().flat_map(urls).collect(),
        untestable: row.untestable.clone(),
        breaks: row.breaks.clone(),
        basis: row.basis.to_string(),
        confidence: row.confidence.to_string(),
        document_url: strongest.as_ref().and_then(|document| document.url.clone()),
        document: strongest.map_or_else(String::new, |document| document.title),
        documents,
        checked: row.checked.to_string(),
    }
}

/// Whether a Region belongs into the pattern or a test.
fn names_region(row: &Endpoint) -> bool {
    let mut tests = row.tests.iter();
    Placeholder::Region.is_in(&regional(&row.pattern))
        || tests.any(|test| Placeholder::Region.is_in(test))
}

fn words<T: ToString>(items: &[T]) -> Vec<String> {
    items.iter().map(ToString::to_string).collect()
}
