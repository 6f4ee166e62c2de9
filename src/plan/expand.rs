//! From rows and a target to paths: filling in, merging, ordering.
//!
//! Owns which row speaks for a URL that several rows ask for. What a row must fulfil to get here
//! is checked when the catalogue is loaded.

use std::{cmp::Reverse, collections::HashMap};

use url::{Position, Url};

use super::{
    Also, BadTarget, Obstacle, Path, Plan, PlannedStep, Requirement, Scope, Target, Untested,
    Voucher, Warning, also,
};
use crate::catalogue::{Basis, Catalogue, Endpoint, Kind, Placeholder, fill, regional};
use crate::names::{Directory, HostName, Partition, Region, one_partition};

/// What is planned where nobody chose: the set-up steps, and the sign-in that they lead to.
pub const DEFAULT_SCOPES: &[Scope] = &[Scope::SignIn, Scope::Setup];

/// Which URLs to test for `target`, and what cannot be tested.
///
/// # Errors
/// A target that no run could do justice to: no Region, Regions of several partitions, or
/// nothing in the catalogue for the partition or the scopes.
pub fn plan(catalogue: &Catalogue, target: &Target) -> Result<Plan, BadTarget> {
    let target = once_each(target);
    let partition = partition(&target.regions)?;
    let rows = select(catalogue, partition, &target)?;
    only_endpoints(catalogue, &target.also)?;

    let mut merging = Merging::default();
    let mut untested = Vec::new();
    for &row in &rows {
        if let Err(obstacle) = expand(row, &target, catalogue, &mut merging) {
            untested.push(Untested {
                endpoint: row.id.clone(),
                pattern: filled(row, &target),
                why: obstacle,
            });
        }
    }
    let paths = merging.into_paths(catalogue, &target.also);
    let steps = catalogue
        .steps
        .iter()
        .filter(|step| {
            let listed = paths.iter().filter(|path| !path.is_beside_catalogue());
            listed.into_iter().any(|path| path.steps.contains(&step.id))
        })
        .map(|step| PlannedStep {
            id: step.id.clone(),
            title: step.title.clone(),
        })
        .collect();
    Ok(Plan {
        warnings: warnings(catalogue, &target, partition, &paths),
        partition,
        paths,
        untested,
        steps,
        target,
    })
}

/// The row's pattern, with what the target alone can mean.
fn filled(row: &Endpoint, target: &Target) -> String {
    let directory = target.directory.as_ref();
    match target.regions.as_slice() {
        [only] => written(&regional(&row.pattern), directory, Some(only)),
        _ => written(&row.pattern, directory, None),
    }
}

/// The target without what it says twice.
fn once_each(target: &Target) -> Target {
    let mut target = target.clone();
    let mut regions: Vec<Region> = Vec::new();
    for region in target.regions {
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    target.regions = regions;
    target.scopes.sort_unstable();
    target.scopes.dedup();
    target
}

fn partition(regions: &[Region]) -> Result<Partition, BadTarget> {
    one_partition(regions)
        .map_err(|(one, other)| BadTarget::SeveralPartitions { one, other })?
        .ok_or(BadTarget::NoRegion)
}

fn select<'a>(
    catalogue: &'a Catalogue,
    partition: Partition,
    target: &Target,
) -> Result<Vec<&'a Endpoint>, BadTarget> {
    let mut rows: Vec<&Endpoint> = catalogue.endpoints.iter().collect();
    rows.retain(|row| row.partition == partition);
    if rows.is_empty() {
        return Err(BadTarget::EmptyPartition { partition });
    }
    let asked = |row: &Endpoint| row.scopes.iter().any(|scope| target.scopes.contains(scope));
    let deep = |row: &Endpoint| target.deep && row.deep;
    if target.deep && !rows.iter().any(|row| row.deep) {
        return Err(BadTarget::NotDeep { partition });
    }
    let named = matches!(
        target.directory,
        Some(Directory::Alias(_) | Directory::Id(_))
    );
    if target.deep && !named {
        return Err(BadTarget::NothingToAskFor);
    }
    let usual = |row: &Endpoint| asked(row) && !row.deep && (target.fips || !row.fips);
    rows.retain(|row| deep(row) || usual(row));
    if rows.is_empty() {
        let scopes = target.scopes.clone();
        return Err(BadTarget::EmptyScopes { partition, scopes });
    }
    Ok(rows)
}

