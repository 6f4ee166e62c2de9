//! Every list lets through what is needed, and no look-alike; an apex or a deeper name only where
//! the output says so.

use aws_netcheck::{
    allowlist::{self, Allowlist, Breadth, Entry, Extent, Purpose, Reach, Remark, UrlPath, Wish},
    catalogue,
    format::{FORMATS, Format, Rules},
    names::{Directory, HostName},
    plan::{self, Requirement, Target},
};
use proptest::prelude::*;

use super::product::{Reading, Rule, rules};
use super::{CASES, DEFAULT, list, written};

/// What one format makes of one list.
struct Told {
    rules: Vec<Rule>,
    remarks: Vec<Remark>,
}

impl Told {
    fn of(format: &Format, list: &Allowlist, purpose: Purpose) -> Option<Self> {
        format.purposes().find(|known| *known == purpose)?;
        if list.list(purpose).entries.is_empty() {
            return None;
        }
        let rendering = written(format, list, &[purpose], Rules::Existing);
        let texts = rendering.sections.iter().map(|section| &section.text);
        let remarks = rendering.remarks.into_iter().map(|(_, remark)| remark);
        Some(Self {
            rules: texts.flat_map(|text| rules(format.id, text)).collect(),
            remarks: remarks.collect(),
        })
    }

    fn matches(&self, host: &str, reading: Reading) -> bool {
        self.rules.iter().any(|rule| rule.matches(host, reading))
    }

    fn is_told(&self, extent: Extent, name: &str) -> bool {
        let of_extent = |remark: &&Remark| remark.extent == extent;
        let mut remarks = self.remarks.iter().filter(of_extent);
        remarks.any(|remark| remark.entries.iter().any(|entry| entry == name))
    }
}

/// Hosts that an entry means.
fn samples(entry: &Entry) -> Vec<String> {
    let base = &entry.base;
    match entry.reach {
        Reach::Itself => vec![base.to_string()],
        Reach::OneBelow => vec![format!("a.{base}")],
        Reach::Below => vec![
            format!("a.{base}"),
            format!("xn--80ak6aa92e.{base}"),
            format!("c.b-1.a.{base}"),
            format!("g.f.e.d.c.b.a.{base}"),
        ],
        Reach::ItselfAndBelow => vec![base.to_string(), format!("a.{base}")],
    }
}

/// Names that look like a base and are somebody else's.
fn look_alikes(base: &str) -> Vec<String> {
    let (first, rest) = base.split_once('.').unwrap();
    vec![
        format!("evil{base}"),
        format!("evil-{base}"),
        format!("a.evil{base}"),
        format!("{base}.evil.example"),
        format!("a.{base}.evil.example"),
        format!("{base}evil.example"),
        format!("{first}x{rest}"),
        format!("{first}-{rest}"),
        format!("{first}.evil{rest}"),
        format!("{base}x"),
        format!("evil.example.{first}"),
        "evil.example".to_owned(),
        rest.to_owned(),
        format!("evil.{rest}"),
    ]
}

fn check(format: &Format, list: &Allowlist, purpose: Purpose, case: &str) {
    let Some(told) = Told::of(format, list, purpose) else {
        return;
    };
    let entries = &list.list(purpose).entries;
    let place = |host: &str| format!("{}, {case}, {purpose}: {host}", format.id);
    for entry in entries {
        let pattern = entry.pattern();
        if told.is_told(Extent::LeftOut, &pattern) {
            continue;
        }
        let narrower = told.is_told(Extent::Narrower, &pattern);
        for host in samples(entry) {
            let deep = host.split('.').count() > entry.base.as_str().split('.').count() + 1;
            let matched = told.matches(&host, Reading::Least);
            assert!(matched || narrower && deep, "{} is missing", place(&host));
        }
    }
    // A base may end in another one: what is below that is no look-alike of it.
    let wanted = |host: &str| {
        let host: Option<HostName> = host.parse().ok();
        host.is_some_and(|host| entries.iter().any(|entry| entry.covers(&host)))
    };
    for entry in entries {
        let base = entry.base.as_str();
        let near = [base.to_owned(), format!("a.{base}"), format!("b.a.{base}")];
        for host in look_alikes(base).iter().chain(&near) {
            if told.matches(host, Reading::Most) && !wanted(host) {
                assert!(
                    is_told_wider(&told, entries, host),
                    "{} is matched",
                    place(host)
                );
            }
        }
    }
}

/// Whether a remark says that something with this host in it comes out wider.
fn is_told_wider(told: &Told, entries: &[Entry], host: &str) -> bool {
    entries.iter().any(|entry| {
        let base = entry.base.as_str();
        let apex = host == base;
        let below = host
            .strip_suffix(base)
            .is_some_and(|rest| rest.ends_with('.'));
        (apex || below) && told.is_told(Extent::Wider, base)
    })
}

