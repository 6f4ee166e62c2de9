//! Every list lets through what is needed, and no look-alike; an apex or a deeper name only where
//! the output says so.

use aws_netcheck::{
    allowlist::{self, Allowlist, Breadth, Entry, Extent, Purpose, Reach, Remark, UrlPath, Wish},
    catalogue,
    format::{FORMATS, Format, Rules},
    names::{Directory, HostName, Partition},
    plan::{self, Requirement, Target},
};
use proptest::prelude::*;

use super::hostile::{disguised, look_alikes};
use super::product::{Reading, Rule, compared, rules, spelled_alike};
use super::{CASES, DEFAULT, list, perhaps_written};

/// What one format makes of one list.
struct Told {
    id: &'static str,
    rules: Vec<Rule>,
    remarks: Vec<Remark>,
}

impl Told {
    fn of(format: &Format, list: &Allowlist, purpose: Purpose) -> Option<Self> {
        format.purposes().find(|known| *known == purpose)?;
        if list.list(purpose).entries.is_empty() {
            return None;
        }
        let rendering = perhaps_written(format, list, &[purpose], Rules::Existing)?;
        let texts = rendering.sections.iter().map(|section| &section.text);
        let remarks = rendering.remarks.into_iter().map(|(_, remark)| remark);
        Some(Self {
            id: format.id,
            rules: texts.flat_map(|text| rules(format.id, text)).collect(),
            remarks: remarks.collect(),
        })
    }

    fn matches(&self, host: &str, reading: Reading) -> bool {
        let host = compared(self.id, host, reading);
        self.rules.iter().any(|rule| rule.matches(&host, reading))
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
            for host in spelled_alike(format.id, &host).filter(|_| matched) {
                let matched = told.matches(&host, Reading::Least);
                assert!(matched, "{} is missing", place(&host));
            }
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
            let disguised = disguised(host);
            let matched = disguised
                .iter()
                .find(|one| told.matches(one, Reading::Most));
            if let Some(matched) = matched
                && !wanted(host)
            {
                let wider = is_told_wider(&told, entries, host);
                assert!(wider, "{} is matched", place(matched));
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

/// A partition's own Regions, and in the commercial one a Region that nobody knows.
fn regions() -> impl Strategy<Value = Vec<String>> {
    let partitions = [
        Partition::Aws,
        Partition::UsGov,
        Partition::China,
        Partition::Eusc,
    ];
    proptest::sample::select(partitions.to_vec()).prop_flat_map(|partition| {
        let listed = catalogue::load().unwrap().regions.into_iter();
        let of_it = listed.filter(|region| region.partition == partition);
        let mut known: Vec<String> = of_it.map(|region| region.id.to_string()).collect();
        if partition == Partition::Aws {
            known.push("mars-north-9".to_owned());
        }
        let most = known.len().min(4);
        proptest::sample::subsequence(known, 1..=most)
    })
}

/// No directory, an alias, an id, or an instance.
fn directories() -> impl Strategy<Value = Option<String>> {
    prop_oneof![
        Just(None),
        "[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?".prop_map(Some),
        "d-[0-9a-f]{10}".prop_map(Some),
        "ssoins-[0-9a-f]{16}".prop_map(Some),
    ]
}

fn breadths() -> impl Strategy<Value = Breadth> {
    proptest::sample::select(Breadth::ALL.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever directory, partition and Regions: complete, no look-alike, and the same text each
    /// time, whichever order they are given in.
    #[test]
    fn any_target_makes_a_sound_list(
        directory in directories(),
        regions in regions(),
        breadth in breadths(),
    ) {
        let directory: Option<Directory> = match directory.map(|text| text.parse()) {
            None => None,
            Some(Ok(directory)) => Some(directory),
            Some(Err(_)) => return Err(TestCaseError::reject("no directory")),
        };
        let catalogue = catalogue::load().unwrap();
        let make = |regions: &[String]| {
            let wish = Wish {
                directory: directory.clone(),
                regions: regions.iter().map(|name| name.parse().unwrap()).collect(),
                scopes: DEFAULT.scopes.to_vec(),
                breadth,
                fips: false,
            };
            allowlist::allowlist(&catalogue, &wish)
        };
        let reversed: Vec<String> = regions.iter().rev().cloned().collect();
        // The guide of 2023 has nothing beyond the commercial partition.
        let (Ok(list), Ok(again)) = (make(&regions), make(&reversed)) else {
            prop_assert_eq!(breadth, Breadth::Guide);
            return Ok(());
        };
        for format in FORMATS {
            for purpose in Purpose::ALL {
                check(format, &list, *purpose, &format!("{directory:?}, {regions:?}, {breadth}"));
            }
            let text = |list| {
                let rendering = perhaps_written(format, list, Purpose::ALL, Rules::Written);
                rendering.map(|rendering| rendering.whole())
            };
            prop_assert_eq!(text(&list), text(&again));
        }
    }
}
