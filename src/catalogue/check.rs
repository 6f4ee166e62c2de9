//! What one endpoint row must fulfil, beyond the types of its fields.
//!
//! Owns the rules; `data/README.md` tells them to who writes a row. Each returns the field and
//! the value that break it; file and row are added by `load`.

use url::Url;

use super::{
    Basis, Document, Endpoint, Kind, NotEndpoint, Placeholder, Requirement, Scope, Step, fill,
    load::Fault, regional,
};
use crate::names::{HostName, HostPattern};

/// What rows refer to.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) steps: &'a [Step],
    pub(super) documents: &'a [Document],
    pub(super) not_endpoints: &'a [NotEndpoint],
}

/// Checks a row against every rule, in the order of its fields.
pub(super) fn endpoint(row: &Endpoint, known: Known<'_>) -> Result<(), Fault> {
    id(row)?;
    let pattern = pattern(row, known.not_endpoints)?;
    if row.port == 0 {
        return fault("port", "0", "a port is 1 to 65535");
    }
    purpose(row, known.steps)?;
    tests(row, &pattern, known.not_endpoints)?;
    source(row, known.documents)
}

const NO_ENDPOINT: &str = "data/not-endpoints.toml says that its host is none";

fn is_none(host: &HostName, not_endpoints: &[NotEndpoint]) -> bool {
    not_endpoints.iter().any(|none| &none.id == host)
}

fn fault<T>(field: &'static str, found: impl Into<String>, rule: &'static str) -> Result<T, Fault> {
    let found = found.into();
    Err(Fault::Field { field, found, rule })
}

fn id(row: &Endpoint) -> Result<(), Fault> {
    let kebab_case = row.id.split('-').all(|word| {
        !word.is_empty()
            && word
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    });
    if kebab_case {
        Ok(())
    } else {
        fault("id", &row.id, "lower case, digits and single hyphens")
    }
}

/// A pattern as its kind reads it, with samples for its placeholders.
struct Pattern {
    hosts: HostPattern,
    /// Of a `url` pattern: every test begins with it.
    path: String,
}

fn pattern(row: &Endpoint, not_endpoints: &[NotEndpoint]) -> Result<Pattern, Fault> {
    let pattern = regional(&row.pattern);
    let filled = sample("pattern", &pattern)?;
    let bad = |rule| fault("pattern", &row.pattern, rule);
    let rest = filled.strip_prefix("https://").unwrap_or(&filled);
    let (host, path) = match rest.find('/') {
        Some(start) => rest.split_at(start),
        None => (rest, ""),
    };
    let Ok(hosts) = host.parse::<HostPattern>() else {
        return bad("its host is not a valid name, nor *. before one");
    };
    if is_none(hosts.base(), not_endpoints) {
        return bad(NO_ENDPOINT);
    }
    let bare = filled == host;
    let wild = hosts.is_wildcard() || pattern != row.pattern;
    match row.kind {
        Kind::Host if !bare || wild => bad("kind host is one bare host name"),
        Kind::Wildcard if !bare || !wild => {
            bad("kind wildcard is a bare host name with *. before it or .*. in it")
        }
        Kind::Url if path.is_empty() || wild => {
            bad("kind url is one host name and a path, with or without https://")
        }
        _ => Ok(Pattern {
            hosts,
            path: path.to_owned(),
        }),
    }
}

/// Fills a template with values that are valid names.
fn sample(field: &'static str, template: &str) -> Result<String, Fault> {
    let filled = fill(template, |placeholder| {
        Some(match placeholder {
            Placeholder::Directory => "mycorp",
            Placeholder::Instance => "ssoins-7223a1b2c3d4e5f6",
            Placeholder::Region => "us-east-1",
        })
    });
    match filled {
        Ok(text) if !text.contains(['{', '}']) => Ok(text),
        _ => fault(
            field,
            template,
            "the placeholders are {directory}, {instance} and {region}",
        ),
    }
}

fn purpose(row: &Endpoint, steps: &[Step]) -> Result<(), Fault> {
    if row.scopes.is_empty() {
        return fault("scopes", "", "a row has at least one");
    }
    if row.clients.is_empty() {
        return fault("clients", "", "a row has at least one");
    }
    for step in &row.steps {
        if !steps.iter().any(|known| &known.id == step) {
            return fault("steps", step, "data/steps.toml has no such step");
        }
    }
    // Who asks for the set-up alone must get all that its steps need.
    if row.scopes.contains(&Scope::Setup) == row.steps.is_empty() {
        let found = row.steps.join(", ");
        let rule = "rows of scope setup name their steps, and no others do";
        return fault("steps", found, rule);
    }
    if row.breaks.trim().is_empty() {
        return fault("breaks", &row.breaks, "say what does not work without it");
    }
    Ok(())
}

