//! `--redact`: nothing of what it takes out stands in any output, and what it leaves is a report.
//!
//! Owns what is looked for, and what has to be left.
#![expect(clippy::unwrap_used, reason = "what is made here is found here")]

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::Value;

use aws_netcheck::language::Language;
use aws_netcheck::report::redact::{Level, Redactor};
use aws_netcheck::report::sites::{Gatherer, Gist, Origin, SITES_OUTPUTS, for_ticket};
use aws_netcheck::report::{Detail, OUTPUTS, Options, Report, read_saved};

use super::{CASES, case, saved};

mod contoso;
mod forms;

use contoso::of_contoso;

/// Of the person and the machine: gone at both levels.
const OF_MACHINE: &[&str] = &[
    "jdoe",
    "adm-doe",
    "lt-4711",
    "172.20.",
    "fd12:3456",
    "192.168.7.",
    "172-20-",
    "s3cr3t",
    "田中",
];

/// Of the company. No word of these is one of ours.
const OF_COMPANY: &[&str] = &[
    "contoso",
    "payroll",
    "frankfurt",
    "proxy7",
    "wpad",
    "t0k3n",
    "tenant-0815",
    "9.9.9.77",
    "9f8e7d6c",
    "intranet",
    "soc says",
    "kasumigaseki",
    "123456789012",
    "5678-9012",
    "2a02:beef",
    "203.0.113.57",
];

fn every_output(report: &Report, mut look: impl FnMut(&str, &str)) {
    for language in [Language::English, Language::Japanese] {
        for output in OUTPUTS {
            let options = Options {
                language,
                detail: Detail::Full,
                ..Options::default()
            };
            look(output.id, &(output.render)(report, &options));
        }
    }
}

/// The secrets that stand in a text, in any case, and as URLs and JSON write them.
fn leaks<'s>(text: &str, secrets: &[&'s str]) -> Vec<&'s str> {
    let text = text.to_lowercase();
    let stands = |secret: &&&str| text.contains(**secret);
    secrets.iter().filter(stands).copied().collect()
}

#[test]
fn no_output_holds_what_was_taken_out() {
    let report = of_contoso();
    let secrets: Vec<&str> = [OF_MACHINE, OF_COMPANY].concat();
    every_output(&report, |id, text| {
        if ["json", "ndjson"].contains(&id) {
            let missing = secrets.iter().filter(|s| leaks(text, &[s]).is_empty());
            // Else the test would prove nothing.
            assert_eq!(missing.collect::<Vec<_>>(), Vec::<&&str>::new(), "{id}");
        }
    });
    for (level, secrets) in [(Level::Machine, OF_MACHINE), (Level::Company, &secrets)] {
        let redacted = Redactor::new(level).report(&report).unwrap();
        every_output(&redacted, |id, text| {
            let found = leaks(text, secrets);
            let at = found.first().and_then(|one| text.to_lowercase().find(one));
            let near = at.map(|at| &text[at.saturating_sub(80)..(at + 40).min(text.len())]);
            assert_eq!(found, Vec::<&str>::new(), "{level:?} {id}: {near:?}");
        });
    }
}

