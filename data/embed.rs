//! Build script: reads the data files, so that the program need not, and a new one needs no code edit.
//!
//! TOML is for who writes it, and slow to read. Each file becomes JSON in `OUT_DIR`, and the sentences
//! become tables in the order of their keys, in which one is found without reading any. The crate takes
//! them in with `include!`. What a file means is checked by who loads it.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script talks to cargo by environment and stdout"
)]

use std::{
    collections::BTreeMap,
    env, fs, io,
    path::{Path, PathBuf},
};

/// Files of texts that are pages, not sentences.
const PAGES: &[&str] = &["causes", "failures", "verdicts"];

fn main() -> io::Result<()> {
    let data = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("data");
    let out = PathBuf::from(variable("OUT_DIR")?);
    // Cargo looks into the whole folder. Naming the folders below it would miss one that is new.
    println!("cargo::rerun-if-changed={}", data.display());

    for folder in ["endpoints", "fingerprints"] {
        let rows = toml_files(&data.join(folder))?;
        let rows = rows.iter().map(|file| {
            let json = as_json(file, &out.join(folder))?;
            Ok(format!("({:?}, include_str!({json:?})),", stem(file)))
        });
        write_table(&out.join(folder).with_extension("rs"), rows)?;
    }
    for file in toml_files(&data)? {
        as_json(&file, &out)?;
    }
    fs::write(out.join("checked.rs"), format!("{:?}", newest(&data)?))?;
    texts(&data.join("texts"), &out)
}

/// The day on which a row of the catalogue was checked last.
fn newest(data: &Path) -> io::Result<String> {
    let mut newest = String::new();
    for file in toml_files(&data.join("endpoints"))? {
        for row in read(&file)?["endpoint"].as_array().into_iter().flatten() {
            let checked = row.get("checked").and_then(toml::Value::as_str);
            newest = newest.max(checked.unwrap_or_default().to_owned());
        }
    }
    Ok(newest)
}

/// For each language its files as they are written, each as JSON, and its sentences.
fn texts(folder: &Path, out: &Path) -> io::Result<()> {
    let (mut written, mut read_in, mut sentences) = (Vec::new(), Vec::new(), Vec::new());
    for language in sorted(folder)? {
        let code = stem(&language);
        let mut by_key = BTreeMap::new();
        for file in toml_files(&language)? {
            let name = stem(&file);
            let json = as_json(&file, &out.join("texts").join(&code))?;
            written.push(Ok(format!("({code:?}, {name:?}, include_str!({file:?})),")));
            read_in.push(Ok(format!("({code:?}, {name:?}, include_str!({json:?})),")));
            if !PAGES.contains(&name.as_str()) {
                flatten("", read(&file)?, &mut by_key);
            }
        }
        let rows: Vec<String> = by_key.iter().map(|row| format!("{row:?},")).collect();
        sentences.push(Ok(format!("({code:?}, &[\n{}\n]),", rows.join("\n"))));
    }
    write_table(&out.join("texts.rs"), written)?;
    write_table(&out.join("texts-json.rs"), read_in)?;
    write_table(&out.join("sentences.rs"), sentences)
}

/// Nested tables become keys with dots: `[cause] undetermined` is `cause.undetermined`.
fn flatten(prefix: &str, table: toml::Table, into: &mut BTreeMap<String, String>) {
    for (name, value) in table {
        let key = format!("{prefix}{name}");
        match value {
            toml::Value::String(text) => {
                into.insert(key, text);
            }
            toml::Value::Table(inner) => flatten(&format!("{key}."), inner, into),
            _ => {}
        }
    }
}

fn read(file: &Path) -> io::Result<toml::Table> {
    let text = fs::read_to_string(file)?;
    let bad = |error: toml::de::Error| io::Error::other(format!("{}: {error}", file.display()));
    text.parse().map_err(bad)
}

/// Writes the file as JSON into the folder, and says where.
fn as_json(file: &Path, folder: &Path) -> io::Result<PathBuf> {
    let json = folder.join(stem(file)).with_extension("json");
    fs::create_dir_all(folder)?;
    fs::write(&json, serde_json::to_string(&read(file)?)?)?;
    Ok(json)
}

fn variable(name: &str) -> io::Result<String> {
    env::var(name).map_err(|error| io::Error::other(format!("cargo should set {name}: {error}")))
}

/// The files of a folder that end in `.toml`, in the order of their names.
fn toml_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = sorted(folder)?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    Ok(files)
}

/// What is in a folder, by name: the order in which a file system lists is not the same twice.
/// A folder that is not there is empty.
fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut paths = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// The name of a file without its ending, or of a folder.
fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn write_table(file: &Path, rows: impl IntoIterator<Item = io::Result<String>>) -> io::Result<()> {
    let rows = rows.into_iter().collect::<io::Result<Vec<_>>>()?;
    fs::write(file, format!("&[\n{}\n]", rows.join("\n")))
}
