//! What is one site and what is one run, in whatever form it was recorded.

use aws_netcheck::report::Options;

use super::shown;
use super::sites::{at, gathered, json};

/// A site is the same in its line and in its report, whatever it is called and however long.
#[test]
fn a_line_and_a_report_of_one_site_are_one_site() {
    let names = [
        "Contoso Rome",
        "a=b",
        "100%25",
        "東京　本社",
        &"long name ".repeat(40),
    ];
    for name in names {
        let report = at("healthy", name);
        let mut later = report.clone();
        later.run = "abcdef".to_owned();
        later.started = "2026-11-25T00:00:00.000Z".to_owned();
        let line = shown("line", &later, &Options::default());
        assert!(line.len() < 500, "{line}");
        for files in [
            [line.clone().into_bytes(), json(&report)],
            [json(&report), line.into_bytes()],
        ] {
            let sites = gathered(&files);
            let found: Vec<&str> = sites.sites.iter().map(|one| one.site.as_str()).collect();
            assert_eq!(found, [name]);
            assert_eq!((sites.read.superseded, sites.sites[0].whole), (1, false));
        }
    }
    let (one, other) = ("x".repeat(300) + "1", "x".repeat(300) + "2");
    let line = shown("line", &at("healthy", &one), &Options::default());
    let sites = gathered(&[line.into_bytes(), json(&at("healthy", &other))]);
    assert_eq!(sites.sites.len(), 2);
}

/// The report says more, and its line is no second run, not even one of an earlier program.
#[test]
fn a_run_counts_once_as_line_and_as_report() {
    let report = at("blocked", "Contoso Rome");
    let options = Options {
        exit: 1,
        ..Options::default()
    };
    let line = shown("line", &report, &options);
    let old = line.replace("Contoso%20Rome", "Contoso_Rome");
    assert_ne!(line, old);
    for line in [line, old] {
        for files in [
            [line.clone().into_bytes(), json(&report)],
            [json(&report), line.clone().into_bytes()],
        ] {
            let sites = gathered(&files);
            assert_eq!(sites.sites.len(), 1, "{line}");
            let read = &sites.read;
            assert_eq!((read.reports, read.repeated, read.superseded), (2, 1, 0));
            assert!(sites.sites[0].whole && sites.sites[0].older == 0);
        }
    }
}
