//! Completions and manual pages: what packages bring with the program.
#![expect(
    clippy::unwrap_used,
    reason = "a program that cannot be run fails the test"
)]

use std::process::{Command, Stdio};

fn written(arguments: &[&str]) -> String {
    let program = env!("CARGO_BIN_EXE_aws-netcheck");
    let ran = Command::new(program).args(arguments).output().unwrap();
    assert_eq!(ran.status.code(), Some(0), "{arguments:?}");
    String::from_utf8(ran.stdout).unwrap()
}

/// Long flags in the help of a command.
fn flags(command: &str) -> Vec<String> {
    let help = written(&[command, "--help"]);
    let words = help.split_whitespace();
    let flags = words.filter_map(|word| word.strip_prefix("--"));
    let name = |flag: &str| {
        let end = flag.find(|sign: char| !sign.is_ascii_alphanumeric() && sign != '-');
        flag[..end.unwrap_or(flag.len())].to_owned()
    };
    flags.map(name).filter(|flag| !flag.is_empty()).collect()
}

#[test]
fn a_manual_page_has_every_flag_of_its_command() {
    assert!(written(&["man"]).contains(".TH aws-netcheck 1"));
    for command in ["probe", "report", "allowlist", "endpoints", "steps"] {
        let page = written(&["man", command]).replace('\\', "");
        assert!(
            page.contains(&format!(".TH aws-netcheck-{command} 1")),
            "{command}"
        );
        for flag in flags(command) {
            assert!(page.contains(&format!("--{flag}")), "{command} --{flag}");
        }
    }
}

#[test]
fn every_shell_gets_a_script_that_knows_the_commands() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = written(&["completions", shell]);
        for word in ["probe", "allowlist", "directory", "again"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
}

/// The tests need bash for the repository's own scripts anyway.
#[test]
fn bash_takes_the_script_and_completes_by_it() {
    let script = written(&["completions", "bash"]);
    let asked = "COMP_WORDS=(aws-netcheck al); COMP_CWORD=1; _aws__netcheck aws-netcheck al \
                 aws-netcheck; printf '%s\\n' \"${COMPREPLY[@]}\"";
    let ran = Command::new("bash")
        .args(["--norc", "-c", &format!("{script}\n{asked}")])
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout);
    assert_eq!(said.trim(), "allowlist", "{ran:?}");
}
