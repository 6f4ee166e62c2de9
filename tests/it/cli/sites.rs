//! `report` on several files: what is read as what, what is said of the rest, and the exit status.

use std::{fs, path::Path};

use tempfile::TempDir;

use super::{Ran, netcheck, ran};

/// A report of the golden files, for a site.
fn saved(case: &str, site: &str) -> String {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/reports/{case}/report.json"));
    let text = fs::read_to_string(file).unwrap();
    let mut report: serde_json::Value = serde_json::from_str(&text).unwrap();
    report["site"] = site.into();
    serde_json::to_string(&report).unwrap()
}

/// Two whole files, one of lines, one that is broken.
fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("a.json", &saved("healthy", "A"));
    write("b.json", &saved("blocked", "B"));
    let event = "{\"schema\":\"aws-netcheck/event/1\",\"event\":\"started\"}";
    let line = "aws-netcheck/line/1 run=1 site=E started=2026-11-24T07:12:03.000Z exit=0 open=9 \
                degraded=0 unknown=0 blocked=0";
    let lines = [
        event,
        &saved("blocked", "C"),
        "",
        &saved("healthy", "D"),
        "{\"cut",
        line,
    ];
    write("many.ndjson", &lines.join("\n"));
    folder
}

fn report(folder: &TempDir, arguments: &[&str]) -> Ran {
    ran(netcheck(folder.path()).arg("report").args(arguments))
}

fn sites(said: &Ran) -> Vec<String> {
    let json = said.json();
    let sites = json["sites"].as_array().unwrap();
    let name = |site: &serde_json::Value| site["site"].as_str().unwrap().to_owned();
    let mut names: Vec<String> = sites.iter().map(name).collect();
    names.sort_unstable();
    names
}

#[test]
fn patterns_are_expanded_for_shells_that_do_not() {
    let folder = folder();
    let said = report(&folder, &["*.json", "--format", "json"]);
    assert_eq!((said.exit, said.stderr.as_str()), (Some(0), ""));
    assert_eq!(sites(&said), ["A", "B"]);
    let said = report(&folder, &["none/*.json"]);
    assert_eq!(said.exit, Some(2));
    assert!(said.stderr.contains("no file fits"), "{}", said.stderr);
    // A file of that very name is no pattern.
    fs::write(folder.path().join("[x].json"), saved("healthy", "X")).unwrap();
    let said = report(&folder, &["[x].json", "--format", "json"]);
    assert_eq!(said.json()["schema"], "aws-netcheck/report/1");
}

#[test]
fn each_line_of_a_file_is_a_report_and_what_is_none_is_named() {
    let folder = folder();
    let said = report(&folder, &["many.ndjson", "--format", "json"]);
    assert_eq!(said.exit, Some(0), "{}", said.stderr);
    assert_eq!(sites(&said), ["C", "D", "E"]);
    assert!(
        said.stderr
            .starts_with("aws-netcheck: many.ndjson, line 5: "),
        "{}",
        said.stderr
    );
    assert_eq!(said.stderr.lines().count(), 1, "{}", said.stderr);
    assert_eq!(said.json()["read"]["broken"], 1);
    assert_eq!(said.json()["sites"][0]["line"], 2);
    let ticket = report(&folder, &["many.ndjson", "--format", "ticket"]);
    assert!(ticket.stdout.contains("TASK 1"), "{}", ticket.stdout);
}

#[test]
fn a_pipe_is_read_as_a_file_is() {
    let folder = folder();
    let piped = fs::read(folder.path().join("many.ndjson")).unwrap();
    let mut command = netcheck(folder.path());
    let said = ran(command
        .args(["report", "a.json", "-", "--format", "json"])
        .write_stdin(piped));
    assert_eq!(sites(&said), ["A", "C", "D", "E"]);
}

#[test]
fn strictness_makes_a_broken_file_fatal_and_writes_nothing() {
    let folder = folder();
    let arguments = ["a.json", "many.ndjson", "gone.json", "--strict"];
    let file = ["--format", "csv", "--output", "a.csv"];
    let said = report(&folder, &[&arguments[..], &file].concat());
    assert_eq!((said.exit, said.stdout.as_str()), (Some(2), ""));
    for word in [
        "many.ndjson, line 5",
        "gone.json",
        "2 of the files or lines",
    ] {
        assert!(said.stderr.contains(word), "{}", said.stderr);
    }
    assert!(!folder.path().join("a.csv").exists());
    let said = report(&folder, &["gone.json", "lost.json"]);
    assert_eq!(said.exit, Some(2));
    assert!(
        said.stderr
            .contains("nothing of what was given is a report"),
        "{}",
        said.stderr
    );
}