#[test]
fn every_list_lets_through_what_it_says_and_no_look_alike() {
    let catalogue = catalogue::load().unwrap();
    for case in CASES {
        let list = list(&catalogue, case);
        for format in FORMATS {
            for purpose in Purpose::ALL {
                check(format, &list, *purpose, case.name);
            }
        }
    }
}

/// What `probe` tests as required is let through, except by what says that it cannot.
#[test]
fn every_required_host_of_a_plan_is_let_through() {
    let catalogue = catalogue::load().unwrap();
    for case in CASES.iter().filter(|case| !case.regions.is_empty()) {
        let target = Target {
            directory: case.directory.map(|name| name.parse().unwrap()),
            regions: case
                .regions
                .iter()
                .map(|name| name.parse().unwrap())
                .collect(),
            scopes: case.scopes.to_vec(),
            ..Target::default()
        };
        let plan = plan::plan(&catalogue, &target).unwrap();
        let list = list(&catalogue, case);
        for format in FORMATS {
            let Some(told) = Told::of(format, &list, Purpose::Allow) else {
                continue;
            };
            let required = |path: &&plan::Path| path.requirement == Requirement::Required;
            for path in plan.paths.iter().filter(required) {
                let host = path.host.as_str();
                let matched = told.matches(host, Reading::Least);
                let wildcard = list
                    .allow
                    .entries
                    .iter()
                    .find(|entry| entry.covers(&path.host));
                let left_out =
                    wildcard.is_some_and(|entry| told.is_told(Extent::LeftOut, &entry.pattern()));
                let place = || format!("{}, {}: {host}", format.id, case.name);
                assert!(matched || left_out, "{} is missing", place());
            }
        }
    }
}

/// In a list that exempts from inspection there is no path, and nothing that others than AWS have
/// names below.
#[test]
fn nothing_shared_is_exempted_from_inspection() {
    let catalogue = catalogue::load().unwrap();
    for case in CASES {
        let list = list(&catalogue, case);
        for format in FORMATS {
            let Some(told) = Told::of(format, &list, Purpose::NoDecrypt) else {
                continue;
            };
            for host in [
                "d111111abcdef8.cloudfront.net",
                "d35uxhjf90umnp.cloudfront.net",
                "somebody.s3.amazonaws.com",
                "s3.us-gov-west-1.amazonaws.com",
                "ec2-203-0-113-1.compute-1.amazonaws.com",
                "cdnjs.cloudflare.com",
            ] {
                let place = format!("{}, {}: {host}", format.id, case.name);
                assert!(!told.matches(host, Reading::Most), "{place}");
            }
        }
        assert!(
            list.no_decrypt
                .entries
                .iter()
                .all(|entry| { entry.path == UrlPath::Any && entry.port == 443 })
        );
    }
}

#[test]
fn other_companies_portals_are_admitted_only_without_a_directory() {
    let catalogue = catalogue::load().unwrap();
    let list = list(&catalogue, &DEFAULT);
    for format in FORMATS {
        let Some(told) = Told::of(format, &list, Purpose::Allow) else {
            continue;
        };
        assert!(
            told.matches("mycorp.awsapps.com", Reading::Least),
            "{}",
            format.id
        );
        let other = told.matches("othercorp.awsapps.com", Reading::Most);
        assert!(!other, "{}", format.id);
    }
}

fn regions() -> impl Strategy<Value = Vec<&'static str>> {
    let known = vec![
        "us-east-1",
        "us-west-2",
        "eu-west-1",
        "ap-northeast-1",
        "mars-north-9",
    ];
    proptest::sample::subsequence(known, 1..4)
}

fn breadths() -> impl Strategy<Value = Breadth> {
    proptest::sample::select(Breadth::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever directory and Regions: complete, no look-alike, and the same text each time,
    /// whichever order they are given in.
    #[test]
    fn any_target_makes_a_sound_list(
        directory in "[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?",
        regions in regions(),
        breadth in breadths(),
    ) {
        prop_assume!(directory.parse::<Directory>().is_ok());
        let catalogue = catalogue::load().unwrap();
        let make = |regions: Vec<&str>| {
            let wish = Wish {
                directory: Some(directory.parse().unwrap()),
                regions: regions.iter().map(|name| name.parse().unwrap()).collect(),
                scopes: DEFAULT.scopes.to_vec(),
                breadth,
                fips: false,
            };
            allowlist::allowlist(&catalogue, &wish).unwrap()
        };
        let mut reversed = regions.clone();
        reversed.reverse();
        let (list, again) = (make(regions), make(reversed));
        for format in FORMATS {
            for purpose in Purpose::ALL {
                check(format, &list, *purpose, &directory);
            }
            let text = |list| written(format, list, Purpose::ALL, Rules::Written).whole();
            prop_assert_eq!(text(&list), text(&again));
        }
    }
}
