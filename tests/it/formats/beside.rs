//! Where an output says what it was made from and what is unproven, when its product has no comments.
//!
//! Owns the lines before the sections, the file beside the lists, and what a description has room for.

use std::fs;

use aws_netcheck::{
    allowlist::{Purpose, Scope},
    catalogue,
    format::{FORMATS, Proof, Rules, Told},
};
use serde_json::Value;

use super::command::{folder, netcheck};
use super::{Case, DEFAULT, list, written};

const MANY: &[&str] = &[
    "--directory",
    "mycorp",
    "--region",
    "us-east-1",
    "--region",
    "us-east-2",
    "--region",
    "us-west-2",
    "--region",
    "eu-west-1",
    "--region",
    "ap-south-1",
    "--region",
    "eu-west-2",
    "--region",
    "eu-west-3",
    "--region",
    "eu-north-1",
    "--region",
    "sa-east-1",
    "--region",
    "us-west-1",
    "--region",
    "ca-central-1",
    "--scope",
    "all",
];

/// What the engine has read needs no such word; nor does a form of our own.
#[test]
fn what_no_engine_has_read_says_what_is_unproven() {
    for format in FORMATS {
        let read = matches!(format.proof, Proof::Engine | Proof::Own);
        assert!(read || !format.unproven.is_empty(), "{}", format.id);
    }
}

#[test]
fn several_sections_without_comments_begin_with_all_that_is_to_be_said() {
    let list = list(&catalogue::load().unwrap(), &DEFAULT);
    for format in FORMATS {
        let rendering = written(format, &list, Purpose::ALL, Rules::Existing);
        if format.told.has_remarks() || rendering.sections.len() == 1 {
            continue;
        }
        let whole = rendering.whole();
        let (head, _) = whole.split_once("=== 1 of ").unwrap();
        let joined = head.replace("\n===   ", " ");
        for line in &rendering.made_from {
            assert!(joined.contains(line), "{}: {head}", format.id);
        }
        for unproven in format.unproven {
            assert!(joined.contains(unproven), "{}: {head}", format.id);
        }
        assert!(head.lines().all(|line| line.starts_with("=== ")), "{head}");
    }
}

/// A list that a product fetches as it is has no word beside the names.
#[test]
fn a_file_beside_the_lists_says_what_they_cannot() {
    for format in FORMATS {
        let folder = folder();
        let output = format!("x-{{purpose}}.{}", format.extension);
        let ran = netcheck(
            folder.path(),
            &[MANY, &["--format", format.id, "-o", &output]].concat(),
        );
        assert_eq!(ran.exit, Some(0), "{}: {}", format.id, ran.stderr);
        let name = format!("x-lists.{}.about", format.extension);
        let there = fs::read_to_string(folder.path().join(&name));
        if format.told.has_remarks() {
            assert!(there.is_err(), "{}", format.id);
            continue;
        }
        let said = format!("written to {name}: what the lists were made from");
        assert!(ran.stderr.contains(&said), "{}: {}", format.id, ran.stderr);
        let text = there.unwrap().replace("\n  ", " ");
        for mark in [
            concat!("aws-netcheck ", env!("CARGO_PKG_VERSION")),
            "Directory: mycorp; Regions: ap-south-1, ca-central-1, eu-north-1, eu-west-1, ",
            "dual-stack",
            "unproven: ",
        ] {
            assert!(text.contains(mark), "{}: no {mark} in {text}", format.id);
        }
    }
}

/// Names are counted where the product has no room for them, and nowhere else.
#[test]
fn a_description_names_its_regions_where_there_is_room() {
    for format in FORMATS {
        let arguments = [MANY, &["--format", format.id]].concat();
        let ran = netcheck(folder().path(), &arguments);
        let short = ran.stdout.contains(" 11 Regions");
        assert_eq!(short, format.id == "aws-dns-firewall", "{}", format.id);
        let said = "note: descriptions count Regions or scopes";
        assert_eq!(ran.stderr.contains(said), short, "{}", ran.stderr);
        if format.told == Told::Field {
            let named = ran.stdout.contains(" us-east-2 us-west-1 us-west-2; ");
            assert!(named || short, "{}: {}", format.id, ran.stdout);
        }
    }
}

#[test]
fn the_table_begins_with_what_is_to_be_said_of_it() {
    let case = Case {
        scopes: Scope::ALL,
        ..DEFAULT
    };
    let list = list(&catalogue::load().unwrap(), &case);
    let csv = aws_netcheck::format::format("csv").unwrap();
    let text = written(csv, &list, Purpose::ALL, Rules::Existing).whole();
    let kinds: Vec<bool> = text
        .lines()
        .skip(1)
        .map(|line| line.starts_with("remark,"))
        .collect();
    assert!(kinds[0] && !kinds[kinds.len() - 1]);
    assert!(kinds.is_sorted_by(|one, other| one >= other));
}

/// Each entry of the device's own list is looked at by itself.
#[test]
fn every_exclusion_and_every_member_says_why_it_is_there() {
    let list = list(&catalogue::load().unwrap(), &DEFAULT);
    let of = |id: &str| {
        let format = aws_netcheck::format::format(id).unwrap();
        written(format, &list, Purpose::ALL, Rules::Existing)
    };
    let text = of("paloalto-exclusions").whole();
    let described = text.lines().filter(|line| line.contains(" description "));
    for line in described {
        assert!(line.contains("; without it: "), "{line}");
        assert_eq!(line.matches('"').count(), 2, "{line}");
    }
    for section in &of("paloalto-xml").sections {
        let members = section.text.matches("<member>").count();
        assert_eq!(section.text.matches("; without it: ").count(), members);
    }
    // Two hyphens are not allowed in a comment of XML.
    for line in of("paloalto-xml").whole().lines() {
        if let Some(comment) = line.trim().strip_prefix("<!-- ") {
            let inside = comment.strip_suffix(" -->").unwrap();
            assert!(!inside.contains("--"), "{line}");
        }
    }
}

#[test]
fn the_limits_of_a_product_are_in_the_list_of_formats() {
    let ran = netcheck(folder().path(), &["--list-formats=json"]);
    let list: Value = serde_json::from_str(&ran.stdout).unwrap();
    let limits = |id: &str| {
        let mut formats = list["formats"].as_array().unwrap().iter();
        formats.find(|one| one["id"] == id).unwrap()["limits"].clone()
    };
    assert_eq!(limits("cloudflare-gateway")["entries"], 1000);
    assert_eq!(limits("cloudflare-gateway")["parted"], true);
    assert_eq!(limits("paloalto")["entry"], 255);
    assert_eq!(limits("netskope")["entry"], Value::Null);
    assert_eq!(limits("zscaler")["idn"], "punycode");
}
