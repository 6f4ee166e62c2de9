//! What the plan makes of the data files that are built in.
//!
//! Rules of the expansion have their tests beside the code. Here is what needs the whole
//! catalogue: that every step, scope and Region of every partition can be planned, and whole plans
//! as golden files.

use std::{
    collections::{BTreeSet, HashSet},
    fmt::Write as _,
};

use aws_netcheck::{
    catalogue::{self, Catalogue, Requirement, Scope},
    names::{Directory, HostPattern, Partition, Region},
    plan::{self, Plan, Target, Warning, plan},
};

use crate::golden;

fn catalogue() -> Catalogue {
    catalogue::load().unwrap_or_else(|bad| panic!("{bad}"))
}

fn target(directory: Option<&str>, regions: &[&str], scopes: &[Scope]) -> Target {
    Target {
        directory: directory.map(|text| text.parse().unwrap()),
        regions: regions.iter().map(|text| text.parse().unwrap()).collect(),
        scopes: scopes.to_vec(),
        ..Target::default()
    }
}

const PARTITIONS: [Partition; 4] = [
    Partition::Aws,
    Partition::UsGov,
    Partition::China,
    Partition::Eusc,
];

fn regions(catalogue: &Catalogue, partition: Partition) -> Vec<&Region> {
    let regions = catalogue.regions.iter();
    regions
        .filter(|region| region.partition == partition)
        .map(|region| &region.id)
        .collect()
}

/// Outside partition `aws` nothing is known of the hosts of sign-up: those steps are not planned.
#[test]
fn every_step_has_something_required_to_test() {
    let catalogue = catalogue();
    for (region, first) in [
        ("us-east-1", "1.1"),
        ("us-gov-west-1", "2.1"),
        ("cn-north-1", "2.1"),
        ("eusc-de-east-1", "2.1"),
    ] {
        let directory = Some("ssoins-7223a1b2c3d4e5f6");
        let plan = plan(
            &catalogue,
            &target(directory, &[region], plan::DEFAULT_SCOPES),
        )
        .unwrap();
        let steps = catalogue.steps.iter().map(|step| step.id.as_str());
        let steps: Vec<&str> = steps.filter(|step| *step >= first).collect();
        let planned: Vec<&str> = plan.steps.iter().map(|step| step.id.as_str()).collect();
        assert_eq!(planned, steps, "{region}");
        for step in steps {
            let required = plan.paths.iter().any(|path| {
                path.requirement == Requirement::Required
                    && path.steps.iter().any(|of_path| of_path == step)
            });
            assert!(required, "{region}, step {step}");
        }
    }
}

#[test]
fn every_listed_region_plans_alike_and_without_a_gap() {
    let catalogue = catalogue();
    for (partition, count) in PARTITIONS.into_iter().zip([34, 2, 2, 1]) {
        let regions = regions(&catalogue, partition);
        assert_eq!(regions.len(), count, "{partition}");
        for directory in ["mycorp", "d-9067a1b2c3", "ssoins-7223a1b2c3d4e5f6"] {
            let counts: HashSet<(usize, usize)> = regions
                .iter()
                .map(|region| {
                    let mut target = target(Some(directory), &[region.as_str()], Scope::ALL);
                    target.fips = true;
                    let plan = plan(&catalogue, &target).unwrap();
                    assert_sound(&catalogue, &plan);
                    (plan.paths.len(), plan.untested.len())
                })
                .collect();
            assert_eq!(counts.len(), 1, "{partition} {directory}: {counts:?}");
        }
    }
}

/// Each scope alone, in each Region: a partition has all of a scope or nothing of it.
#[test]
fn every_scope_plans_alone() {
    let catalogue = catalogue();
    for partition in PARTITIONS {
        let mut empty = BTreeSet::new();
        for &scope in Scope::ALL {
            let regions = regions(&catalogue, partition);
            let targets = regions
                .iter()
                .map(|region| target(Some("mycorp"), &[region.as_str()], &[scope]));
            for target in targets {
                match plan(&catalogue, &target) {
                    Ok(plan) => assert_sound(&catalogue, &plan),
                    Err(plan::BadTarget::EmptyScopes { .. }) => drop(empty.insert(scope)),
                    Err(bad) => panic!("{bad}"),
                }
            }
        }
        let expected: &[Scope] = match partition {
            Partition::Aws => &[],
            Partition::UsGov => &[Scope::BuilderId],
            Partition::China | Partition::Eusc => &[Scope::Scim, Scope::BuilderId],
        };
        assert!(empty.iter().eq(expected), "{partition}: {empty:?}");
    }
}

/// The hosts that a directory implies are those of its own kind and of its own partition.
#[test]
fn a_directory_leads_to_the_portal_of_its_kind() {
    let catalogue = catalogue();
    let (alias, instance) = ("mycorp", "ssoins-7223a1b2c3d4e5f6");
    for (directory, region, url) in [
        (alias, "us-east-1", "https://mycorp.awsapps.com/start"),
        (
            instance,
            "us-east-1",
            "https://ssoins-7223a1b2c3d4e5f6.us-east-1.portal.amazonaws.com/",
        ),
        (
            alias,
            "us-gov-east-1",
            "https://start.us-gov-home.awsapps.com/directory/mycorp",
        ),
        (
            alias,
            "cn-north-1",
            "https://start.home.awsapps.cn/directory/mycorp",
        ),
        (
            instance,
            "eusc-de-east-1",
            "https://ssoins-7223a1b2c3d4e5f6.eusc-de-east-1.portal.amazonaws.eu/",
        ),
    ] {
        let target = target(Some(directory), &[region], plan::DEFAULT_SCOPES);
        let plan = plan(&catalogue, &target).unwrap();
        let asked: Vec<&str> = plan.paths.iter().map(|path| path.url.as_str()).collect();
        assert!(asked.contains(&url), "{url} is not in {asked:#?}");
        // The portal URL that is asked is one that people can paste.
        let found: Directory = url.parse().unwrap();
        assert_eq!(Some(found), target.directory, "{url}");
    }
}

