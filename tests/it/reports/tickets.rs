//! What a ticket must say, whatever the report: all that a team needs, and nothing that is not so.
#![expect(
    clippy::unwrap_used,
    reason = "a case that cannot be read fails the test"
)]

use aws_netcheck::report::{Options, Report};
use aws_netcheck::verdict::Verdict;

use super::cases::CASES;
use super::{case, saved, shown};

/// The ticket without its line breaks, as one reads it.
fn read(report: &Report, saved: Option<&str>) -> String {
    let options = Options {
        saved: saved.map(str::to_owned),
        ..Options::default()
    };
    let text = shown("ticket", report, &options);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn all_is_usable_only_where_all_is_open() {
    for case in CASES {
        let report = saved(case);
        let open = report.paths.iter().all(|one| one.verdict == Verdict::Open);
        let text = read(&report, None);
        let says = text.contains("every path is usable");
        assert_eq!(says, open, "{}: {text}", case.name);
    }
    let text = read(&saved(case("interrupted")), None);
    assert!(text.contains("Nothing can be asked yet"), "{text}");
}