#[test]
fn what_is_left_is_a_report_that_says_so() {
    let schema = include_str!("../../../data/schema/report.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let hostile = CASES.iter().map(|case| (case.name, saved(case)));
    for (name, report) in hostile.chain([("contoso", of_contoso())]) {
        for level in Level::ALL {
            let redacted = Redactor::new(*level).report(&report).unwrap();
            assert_eq!(redacted.redacted.as_deref(), Some(level.code()));
            assert_eq!(redacted.summary, report.summary);
            assert_eq!(redacted.paths.len(), report.paths.len());
            let codes = |report: &Report| -> Vec<_> {
                let paths = report.paths.iter();
                paths
                    .map(|path| (path.verdict, path.failure.clone(), path.cause.clone()))
                    .collect()
            };
            assert!(codes(&redacted) == codes(&report), "{name}");
            let value = serde_json::to_value(&redacted).unwrap();
            let errors: Vec<_> = validator
                .iter_errors(&value)
                .map(|e| e.to_string())
                .collect();
            assert_eq!(errors, Vec::<String>::new(), "{name}");
            // Ids still lead to paths, in steps and in requests.
            let ids: BTreeSet<&str> = redacted.paths.iter().map(|path| path.id.as_str()).collect();
            let named = redacted
                .requests
                .iter()
                .flat_map(|request| &request.because);
            let lost: Vec<_> = named.filter(|id| !ids.contains(id.as_str())).collect();
            let before: BTreeSet<&str> = report.paths.iter().map(|path| path.id.as_str()).collect();
            let named = report.requests.iter().flat_map(|request| &request.because);
            let lost_before = named.filter(|id| !before.contains(id.as_str())).count();
            assert_eq!(lost.len(), lost_before, "{name}: {lost:?}");
        }
    }
}

#[test]
fn names_of_aws_and_what_was_found_stay() {
    let report = of_contoso();
    let redacted = Redactor::new(Level::Company).report(&report).unwrap();
    let hosts: Vec<&str> = redacted
        .paths
        .iter()
        .map(|path| path.host.as_str())
        .collect();
    assert!(hosts.contains(&"directory_1.awsapps.com"), "{hosts:?}");
    assert!(hosts.contains(&"oidc.us-east-1.amazonaws.com"), "{hosts:?}");
    assert!(
        hosts.iter().any(|host| host.ends_with(".example")),
        "{hosts:?}"
    );
    let said = &redacted.paths[0].evidence;
    assert!(said[0].contains("words-"), "{said:?}");
    assert!(said[1].contains("certificate-name-"), "{said:?}");
    assert!(said[2].starts_with("words-"), "{said:?}");
    let request = &redacted.requests[0];
    let kept = request
        .not_asked
        .iter()
        .any(|one| one.contains("*.awsapps.com"));
    assert!(kept, "{:?}", request.not_asked);
    let filter = &request.log_filter;
    assert!(filter.starts_with("(addr.src in 198.18.0."), "{filter}");
    assert!(
        filter.ends_with("-e directory_1.awsapps.com access.log"),
        "{filter}"
    );
    let test = &request.test;
    assert!(test.starts_with("curl -sv --cacert 'file-"), "{test}");
    assert!(
        test.contains(" -x http://host-1:8080 --connect-to name-"),
        "{test}"
    );
    let product = redacted.paths[0].product.as_ref().unwrap();
    assert_eq!(product.name, "Squid");
}

#[test]
fn many_reports_share_their_stand_ins() {
    let frankfurt = of_contoso();
    let mut berlin = of_contoso();
    berlin.site = Some("Contoso Berlin".to_owned());
    berlin.run = "other".to_owned();
    let line = b"aws-netcheck/line/1 run=7f site=Contoso_Rome started=2026-11-24T07:12:03.000Z \
        exit=1 open=4 degraded=1 unknown=0 blocked=2 tls.reset/sni_filter=contoso-sso.awsapps.com+1\n";
    let mut redactor = Redactor::new(Level::Company);
    let mut gatherer = Gatherer::default();
    let json = |report| serde_json::to_vec(report).unwrap();
    let all = [json(&frankfurt), json(&berlin), line.to_vec()];
    for (number, bytes) in all.iter().enumerate() {
        let gist = Gist::read(bytes).unwrap().unwrap();
        let gist = gist.redacted(bytes, &mut redactor).unwrap();
        let file = format!("contoso-{number}.json");
        gatherer.add(
            gist,
            Origin {
                file,
                line: None,
                offset: 0,
            },
        );
    }
    let mut sites = gatherer.finish("1.0.0");
    let wanted: Vec<usize> = sites.wanted().iter().map(|(id, _)| *id).collect();
    for id in wanted {
        let report = redactor.report(&read_saved(&all[0]).unwrap()).unwrap();
        sites.explain(id, for_ticket(report));
    }
    redactor.files(&mut sites);
    let names: BTreeSet<&str> = sites.sites.iter().map(|site| site.site.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["site-1", "site-2", "site-3"]));
    let secrets: Vec<&str> = [OF_MACHINE, OF_COMPANY].concat();
    for output in SITES_OUTPUTS {
        let text = (output.render)(&sites, &Options::default());
        assert_eq!(leaks(&text, &secrets), Vec::<&str>::new(), "{}", output.id);
    }
}