#[test]
fn one_report_alone_stays_one_unless_asked_for() {
    let folder = folder();
    let said = report(&folder, &["a.json", "--format", "json"]);
    assert_eq!(said.json()["schema"], "aws-netcheck/report/1");
    let said = report(&folder, &["a.json", "--merge", "--format", "json"]);
    assert_eq!(said.json()["schema"], "aws-netcheck/sites/1");
    // The lines of a run that told how it went on hold one report.
    let event = "{\"schema\":\"aws-netcheck/event/1\",\"event\":\"started\"}\n";
    let run = format!("{event}{}\n", saved("blocked", "R"));
    fs::write(folder.path().join("run.ndjson"), run).unwrap();
    let said = report(&folder, &["run.ndjson", "--format", "json"]);
    assert_eq!(said.json()["site"], "R");
    fs::write(folder.path().join("run.ndjson"), event).unwrap();
    let said = report(&folder, &["run.ndjson"]);
    assert_eq!(said.exit, Some(2));
    assert!(
        said.stderr.contains("never came to its report"),
        "{}",
        said.stderr
    );
}

#[test]
fn what_stands_for_one_run_is_not_made_of_many() {
    let folder = folder();
    for format in ["junit", "prometheus", "line", "ndjson"] {
        let said = report(&folder, &["a.json", "b.json", "--format", format]);
        assert_eq!((said.exit, said.stdout.as_str()), (Some(2), ""));
        assert!(
            said.stderr.contains("shows one report alone"),
            "{}",
            said.stderr
        );
    }
}

/// A folder may be called as a pattern is written: it stands for itself.
#[test]
fn a_pattern_below_a_folder_with_brackets_fits_its_files() {
    let folder = folder();
    let below = folder.path().join("d[x]");
    fs::create_dir(&below).unwrap();
    fs::write(below.join("a.json"), saved("healthy", "A")).unwrap();
    fs::write(below.join("b.json"), saved("healthy", "B")).unwrap();
    let whole = below.join("*.json");
    for pattern in ["d[x]/*.json", "d[x]/[ab].json", whole.to_str().unwrap()] {
        let said = report(&folder, &[pattern, "--format", "json"]);
        assert_eq!(said.exit, Some(0), "{pattern}: {}", said.stderr);
        assert_eq!(sites(&said), ["A", "B"], "{pattern}");
    }
}

/// However it is named, a file is one.
#[test]
fn a_file_that_is_named_twice_is_read_once() {
    let folder = folder();
    fs::create_dir(folder.path().join("x")).unwrap();
    let whole = folder.path().join("a.json");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&whole, folder.path().join("link.json")).unwrap();
    let spellings = ["a.json", "./a.json", "x/../a.json", whole.to_str().unwrap()];
    for named in [
        &spellings[..],
        &["a.json", "[a]*.json"],
        &["*.json", "a.json"],
    ] {
        let arguments = [named, &["--merge", "--format", "json"]].concat();
        let said = report(&folder, &arguments);
        assert_eq!(said.exit, Some(0), "{}", said.stderr);
        let read = &said.json()["read"];
        let expected = if named[0] == "*.json" { 2 } else { 1 };
        assert_eq!(read["reports"], expected, "{named:?}: {read}");
        assert_eq!(read["superseded"], 0, "{read}");
    }
    // A copy has another name, but its run is the same.
    fs::copy(&whole, folder.path().join("copy.json")).unwrap();
    let said = report(&folder, &["a.json", "copy.json", "--format", "json"]);
    let json = said.json();
    assert_eq!(
        (
            &json["read"]["repeated"],
            &json["read"]["superseded"],
            &json["sites"][0]["older"]
        ),
        (&1.into(), &0.into(), &0.into())
    );
}

/// As it comes of `copy /b`, or of a shell that puts a byte order mark before each file.
#[test]
fn lines_are_read_behind_a_mark_and_behind_empty_lines() {
    let folder = folder();
    let line = "aws-netcheck/line/1 run=1 site=E started=2026-11-24T07:12:03.000Z exit=0 open=9 \
                degraded=0 unknown=0 blocked=0\n";
    let report_line = saved("blocked", "C");
    for text in [
        format!("\u{feff}{line}"),
        format!("\n\r\n{line}"),
        format!("\u{feff}{line}\u{feff}{line}"),
    ] {
        fs::write(folder.path().join("l.txt"), &text).unwrap();
        let said = report(&folder, &["l.txt", "--format", "json"]);
        assert_eq!((said.exit, said.stderr.as_str()), (Some(0), ""), "{text:?}");
        assert_eq!(sites(&said), ["E"], "{text:?}");
    }
    let text = format!("\n\n{report_line}\n{line}");
    fs::write(folder.path().join("l.txt"), text).unwrap();
    let said = report(&folder, &["l.txt", "--format", "json"]);
    assert_eq!(sites(&said), ["C", "E"]);
    assert_eq!(said.json()["sites"][0]["line"], 3);
    let ticket = report(&folder, &["l.txt", "--format", "ticket"]);
    assert!(ticket.stdout.contains("TASK 1"), "{}", ticket.stdout);
}

