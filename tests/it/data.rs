//! The data files that are built in, and what the plan makes of them.
//!
//! The rules of a single row have their tests beside the rules. Here is what needs all of it:
//! that nothing is missing against AWS's lists, that every step and every Region can be planned,
//! and one whole plan as a golden file.

use std::{collections::HashSet, fmt::Write as _, fs, path::PathBuf};

use aws_netcheck::{
    catalogue::{self, Basis, Catalogue, Requirement, Scope},
    names::{HostPattern, Partition, Region},
    plan::{self, Plan, Target, plan},
};

fn catalogue() -> Catalogue {
    catalogue::load().unwrap_or_else(|bad| panic!("{bad}"))
}

fn target(directory: Option<&str>, regions: &[&str], scopes: &[Scope]) -> Target {
    Target {
        directory: directory.map(|text| text.parse().unwrap()),
        regions: regions.iter().map(|text| text.parse().unwrap()).collect(),
        scopes: scopes.to_vec(),
        fips: false,
    }
}

#[test]
fn every_data_file_loads() {
    let catalogue = catalogue();
    assert!(catalogue.endpoints.len() > 30);
    assert_eq!(catalogue.steps.len(), 8);
    let dates: Vec<_> = catalogue.endpoints.iter().map(|row| row.checked).collect();
    assert_eq!(Some(&catalogue.date), dates.iter().max());
}

#[test]
fn every_document_is_named_by_a_row() {
    let catalogue = catalogue();
    for document in &catalogue.documents {
        let rows = &catalogue.endpoints;
        let named = rows.iter().any(|row| row.documents.contains(&document.id));
        assert!(named, "no row names {}", document.id);
    }
}

/// AWS's lists for partition `aws`, word for word but for our names of the placeholders:
/// the combined list of the IAM Identity Center User Guide, what the AWS Sign-In User Guide adds
/// to it for the portal, and the five rows of the guide of 2023. Read 2026-11-22.
const AWS_LISTS: &[&str] = &[
    "{directory}.awsapps.com",
    "{instance}.portal.{region}.app.aws",
    "*.aws.dev",
    "*.awsstatic.com",
    "*.console.aws.a2z.com",
    "oidc.{region}.amazonaws.com",
    "oidc.{region}.api.aws",
    "*.sso.amazonaws.com",
    "*.sso.{region}.amazonaws.com",
    "sso.{region}.api.aws",
    "*.sso-portal.{region}.amazonaws.com",
    "portal.sso.{region}.api.aws",
    "{region}.prod.pr.panorama.console.api.aws/panoramaroute",
    "{region}.signin.aws",
    "{region}.sso.signin.aws",
    "{region}.signin.aws.amazon.com",
    "signin.aws.amazon.com",
    "*.cloudfront.net",
    "opfcaptcha-prod.s3.amazonaws.com",
    "cdn.us-east-1.threat-mitigation.aws.amazon.com",
    "us-east-1.threat-mitigation.aws.amazon.com",
    "amcs-captcha-prod-us-east-1.s3.dualstack.us-east-1.amazonaws.com",
    "{instance}.{region}.portal.amazonaws.com",
    "*.awsapps.com",
    "*.signin.aws",
    "https://{directory}.awsapps.com/start",
    "https://{directory}.awsapps.com/login",
    "https://{region}.signin.aws/platform/login",
];

#[test]
fn every_entry_of_the_lists_of_aws_is_a_row() {
    let catalogue = catalogue();
    for entry in AWS_LISTS {
        let rows = &catalogue.endpoints;
        let here = rows.iter().any(|row| row.pattern == *entry);
        assert!(here, "no row for {entry}");
    }
}

#[test]
fn every_step_has_something_required_to_test() {
    let catalogue = catalogue();
    let target = target(Some("mycorp"), &["us-east-1"], plan::DEFAULT_SCOPES);
    let plan = plan(&catalogue, &target).unwrap();
    for step in &catalogue.steps {
        assert!(plan.steps.iter().any(|planned| planned.id == step.id));
        let required = plan
            .paths
            .iter()
            .any(|path| path.requirement == Requirement::Required && path.steps.contains(&step.id));
        assert!(required, "step {}", step.id);
    }
}