/// A field that nobody has classed would be taken out whole.
#[test]
fn every_field_of_the_golden_reports_is_classed() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    for case in CASES {
        let text = fs::read_to_string(folder.join(case.name).join("report.json")).unwrap();
        let report: Value = serde_json::from_str(&text).unwrap();
        let unclassed = aws_netcheck::report::redact::unclassed(&report);
        assert_eq!(unclassed, Vec::<String>::new(), "{}", case.name);
    }
}

/// Whatever a report found: not even AWS's own certificate says whose portal it was.
#[test]
fn no_golden_report_tells_its_directory() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    let mut with_directory = 0;
    for case in CASES {
        let bytes = fs::read(folder.join(case.name).join("report.json")).unwrap();
        let report = read_saved(&bytes).unwrap();
        let Some(directory) = report.target.directory.clone() else {
            continue;
        };
        with_directory += 1;
        let redacted = Redactor::new(Level::Company).report(&report).unwrap();
        every_output(&redacted, |id, text| {
            let found = leaks(text, &[directory.as_str()]);
            assert_eq!(found, Vec::<&str>::new(), "{} {id}", case.name);
        });
    }
    assert!(with_directory > 10, "{with_directory}");
}

/// Stand-ins are originals when it is done again: nothing of them is lost, and the stronger level holds.
#[test]
fn done_again_it_is_no_less() {
    let report = of_contoso();
    let company = Redactor::new(Level::Company).report(&report).unwrap();
    for level in Level::ALL {
        let again = Redactor::new(*level).report(&company).unwrap();
        assert_eq!(again.redacted.as_deref(), Some("company"));
        assert_eq!(again.vantage.state.len(), company.vantage.state.len());
        assert_eq!(again.vantage.address, company.vantage.address);
        assert_eq!(again.requests[0].log_filter, company.requests[0].log_filter);
    }
    let machine = Redactor::new(Level::Machine).report(&report).unwrap();
    let company = Redactor::new(Level::Company).report(&machine).unwrap();
    assert_eq!(company.redacted.as_deref(), Some("company"));
    assert_eq!(company.vantage.state.len(), machine.vantage.state.len());
}

/// Whoever is called like a word of ours takes nothing away from it.
#[test]
fn ordinary_words_as_names_garble_nothing() {
    for word in ["https", "portal", "443", "curl", "open", "e", "to"] {
        let mut report = saved(case("blocked"));
        let said = report.paths[0].evidence.clone();
        report.vantage.user = Some(word.to_owned());
        report.vantage.host = Some(format!("{word}.lan"));
        report.site = Some(word.to_owned());
        report.labels = [(word.to_owned(), word.to_owned())].into();
        for level in Level::ALL {
            let redacted = Redactor::new(*level).report(&report).unwrap();
            let pairs = redacted.paths.iter().zip(&report.paths);
            for (one, other) in pairs {
                assert_eq!(one.verdict, other.verdict);
                assert_eq!(one.failure, other.failure);
                assert!(
                    one.url.starts_with("https://") && one.id.contains('#'),
                    "{}",
                    one.url
                );
            }
            assert!(
                redacted.requests[0]
                    .test
                    .starts_with(&report.requests[0].test[..5])
            );
            if *level == Level::Machine {
                assert_eq!(redacted.paths[0].evidence, said, "{word}");
            }
        }
    }
}