#[test]
fn names_for_fips_are_asked_on_request_alone() {
    let catalogue = catalogue();
    for partition in PARTITIONS {
        let region = regions(&catalogue, partition)[0];
        let mut target = target(Some("mycorp"), &[region.as_str()], Scope::ALL);
        let fips = |target: &Target| -> Vec<String> {
            let paths = plan(&catalogue, target).unwrap().paths;
            let hosts = paths.into_iter().map(|path| path.host.to_string());
            hosts.filter(|host| host.contains("-fips.")).collect()
        };
        let always: &[&str] = match partition {
            // GovCloud's own lists name them for everybody's sign-in.
            Partition::UsGov => &[
                "us-gov-east-1.signin-fips.amazonaws-us-gov.com",
                "us-gov-east-1.sso.signin-fips.amazonaws-us-gov.com",
            ],
            _ => &[],
        };
        assert_eq!(fips(&target), always);
        target.fips = true;
        let more = matches!(partition, Partition::Aws | Partition::UsGov);
        assert_eq!(fips(&target).len(), always.len() + usize::from(more));
    }
}

#[test]
fn many_regions_in_one_plan_ask_nothing_twice() {
    let catalogue = catalogue();
    let regions: Vec<&str> = regions(&catalogue, Partition::Aws)
        .into_iter()
        .map(Region::as_str)
        .collect();
    let plan = plan(&catalogue, &target(Some("mycorp"), &regions, Scope::ALL)).unwrap();
    assert_sound(&catalogue, &plan);
}

/// What holds for every plan, whatever it is for.
fn assert_sound(catalogue: &Catalogue, plan: &Plan) {
    let mut urls = HashSet::new();
    let mut ids = HashSet::new();
    for path in &plan.paths {
        assert!(urls.insert(&path.url), "twice: {}", path.url);
        assert!(ids.insert(&path.id), "twice: {}", path.id);
        assert_eq!(path.url.host_str(), Some(path.host.as_str()));
        assert_eq!(path.url.port_or_known_default(), Some(path.port));
        assert!(!path.pattern.contains('{'), "{}", path.pattern);
        assert!(!path.document.is_empty() && !path.scopes.is_empty() && !path.clients.is_empty());
        let pattern = path.pattern.trim_start_matches("https://");
        let pattern: HostPattern = pattern.split('/').next().unwrap().parse().unwrap();
        assert!(pattern.covers(&path.host), "{pattern} {}", path.host);
        let none = catalogue.not_endpoints.iter();
        assert!(
            none.clone().all(|none| none.id != path.host),
            "{}",
            path.host
        );
    }
    let derived = plan.paths.iter().all(|path| !path.counts());
    let derived_alone = matches!(plan.partition, Partition::China | Partition::Eusc);
    assert!(!derived_alone || derived);
    let unlisted = |warning: &Warning| matches!(warning, Warning::UnlistedRegion(_));
    assert!(!plan.warnings.iter().any(unlisted));
    let on_hosts: usize = plan.hosts().iter().map(|host| host.paths.len()).sum();
    assert_eq!(on_hosts, plan.paths.len());
}

#[test]
fn the_plans_are_the_golden_ones() {
    let catalogue = catalogue();
    let (alias, instance) = ("mycorp", "ssoins-7223a1b2c3d4e5f6");
    for (name, directory, region, scopes) in [
        ("mycorp-us-east-1", alias, "us-east-1", plan::DEFAULT_SCOPES),
        ("mycorp-us-east-1-all", alias, "us-east-1", Scope::ALL),
        ("mycorp-us-gov-west-1", alias, "us-gov-west-1", Scope::ALL),
        ("mycorp-cn-north-1", alias, "cn-north-1", Scope::ALL),
        (
            "instance-eusc-de-east-1",
            instance,
            "eusc-de-east-1",
            Scope::ALL,
        ),
    ] {
        let plan = plan(&catalogue, &target(Some(directory), &[region], scopes)).unwrap();
        golden::compare(&format!("plans/{name}.txt"), &in_words(&plan));
    }
}

fn in_words(plan: &Plan) -> String {
    let mut text = String::new();
    for path in &plan.paths {
        let scopes: Vec<&str> = path.scopes.iter().map(|scope| scope.code()).collect();
        let clients: Vec<&str> = path.clients.iter().map(|client| client.code()).collect();
        let counts = if path.counts() {
            "counts"
        } else {
            "does not count"
        };
        let json = if path.json { ", json" } else { "" };
        writeln!(text, "{}  {}", path.requirement, path.id).unwrap();
        writeln!(text, "    {} as {}", path.url, path.pattern).unwrap();
        writeln!(
            text,
            "    in \"{}\", checked {}",
            path.document, path.checked
        )
        .unwrap();
        writeln!(
            text,
            "    scopes {}; steps {}; for {}; vouched for by {:?}; {counts}{json}",
            scopes.join(" "),
            path.steps.join(" "),
            clients.join(" "),
            path.voucher
        )
        .unwrap();
        writeln!(text, "    without it: {}", path.breaks).unwrap();
    }
    text.push('\n');
    for row in &plan.untested {
        writeln!(
            text,
            "untested  {}  {}: {:?}",
            row.endpoint, row.pattern, row.why
        )
        .unwrap();
    }
    for step in &plan.steps {
        writeln!(text, "step  {}  {}", step.id, step.title).unwrap();
    }
    for warning in &plan.warnings {
        writeln!(text, "warning  {warning:?}").unwrap();
    }
    text
}
