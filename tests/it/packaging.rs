//! Facts of a release that stand in several files: targets, versions, addresses, and what packages hold.
//!
//! Owns that they agree. Whether a package can be made, installed, run and removed is tried by
//! `.ci/packages`, which `cargo test` does not run.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use regex::Regex;

const WORKFLOW: &str = ".github/workflows/release.yml";
const SCRIPT: &str = ".ci/packages";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    let text = fs::read_to_string(root().join(path));
    text.unwrap_or_else(|error| panic!("{path}: {error}"))
        .replace("\r\n", "\n")
}

fn found(pattern: &str, text: &str) -> BTreeSet<String> {
    let pattern = Regex::new(pattern).unwrap();
    let found = pattern.find_iter(text);
    found.map(|one| one.as_str().to_owned()).collect()
}

/// The compiler's names of systems that a file has.
fn targets(path: &str) -> BTreeSet<String> {
    found(
        r"(x86_64|aarch64)-(unknown|pc|apple)-(linux-(gnu|musl)|darwin|windows-(gnu|msvc))",
        &read(path),
    )
}

/// Every file that is written by hand.
fn files() -> Vec<PathBuf> {
    let mut waiting = vec![root().to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let made = path == root().join("target") || path == root().join(".git");
            if path.is_dir() && !made {
                waiting.push(path);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    files
}

#[test]
fn a_release_is_made_for_the_same_systems_everywhere() {
    let released = targets(WORKFLOW);
    assert_eq!(released.len(), 6, "{released:?}");
    let named = targets("packaging/manifests.py");
    assert!(named.is_subset(&released), "manifests: {named:?}");
    // For a Mac it takes a Mac.
    let here = |target: &&String| !target.contains("darwin");
    let tried: BTreeSet<String> = released.iter().filter(here).cloned().collect();
    assert_eq!(targets(SCRIPT), tried, "{SCRIPT} and {WORKFLOW}");
}

#[test]
fn packages_need_the_same_library_everywhere_and_the_same_tools() {
    let (workflow, script) = (read(WORKFLOW), read(SCRIPT));
    let tools = found(r"(cargo-zigbuild|ziglang)==[0-9.]+", &workflow);
    assert_eq!(tools.len(), 2, "{tools:?}");
    assert_eq!(found(r"(cargo-zigbuild|ziglang)==[0-9.]+", &script), tools);
    let oldest = found(r"--glibc [0-9.]+", &workflow);
    assert_eq!(oldest.len(), 1, "{oldest:?}");
    let oldest = oldest.first().unwrap().replace("--glibc ", "");
    let said = [
        (SCRIPT, format!("glibc={oldest}\n")),
        ("Cargo.toml", format!("depends = \"libc6 (>= {oldest})\"\n")),
    ];
    for (file, words) in said {
        assert!(read(file).contains(&words), "{file} does not say {words}");
    }
}

/// The project has no address yet: where one will stand, and nowhere else.
#[test]
fn the_placeholder_of_the_address_stands_where_it_is_known_to() {
    // Pieced together, or this file would be one of them.
    let placeholder = ["repository", "invalid"].join(".");
    let holds = |path: &PathBuf| {
        let text = fs::read(path).unwrap();
        let mut windows = text.windows(placeholder.len());
        windows.any(|part| part == placeholder.as_bytes())
    };
    let inside = |path: PathBuf| path.strip_prefix(root()).unwrap().to_owned();
    let holding: BTreeSet<PathBuf> = files().into_iter().filter(holds).map(inside).collect();
    let known = [
        "Cargo.toml",
        "packaging/debian/changelog",
        "packaging/manifests.py",
    ];
    assert_eq!(holding, known.map(PathBuf::from).into());
}

/// The sources of the files in a system package, but for the program.
fn assets(package: &str) -> BTreeSet<String> {
    let manifest: toml::Value = toml::from_str(&read("Cargo.toml")).unwrap();
    let assets = &manifest["package"]["metadata"][package]["assets"];
    let source = |asset: &toml::Value| {
        let source = asset.get("source").or_else(|| asset.get(0)).unwrap();
        source.as_str().unwrap().to_owned()
    };
    let mut sources: BTreeSet<String> = assets.as_array().unwrap().iter().map(source).collect();
    assert!(
        sources.remove("target/release/aws-netcheck"),
        "{package} has no program"
    );
    sources
}

#[test]
fn what_system_packages_hold_is_there_or_is_made() {
    let made = read("packaging/extras");
    let (debian, rpm) = (assets("deb"), assets("generate-rpm"));
    for source in debian.union(&rpm) {
        let there = match source.strip_prefix("target/extras/") {
            // The shell's star stands for the names of commands.
            Some("man/*.1") => made.contains(r#">"$folder/man/aws-netcheck-$command.1""#),
            Some(inside) => {
                let name = inside.rsplit('/').next().unwrap();
                let words = made.split(|sign: char| sign.is_whitespace() || "\"/".contains(sign));
                words.into_iter().any(|word| word == name)
            }
            None => root().join(source).is_file(),
        };
        assert!(
            there,
            "{source} is not there, and packaging/extras does not make it"
        );
    }
    // Debian has one file for all licences, and the common ones already.
    let licences = |source: &&String| {
        !source.contains("LICENSE-") && source.as_str() != "packaging/debian/copyright"
    };
    let alike: [Vec<&String>; 2] = [&debian, &rpm].map(|all| all.iter().filter(licences).collect());
    assert_eq!(alike[0], alike[1], "the .deb and the .rpm");
}

#[test]
fn debians_changelog_begins_with_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    let first = format!("aws-netcheck ({version}-1) ");
    assert!(
        read("packaging/debian/changelog").starts_with(&first),
        "{first}"
    );
}