/// As of the nodes of a cluster, or of the laptops of a branch.
#[test]
fn a_site_is_what_the_worst_of_its_machines_is() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, case: &str, host: &str, hour: u8| {
        let mut report: serde_json::Value =
            serde_json::from_str(&saved(case, "Frankfurt")).unwrap();
        report["vantage"]["host"] = host.into();
        report["run"] = name.into();
        report["started"] = format!("2026-11-24T{hour:02}:00:00.000Z").into();
        fs::write(
            folder.path().join(format!("{name}.json")),
            report.to_string(),
        )
        .unwrap();
    };
    write("a", "blocked", "node-1", 8);
    write("b", "healthy", "node-2", 9);
    let said = report(&folder, &["*.json", "--format", "json"]);
    let json = said.json();
    let site = &json["sites"][0];
    assert_eq!(sites(&said), ["Frankfurt"]);
    assert_eq!(
        [
            &site["verdict"],
            &site["host"],
            &site["machines"],
            &site["older"]
        ],
        [
            &"blocked".into(),
            &"node-1".into(),
            &2.into(),
            &serde_json::Value::from(0)
        ]
    );
    let ticket = report(&folder, &["*.json", "--format", "ticket"]);
    assert!(ticket.stdout.contains("TASK 1"), "{}", ticket.stdout);
    // Of one machine the newest counts.
    write("c", "healthy", "node-1", 10);
    let said = report(&folder, &["*.json", "--format", "json"]);
    let json = said.json();
    assert_eq!(json["sites"][0]["verdict"], "open", "{json}");
    assert_eq!(
        [&json["read"]["superseded"], &json["sites"][0]["older"]],
        [&serde_json::Value::from(1), &1.into()]
    );
}

/// As Windows PowerShell 5 writes what is redirected.
#[test]
fn what_a_shell_has_redirected_in_utf_16_is_read() {
    let folder = folder();
    let wide = |name: &str, text: &str| {
        let units = text.replace('\n', "\r\n");
        let units = units.encode_utf16().flat_map(u16::to_le_bytes);
        let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(units).collect();
        fs::write(folder.path().join(name), bytes).unwrap();
    };
    wide("w.json", &saved("healthy", "Zürich"));
    let lines = [saved("blocked", "C"), saved("healthy", "D")];
    wide("w.ndjson", &lines.join("\n"));
    let alone = report(&folder, &["w.json", "--format", "json"]);
    assert_eq!((alone.exit, alone.stderr.as_str()), (Some(0), ""));
    assert_eq!(alone.json()["site"], "Zürich");
    let said = report(&folder, &["w.json", "w.ndjson", "--format", "json"]);
    assert_eq!((said.exit, said.stderr.as_str()), (Some(0), ""));
    assert_eq!(sites(&said), ["C", "D", "Zürich"]);
    let ticket = report(&folder, &["w.ndjson", "--format", "ticket"]);
    assert!(ticket.stdout.contains("TASK 1"), "{}", ticket.stdout);
    let compared = report(&folder, &["b.json", "--baseline", "w.json"]);
    assert_eq!(compared.exit, Some(1), "{}", compared.stderr);
}

#[test]
fn a_folded_screen_says_how_many_groups_it_leaves_out() {
    let folder = TempDir::new().unwrap();
    let mut lines = String::new();
    for site in 0..25 {
        lines += &format!(
            "aws-netcheck/line/1 run={site} site=S{site} started=2026-11-24T07:12:03.000Z exit=1 open=9 \
             degraded=0 unknown=0 blocked={site} tcp.timeout/firewall_drop=h{site}.example\n"
        );
    }
    fs::write(folder.path().join("l.txt"), lines).unwrap();
    let folded = report(&folder, &["l.txt"]).stdout;
    assert!(folded.contains("and 5 more groups: -v"), "{folded}");
    assert!(folded.contains("\n20 BLOCKED  "), "{folded}");
    let full = report(&folder, &["l.txt", "-v"]).stdout;
    assert!(!full.contains("more groups"), "{full}");
    assert!(full.contains("\n24 BLOCKED  "), "{full}");
}
