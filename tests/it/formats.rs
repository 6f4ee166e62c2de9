//! Lists for every product: as accepted, complete, and never wider than they say.
//!
//! Golden files are in `tests/formats`, a folder for each format. What a product makes of its own
//! list is in `product`, written from the products' documents and knowing nothing of the program's
//! own declarations.

use std::{collections::BTreeSet, fs, path::Path};

use aws_netcheck::{
    allowlist::{self, Allowlist, Breadth, Purpose, Reach, Scope, Wish},
    catalogue::{self, Catalogue},
    format::{self, Dialect, FORMATS, Format, Names, Options, Rendering, Rules, Sense, Told},
};

use crate::golden;

mod command;
mod from_report;
mod matching;
mod product;

/// What a list is wanted for.
struct Case {
    /// The name of the golden file.
    name: &'static str,
    directory: Option<&'static str>,
    regions: &'static [&'static str],
    scopes: &'static [Scope],
    breadth: Breadth,
    rules: Rules,
}

const SIGN_IN: &[Scope] = &[Scope::SignIn, Scope::Setup];

/// The usual one; the others differ from it.
const DEFAULT: Case = Case {
    name: "default",
    directory: Some("mycorp"),
    regions: &["us-east-1"],
    scopes: SIGN_IN,
    breadth: Breadth::Documented,
    rules: Rules::Existing,
};

const CASES: &[Case] = &[
    DEFAULT,
    Case {
        name: "guide",
        directory: None,
        regions: &[],
        breadth: Breadth::Guide,
        ..DEFAULT
    },
    Case {
        name: "no-directory",
        directory: None,
        ..DEFAULT
    },
    Case {
        name: "exact",
        breadth: Breadth::Exact,
        ..DEFAULT
    },
    Case {
        name: "gov",
        regions: &["us-gov-west-1"],
        ..DEFAULT
    },
    Case {
        name: "china",
        regions: &["cn-north-1"],
        ..DEFAULT
    },
    Case {
        name: "many-regions",
        directory: Some("d-9067a1b2c3"),
        regions: &["us-east-1", "eu-west-1", "ap-northeast-1"],
        scopes: Scope::ALL,
        ..DEFAULT
    },
    Case {
        name: "rules",
        rules: Rules::Written,
        ..DEFAULT
    },
];

fn list(catalogue: &Catalogue, case: &Case) -> Allowlist {
    let wish = Wish {
        directory: case.directory.map(|name| name.parse().unwrap()),
        regions: case
            .regions
            .iter()
            .map(|name| name.parse().unwrap())
            .collect(),
        scopes: case.scopes.to_vec(),
        breadth: case.breadth,
        fips: false,
    };
    allowlist::allowlist(catalogue, &wish).unwrap()
}

fn written(format: &Format, list: &Allowlist, purposes: &[Purpose], rules: Rules) -> Rendering {
    in_form(format, list, purposes, rules, None)
}

fn in_form(
    format: &Format,
    list: &Allowlist,
    purposes: &[Purpose],
    rules: Rules,
    variant: Option<&str>,
) -> Rendering {
    let options = Options {
        purposes,
        names: &Names::from_stem("aws-netcheck"),
        rules,
        variant,
    };
    format::write(format, list, &options).unwrap_or_else(|bad| panic!("{}: {bad}", format.id))
}

/// What a person sees of it: the output, and what only stderr has.
fn shown(format: &Format, rendering: &Rendering) -> String {
    let mut text = rendering.whole();
    if !matches!(format.told, Told::Comments(_)) {
        text.push_str("----- stderr -----\n");
        for line in &rendering.made_from {
            text.push_str(&format!("{line}\n"));
        }
        for (_, remark) in rendering.said(usize::MAX) {
            text.push_str(&format!("{remark}\n"));
        }
    }
    text
}

