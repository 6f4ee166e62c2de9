//! `probe --dry-run`: what a run would contact and send, for the network's own security people.
//!
//! Owns the text; the figures are the probe's.

use std::fmt::Write as _;

use crate::plan::Plan;
use crate::probe::{Cost, Options, healthy, most};
use crate::report;

/// The whole text. Nothing is sent.
pub(super) fn describe(plan: &Plan, options: &Options, lists: &[String]) -> String {
    let mut text = String::new();
    let mut total = Cost::default();
    let mut usual = Cost::default();
    let hosts = plan.hosts();
    for warning in report::warnings(plan) {
        paragraph(&mut text, &format!("NOTE {}", report::harmless(&warning)));
        line(&mut text, "");
    }
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
    let deep = plan.paths.iter().any(|path| path.deep);
    totals(&mut text, hosts.len(), usual, total, deep);
    if !lists.is_empty() {
        line(&mut text, "");
        paragraph(
            &mut text,
            "Where something is found that a list mends, these files are written:",
        );
        for list in lists {
            line(&mut text, &format!("    {}", report::harmless(list)));
        }
    }
    text
}

fn resolvers(text: &mut String, options: &Options) {
    match options.resolver {
        Some(server) => paragraph(
            text,
            &format!("Names are asked of {server} alone (UDP, then TCP)."),
        ),
        None => {
            let servers = options.name_servers.iter().map(ToString::to_string);
            let servers = match servers.collect::<Vec<_>>().as_slice() {
                [] => "of nobody else: no name server is configured".to_owned(),
                servers => format!("of {}", servers.join(", ")),
            };
            let system = "Names are looked up as this system does it, which may ask more, and raw";
            paragraph(text, &format!("{system} (UDP, then TCP) {servers}."));
        }
    }
    for resolver in &options.control_resolvers {
        paragraph(
            text,
            &format!("Names that fail are asked of {resolver} as well."),
        );
    }
    if cfg!(windows) && options.roots.machine.is_none() {
        paragraph(
            text,
            "Windows may ask the revocation servers that a certificate names.",
        );
    }
}

fn totals(text: &mut String, hosts: usize, usual: Cost, total: Cost, deep: bool) {
    let shown = |cost: Cost| {
        format!(
            "{} packets, {} KiB",
            cost.packets,
            cost.bytes.div_ceil(1024)
        )
    };
    paragraph(
        text,
        &format!(
            "{hosts} hosts. A healthy run sends about {}, where every host has one address of a \
             family, and nearly as much again for each further one.",
            shown(usual)
        ),
    );
    paragraph(
        text,
        &format!(
            "The most: {}, if every host had {} addresses of a family, none answered at once, \
             and all was sent again until the system gives up.",
            shown(total),
            crate::probe::MOST_ADDRESSES
        ),
    );
    paragraph(
        text,
        &format!(
            "That counts one acknowledgement for every {} bytes of a reply, of which 128 KiB are \
             read at the most. A server that sends smaller segments gets one for each of them.",
            crate::probe::SMALLEST_SEGMENT
        ),
    );
    let left = if deep {
        "what --deep asks for begins a sign-in workflow at AWS, which nobody goes on with"
    } else {
        "nothing is left at AWS"
    };
    paragraph(
        text,
        &format!("Requests are GET without cookies or credentials; {left}."),
    );
}

/// Wraps at spaces alone, so that what is to be copied stays whole.
fn paragraph(text: &mut String, sentence: &str) {
    let width = textwrap::Options::new(80)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    line(text, &textwrap::fill(sentence, width));
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