#[test]
fn every_listed_region_plans_alike_and_without_a_gap() {
    let catalogue = catalogue();
    let regions = |partition| {
        let regions = catalogue.regions.iter();
        regions.filter(move |region| region.partition == partition)
    };
    assert_eq!(regions(Partition::Aws).count(), 34);
    assert_eq!(regions(Partition::UsGov).count(), 2);
    assert_eq!(regions(Partition::China).count(), 2);
    assert_eq!(regions(Partition::Eusc).count(), 1);

    let count = |region: &Region, directory: &str| {
        let target = target(Some(directory), &[region.as_str()], Scope::ALL);
        let plan = plan(&catalogue, &target).unwrap();
        assert_eq!(plan.warnings, [], "{region}");
        assert_sound(&plan);
        plan.paths.len()
    };
    for directory in ["mycorp", "d-9067a1b2c3", "ssoins-7223a1b2c3d4e5f6"] {
        let counts: HashSet<usize> = regions(Partition::Aws)
            .map(|region| count(&region.id, directory))
            .collect();
        assert_eq!(counts.len(), 1, "{directory}: {counts:?}");
    }
}

#[test]
fn many_regions_in_one_plan_ask_nothing_twice() {
    let catalogue = catalogue();
    let regions: Vec<&str> = catalogue
        .regions
        .iter()
        .filter(|region| region.partition == Partition::Aws)
        .map(|region| region.id.as_str())
        .collect();
    assert_sound(&plan(&catalogue, &target(Some("mycorp"), &regions, Scope::ALL)).unwrap());
}

/// What holds for every plan, whatever it is for.
fn assert_sound(plan: &Plan) {
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
    }
    let on_hosts: usize = plan.hosts().iter().map(|host| host.paths.len()).sum();
    assert_eq!(on_hosts, plan.paths.len());
}

/// The OIDC issuers: identifiers of AWS's that look like hosts and have no DNS record
/// (aws/aws-cli #10493, #10502).
#[test]
fn names_that_are_no_endpoints_are_not_in_the_catalogue() {
    for row in catalogue().endpoints {
        assert!(
            row.tests
                .iter()
                .all(|test| !test.contains("//identitycenter."))
        );
    }
}

#[test]
fn a_host_that_may_not_resolve_cannot_fail_a_run() {
    let catalogue = catalogue();
    for row in &catalogue.endpoints {
        let sure = row.basis == Basis::Documented;
        assert!(
            sure || row.requirement < Requirement::Required,
            "{}",
            row.id
        );
    }
}

/// Rewritten by `UPDATE_GOLDEN=1 cargo test --test it data::`; read the difference before it is
/// committed.
#[test]
fn the_plan_for_an_alias_is_the_golden_one() {
    let target = target(Some("mycorp"), &["us-east-1"], plan::DEFAULT_SCOPES);
    let plan = plan(&catalogue(), &target).unwrap();
    golden("mycorp-us-east-1.txt", &in_words(&plan));
}

fn golden(name: &str, found: &str) {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/plans")
        .join(name);
    #[expect(
        clippy::disallowed_methods,
        reason = "whoever updates the file says so"
    )]
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    if update {
        fs::write(&file, found).unwrap();
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == expected.replace("\r\n", "\n"),
        "{} differs; UPDATE_GOLDEN=1 rewrites it. Now:\n{found}",
        file.display()
    );
}

fn in_words(plan: &Plan) -> String {
    let mut text = String::new();
    for path in &plan.paths {
        let scopes: Vec<&str> = path.scopes.iter().map(|scope| scope.code()).collect();
        let clients: Vec<&str> = path.clients.iter().map(|client| client.code()).collect();
        let counts = if path.counts {
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
