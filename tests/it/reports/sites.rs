//! Many reports as one, in every look, against golden files; and what must hold for any set.
//!
//! A set is a row in `SETS` and a folder in `tests/sites`.

use std::{collections::BTreeSet, fs, path::PathBuf};

use aws_netcheck::language::Language;
use aws_netcheck::report::sites::{Gatherer, Gist, Origin, SITES_OUTPUTS, Sites, for_ticket};
use aws_netcheck::report::v1::Summary;
use aws_netcheck::report::{Color, Detail, Options, Report, width};

use crate::golden::compare;

use super::{case, html, shown};

struct Set {
    name: &'static str,
    files: fn() -> Vec<Vec<u8>>,
}

const SETS: &[Set] = &[
    Set {
        name: "healthy",
        files: healthy,
    },
    Set {
        name: "layers",
        files: layers,
    },
    Set {
        name: "inspected",
        files: inspected,
    },
    Set {
        name: "mixed",
        files: mixed,
    },
    Set {
        name: "lines",
        files: lines,
    },
    Set {
        name: "hostile",
        files: hostile,
    },
];

/// What a person may call a place who wants something of those who read of it.
const EVIL: &[&str] = &[
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1",
    "-2+3",
    "\u{ff1d}1+1",
    "a,b\"c",
    "\t=1",
    "<img src=x onerror=alert(1)>",
    "</style></script><script>alert(1)</script>",
    "\x1b]0;owned\x07\x1b[2J\u{9b}31m",
    "\u{202e}moc.elpmaxe\u{200b}",
    "# [x](javascript:alert(1))",
    "two\r\nlines",
];

pub(super) fn at(name: &str, site: &str) -> Report {
    let mut report = (case(name).report)();
    report.site = Some(site.to_owned());
    report.run = format!("{:06x}", site.bytes().map(usize::from).sum::<usize>());
    report
}

pub(super) fn json(report: &Report) -> Vec<u8> {
    shown("json", report, &Options::default()).into_bytes()
}

fn healthy() -> Vec<Vec<u8>> {
    ["FRA", "MUC", "NRT"]
        .map(|site| json(&at("healthy", site)))
        .to_vec()
}

/// A site for each layer at which the portal may fail, and one for a request of another team.
fn layers() -> Vec<Vec<u8>> {
    let walls = [
        ("dns", "dns.nxdomain", "dns_filter"),
        ("tcp", "tcp.timeout", "firewall_drop"),
        ("proxy", "proxy.denied", "proxy_policy"),
        ("tls", "tls.reset", "sni_filter"),
        ("http", "http.block_page", "url_filter"),
    ];
    let mut files: Vec<Vec<u8>> = walls
        .iter()
        .map(|(layer, failure, cause)| {
            let mut report = at("blocked", layer);
            for path in report
                .paths
                .iter_mut()
                .filter(|path| path.layer.as_deref() == Some("tls"))
            {
                path.layer = Some((*layer).to_owned());
                path.failure = Some((*failure).to_owned());
                path.cause = Some((*cause).to_owned());
            }
            json(&report)
        })
        .collect();
    let mut other = at("blocked", "tls, other team");
    other.requests[0].team_name = Some("Netzwerk".to_owned());
    files.push(json(&other));
    files
}

/// Seven sites with one gateway, one with another, and one at which there is more.
fn inspected() -> Vec<Vec<u8>> {
    let sites = ["AMS", "BER", "CPH", "DUB", "EDI", "FRA", "GVA"];
    let mut files: Vec<Vec<u8>> = sites.map(|site| json(&at("inspected", site))).to_vec();
    let other = String::from_utf8(json(&at("inspected", "HEL"))).unwrap();
    files.push(
        other
            .replace("zscalerthree.net", "zscalertwo.net")
            .into_bytes(),
    );
    let mut more = at("inspected", "IST");
    let mut portal = at("blocked", "IST").paths[0].clone();
    portal.id.push_str("?more");
    more.paths.push(portal);
    for client in more.clients.values_mut() {
        client.verdict = "blocked".to_owned();
    }
    files.push(json(&more));
    files
}

/// All cases, an older report, a part, a line, and what is none of these.
fn mixed() -> Vec<Vec<u8>> {
    let cases = [
        ("healthy", "Aachen"),
        ("blocked", "Bonn"),
        ("blocked", "Berlin"),
        ("unknown", "Celle"),
        ("dead-resolver", "Dresden"),
        ("recommended-blocked", "Essen"),
        ("interrupted", "Fulda"),
        ("unproven", "Goslar"),
    ];
    let mut files: Vec<Vec<u8>> = cases.map(|(name, site)| json(&at(name, site))).to_vec();
    let mut old = at("healthy", "Bonn");
    old.started = "2026-11-01T00:00:00.000Z".to_owned();
    files.push(json(&old));
    files.extend(lines());
    files.push(b"{\"schema\": \"aws-netcheck/report/1\", \"run\": ".to_vec());
    files.push(b"{\"schema\": \"aws-netcheck/event/1\"}".to_vec());
    files.push(b"not one of ours".to_vec());
    files
}

