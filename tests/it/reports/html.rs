//! What must hold for the HTML report of any case. How it looks and works in a browser is
//! `tests/browser`'s.

use std::collections::BTreeSet;

use aws_lc_rs::digest::{SHA256, digest};
use aws_netcheck::report::{Color, Detail, Options};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{case, cases::CASES, options, saved, shown};

fn page(name: &str) -> String {
    let case = case(name);
    let options = options(case, Color::Never, Detail::Folded);
    shown("html", &saved(case), &options)
}

/// All that stands between the two.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

/// The page without style, script and their hashes: golden files are of what is said.
pub(super) fn without_looks(page: &str) -> String {
    let mut page = page.to_owned();
    for (start, end) in [
        ("<style>", "</style>"),
        ("<script>", "</script>"),
        ("Security-Policy\" content=\"", "\">"),
    ] {
        let kept = between(&page, start, end).to_owned();
        page = page.replacen(&kept, "", 1);
    }
    page
}

/// The values of an attribute.
fn values<'a>(page: &'a str, attribute: &str) -> Vec<&'a str> {
    let start = format!(" {attribute}=\"");
    let parts = page.split(start.as_str()).skip(1);
    parts.map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn the_policy_lets_in_what_is_in_the_page_and_nothing_else() {
    let page = page("healthy");
    let hash = |text: &str| STANDARD.encode(digest(&SHA256, text.as_bytes()));
    let style = hash(between(&page, "<style>", "</style>"));
    let script = hash(between(&page, "<script>", "</script>"));
    let policy = between(&page, "Security-Policy\" content=\"", "\">");
    let policy = policy.replace("&#39;", "'");
    let expected = format!(
        "default-src 'none'; style-src 'sha256-{style}'; script-src 'sha256-{script}'; base-uri \
         'none'; form-action 'none'"
    );
    assert_eq!(policy, expected);
}

#[test]
fn nothing_is_fetched_from_anywhere() {
    for case in CASES {
        let page = without_looks(&shown("html", &saved(case), &Options::default()));
        for attribute in ["src", "srcset", "style", "action", "poster", "data", "ping"] {
            assert_eq!(values(&page, attribute), [""; 0], "{}", case.name);
        }
        for link in values(&page, "href") {
            assert!(link.starts_with('#'), "{}: {link}", case.name);
        }
    }
    let style = page("healthy");
    let style = between(&style, "<style>", "</style>");
    assert!(!style.contains("@import") && !style.contains("//"));
    assert!(style.matches("url(").count() == style.matches("url(#").count());
}

#[test]
fn every_reference_leads_to_one_place() {
    for case in CASES {
        let page = without_looks(&shown("html", &saved(case), &Options::default()));
        let ids = values(&page, "id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "{}", case.name);
        let links = values(&page, "href");
        let links = links.iter().map(|link| link.trim_start_matches('#'));
        let mut needed: Vec<&str> = links.collect();
        let labels = values(&page, "aria-labelledby");
        needed.extend(labels.iter().flat_map(|ids| ids.split(' ')));
        needed.extend(values(&page, "data-copies"));
        for id in needed {
            assert!(known.contains(id), "{}: {id}", case.name);
        }
    }
}

#[test]
fn whatever_a_stranger_says_is_text() {
    let page = page("hostile");
    assert_eq!(page.matches("<script").count(), 1);
    assert!(page.contains("&#60;script&#62;alert(1)&#60;/script&#62;"));
    let odd = |c: char| c.is_control() && c != '\n' || ('\u{200b}'..='\u{202e}').contains(&c);
    assert!(!page.chars().any(odd));
    assert!(!page.contains("s3cr3t"));
}

#[test]
fn every_path_and_every_request_is_in_the_page() {
    for case in CASES {
        let report = saved(case);
        let page = shown("html", &report, &Options::default());
        let count = |what: &str| page.matches(what).count();
        assert_eq!(count("<details class=\"path "), report.paths.len());
        assert_eq!(count("<article class=\"request\""), report.requests.len());
        let finding = count("<article class=\"wall ");
        let open = report.summary.open == report.paths.len();
        assert_eq!(finding == 0, open, "{}", case.name);
    }
}