/// Nothing is ever sent to a name that only looks like an endpoint, whoever names it.
fn only_endpoints(catalogue: &Catalogue, also: &[Also]) -> Result<(), BadTarget> {
    let refused = also.iter().find_map(|one| {
        let mut none = catalogue.not_endpoints.iter();
        none.find(|none| &none.id == one.host())
    });
    match refused {
        None => Ok(()),
        Some(none) => Err(BadTarget::NoEndpoint {
            host: none.id.clone(),
            why: none.why.clone(),
        }),
    }
}

fn warnings(
    catalogue: &Catalogue,
    target: &Target,
    partition: Partition,
    paths: &[Path],
) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = target
        .regions
        .iter()
        .filter(|region| !catalogue.lists(region))
        .map(|region| Warning::UnlistedRegion(region.to_string()))
        .collect();
    if target.directory.is_none() {
        warnings.push(Warning::NoDirectory);
    }
    warnings.extend(target.noticed.iter().cloned());
    let cut = target.also.iter().filter(|also| also.was_cut());
    warnings.extend(cut.map(|also| Warning::CutUrl(also.url().to_string())));
    // What the user named beside the catalogue counts by itself.
    let required =
        |path: &&Path| path.requirement == Requirement::Required && !path.is_beside_catalogue();
    let mut required = paths.iter().filter(required).peekable();
    if required.peek().is_some() && required.all(|path| !path.counts()) {
        warnings.push(Warning::NothingCounts(partition));
    }
    warnings
}

/// A URL, and the rows that ask for it.
struct Wish<'a> {
    url: Url,
    host: HostName,
    asked: Vec<Asked<'a>>,
}

/// One row that asks for a URL.
struct Asked<'a> {
    row: &'a Endpoint,
    /// The pattern, filled in.
    pattern: String,
    /// The Region that was filled into the URL.
    region: Option<Region>,
    /// Whether the host name holds something that only the user vouches for.
    typed: bool,
}

/// The wishes, each URL once, in the order in which they were made.
#[derive(Default)]
struct Merging<'a> {
    wishes: Vec<Wish<'a>>,
    places: HashMap<Url, usize>,
}

impl<'a> Merging<'a> {
    fn add(&mut self, url: Url, host: HostName, asked: Asked<'a>) {
        if let Some(&place) = self.places.get(&url) {
            self.wishes[place].asked.push(asked);
        } else {
            self.places.insert(url.clone(), self.wishes.len());
            let asked = vec![asked];
            self.wishes.push(Wish { url, host, asked });
        }
    }

    fn into_paths(self, catalogue: &Catalogue, also: &[Also]) -> Vec<Path> {
        let mut paths: Vec<Path> = self
            .wishes
            .into_iter()
            .map(|wish| merge(wish, catalogue))
            .collect();
        also::join(&mut paths, also, &catalogue.named_by_user, &catalogue.steps);
        // A stable sort: among equals the order of the catalogue stays.
        paths.sort_by_key(|path| Reverse(path.requirement));
        paths
    }
}

/// Adds the URLs of one row: for each test one, or one for each Region where it is in the test.
/// Returns the first obstacle; a test that has none is made all the same.
fn expand<'a>(
    row: &'a Endpoint,
    target: &Target,
    catalogue: &Catalogue,
    merging: &mut Merging<'a>,
) -> Result<(), Obstacle> {
    if let Some(why) = &row.untestable {
        return Err(Obstacle::Row(why.clone()));
    }
    let mut outcome = Ok(());
    for test in &row.tests {
        let regional = Placeholder::Region.is_in(test);
        let times = if regional { target.regions.len() } else { 1 };
        for region in target.regions.iter().take(times) {
            match ask(row, test, target, region) {
                Ok((url, host, mut asked)) => {
                    asked.region = regional.then(|| region.clone());
                    asked.typed |= regional && !catalogue.lists(region);
                    merging.add(url, host, asked);
                }
                Err(obstacle) => outcome = outcome.and(Err(obstacle)),
            }
        }
    }
    outcome
}

