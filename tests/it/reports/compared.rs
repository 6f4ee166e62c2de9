//! A report beside two others: one of how it has to be, and one of how it was.

use aws_netcheck::report::v1::{How, Role};
use aws_netcheck::report::{Report, compare};
use aws_netcheck::verdict::Verdict;

use super::cases::{blocked, healthy};

/// What was open closed, one way or another, and all of TLS is slower than it was.
pub(super) fn compared() -> Report {
    let mut now = blocked();
    let mut last = blocked();
    last.run = "6e1a00".to_owned();
    last.site = Some("FRA".to_owned());
    for path in &mut last.paths {
        path.timings_ms.tls = path.timings_ms.tls.map(|ms| ms / 10.0);
    }
    for path in &mut now.paths {
        path.timings_ms.tls = path.timings_ms.tls.map(|ms| ms + 200.0);
    }
    last.paths[0].verdict = Verdict::Unknown;
    let with = |role, file: &str, other: &Report| compare(role, file, other, &now);
    now.compared = vec![
        with(Role::Baseline, "good.json", &healthy()),
        with(Role::Since, "last.json", &last),
        with(Role::Since, "same.json", &now),
    ];
    now
}

#[test]
fn nothing_changes_between_a_report_and_itself() {
    for report in [healthy(), blocked()] {
        let compared = compare(Role::Since, "a.json", &report, &report);
        assert_eq!(compared.shared, report.paths.len());
        assert!(compared.changes.is_empty() && compared.slower.is_empty());
    }
}

#[test]
fn what_closes_is_seen_one_way_and_what_opens_the_other() {
    let (good, bad) = (healthy(), blocked());
    let how = |before: &Report, now: &Report| -> Vec<How> {
        let compared = compare(Role::Since, "a.json", before, now);
        compared.changes.iter().map(|change| change.how).collect()
    };
    assert!(how(&good, &bad).contains(&How::Closed));
    assert!(how(&bad, &good).contains(&How::Opened));
    assert!(!how(&bad, &good).contains(&How::Closed));
}

/// One path with a lost packet is no slower network; most of them are; and a little is nothing.
#[test]
fn noise_is_not_slower() {
    let before = healthy();
    let slower = |change: fn(usize, f64) -> f64| {
        let mut now = healthy();
        for (index, path) in now.paths.iter_mut().enumerate() {
            path.timings_ms.tls = path.timings_ms.tls.map(|ms| change(index, ms));
        }
        let compared = compare(Role::Since, "a.json", &before, &now);
        compared
            .slower
            .iter()
            .filter_map(|one| one.layer.clone())
            .collect::<Vec<_>>()
    };
    assert!(before.paths.len() >= 3);
    assert_eq!(
        slower(|index, ms| if index == 0 { ms + 1_000.0 } else { ms }),
        [""; 0]
    );
    assert_eq!(slower(|_, ms| ms + 40.0), [""; 0]);
    assert_eq!(slower(|_, ms| ms * 2.0 + 400.0), ["tls"]);
}

/// Two SYNs lost cost 3 s, which is no longer chance.
#[test]
fn one_path_alone_is_slower_by_what_chance_does_not_explain() {
    let before = healthy();
    for (more, expected) in [(2_900.0, 0), (3_100.0, 1)] {
        let mut now = healthy();
        let times = &mut now.paths[0].timings_ms;
        times.total = times.total.map(|ms| ms + more);
        let compared = compare(Role::Since, "a.json", &before, &now);
        let paths = compared.slower.iter().filter(|one| one.path.is_some());
        assert_eq!(paths.count(), expected, "{more}");
    }
}