fn tests(row: &Endpoint, pattern: &Pattern, not_endpoints: &[NotEndpoint]) -> Result<(), Fault> {
    match (&row.untestable, row.tests.is_empty()) {
        (None, true) => return fault("untestable", "", "say why there is nothing to test"),
        (Some(why), false) => {
            return fault("untestable", why, "only for a row without tests");
        }
        (Some(why), true) if why.trim().is_empty() => {
            return fault("untestable", why, "say why there is nothing to test");
        }
        _ => {}
    }
    row.tests
        .iter()
        .try_for_each(|text| test(row, pattern, not_endpoints, text))
}

fn test(
    row: &Endpoint,
    pattern: &Pattern,
    not_endpoints: &[NotEndpoint],
    text: &str,
) -> Result<(), Fault> {
    let filled = sample("tests", text)?;
    let bad = |rule| fault("tests", text, rule);
    let Ok(url) = Url::parse(&filled) else {
        return bad("it is no URL");
    };
    if url.scheme() != "https" {
        return bad("tests are made over https");
    }
    let Some(host) = url
        .host_str()
        .and_then(|host| host.parse::<HostName>().ok())
    else {
        return bad("its host is not a valid name");
    };
    if is_none(&host, not_endpoints) {
        return bad(NO_ENDPOINT);
    }
    if url.port_or_known_default() != Some(row.port) {
        return bad("its port is not the port of the row");
    }
    // The path's id is made of host and path alone, so nothing else may tell two tests apart.
    let query = match (url.query(), row.deep) {
        (Some(query), true) => format!("?{query}"),
        _ => String::new(),
    };
    if url.as_str() != format!("https://{}{}{query}", authority(&url), url.path()) {
        return bad("a test is scheme, host and path: no user, query or fragment");
    }
    if !pattern.hosts.covers(&host) || !url.path().starts_with(&pattern.path) {
        return bad("the pattern does not cover it");
    }
    Ok(())
}

/// Host, and port where it is not the usual one.
fn authority(url: &Url) -> &str {
    &url[url::Position::BeforeHost..url::Position::BeforePath]
}

