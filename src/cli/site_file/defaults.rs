//! `[defaults]`: values for flags that are not typed.
//!
//! Owns which flags a file may set, and hands its values to clap as the flags' own defaults: what
//! is typed wins over them, and they win over what is built in. Each value is read by the very
//! parser of its flag.

use std::{any::TypeId, error::Error as _, ffi::OsString, path::Path, path::PathBuf};

use clap::{
    Arg, ArgAction, Command,
    error::{ContextKind, ContextValue},
};

use crate::cli::arguments;

use super::form::{BadSetting, Entry};

/// One flag, and what it is where nobody types it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The flag without its hyphens.
    pub key: String,
    /// At least one; several for a flag that can be repeated.
    pub values: Vec<OsString>,
}

/// Flags that are of one run, and not of a site: where its report goes, and what the tests of
/// this program need. Extra URLs have a table of their own.
const NOT_OF_A_SITE: &[&str] = &[
    "again",
    "also",
    "connect-to",
    "fix",
    "format",
    "output",
    "public-roots",
];

/// The one command whose flags have defaults in the file.
const COMMAND: &str = "probe";

/// Reads the table. Files are named from the folder of the site file.
pub(super) fn read(file: &Path, entries: &[Entry<'_>]) -> Result<Vec<Setting>, BadSetting> {
    let command = probe();
    let arguments: Vec<&Arg> = command.get_arguments().filter(|arg| is_ours(arg)).collect();
    let keys: Vec<&str> = arguments.iter().filter_map(|arg| arg.get_long()).collect();
    let mut settings = Vec::new();
    for entry in entries {
        let of_key = |arg: &&&Arg| arg.get_long() == Some(entry.key);
        let argument = arguments.iter().find(of_key);
        let argument = argument.ok_or_else(|| entry.unknown(&keys))?;
        let mut values = Vec::new();
        for text in texts(argument, entry)? {
            accepted(&command, entry, &text)?;
            values.push(placed(argument, file, text));
        }
        if values.is_empty() {
            return Err(entry.bad("give at least one, or leave the key out".to_owned()));
        }
        settings.push(Setting {
            key: entry.key.to_owned(),
            values,
        });
    }
    Ok(settings)
}

/// The command with the file's values as defaults of these of its flags.
pub(in crate::cli) fn apply(command: Command, settings: &[&Setting]) -> Command {
    command.mut_args(|arg| {
        let of_arg = |setting: &&&Setting| arg.get_long() == Some(setting.key.as_str());
        match settings.iter().find(of_arg) {
            Some(setting) => arg.required(false).default_values(setting.values.clone()),
            None => arg,
        }
    })
}

/// `probe` with no flag that must be typed, so that one value can be tried alone.
fn probe() -> Command {
    let command = arguments::command();
    let probe = command.find_subcommand(COMMAND).cloned();
    let probe = probe.unwrap_or_else(|| Command::new(COMMAND));
    probe
        .mut_args(|arg| arg.required(false))
        .no_binary_name(true)
}

/// Flags with a value. A switch that is on without being seen would surprise.
fn is_ours(arg: &Arg) -> bool {
    let has_value = matches!(arg.get_action(), ArgAction::Set | ArgAction::Append);
    has_value
        && arg
            .get_long()
            .is_some_and(|long| !NOT_OF_A_SITE.contains(&long))
}

/// The values as they would be typed.
fn texts(arg: &Arg, entry: &Entry<'_>) -> Result<Vec<String>, BadSetting> {
    let value = arg.get_value_parser().type_id();
    let numbers = [
        TypeId::of::<f64>(),
        TypeId::of::<u64>(),
        TypeId::of::<u16>(),
    ];
    if matches!(arg.get_action(), ArgAction::Append) {
        let texts = entry.texts()?;
        Ok(texts.into_iter().map(str::to_owned).collect())
    } else if numbers.iter().any(|number| value == *number) {
        Ok(vec![entry.number()?])
    } else {
        Ok(vec![entry.text()?.to_owned()])
    }
}

/// Tries a value as if it were typed.
fn accepted(probe: &Command, entry: &Entry<'_>, text: &str) -> Result<(), BadSetting> {
    let typed = format!("--{}={text}", entry.key);
    let Err(error) = probe.clone().try_get_matches_from([typed]) else {
        return Ok(());
    };
    let rule = match (error.source(), error.get(ContextKind::ValidValue)) {
        (Some(why), _) => why.to_string(),
        (None, Some(ContextValue::Strings(known))) => format!("give {}", known.join(" or ")),
        (None, _) => "give another value".to_owned(),
    };
    // A rule that says what was found says it itself.
    let found = format!("{text:?}");
    let told = rule.contains(&found);
    Err(entry.bad(if told {
        rule
    } else {
        format!("{found}: {rule}")
    }))
}

fn placed(arg: &Arg, file: &Path, text: String) -> OsString {
    let folder = file.parent().unwrap_or(Path::new(""));
    if arg.get_value_parser().type_id() == TypeId::of::<PathBuf>() {
        folder.join(text).into_os_string()
    } else {
        OsString::from(text)
    }
}
