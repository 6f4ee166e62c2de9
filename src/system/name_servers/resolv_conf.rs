//! What /etc/resolv.conf says (resolv.conf(5)).
//!
//! Owns how it is read; hickory-resolver owns its form. Of a file in which one line is wrong the others
//! count, as they do for the system's own programs.

use std::path::Path;

use hickory_resolver::{config::ResolverConfig, system_conf::parse_resolv_conf};

use crate::system::settings_file;

/// None where there is no such file, or nothing in it can be read.
pub(super) fn read() -> Option<ResolverConfig> {
    parsed(&text()?)
}

pub(super) fn text() -> Option<String> {
    let bytes = settings_file::read(Path::new("/etc/resolv.conf")).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// A domain that is no name makes hickory refuse the whole, servers too.
fn parsed(text: &str) -> Option<ResolverConfig> {
    let without_domains = || {
        let lines = text.lines().filter(|line| {
            let word = line.split_whitespace().next();
            !matches!(word, Some("search" | "domain"))
        });
        lines.map(|line| format!("{line}\n")).collect::<String>()
    };
    let read = parse_resolv_conf(text).or_else(|_| parse_resolv_conf(without_domains()));
    read.ok().map(|(config, _)| config)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_that_is_no_name_takes_no_server_away() {
        for domains in [
            "search corp..example",
            "search ~.",
            "domain a..b",
            "search corp.example",
        ] {
            let text = format!("nameserver 192.0.2.1\n{domains}\nnameserver 192.0.2.2\n");
            let read = parsed(&text).unwrap();
            let servers: Vec<String> = read
                .name_servers
                .iter()
                .map(|one| one.ip.to_string())
                .collect();
            assert_eq!(servers, ["192.0.2.1", "192.0.2.2"], "{domains}");
        }
    }

    #[test]
    fn broken_lines_are_passed_over() {
        let text = "nameserver\nnameserver here\noptions ndots:x\n\u{fffd}\nnameserver 192.0.2.1\n";
        assert_eq!(parsed(text).unwrap().name_servers.len(), 1);
    }
}
