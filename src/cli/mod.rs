//! The commands: what was typed, what it means here, and what comes of it.
//!
//! Owns the order of stages of every command, and the only places that print. `flags` is what was
//! typed, `settings` what it means on this machine; one file per command after that.

use std::{
    ffi::OsString,
    io::{self, IsTerminal as _, Write as _},
};

use crate::exit::Exit;
use crate::language::Language;
use crate::report::{Color, harmless};
use crate::system::{self, console, environment::Variable};

mod again;
mod allowlist;
mod arguments;
mod compared;
mod delivery;
mod destination;
mod dry_run;
mod endpoints;
mod explain;
mod fix;
mod flags;
mod from_report;
mod jitter;
mod manual;
mod own_roots;
mod probe;
mod progress;
mod proxy_login;
mod ranges;
mod redact;
mod reference;
mod report;
mod saved;
mod settings;
mod site_file;
mod sites;
mod sources;
mod steps;
mod target;
mod telling;
mod typed;
mod vantage;

pub use settings::Mistake;
pub use site_file::{
    BadSetting, Device, Fault, NAME as SITE_FILE, Nearest, Object, PRODUCTS, Setting, SiteFile,
    parse as parse_site_file,
};
pub use target::Unclear;

use arguments::Refusal;
use flags::{Command, Flags, Global, When};

/// Runs the program on its arguments, the first of which is its own name. Results go to stdout,
/// progress and diagnostics to stderr.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let (flags, site) = match arguments::read(arguments) {
        Ok(read) => read,
        Err(Refusal::Usage(error)) => return usage(&error),
        Err(Refusal::SiteFile(mistake)) => return mistaken(&mistake),
    };
    log_to_stderr(&flags.global);
    if let Some(file) = &site.file {
        tracing::info!(file = %file.path.display(), "defaults are taken from a site file");
    }
    let done = match flags.command {
        _ if flags.version => version(),
        None => return usage(&no_command()),
        Some(Command::Explain { code }) => explain::explain(code.as_deref(), &flags.global),
        Some(Command::Completions { shell }) => manual::completions(shell),
        Some(Command::Man { command }) => manual::manual(command.as_deref()),
        Some(Command::Endpoints(wanted)) => endpoints::endpoints(&wanted, &flags.global),
        Some(Command::Steps(wanted)) => steps::steps(&wanted, &flags.global),
        Some(Command::Allowlist(wanted)) => allowlist::allowlist(&wanted, &flags.global, &site),
        Some(Command::Report(wanted)) => report::report(&wanted, &flags.global),
        Some(Command::Probe(probe)) => probe::probe(&probe, &flags.global, &site),
    };
    match done {
        Ok(exit) => exit,
        Err(mistake) => mistaken(&mistake),
    }
}

fn version() -> Result<Exit, Mistake> {
    let (version, date) = (env!("CARGO_PKG_VERSION"), crate::catalogue::date());
    print(&format!("aws-netcheck {version} (catalogue {date})\n"))?;
    Ok(Exit::Usable)
}

/// Help asked for is a result; a mistake is a diagnostic.
fn usage(error: &clap::Error) -> Exit {
    let text = error.render();
    if error.use_stderr() {
        say(&format!("{text}"));
        Exit::Usage
    } else {
        match print(&format!("{text}")) {
            Ok(()) => Exit::Usable,
            Err(mistake) => mistaken(&mistake),
        }
    }
}

fn no_command() -> clap::Error {
    use clap::CommandFactory as _;
    let mut command = Flags::command();
    let help = command.render_help();
    command.error(
        clap::error::ErrorKind::MissingSubcommand,
        format!("no command was given\n\n{help}"),
    )
}

/// One line that names the thing and the mend, and what there is to choose from. File names and
/// the like may hold anything.
fn mistaken(mistake: &Mistake) -> Exit {
    say(&format!(
        "aws-netcheck: {}\n",
        harmless(&mistake.to_string())
    ));
    for row in mistake.rows() {
        say(&format!("  {}\n", harmless(row)));
    }
    Exit::Usage
}

/// Writes a result. A reader who has gone away wants no more of it, which is no error.
fn print(text: &str) -> Result<(), Mistake> {
    let mut stdout = io::stdout().lock();
    let written = stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush());
    match written {
        Err(why) if why.kind() != io::ErrorKind::BrokenPipe => Err(Mistake::Unprintable(why)),
        _ => Ok(()),
    }
}

/// Writes a diagnostic; there is nowhere to complain about a stderr that does not take it.
/// Diagnostics repeat what was typed, and logs keep them: what may be secret in a URL is left out.
fn say(text: &str) {
    let text = without_secrets(text);
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// The text without what stands in a URL before an `@` and after a `?` or `#`. Rather too much is
/// left out than too little: a password may hold any sign, a token any but quotes.
fn without_secrets(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        let end = after.find(char::is_whitespace).unwrap_or(after.len());
        let (word, next) = after.split_at(end);
        let login = word.rfind('@').unwrap_or(0);
        kept.push_str(before);
        kept.push_str(if login > 0 { "://…" } else { "://" });
        kept.push_str(&without_query(&word[login..]));
        rest = next;
    }
    kept.push_str(rest);
    kept
}

/// A word without what follows the first `?` or `#` in it, up to a quote. A mark at its end is the
/// sentence's.
fn without_query(word: &str) -> String {
    let Some(mark) = word.find(['?', '#']) else {
        return word.to_owned();
    };
    let (before, query) = word.split_at(mark + 1);
    let end = query.find(['\'', '"']).unwrap_or(query.len());
    match end {
        0 => word.to_owned(),
        _ => format!("{before}…{}", &query[end..]),
    }
}

/// The language of what people read: as typed, else this machine's, where there are texts in it.
fn language(global: &Global) -> Language {
    let of_machine = || Language::of_tag(&system::language::preferred()?);
    global.lang.or_else(of_machine).unwrap_or_default()
}

fn color(global: &Global) -> Color {
    // Asked in any case: a console of Windows is told so to understand them.
    let understood = console::takes_colors();
    let colored = match global.color {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let unwanted = Variable::NoColor.value().is_some();
            io::stdout().is_terminal() && understood && !unwanted
        }
    };
    if colored { Color::Always } else { Color::Never }
}

/// Logs are off until asked for: the report says what matters.
fn log_to_stderr(global: &Global) {
    use tracing_subscriber::filter::LevelFilter;
    let level = match global.verbose {
        0 => return,
        1 => LevelFilter::INFO,
        2 => LevelFilter::DEBUG,
        _ => LevelFilter::TRACE,
    };
    // A second call in the same process, as in an example, keeps the first subscriber.
    let _ = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        // A reader of stderr who has gone away is no error; complaining to him is a panic.
        .log_internal_errors(false)
        .try_init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_and_queries_are_left_out_of_diagnostics() {
        for (said, kept) in [
            ("no URL here @ all", "no URL here @ all"),
            (
                "\"https://a.example/x\": why",
                "\"https://a.example/x\": why",
            ),
            (
                "'https://u:S3/CR@ET@a.example/x': why",
                "'https://…@a.example/x': why",
            ),
            ("a://u@b c://d e://S3CRET@", "a://…@b c://d e://…@"),
            (
                "'https://a.example/x?token=S3CRET#S3CRET': why",
                "'https://a.example/x?…': why",
            ),
            ("a://b#S3CRET c", "a://b#… c"),
            ("is it a://b? no", "is it a://b? no"),
        ] {
            assert_eq!(without_secrets(said), kept);
        }
    }
}
