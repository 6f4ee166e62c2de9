//! What is asked about, from the flags and from what the AWS CLI is configured for here.
//!
//! Owns what the flags of a target mean beside directory and Region; the rooms own the choice of
//! these two, and the comparison of the flags with the AWS config: a wrong Region is open
//! everywhere and nobody can sign in. Flags go before the config.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::catalogue::{Catalogue, Scope};
use crate::names::Region;
use crate::plan::{self, Also, Target};
use crate::report::{self, Texts};
use crate::system::environment::Variable;
use crate::verdict::Phrase;

use super::arguments::Site;
use super::flags::{Probe, ScopeChoice};
use super::settings::Mistake;

mod choice;
mod compare;
mod known;
mod of_report;
mod place;
mod unclear;

pub(super) use known::Known;
pub(super) use of_report::of_report;
pub(super) use place::typed;
pub use unclear::Unclear;

use place::{Asked, place};

/// What is asked about, and who said so.
pub(super) struct Chosen {
    pub(super) target: Target,
    /// For the report: the flags, or the file and the profile; and whether they agree.
    pub(super) source: Vec<Phrase>,
}

/// What the flags mean, with the AWS config of this machine and the URLs of the site file.
pub(super) fn choose(flags: &Probe, site: &Site) -> Result<Chosen, Mistake> {
    let of_site = site.file.iter().flat_map(|file| &file.also);
    let urls: Vec<String> = of_site.map(ToString::to_string).collect();
    let also = also(&[flags.also.as_slice(), &urls].concat(), today())?;
    // Both, in this order, as botocore reads them (botocore.session, SESSION_VARIABLES).
    let environment = Variable::AwsDefaultProfile.value();
    let environment = environment.or_else(|| Variable::AwsProfile.value());
    let asked = Asked {
        portal: flags.directory.as_ref(),
        regions: &flags.region,
        profile: flags.profile.as_deref(),
        environment: environment.as_deref(),
        said_by: site.said_by(),
    };
    let place = place(&asked, &Known::here()).map_err(|why| match site.of_profile() {
        Some(file) if why.is_of_profile() => why.of_site(file),
        _ => why,
    })?;
    Ok(Chosen {
        target: Target {
            directory: place.directory,
            regions: place.regions,
            scopes: scopes_of(&flags.scope, place.dual_stack),
            also,
            noticed: place.noticed,
            fips: flags.fips,
            deep: flags.deep,
        },
        source: place.source,
    })
}

/// The scopes that were chosen, or the usual ones; and those of the portal's own form.
pub(super) fn scopes_of(choices: &[ScopeChoice], dual_stack: bool) -> Vec<Scope> {
    let mut chosen = scopes(choices);
    if chosen.is_empty() {
        chosen = plan::DEFAULT_SCOPES.to_vec();
    }
    chosen.extend(dual_stack.then_some(Scope::DualStack));
    chosen
}

/// Says on stderr which Regions are in no list of AWS's: their host names are made by rule.
pub(super) fn warn_of_unlisted(regions: &[Region], catalogue: &Catalogue, texts: &Texts) {
    for region in regions.iter().filter(|region| !catalogue.lists(region)) {
        super::say(&format!("warning: {}\n", report::unlisted(region, texts)));
    }
}

pub(super) fn scopes(choices: &[ScopeChoice]) -> Vec<Scope> {
    let mut scopes: Vec<Scope> = Vec::new();
    for choice in choices {
        match choice {
            ScopeChoice::All => scopes.extend(Scope::ALL),
            ScopeChoice::One(scope) => scopes.push(*scope),
        }
    }
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

fn also(texts: &[String], today: Date) -> Result<Vec<Also>, Unclear> {
    let numbered = texts.iter().zip(1..);
    numbered
        .map(|(text, number)| Also::new(text, today).map_err(|why| Unclear::Also { number, why }))
        .collect()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the day on which a URL was named is read by the command"
)]
fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}