fn lines() -> Vec<Vec<u8>> {
    let of = |(name, exit): (&str, u8)| {
        let options = Options {
            exit,
            ..Options::default()
        };
        shown("line", &at(name, &format!("line of {name}")), &options).into_bytes()
    };
    [
        ("healthy", 0),
        ("blocked", 1),
        ("inspected", 0),
        ("unknown", 3),
        ("dead-resolver", 1),
    ]
    .map(of)
    .to_vec()
}

fn hostile() -> Vec<Vec<u8>> {
    let sites = EVIL.iter().map(|site| json(&at("blocked", site)));
    let mut files: Vec<Vec<u8>> = sites.collect();
    files.push(json(&(case("hostile").report)()));
    files.push(json(&at("healthy", &"long ".repeat(100))));
    files
}

/// As the command puts them together.
pub(super) fn gathered(files: &[Vec<u8>]) -> Sites {
    let mut gatherer = Gatherer::default();
    for (index, file) in files.iter().enumerate() {
        let name = format!("{index:02}.json");
        match Gist::read(file) {
            Ok(Some(gist)) => gatherer.add(
                gist,
                Origin {
                    file: name,
                    line: None,
                    offset: 0,
                },
            ),
            Ok(None) => {}
            Err(why) => gatherer.skip(&name, None, &why.to_string()),
        }
    }
    let mut sites = gatherer.finish("1.0.0");
    let index = |file: &str| file.trim_end_matches(".json").parse::<usize>().unwrap();
    let wanted: Vec<(usize, usize)> = sites
        .wanted()
        .iter()
        .map(|(id, site)| (*id, index(&site.file)))
        .collect();
    for (id, file) in wanted {
        let report = serde_json::from_slice(&files[file]).unwrap();
        sites.explain(id, for_ticket(report));
    }
    sites
}

fn rendered(id: &str, sites: &Sites, options: &Options) -> String {
    let output = SITES_OUTPUTS.iter().find(|output| output.id == id);
    (output.unwrap().render)(sites, options)
}

fn full() -> Options {
    Options {
        detail: Detail::Full,
        ..Options::default()
    }
}

fn japanese() -> Options {
    Options {
        language: Language::Japanese,
        ..full()
    }
}

#[test]
fn every_set_shows_as_its_golden_files() {
    for set in SETS {
        let sites = gathered(&(set.files)());
        let golden = |file: &str, text: &str| compare(&format!("sites/{}/{file}", set.name), text);
        let plain = |id: &str| rendered(id, &sites, &Options::default());
        golden("terminal.txt", &plain("terminal"));
        golden("verbose.txt", &rendered("terminal", &sites, &full()));
        golden("sites.json", &plain("json"));
        golden("ticket.txt", &plain("ticket"));
        golden("ticket.md", &plain("markdown"));
        golden("sites.csv", &plain("csv"));
        golden("sites.html", &html::without_looks(&plain("html")));
        for (id, file) in [("terminal", "ja/verbose.txt"), ("ticket", "ja/ticket.txt")] {
            golden(file, &rendered(id, &sites, &japanese()));
        }
        for id in ["json", "csv"] {
            assert_eq!(rendered(id, &sites, &japanese()), plain(id), "{id}");
        }
    }
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/sites");
    let folders = fs::read_dir(folder).unwrap();
    let names = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let sets: BTreeSet<String> = SETS.iter().map(|set| set.name.to_owned()).collect();
    assert_eq!(names.collect::<BTreeSet<String>>(), sets);
}

#[test]
fn every_line_fits_and_is_harmless_whatever_the_sites_are_called() {
    for set in SETS {
        let sites = gathered(&(set.files)());
        for options in [Options::default(), full(), japanese()] {
            for line in rendered("terminal", &sites, &options).lines() {
                assert!(width(line) <= 80, "{}: {line}", set.name);
                assert!(!line.chars().any(char::is_control), "{}: {line}", set.name);
                assert_eq!(line, line.trim_end(), "{}", set.name);
            }
        }
        for id in ["ticket", "markdown", "csv", "html", "json"] {
            let text = rendered(id, &sites, &Options::default());
            let control = |c: char| c.is_control() && c != '\n';
            assert!(!text.chars().any(control), "{}, {id}", set.name);
        }
        let coloured = Options {
            color: Color::Always,
            ..Options::default()
        };
        let coloured = rendered("terminal", &sites, &coloured);
        assert!(coloured.contains("\x1b["), "{}", set.name);
    }
}

