//! What shells and `man` are given of the command line, for packages: completions and manual pages.
//!
//! Owns nothing but the choice: both are made from `flags` by clap's own writers, so that neither can
//! say what the program does not take.

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::exit::Exit;

use super::{Mistake, flags::Flags, print};

/// The script that completes the program's words in a shell.
pub(super) fn completions(shell: Shell) -> Result<Exit, Mistake> {
    let mut command = Flags::command();
    let name = command.get_name().to_owned();
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, name, &mut script);
    written(&script)
}

/// The page of the program, or of one of its commands.
pub(super) fn manual(command: Option<&str>) -> Result<Exit, Mistake> {
    let mut program = Flags::command();
    // Gives the commands their full names.
    program.build();
    let page = match command {
        None => Man::new(program),
        Some(name) => {
            let found = program.find_subcommand(name);
            let found = found.ok_or_else(|| Mistake::NoCommand(name.to_owned()))?;
            Man::new(found.clone())
        }
    };
    let mut text = Vec::new();
    // Writing into memory fails for nothing that could be told to anybody.
    let _ = page.render(&mut text);
    written(&text)
}

fn written(text: &[u8]) -> Result<Exit, Mistake> {
    print(&String::from_utf8_lossy(text))?;
    Ok(Exit::Usable)
}