/// One test of one row, filled in.
fn ask<'a>(
    row: &'a Endpoint,
    test: &str,
    target: &Target,
    region: &Region,
) -> Result<(Url, HostName, Asked<'a>), Obstacle> {
    let value = |placeholder| value(placeholder, target, region);
    let pattern = fill(&regional(&row.pattern), value).map_err(obstacle)?;
    let (url, host) = address(&fill(test, value).map_err(obstacle)?)?;
    let typed = [Placeholder::Directory, Placeholder::Instance]
        .iter()
        .any(|placeholder| placeholder.is_in(host_of(test)));
    let asked = Asked {
        row,
        pattern,
        region: None,
        typed,
    };
    Ok((url, host, asked))
}

/// The host of a test that is not filled in yet.
fn host_of(test: &str) -> &str {
    let rest = test.strip_prefix("https://").unwrap_or(test);
    rest.split('/').next().unwrap_or(rest)
}

/// Names from the user are valid labels, and rows are checked with samples of the same form; what
/// still makes no URL (a directory that makes a name too long) is not tested, and says so.
fn address(text: &str) -> Result<(Url, HostName), Obstacle> {
    let bad = || Obstacle::NotUrl(text.to_owned());
    let url = Url::parse(text).map_err(|_| bad())?;
    let host = url.host_str().ok_or_else(bad)?;
    let host = host.parse().map_err(|_| bad())?;
    Ok((url, host))
}

fn value<'a>(placeholder: Placeholder, target: &'a Target, region: &'a Region) -> Option<&'a str> {
    known(placeholder, target.directory.as_ref(), Some(region))
}

fn known<'a>(
    placeholder: Placeholder,
    directory: Option<&'a Directory>,
    region: Option<&'a Region>,
) -> Option<&'a str> {
    match (placeholder, directory) {
        (Placeholder::Region, _) => region.map(Region::as_str),
        (Placeholder::Directory, Some(Directory::Alias(text) | Directory::Id(text)))
        | (Placeholder::Instance, Some(Directory::Instance(text))) => Some(text),
        (Placeholder::Directory | Placeholder::Instance, _) => None,
    }
}

/// A pattern or a test URL with as much filled in as is known; other placeholders stay.
pub fn written(template: &str, directory: Option<&Directory>, region: Option<&Region>) -> String {
    let value = |placeholder: Placeholder| {
        Some(known(placeholder, directory, region).unwrap_or(placeholder.text()))
    };
    // With a value for everything, nothing is missing.
    fill(template, value).unwrap_or_else(|_| template.to_owned())
}

fn obstacle(missing: Placeholder) -> Obstacle {
    match missing {
        Placeholder::Instance => Obstacle::NoInstance,
        // A Region is always there: `partition` has seen one.
        Placeholder::Directory | Placeholder::Region => Obstacle::NoDirectory,
    }
}

/// Which row speaks for a URL: the strongest, though a derived one only where it is alone, for
/// it must not make a path count; then a host before a URL before a wildcard, so that AWS's
/// wording of today goes before the guide's of 2023, and what to ask for is the narrowest entry
/// that every firewall can express.
fn rank(row: &Endpoint) -> (bool, Reverse<Requirement>, u8) {
    let width = match row.kind {
        Kind::Host => 0,
        Kind::Url => 1,
        Kind::Wildcard => 2,
    };
    let derived = row.basis == Basis::Derived;
    (derived, Reverse(row.requirement), width)
}

