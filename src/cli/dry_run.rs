//! `probe --dry-run`: what a run would contact and send, for the network's own security people.
//!
//! Owns the text; the figures are the probe's.

use std::fmt::Write as _;

use crate::plan::Plan;
use crate::probe::{Cost, Options, healthy, most};

/// The whole text. Nothing is sent.
pub(super) fn describe(plan: &Plan, options: &Options) -> String {
    let mut text = String::new();
    let mut total = Cost::default();
    let mut usual = Cost::default();
    let hosts = plan.hosts();
    line(
        &mut text,
        "Nothing is sent now. A run would contact, at the most:",
    );
    line(&mut text, "");
    line(
        &mut text,
        &format!("{:<64} {:>5} {:>7}", "host", "port", "packets"),
    );
    for host in &hosts {
        let urls: Vec<usize> = host.paths.iter().map(|p| p.url.as_str().len()).collect();
        let cost = most(host.host, &urls, options);
        total += cost;
        usual += healthy(host.host, &urls, options);
        let name = host.host.as_str();
        line(
            &mut text,
            &format!("{name:<64} {:>5} {:>7}", host.port, cost.packets),
        );
        for path in &host.paths {
            line(&mut text, &format!("    GET {}", path.url));
        }
    }
    line(&mut text, "");
    resolvers(&mut text, options);
    line(&mut text, "");
    totals(&mut text, hosts.len(), usual, total);
    text
}

fn resolvers(text: &mut String, options: &Options) {
    match options.resolver {
        Some(server) => line(
            text,
            &format!("Names are asked of {server} alone (UDP, then TCP)."),
        ),
        None => {
            line(
                text,
                "Names are looked up as this system does it, which may ask more, and raw",
            );
            let servers: Vec<_> = options
                .name_servers
                .iter()
                .map(ToString::to_string)
                .collect();
            let servers = match servers.as_slice() {
                [] => "of nobody else: no name server is configured".to_owned(),
                servers => format!("of {}", servers.join(", ")),
            };
            line(text, &format!("(UDP, then TCP) {servers}."));
        }
    }
    for resolver in &options.control_resolvers {
        line(
            text,
            &format!("Names that fail are asked of {resolver} as well."),
        );
    }
}

fn totals(text: &mut String, hosts: usize, usual: Cost, total: Cost) {
    let kib = |bytes: u64| bytes.div_ceil(1024);
    line(
        text,
        &format!(
            "{hosts} hosts. A healthy run sends about {} packets, {} KiB.",
            usual.packets,
            kib(usual.bytes)
        ),
    );
    line(
        text,
        &format!(
            "The most: {} packets, {} KiB, if every host had {} addresses of a family,",
            total.packets,
            kib(total.bytes),
            crate::probe::MOST_ADDRESSES
        ),
    );
    line(
        text,
        "none answered at once, and every packet was sent again until its limit.",
    );
    line(
        text,
        "Requests are GET without cookies or credentials; nothing is left at AWS.",
    );
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