#[test]
fn every_format_is_as_accepted_in_every_case() {
    let catalogue = catalogue::load().unwrap();
    for case in CASES {
        let list = list(&catalogue, case);
        for format in FORMATS {
            if case.rules == Rules::Written && !format.has_rules {
                continue;
            }
            let rendering = written(format, &list, Purpose::ALL, case.rules);
            let text = shown(format, &rendering);
            golden::compare(&format!("formats/{}/{}.txt", format.id, case.name), &text);
        }
    }
    let list = list(&catalogue, &DEFAULT);
    for format in FORMATS {
        for variant in format.variants.iter().skip(1) {
            let rules = Rules::Written;
            let rendering = in_form(format, &list, Purpose::ALL, rules, Some(variant));
            let text = shown(format, &rendering);
            golden::compare(&format!("formats/{}/as-{variant}.txt", format.id), &text);
        }
    }
}

#[test]
fn table_files_and_golden_folders_are_the_same_set() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let names = |folder: &str| -> BTreeSet<String> {
        let entries = fs::read_dir(root.join(folder)).unwrap();
        let name = |entry: fs::DirEntry| {
            let path = entry.path();
            path.file_stem()
                .unwrap()
                .to_string_lossy()
                .replace('_', "-")
        };
        entries
            .map(|entry| name(entry.unwrap()))
            .filter(|name| name != "mod" && name != "report")
            .collect()
    };
    let table: BTreeSet<String> = FORMATS.iter().map(|format| format.id.to_owned()).collect();
    assert_eq!(table.len(), FORMATS.len(), "an id is there twice");
    assert_eq!(names("src/format/products"), table);
    assert_eq!(names("tests/formats"), table);
    for id in &table {
        let golden = root.join("tests/formats").join(id);
        for case in CASES.iter().filter(|case| case.rules == Rules::Existing) {
            let file = golden.join(format!("{}.txt", case.name));
            assert!(file.is_file(), "{}", file.display());
        }
        assert!(golden.join("report.txt").is_file(), "{id}");
    }
}

/// A sense in the words of the README's table.
fn words(sense: Sense) -> String {
    match (sense.surely, sense.at_most, sense.deepest) {
        (Reach::Itself, Reach::Itself, _) => "that host".to_owned(),
        (Reach::OneBelow, Reach::OneBelow, _) => "one label below".to_owned(),
        (Reach::Below, Reach::Below, _) => "below".to_owned(),
        (Reach::Below, _, _) => "below, perhaps itself".to_owned(),
        (Reach::ItselfAndBelow, _, usize::MAX) => "itself and below".to_owned(),
        (Reach::ItselfAndBelow, _, deepest) => format!("itself and {deepest} labels below"),
        other => panic!("the README has no words for {other:?}"),
    }
}

#[test]
fn the_readme_says_what_the_formats_declare() {
    let readme = include_str!("../../README.md");
    for format in FORMATS {
        let all = |word: &dyn Fn(&Dialect) -> String| {
            let mut words: Vec<String> = format.dialects.iter().map(word).collect();
            words.dedup();
            words.join("; ")
        };
        let bare = all(&|dialect| words(dialect.bare));
        let wildcard = all(&|dialect| dialect.wildcard.map_or("none".to_owned(), words));
        let begin = format!("| `{}` | ", format.id);
        let row = readme.lines().find(|line| line.starts_with(&begin));
        let row = row.unwrap_or_else(|| panic!("README.md has no row {begin}"));
        assert!(row.ends_with(&format!(" | {bare} | {wildcard} |")), "{row}");
    }
}

#[test]
fn every_output_is_plain_text_that_ends_with_its_line() {
    let catalogue = catalogue::load().unwrap();
    for case in CASES {
        let list = list(&catalogue, case);
        for format in FORMATS {
            let rendering = written(format, &list, Purpose::ALL, case.rules);
            for text in rendering
                .sections
                .iter()
                .map(|section| rendering.part(section))
                .chain([rendering.whole()])
            {
                assert!(
                    text.ends_with('\n') && !text.ends_with("\n\n"),
                    "{}",
                    format.id
                );
                let odd = |c: char| c.is_control() && c != '\n';
                assert!(!text.contains(odd), "{}", format.id);
            }
            let mut ids: Vec<_> = rendering.sections.iter().map(|one| &one.id).collect();
            ids.dedup();
            assert_eq!(ids.len(), rendering.sections.len(), "{}", format.id);
        }
    }
}
