//! Build script: lists the data files, so that a new one needs no code edit.
//!
//! For each folder of data it writes a table into `OUT_DIR` that the crate takes in with
//! `include!`: file name and text for a flat folder, language, file name and text for the texts.
//! What the files mean is checked by who loads them.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a build script talks to cargo by environment and stdout"
)]

use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

fn main() -> io::Result<()> {
    let data = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("data");
    let out = PathBuf::from(variable("OUT_DIR")?);
    // Cargo looks into the whole folder. Naming the folders below it would miss one that is new.
    println!("cargo::rerun-if-changed={}", data.display());

    let endpoints: Vec<String> = toml_files(&data.join("endpoints"))?
        .iter()
        .map(|file| format!("({:?}, include_str!({file:?})),", stem(file)))
        .collect();
    write_table(&out.join("endpoints.rs"), &endpoints)?;

    let fingerprints: Vec<String> = toml_files(&data.join("fingerprints"))?
        .iter()
        .map(|file| format!("({:?}, include_str!({file:?})),", stem(file)))
        .collect();
    write_table(&out.join("fingerprints.rs"), &fingerprints)?;

    let mut texts = Vec::new();
    for language in sorted(&data.join("texts"))? {
        for file in toml_files(&language)? {
            let (language, name) = (stem(&language), stem(&file));
            texts.push(format!("({language:?}, {name:?}, include_str!({file:?})),"));
        }
    }
    write_table(&out.join("texts.rs"), &texts)
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

fn write_table(file: &Path, rows: &[String]) -> io::Result<()> {
    fs::write(file, format!("&[\n{}\n]", rows.join("\n")))
}
