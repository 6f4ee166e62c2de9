//! The data files that are built in.
//!
//! The rules of a single row have their tests beside the rules. Here is what needs all of it:
//! that nothing is missing against AWS's lists, and that what rows say fits together.

use aws_netcheck::{
    catalogue::{self, Basis, Catalogue, Client, Endpoint, Requirement, Scope, regional},
    names::Partition,
};

fn catalogue() -> Catalogue {
    catalogue::load().unwrap_or_else(|bad| panic!("{bad}"))
}

#[test]
fn every_data_file_loads() {
    let catalogue = catalogue();
    assert!(catalogue.endpoints.len() > 130);
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

/// Every entry of the research that the catalogue stands on is a row of its partition, or the
/// host of a row's test, or is left out for a reason that is written down; never both.
#[test]
fn every_entry_of_the_research_is_a_row_or_left_out_with_its_reason() {
    let catalogue = catalogue();
    let left_out = left_out();
    let entries = include_str!("../data/aws-facts-rows.txt").lines();
    let entries: Vec<(&str, &str)> = entries
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let mut fields = line.split('\t').skip(1);
            (fields.next().unwrap(), fields.next().unwrap())
        })
        .collect();
    assert_eq!(entries.len(), 140);
    for entry in &entries {
        let is_row = catalogue.endpoints.iter().any(|row| means(row, *entry));
        let is_out = left_out
            .iter()
            .any(|(partition, pattern)| (partition.as_str(), pattern.as_str()) == *entry);
        assert!(
            is_row != is_out,
            "{entry:?}: row {is_row}, left out {is_out}"
        );
    }
    for (partition, pattern) in &left_out {
        let known = entries.contains(&(partition, pattern));
        assert!(known, "{pattern} is left out, and was never an entry");
    }
}

fn means(row: &Endpoint, (partition, pattern): (&str, &str)) -> bool {
    let prefix = format!("https://{pattern}/");
    let tested = || row.tests.iter().any(|test| test.starts_with(&prefix));
    row.partition.as_str() == partition && (row.pattern == pattern || tested())
}

/// Partition and pattern of what is left out; each has a reason.
fn left_out() -> Vec<(String, String)> {
    let file = include_str!("../../data/left-out.toml");
    let table: toml::Table = file.parse().unwrap();
    let rows = table["left_out"].as_array().unwrap().iter();
    rows.map(|row| {
        let field = |name: &str| row[name].as_str().unwrap().to_owned();
        assert!(!field("why").is_empty());
        (field("partition"), field("id"))
    })
    .collect()
}

/// The OIDC issuers: identifiers of AWS's that look like hosts and have no DNS record
/// (aws/aws-cli #10493, #10502). The loader refuses rows that name them; the tests of the
/// plans look for them in every plan.
#[test]
fn names_that_are_no_endpoints_are_known() {
    let catalogue = catalogue();
    let none: Vec<&str> = catalogue
        .not_endpoints
        .iter()
        .map(|none| none.id.as_str())
        .collect();
    assert_eq!(
        none,
        [
            "identitycenter.amazonaws.com",
            "identitycenter.us-gov.amazonaws.com",
            "identitycenter.amazonaws.com.cn",
            "identitycenter.amazonaws.eu",
        ]
    );
    for none in &catalogue.not_endpoints {
        assert!(
            none.documents
                .iter()
                .all(|id| catalogue.document(id).is_some())
        );
        assert!(!none.why.is_empty());
    }
}

/// Required by effect: what a set-up step or a sign-in is known to lose. So it has a step, or
/// belongs to the sign-in over dual-stack names, which is no step.
#[test]
fn what_is_required_breaks_a_step_or_a_sign_in() {
    for row in catalogue().endpoints {
        let required = row.requirement == Requirement::Required;
        let known = !row.steps.is_empty() || row.scopes.contains(&Scope::DualStack);
        assert!(!required || known, "{}", row.id);
        assert!(
            !required || !row.breaks.starts_with("nothing"),
            "{}",
            row.id
        );
        assert!(!required || row.basis != Basis::Observed, "{}", row.id);
    }
}

#[test]
fn every_row_of_a_partition_without_a_readable_list_is_derived() {
    for row in catalogue().endpoints {
        let unread = matches!(row.partition, Partition::China | Partition::Eusc);
        assert!(!unread || row.basis == Basis::Derived, "{}", row.id);
    }
}

/// What only an identity provider or an IDE calls cannot break a browser's sign-in.
#[test]
fn scopes_and_clients_fit_together() {
    for row in catalogue().endpoints {
        let is = |scope| row.scopes.contains(&scope);
        let by = |client| row.clients.contains(&client);
        assert_eq!(is(Scope::Scim), by(Client::Idp), "{}", row.id);
        assert!(!is(Scope::Console) || by(Client::Browser), "{}", row.id);
        assert!(!is(Scope::Ide) || by(Client::Ide), "{}", row.id);
    }
}

/// The rules of AWS's programs make names; that one exists, or that AWS lists it, they do not say.
#[test]
fn what_only_the_rules_of_programs_name_is_derived() {
    const PROGRAMS: &[&str] = &["botocore", "cli", "net"];
    for row in catalogue().endpoints {
        let page = |id: &String| !PROGRAMS.contains(&id.as_str());
        let documented = row.basis == Basis::Documented;
        assert!(!documented || row.documents.iter().any(page), "{}", row.id);
    }
}

/// The row says that accounts do not open and older instances' sign-in fails: that is step 2.5.
#[test]
fn the_root_user_does_not_need_the_sign_in_host_of_a_region() {
    let catalogue = catalogue();
    let mut rows = catalogue.endpoints.iter();
    let row = rows.find(|row| row.id == "console-sign-in-region").unwrap();
    assert_eq!(row.steps, ["2.5"]);
}

/// An IDE signs in as the AWS CLI does, in every partition and over every family.
#[test]
fn whoever_signs_in_as_the_aws_cli_calls_the_same_hosts() {
    for row in catalogue().endpoints {
        let of_sign_in = |test: &String| {
            let host = test.strip_prefix("https://").unwrap();
            host.starts_with("oidc.") || host.starts_with("portal.sso.")
        };
        if row.clients.contains(&Client::AwsCli) && !row.deep && row.tests.iter().any(of_sign_in) {
            assert!(row.clients.contains(&Client::Ide), "{}", row.id);
            assert!(row.breaks.contains("IDE"), "{}: {}", row.id, row.breaks);
        }
    }
}

/// The patterns that have an asterisk in the middle are expressible once a Region is put in.
#[test]
fn patterns_are_expressible_in_a_region() {
    for row in catalogue().endpoints {
        let pattern = regional(&row.pattern).into_owned();
        assert!(!pattern[1..].contains('*'), "{}", row.pattern);
    }
}
