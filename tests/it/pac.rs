//! What PAC scripts answer: every case of `tests/pac/cases.toml`.
//!
//! The cases are data so that another engine can be asked the same
//! (`tests/engines/check_pac_scripts.py`). What a hostile script may do is tested where scripts are
//! run, in `src/discovery/pac.rs`.

use std::{collections::HashMap, fs, net::IpAddr, path::Path, time::Duration};

use aws_netcheck::discovery::pac::{PacFault, Route, Script, World};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use serde::Deserialize;

/// No case takes long; a busy machine may.
const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    world: Known,
    script: Vec<WholeScript>,
    conditions: Vec<Conditions>,
    broken: Vec<Broken>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    now: Timestamp,
    own: Vec<IpAddr>,
    names: HashMap<String, Vec<IpAddr>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WholeScript {
    file: String,
    cases: Vec<Case>,
    #[serde(rename = "pacparser")]
    _pacparser: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    url: String,
    hops: Vec<String>,
    #[serde(default)]
    skipped: Vec<String>,
    own: Option<Vec<IpAddr>>,
    now: Option<Timestamp>,
    #[serde(rename = "pacparser")]
    _pacparser: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conditions {
    of: String,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
    #[serde(rename = "pacparser")]
    _pacparser: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Broken {
    source: String,
    fault: String,
    #[serde(rename = "pacparser")]
    _pacparser: Option<String>,
}

impl World for Known {
    fn resolve(&self, host: &str) -> Vec<IpAddr> {
        self.names.get(host).cloned().unwrap_or_default()
    }

    fn own_addresses(&self) -> Vec<IpAddr> {
        self.own.clone()
    }

    fn now(&self) -> Zoned {
        self.now.to_zoned(TimeZone::UTC)
    }
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pac")
}

fn cases() -> Cases {
    let text = fs::read_to_string(folder().join("cases.toml")).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("tests/pac/cases.toml: {error}"))
}

fn find(source: &[u8], url: &str, world: &Known) -> Result<Route, PacFault> {
    Script::new(source, PATIENCE)?.find(&url.parse().unwrap(), world)
}

fn hops(route: &Route) -> Vec<String> {
    route.hops.iter().map(ToString::to_string).collect()
}

#[test]
fn whole_scripts_answer_as_listed() {
    let Cases { world, script, .. } = cases();
    for script in script {
        let source = fs::read(folder().join(&script.file)).unwrap();
        for case in script.cases {
            let mut world = world.clone();
            world.own = case.own.unwrap_or(world.own);
            world.now = case.now.unwrap_or(world.now);
            let route = find(&source, &case.url, &world)
                .unwrap_or_else(|fault| panic!("{}, {}: {fault:?}", script.file, case.url));
            let found = (hops(&route), route.skipped);
            assert_eq!(
                found,
                (case.hops, case.skipped),
                "{}, {}",
                script.file,
                case.url
            );
        }
    }
}

#[test]
fn conditions_hold_as_listed() {
    let Cases {
        world, conditions, ..
    } = cases();
    for group in conditions {
        let yes = group
            .yes
            .iter()
            .map(|condition| (condition, "PROXY yes:80"));
        let no = group.no.iter().map(|condition| (condition, "DIRECT"));
        for (condition, expected) in yes.chain(no) {
            let source = format!(
                "function FindProxyForURL(url, host) {{ return ({condition}) ? 'PROXY yes:80' : 'DIRECT'; }}"
            );
            let route = find(source.as_bytes(), "https://www.example.com/", &world);
            let found = route.map(|route| hops(&route));
            assert_eq!(
                found,
                Ok(vec![expected.to_owned()]),
                "{}: {condition}",
                group.of
            );
        }
    }
}

#[test]
fn broken_scripts_have_the_listed_fault() {
    let Cases { world, broken, .. } = cases();
    for Broken { source, fault, .. } in broken {
        let found = find(source.as_bytes(), "https://www.example.com/", &world);
        let found = format!("{:?}", found.unwrap_err());
        let name = found.split(['(', ' ']).next();
        assert_eq!(name, Some(fault.as_str()), "{source}: {found}");
    }
}

#[test]
fn every_script_has_cases_and_there_are_enough() {
    let cases = cases();
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_listed = cases.script.iter().any(|script| script.file == name);
        assert!(
            is_listed || name == "cases.toml",
            "tests/pac/{name} has no case"
        );
    }
    let of_scripts: usize = cases.script.iter().map(|script| script.cases.len()).sum();
    let conditions = cases.conditions.iter();
    let conditions: usize = conditions
        .map(|group| group.yes.len() + group.no.len())
        .sum();
    assert!(of_scripts + conditions + cases.broken.len() >= 60);
}