fn merge(wish: Wish<'_>, catalogue: &Catalogue) -> Path {
    let Wish { url, host, asked } = wish;
    // `min_by_key` takes the first of equals: the first in the catalogue.
    let speaker = asked
        .iter()
        .min_by_key(|asked| rank(asked.row))
        .unwrap_or(&asked[0]);
    let row = speaker.row;
    let region = match &speaker.region {
        Some(region) => format!("@{region}"),
        None => String::new(),
    };
    let place = &url[Position::BeforeHost..Position::AfterPath];
    let document = row
        .documents
        .first()
        .and_then(|id| catalogue.document(id))
        .map_or_else(String::new, |document| document.title.clone());
    Path {
        id: format!("{}{region}#{place}", row.id),
        endpoint: row.id.clone(),
        port: row.port,
        requirement: row.requirement,
        scopes: union(asked.iter().map(|asked| asked.row.scopes.as_slice())),
        steps: union(asked.iter().map(|asked| asked.row.steps.as_slice())),
        clients: union(asked.iter().map(|asked| asked.row.clients.as_slice())),
        pattern: speaker.pattern.clone(),
        breaks: row.breaks.clone(),
        document,
        checked: row.checked,
        json: asked.iter().any(|asked| asked.row.json),
        deep: asked.iter().any(|asked| asked.row.deep),
        voucher: voucher(&asked),
        basis: asked.iter().map(|asked| asked.row.basis).min(),
        url,
        host,
    }
}

