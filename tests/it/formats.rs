//! Lists for every product: as accepted, complete, and never wider than they say.
//!
//! Golden files are in `tests/formats`, a folder for each format. What a product makes of its own
//! list is in `product`, written from the products' documents and knowing nothing of the program's
//! own declarations.

use std::{collections::BTreeSet, fs, path::Path};

use aws_netcheck::{
    allowlist::{self, Allowlist, Breadth, Purpose, Reach, Scope, Wish},
    catalogue::{self, Catalogue},
    format::{
        self, Dialect, FORMATS, Format, Names, Options, Rendering, Rules, Sense, Told, Unwritable,
    },
};

use crate::golden;

mod beside;
mod command;
mod from_report;
mod habits;
mod hostile;
mod matching;
mod names;
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
        name: "sovereign",
        directory: Some("ssoins-7223a1b2c3d4e5f6"),
        regions: &["eusc-de-east-1"],
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

/// The same, or nothing where the format can express nothing of the list.
fn perhaps_written(
    format: &Format,
    list: &Allowlist,
    purposes: &[Purpose],
    rules: Rules,
) -> Option<Rendering> {
    let options = Options {
        purposes,
        names: &Names::from_stem("aws-netcheck"),
        rules,
        variant: None,
    };
    match format::write(format, list, &options) {
        Ok(rendering) => Some(rendering),
        Err(Unwritable::Nothing { .. }) => None,
        Err(bad) => panic!("{}: {bad}", format.id),
    }
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

/// Whoever finds a list in a product should see where it is from.
#[test]
fn an_output_says_what_it_was_made_from_where_its_product_lets_it() {
    let catalogue = catalogue::load().unwrap();
    let list = list(&catalogue, &DEFAULT);
    let marks = [
        concat!("aws-netcheck ", env!("CARGO_PKG_VERSION")),
        &format!("catalogue {}", catalogue.date),
        "mycorp",
        "us-east-1",
        "sign-in",
        "setup",
    ];
    for format in FORMATS {
        let rendering = written(format, &list, Purpose::ALL, Rules::Existing);
        let has = |text: &str, mark: &&str| text.contains(*mark);
        let parts: Vec<String> = rendering
            .sections
            .iter()
            .map(|one| rendering.part(one))
            .collect();
        match format.told {
            // The form has a field for each.
            Told::Data if format.id == "json" => {
                let body: serde_json::Value = serde_json::from_str(&parts[0]).unwrap();
                assert_eq!(body["tool"]["version"], env!("CARGO_PKG_VERSION"));
                assert_eq!(body["target"]["scopes"][1], "setup");
                let remarks = body["remarks"].as_array().unwrap();
                assert!(remarks.iter().any(|remark| remark["extent"] == "left-out"));
            }
            Told::Data | Told::Comments(_) => {
                let all = parts
                    .iter()
                    .all(|text| marks.iter().all(|mark| has(text, mark)));
                assert!(all, "{}: {parts:#?}", format.id);
            }
            // Each purpose has it once; what is sent after the first body may have no field.
            Told::Field => {
                for purpose in format.purposes() {
                    let whole = |id: &str, text: &str| {
                        id.starts_with(purpose.code()) && marks.iter().all(|mark| has(text, mark))
                    };
                    let ids = rendering.sections.iter().map(|section| section.id.as_str());
                    let told = ids.zip(&parts).any(|(id, text)| whole(id, text));
                    assert!(told, "{}: {parts:#?}", format.id);
                }
            }
            Told::Nowhere(why) => {
                assert!(!why.is_empty());
                let none = parts.iter().all(|text| !has(text, &"catalogue"));
                assert!(none, "{}: {parts:#?}", format.id);
            }
        }
    }
}

/// Rows that are no entries hold no name where a reader of lists looks for one.
#[test]
fn the_table_has_its_remarks_as_rows_that_nobody_takes_for_entries() {
    let catalogue = catalogue::load().unwrap();
    let list = list(
        &catalogue,
        &Case {
            directory: None,
            ..DEFAULT
        },
    );
    let text = written(
        format::format("csv").unwrap(),
        &list,
        Purpose::ALL,
        Rules::Existing,
    )
    .whole();
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<_> = rows.records().map(|row| row.unwrap()).collect();
    let (remarks, entries): (Vec<_>, Vec<_>) = rows.iter().partition(|row| &row[0] == "remark");
    assert!(
        remarks
            .iter()
            .all(|row| row[1].is_empty() && !row[12].is_empty())
    );
    assert!(remarks.iter().any(|row| &row[11] == "left-out"));
    let wide = entries
        .iter()
        .find(|row| &row[1] == "*.awsapps.com")
        .unwrap();
    assert_eq!(&wide[11], "wider");
    assert!(wide[12].contains("portals of other companies"));
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