#[test]
fn every_set_follows_its_schema() {
    let schema = include_str!("../../../data/schema/sites.schema.json");
    let schema: serde_json::Value = serde_json::from_str(schema).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for set in SETS {
        let text = rendered("json", &gathered(&(set.files)()), &Options::default());
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator
            .iter_errors(&json)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", set.name);
        let columns = json["endpoints"].as_array().unwrap().len();
        for site in json["sites"].as_array().unwrap() {
            assert_eq!(site["verdicts"].as_array().unwrap().len(), columns);
        }
    }
}

#[test]
fn every_row_of_a_spreadsheet_is_whole_and_no_cell_is_a_formula() {
    for set in SETS {
        let sites = gathered(&(set.files)());
        let text = rendered("csv", &sites, &Options::default());
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
        assert_eq!(rows.len(), sites.sites.len(), "{}", set.name);
        for cell in rows.iter().flatten() {
            let formula = cell.starts_with(['=', '+', '-', '@', '\u{ff1d}']);
            assert!(!formula, "{}: {cell}", set.name);
        }
    }
}

#[test]
fn the_same_wall_is_one_group_with_one_ticket() {
    let sites = gathered(&inspected());
    let sizes: Vec<usize> = sites.groups.iter().map(|group| group.sites.len()).collect();
    assert_eq!(sizes, [1, 7, 1]);
    let (more, many, other) = (&sites.groups[0], &sites.groups[1], &sites.groups[2]);
    assert_eq!((more.sites[0].as_str(), more.like), ("IST", Some(many.id)));
    assert_eq!((other.sites[0].as_str(), other.like), ("HEL", None));
    let ticket = rendered("ticket", &sites, &Options::default());
    let one_line = ticket.split_whitespace().collect::<Vec<_>>().join(" ");
    let named = "AMS, BER, CPH, DUB, EDI, FRA, GVA";
    assert_eq!(one_line.matches(named).count(), 1, "{ticket}");
    assert_eq!(ticket.matches("CHANGE ").count(), 3, "{ticket}");
}

#[test]
fn sites_with_other_teams_need_other_tickets() {
    let sites = gathered(&layers());
    assert!(sites.groups.iter().all(|group| group.sites.len() == 1));
    assert_eq!(sites.groups.len(), 6);
}

#[test]
fn the_newest_report_of_a_site_counts_in_whatever_order_they_come() {
    let (good, bad) = (at("healthy", "FRA"), at("blocked", "FRA"));
    for (newer, older, blocked) in [(&bad, &good, 1), (&good, &bad, 0)] {
        let mut older = older.clone();
        older.started = "2026-11-01T00:00:00.000Z".to_owned();
        let files = [json(newer), json(&older)];
        for order in [[0, 1], [1, 0]] {
            let sites = gathered(&order.map(|index| files[index].clone()));
            let expected = Summary {
                blocked,
                open: 1 - blocked,
                ..Summary::default()
            };
            assert_eq!(sites.summary, expected);
            assert_eq!((sites.read.superseded, sites.sites[0].older), (1, 1));
        }
    }
}

/// A part that was tested again may be open where the rest is not: it is told.
#[test]
fn a_part_is_said_to_be_one() {
    let mut part = at("healthy", "FRA");
    part.interrupted = true;
    let sites = gathered(&[json(&part)]);
    let text = rendered("terminal", &sites, &Options::default());
    assert!(text.contains("tested a part"), "{text}");
}

/// What was not tested is no open path, and what the required paths leave open is no blocked site.
#[test]
fn nothing_healthy_is_blocked_and_nothing_unknown_is_open() {
    let sites = gathered(&mixed());
    let verdict = |name: &str| {
        let mut all = sites.sites.iter();
        all.find(|site| site.site == name).unwrap().verdict.code()
    };
    for (name, expected) in [
        ("Aachen", "open"),
        ("Bonn", "blocked"),
        ("Celle", "unknown"),
        ("Dresden", "blocked"),
        ("Essen", "open"),
        ("Fulda", "unknown"),
    ] {
        assert_eq!(verdict(name), expected, "{name}");
    }
    let only_measured = sites.endpoints.iter().all(|one| {
        let of = &one.summary;
        of.open + of.degraded + of.blocked + of.unknown + one.absent == sites.sites.len()
    });
    assert!(only_measured);
}