fn source(row: &Endpoint, documents: &[Document]) -> Result<(), Fault> {
    if row.basis == Basis::Observed && row.requirement == Requirement::Required {
        let rule = "what was only observed is at most recommended";
        return fault("requirement", row.requirement.code(), rule);
    }
    if row.documents.is_empty() {
        return fault("documents", "", "a row names at least one");
    }
    for id in &row.documents {
        if !documents.iter().any(|document| &document.id == id) {
            return fault("documents", id, "data/documents.toml has no such document");
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::{
        catalogue::{Client, Confidence, Operator},
        names::Partition,
    };

    fn good() -> Endpoint {
        Endpoint {
            id: "portal".into(),
            pattern: "{directory}.awsapps.com".into(),
            kind: Kind::Host,
            port: 443,
            operator: Operator::Aws,
            partition: Partition::Aws,
            scopes: vec![Scope::SignIn, Scope::Setup],
            requirement: Requirement::Required,
            steps: vec!["2.5".into()],
            clients: vec![Client::Browser],
            tests: vec!["https://{directory}.awsapps.com/start".into()],
            untestable: None,
            json: false,
            fips: false,
            deep: false,
            breaks: "the portal does not open".into(),
            basis: Basis::Documented,
            documents: vec!["idc".into()],
            checked: date(2026, 11, 22),
            confidence: Confidence::High,
            note: None,
        }
    }

    /// The field that a change of the good row breaks.
    fn broken(change: impl FnOnce(&mut Endpoint)) -> Option<&'static str> {
        let mut row = good();
        change(&mut row);
        let steps = [Step {
            id: "2.5".into(),
            title: "Sign in".into(),
            beside_catalogue: false,
        }];
        let documents = [Document {
            id: "idc".into(),
            title: "A page".into(),
            url: None,
            dated: "2026".into(),
        }];
        let not_endpoints = [NotEndpoint {
            id: "identitycenter.amazonaws.com".parse().unwrap(),
            why: "an identifier".into(),
            documents: vec!["idc".into()],
        }];
        let known = Known {
            steps: &steps,
            documents: &documents,
            not_endpoints: &not_endpoints,
        };
        match endpoint(&row, known) {
            Ok(()) => None,
            Err(Fault::Field { field, .. }) => Some(field),
            Err(Fault::Form(text)) => panic!("{text}"),
        }
    }

    #[test]
    fn the_good_row_is_good() {
        assert_eq!(broken(|_| {}), None);
    }

    #[test]
    fn ids_are_in_kebab_case() {
        for id in ["Portal", "portal_api", "-portal", "portal--api", ""] {
            assert_eq!(broken(|row| row.id = id.into()), Some("id"), "{id}");
        }
    }

    #[test]
    fn placeholders_are_known() {
        let pattern = "{alias}.awsapps.com";
        assert_eq!(broken(|row| row.pattern = pattern.into()), Some("pattern"));
        for test in [
            "https://{alias}.awsapps.com/",
            "https://{directory.awsapps.com/",
        ] {
            assert_eq!(broken(|row| row.tests = vec![test.into()]), Some("tests"));
        }
    }

    #[test]
    fn the_kind_is_that_of_the_pattern() {
        let of = |pattern: &str, kind| {
            broken(|row| {
                row.pattern = pattern.into();
                row.kind = kind;
            })
        };
        for (pattern, kind) in [
            ("*.awsapps.com", Kind::Host),
            ("https://{directory}.awsapps.com", Kind::Host),
            ("{directory}.awsapps.com/start", Kind::Host),
            ("{directory}.awsapps.com", Kind::Wildcard),
            ("https://*.awsapps.com", Kind::Wildcard),
            ("{directory}.awsapps.com", Kind::Url),
            ("https://*.awsapps.com/start", Kind::Url),
            ("http://{directory}.awsapps.com/start", Kind::Url),
            ("{directory}.*.awsapps.com", Kind::Host),
            ("a*.awsapps.com", Kind::Wildcard),
            ("awsapps", Kind::Host),
        ] {
            assert_eq!(of(pattern, kind), Some("pattern"), "{pattern} {kind}");
        }
        for (pattern, kind) in [
            ("*.awsapps.com", Kind::Wildcard),
            ("https://{directory}.awsapps.com/start", Kind::Url),
            ("{directory}.awsapps.com/start", Kind::Url),
        ] {
            assert_eq!(of(pattern, kind), None, "{pattern} {kind}");
        }
    }

    #[test]
    fn tests_are_urls_of_scheme_host_and_path_that_the_pattern_covers() {
        for test in [
            "mycorp.awsapps.com",
            "http://{directory}.awsapps.com/start",
            "https://{directory}_.awsapps.com/start",
            "https://192.0.2.1/",
            "https://{directory}.awsapps.com:8443/start",
            "https://me@{directory}.awsapps.com/start",
            "https://{directory}.awsapps.com/start?x=1",
            "https://{directory}.awsapps.com/start#/",
            "https://other.awsapps.com/start",
        ] {
            let tests = vec![test.to_owned()];
            assert_eq!(broken(|row| row.tests = tests), Some("tests"), "{test}");
        }
    }

    #[test]
    fn an_asterisk_in_the_middle_covers_the_name_in_each_region() {
        let of = |test: &str| {
            broken(|row| {
                row.pattern = "oidc.*.amazonaws.com".into();
                row.kind = Kind::Wildcard;
                row.tests = vec![test.into()];
            })
        };
        assert_eq!(of("https://oidc.{region}.amazonaws.com/"), None);
        assert_eq!(of("https://oidc.a.b.amazonaws.com/"), Some("tests"));
    }

    #[test]
    fn a_name_that_is_no_endpoint_is_neither_pattern_nor_test() {
        let host = "identitycenter.amazonaws.com";
        assert_eq!(broken(|row| row.pattern = host.into()), Some("pattern"));
        let field = broken(|row| {
            row.pattern = "*.amazonaws.com".into();
            row.kind = Kind::Wildcard;
            row.tests = vec![format!("https://{host}/")];
        });
        assert_eq!(field, Some("tests"));
    }

    #[test]
    fn a_test_lies_below_the_path_of_its_pattern() {
        let field = broken(|row| {
            row.pattern = "https://{directory}.awsapps.com/login".into();
            row.kind = Kind::Url;
        });
        assert_eq!(field, Some("tests"));
    }

    #[test]
    fn the_port_is_that_of_the_tests() {
        assert_eq!(broken(|row| row.port = 0), Some("port"));
        assert_eq!(broken(|row| row.port = 80), Some("tests"));
    }

    #[test]
    fn a_row_has_tests_or_a_reason_for_none() {
        let why = |text: &str| Some(text.to_owned());
        assert_eq!(broken(|row| row.tests.clear()), Some("untestable"));
        assert_eq!(broken(|row| row.untestable = why("no")), Some("untestable"));
        let none = |text| {
            broken(|row| {
                row.tests.clear();
                row.untestable = why(text);
            })
        };
        assert_eq!(none(" "), Some("untestable"));
        assert_eq!(none("no concrete host is documented"), None);
    }

    #[test]
    fn a_row_says_what_it_is_for() {
        assert_eq!(broken(|row| row.scopes.clear()), Some("scopes"));
        assert_eq!(broken(|row| row.clients.clear()), Some("clients"));
        assert_eq!(broken(|row| row.breaks = " ".into()), Some("breaks"));
    }

    #[test]
    fn steps_are_known_and_belong_to_the_set_up() {
        assert_eq!(broken(|row| row.steps = vec!["9.9".into()]), Some("steps"));
        assert_eq!(broken(|row| row.steps.clear()), Some("steps"));
        assert_eq!(
            broken(|row| row.scopes = vec![Scope::SignIn]),
            Some("steps")
        );
    }

    #[test]
    fn a_row_names_documents_that_exist() {
        assert_eq!(broken(|row| row.documents.clear()), Some("documents"));
        let nowhere = || "nowhere".to_owned();
        assert_eq!(
            broken(|row| row.documents.push(nowhere())),
            Some("documents")
        );
    }

    #[test]
    fn what_was_only_observed_is_not_required() {
        let field = broken(|row| row.basis = Basis::Observed);
        assert_eq!(field, Some("requirement"));
    }
}