/// All members of all lists, once each, in their own order.
fn union<'a, T: Clone + Ord + 'a>(lists: impl Iterator<Item = &'a [T]>) -> Vec<T> {
    let mut all: Vec<T> = lists.flatten().cloned().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A name that the user made up is the user's, whoever else asks for it; otherwise one document
/// is enough to vouch.
fn voucher(asked: &[Asked<'_>]) -> Voucher {
    let documented = |asked: &Asked<'_>| asked.row.basis == Basis::Documented;
    if asked.iter().any(|asked| asked.typed) {
        Voucher::Typed
    } else if asked.iter().any(documented) {
        Voucher::Catalogue
    } else {
        Voucher::Nobody
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::catalogue::{
        Client, Confidence, Document, Kind, ListedRegion, NamedByUser, Operator, Step,
    };

    /// A documented, required row for one host, which is its pattern too.
    fn row(id: &str, pattern: &str, test: &str) -> Endpoint {
        Endpoint {
            id: id.into(),
            pattern: pattern.into(),
            kind: if pattern.starts_with('*') {
                Kind::Wildcard
            } else {
                Kind::Host
            },
            port: 443,
            operator: Operator::Aws,
            partition: Partition::Aws,
            scopes: vec![Scope::SignIn],
            requirement: Requirement::Required,
            steps: vec![],
            clients: vec![Client::Browser],
            tests: vec![test.into()],
            untestable: None,
            json: false,
            fips: false,
            deep: false,
            breaks: format!("without {id}"),
            basis: Basis::Documented,
            documents: vec!["idc".into()],
            checked: date(2026, 11, 22),
            confidence: Confidence::High,
            note: None,
        }
    }

    fn catalogue(endpoints: Vec<Endpoint>) -> Catalogue {
        let step = |id: &str| Step {
            id: id.into(),
            title: format!("Step {id}"),
            beside_catalogue: false,
        };
        Catalogue {
            date: date(2026, 11, 22),
            endpoints,
            steps: vec![step("1.1"), step("2.5")],
            documents: vec![Document {
                id: "idc".into(),
                title: "A page of AWS's".into(),
                url: None,
                dated: "2026".into(),
            }],
            not_endpoints: vec![],
            named_by_user: NamedByUser::default(),
            regions: ["us-east-1", "eu-west-1"]
                .map(|id| ListedRegion {
                    id: id.parse().unwrap(),
                    partition: Partition::Aws,
                    opt_in: false,
                })
                .to_vec(),
        }
    }

    fn target(directory: Option<&str>, regions: &[&str]) -> Target {
        Target {
            directory: directory.map(|text| text.parse().unwrap()),
            regions: regions.iter().map(|text| text.parse().unwrap()).collect(),
            scopes: vec![Scope::SignIn],
            ..Target::default()
        }
    }

    fn planned(endpoints: Vec<Endpoint>, target: &Target) -> Plan {
        plan(&catalogue(endpoints), target).unwrap()
    }

    fn ids(plan: &Plan) -> Vec<&str> {
        plan.paths.iter().map(|path| path.id.as_str()).collect()
    }

    fn here() -> Target {
        target(None, &["us-east-1"])
    }

    #[test]
    fn a_row_with_a_region_is_planned_once_for_each_and_others_once() {
        let rows = vec![
            row(
                "oidc",
                "oidc.{region}.amazonaws.com",
                "https://oidc.{region}.amazonaws.com/",
            ),
            row(
                "signin",
                "signin.aws.amazon.com",
                "https://signin.aws.amazon.com/",
            ),
        ];
        let plan = planned(
            rows,
            &target(None, &["us-east-1", "eu-west-1", "us-east-1"]),
        );
        assert_eq!(
            ids(&plan),
            [
                "oidc@us-east-1#oidc.us-east-1.amazonaws.com/",
                "oidc@eu-west-1#oidc.eu-west-1.amazonaws.com/",
                "signin#signin.aws.amazon.com/",
            ]
        );
        assert_eq!(plan.paths[1].pattern, "oidc.eu-west-1.amazonaws.com");
        assert_eq!(plan.target.regions.len(), 2);
    }

    #[test]
    fn alias_and_id_fill_the_directory_and_an_instance_fills_only_itself() {
        let rows = || {
            vec![
                row(
                    "portal",
                    "{directory}.awsapps.com",
                    "https://{directory}.awsapps.com/start",
                ),
                row(
                    "instance",
                    "{instance}.portal.{region}.app.aws",
                    "https://{instance}.portal.{region}.app.aws/",
                ),
            ]
        };
        let of = |directory| {
            let plan = planned(rows(), &target(directory, &["us-east-1"]));
            let hosts: Vec<String> = plan
                .paths
                .iter()
                .map(|path| path.host.to_string())
                .collect();
            let why: Vec<Obstacle> = plan.untested.into_iter().map(|row| row.why).collect();
            (hosts, why, plan.warnings)
        };
        for name in ["mycorp", "d-9067a1b2c3"] {
            let portal = vec![format!("{name}.awsapps.com")];
            assert_eq!(of(Some(name)), (portal, vec![Obstacle::NoInstance], vec![]));
        }
        let instance = "ssoins-7223a1b2c3d4e5f6";
        let portal = vec![format!("{instance}.portal.us-east-1.app.aws")];
        assert_eq!(
            of(Some(instance)),
            (portal, vec![Obstacle::NoDirectory], vec![])
        );
        let both = vec![Obstacle::NoDirectory, Obstacle::NoInstance];
        assert_eq!(of(None), (vec![], both, vec![Warning::NoDirectory]));
    }

    #[test]
    fn rows_that_mean_one_url_become_one_path_that_says_all_they_say() {
        let url = "https://us-east-1.signin.aws/platform/login";
        let mut wide = row(
            "wide",
            "*.signin.aws",
            "https://{region}.signin.aws/platform/login",
        );
        wide.steps = vec!["2.5".into()];
        let mut exact = row("exact", "us-east-1.signin.aws", url);
        exact.scopes = vec![Scope::SignIn, Scope::Cli];
        exact.steps = vec!["1.1".into()];
        exact.clients = vec![Client::AwsCli];
        exact.json = true;
        let plan = planned(vec![wide, exact], &here());
        assert_eq!(ids(&plan), ["exact#us-east-1.signin.aws/platform/login"]);
        let path = &plan.paths[0];
        assert_eq!(path.scopes, [Scope::SignIn, Scope::Cli]);
        assert_eq!(path.steps, ["1.1", "2.5"]);
        assert_eq!(path.clients, [Client::Browser, Client::AwsCli]);
        assert_eq!(path.breaks, "without exact");
        assert_eq!(path.document, "A page of AWS's");
        assert!(path.json);
        let steps: Vec<&str> = plan.steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(steps, ["1.1", "2.5"]);
    }

    #[test]
    fn the_strongest_row_speaks_then_the_narrowest_then_the_first() {
        let url = "https://a.aws.dev/";
        let speaker = |rows| planned(rows, &here()).paths.remove(0).endpoint;
        let weaker = |mut row: Endpoint| {
            row.requirement = Requirement::Recommended;
            row
        };
        let wide = || row("wide", "*.aws.dev", url);
        let exact = || row("exact", "a.aws.dev", url);
        assert_eq!(speaker(vec![weaker(exact()), wide()]), "wide");
        assert_eq!(speaker(vec![wide(), exact()]), "exact");
        assert_eq!(
            speaker(vec![row("first", "a.aws.dev", url), exact()]),
            "first"
        );
    }

    #[test]
    fn a_derived_row_counts_for_nothing_and_strengthens_nothing() {
        let url = "https://a.aws.dev/";
        let mut derived = row("derived", "a.aws.dev", url);
        derived.basis = Basis::Derived;
        let plan = planned(vec![derived.clone()], &here());
        assert!(!plan.paths[0].counts());
        assert_eq!(plan.paths[0].voucher, Voucher::Nobody);
        assert!(
            plan.warnings
                .contains(&Warning::NothingCounts(Partition::Aws))
        );

        let mut listed = row("listed", "*.aws.dev", url);
        listed.requirement = Requirement::Optional;
        let plan = planned(vec![derived, listed], &here());
        assert!(plan.paths[0].counts());
        assert_eq!(plan.warnings, [Warning::NoDirectory]);
        assert_eq!(plan.paths[0].requirement, Requirement::Optional);
        assert_eq!(plan.paths[0].voucher, Voucher::Catalogue);
    }

    #[test]
    fn the_user_vouches_for_what_was_typed() {
        let voucher = |row: Endpoint, target: &Target| planned(vec![row], target).paths[0].voucher;
        let portal = "https://{directory}.awsapps.com/start";
        let portal = row("portal", "{directory}.awsapps.com", portal);
        let regional = || row("oidc", "oidc.{region}.aws", "https://oidc.{region}.aws/");
        let global = row("signin", "signin.aws", "https://signin.aws/");
        let unlisted = target(None, &["mars-north-9"]);
        let typed = target(Some("mycorp"), &["us-east-1"]);
        let mut in_the_path = row(
            "gov",
            "start.awsapps.com",
            "https://start.awsapps.com/directory/{directory}",
        );
        in_the_path.kind = Kind::Host;
        assert_eq!(voucher(in_the_path, &typed), Voucher::Catalogue);
        assert_eq!(voucher(portal, &typed), Voucher::Typed);
        assert_eq!(voucher(regional(), &unlisted), Voucher::Typed);
        assert_eq!(voucher(global, &unlisted), Voucher::Catalogue);
        assert_eq!(voucher(regional(), &here()), Voucher::Catalogue);
        let mut seen = regional();
        seen.basis = Basis::Observed;
        assert_eq!(voucher(seen, &here()), Voucher::Nobody);
    }

    #[test]
    fn required_paths_come_first_and_the_catalogue_orders_the_rest() {
        let mut optional = row("optional", "a.aws.dev", "https://a.aws.dev/");
        optional.requirement = Requirement::Optional;
        let rows = vec![
            optional,
            row("one", "b.aws.dev", "https://b.aws.dev/"),
            row("two", "c.aws.dev", "https://c.aws.dev/"),
        ];
        let plan = planned(rows, &here());
        assert_eq!(
            ids(&plan),
            ["one#b.aws.dev/", "two#c.aws.dev/", "optional#a.aws.dev/"]
        );
    }

    #[test]
    fn paths_are_gathered_by_host() {
        let mut pages = row("console", "a.aws.dev", "https://a.aws.dev/");
        pages.tests.push("https://a.aws.dev/iam/".into());
        let rows = vec![pages, row("other", "b.aws.dev", "https://b.aws.dev/")];
        let plan = planned(rows, &here());
        let hosts: Vec<(&str, u16, usize)> = plan
            .hosts()
            .iter()
            .map(|host| (host.host.as_str(), host.port, host.paths.len()))
            .collect();
        assert_eq!(hosts, [("a.aws.dev", 443, 2), ("b.aws.dev", 443, 1)]);
    }

    #[test]
    fn only_the_scopes_asked_for_are_planned() {
        let mut other = row("other", "b.aws.dev", "https://b.aws.dev/");
        other.scopes = vec![Scope::Console];
        let rows = vec![row("one", "a.aws.dev", "https://a.aws.dev/"), other];
        assert_eq!(ids(&planned(rows, &here())), ["one#a.aws.dev/"]);
    }

    #[test]
    fn the_question_for_the_region_is_asked_on_request_whatever_the_scope() {
        let test = "https://b.aws.dev/login?directory_id={directory}";
        let mut login = row("login", "b.aws.dev", test);
        login.deep = true;
        login.scopes = vec![Scope::Cli];
        let rows = || vec![row("one", "a.aws.dev", "https://a.aws.dev/"), login.clone()];
        let mut target = target(Some("mycorp"), &["us-east-1"]);
        assert_eq!(planned(rows(), &target).paths.len(), 1);
        target.deep = true;
        let plan = planned(rows(), &target);
        let asked: Vec<_> = plan.paths.iter().map(|path| path.url.as_str()).collect();
        let login = "https://b.aws.dev/login?directory_id=mycorp";
        assert_eq!(asked, ["https://a.aws.dev/", login]);
        assert_eq!(plan.paths[1].id, "login#b.aws.dev/login");
        assert!(plan.paths[1].deep);
        let one = catalogue(rows()[..1].to_vec());
        let refused = super::plan(&one, &target);
        assert!(matches!(refused, Err(BadTarget::NotDeep { .. })));
    }

    #[test]
    fn names_for_fips_are_planned_on_request() {
        let mut fips = row("fips", "b-fips.aws.dev", "https://b-fips.aws.dev/");
        fips.fips = true;
        let rows = || vec![row("one", "a.aws.dev", "https://a.aws.dev/"), fips.clone()];
        assert_eq!(ids(&planned(rows(), &here())), ["one#a.aws.dev/"]);
        let mut target = here();
        target.fips = true;
        assert_eq!(planned(rows(), &target).paths.len(), 2);
    }

    #[test]
    fn an_asterisk_in_the_middle_is_planned_for_each_region() {
        let oidc = row(
            "oidc",
            "oidc.*.amazonaws.com",
            "https://oidc.{region}.amazonaws.com/",
        );
        let plan = planned(vec![oidc], &target(None, &["us-east-1", "eu-west-1"]));
        let patterns: Vec<&str> = plan
            .paths
            .iter()
            .map(|path| path.pattern.as_str())
            .collect();
        let expected = [
            "oidc.us-east-1.amazonaws.com",
            "oidc.eu-west-1.amazonaws.com",
        ];
        assert_eq!(patterns, expected);
    }

    #[test]
    fn an_unlisted_region_is_planned_with_a_warning() {
        let oidc = row("oidc", "oidc.{region}.aws", "https://oidc.{region}.aws/");
        let plan = planned(vec![oidc], &target(Some("mycorp"), &["mars-north-9"]));
        assert_eq!(
            plan.warnings,
            [Warning::UnlistedRegion("mars-north-9".into())]
        );
        assert_eq!(plan.paths.len(), 1);
    }

    #[test]
    fn a_row_without_tests_says_why() {
        let mut none = row("sso", "*.sso.amazonaws.com", "");
        none.tests.clear();
        none.untestable = Some("no concrete host is documented".into());
        let plan = planned(vec![none], &here());
        let why = Obstacle::Row("no concrete host is documented".into());
        let (endpoint, pattern) = ("sso".into(), "*.sso.amazonaws.com".into());
        assert_eq!(
            plan.untested,
            [Untested {
                endpoint,
                pattern,
                why
            }]
        );
    }

    #[test]
    fn a_target_that_no_run_could_do_justice_to_is_an_error() {
        let catalogue = catalogue(vec![row("one", "a.aws.dev", "https://a.aws.dev/")]);
        let bad = |target: &Target| plan(&catalogue, target).unwrap_err();
        assert_eq!(bad(&target(None, &[])), BadTarget::NoRegion);
        assert_eq!(
            bad(&target(None, &["us-east-1", "cn-north-1"])).to_string(),
            "us-east-1 and cn-north-1 are of different partitions (aws and aws-cn), \
             which share nothing: ask about them in separate runs"
        );
        assert_eq!(
            bad(&target(None, &["cn-north-1"])),
            BadTarget::EmptyPartition {
                partition: Partition::China
            }
        );
        let mut nothing = here();
        nothing.scopes = vec![Scope::Scim];
        assert_eq!(
            bad(&nothing).to_string(),
            "the catalogue has no endpoints of scope scim in partition aws yet: \
             choose another scope, as in sign-in, setup"
        );
    }
}
