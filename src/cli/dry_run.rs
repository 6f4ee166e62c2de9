//! `probe --dry-run`: what a run would contact and send, for the network's own security people.
//!
//! Owns the order of the text; the figures are the probe's, the sentences are in `data/texts`.

use std::fmt::Write as _;

use crate::discovery::{NamedProxy, Pac};
use crate::inquiry::Manners;
use crate::plan::Plan;
use crate::probe::{
    Cost, MOST_ADDRESSES, MOST_CONTROLS, Options, SMALLEST_SEGMENT, controls, healthy, most,
};
use crate::report::{self, Texts};
use crate::verdict::Phrase;

/// The whole text. Nothing is sent.
pub(super) fn describe(
    plan: &Plan,
    options: &Options,
    manners: Manners,
    both_ways: bool,
    lists: &[String],
    texts: &Texts,
) -> String {
    let mut text = String::new();
    let mut total = Cost::default();
    let mut usual = Cost::default();
    let hosts = plan.hosts();
    let bare = |key| texts.say(&Phrase::new(key));
    for warning in report::warnings(plan, texts) {
        let said = Phrase::new("dry_run.note").with("warning", warning);
        paragraph(&mut text, &texts.compose(&said));
        line(&mut text, "");
    }
    line(&mut text, &bare("dry_run.opening"));
    line(&mut text, "");
    let columns = ["dry_run.host", "dry_run.port", "dry_run.packets"].map(bare);
    let [name, port, packets] = &columns;
    line(&mut text, &row(name, port, packets));
    for host in &hosts {
        let urls: Vec<usize> = host.paths.iter().map(|p| p.url.as_str().len()).collect();
        let cost = most(host.host, &urls, options);
        total += cost;
        usual += healthy(host.host, &urls, options);
        let name = host.host.as_str();
        let (port, packets) = (host.port.to_string(), cost.packets.to_string());
        line(&mut text, &row(name, &port, &packets));
        for path in &host.paths {
            line(&mut text, &format!("    GET {}", path.url));
        }
    }
    line(&mut text, "");
    proxy(&mut text, options, texts);
    if options.proxy_login.is_some() {
        paragraph(&mut text, &bare("dry_run.proxy_login"));
    }
    if both_ways {
        total += total;
        usual += usual;
        paragraph(&mut text, &bare("dry_run.both_ways"));
    }
    resolvers(&mut text, options, texts);
    if manners != Manners::None {
        total += controls();
        let made = Phrase::new("dry_run.controls").with("count", MOST_CONTROLS);
        paragraph(&mut text, &texts.say(&made));
    }
    line(&mut text, "");
    let deep = plan.paths.iter().any(|path| path.deep);
    totals(&mut text, hosts.len(), usual, total, deep, texts);
    if !lists.is_empty() {
        line(&mut text, "");
        paragraph(&mut text, &bare("dry_run.lists"));
        for list in lists {
            line(&mut text, &format!("    {}", report::harmless(list)));
        }
    }
    text
}

/// Where connections go in the place of the hosts.
fn proxy(text: &mut String, options: &Options, texts: &Texts) {
    let proxies = &options.proxies;
    for pac in proxies.scripts() {
        let said = match pac {
            Pac::Detected(_) => Phrase::new("dry_run.wpad"),
            Pac::File { .. } | Pac::Url(_) => Phrase::new("dry_run.pac"),
        };
        let said = said.with("source", proxies.source_of(pac));
        paragraph(text, &texts.compose(&said));
    }
    // A setting that cannot be read leads nowhere: the direct way is walked.
    if let Some(NamedProxy {
        source,
        url: Some(url),
    }) = proxies.named()
    {
        let said = Phrase::new("dry_run.proxy").with("proxy", url);
        paragraph(text, &texts.compose(&said.with("source", source)));
    }
}

fn resolvers(text: &mut String, options: &Options, texts: &Texts) {
    let servers: Vec<String> = options
        .name_servers
        .iter()
        .map(ToString::to_string)
        .collect();
    let asked = match (options.resolver, servers.as_slice()) {
        (Some(server), _) => Phrase::new("dry_run.one_server").with("server", server),
        (None, []) => Phrase::new("dry_run.no_server"),
        (None, servers) => Phrase::new("dry_run.servers").with("servers", servers.join(", ")),
    };
    paragraph(text, &texts.compose(&asked));
    for resolver in &options.control_resolvers {
        let control = Phrase::new("dry_run.control").with("resolver", resolver);
        paragraph(text, &texts.compose(&control));
    }
    if cfg!(windows) && options.roots.machine.is_none() {
        paragraph(text, &texts.say(&Phrase::new("dry_run.revocation")));
    }
}

fn totals(text: &mut String, hosts: usize, usual: Cost, most: Cost, deep: bool, texts: &Texts) {
    let cost = |key, cost: Cost| {
        Phrase::new(key)
            .with("packets", cost.packets)
            .with("kib", cost.bytes.div_ceil(1024))
    };
    let left = match deep {
        true => "dry_run.workflow",
        false => "dry_run.nothing_left",
    };
    for phrase in [
        cost("dry_run.usual", usual).with("hosts", hosts),
        cost("dry_run.most", most).with("addresses", MOST_ADDRESSES),
        Phrase::new("dry_run.segments").with("segment", SMALLEST_SEGMENT),
        Phrase::new(left),
    ] {
        paragraph(text, &texts.say(&phrase));
    }
}

/// A host on the left, its numbers on the right, by the columns that their letters take.
fn row(host: &str, port: &str, packets: &str) -> String {
    let gap = |columns: usize, text: &str| " ".repeat(columns.saturating_sub(report::width(text)));
    let (after, before) = (gap(64, host), gap(5, port));
    format!("{host}{after} {before}{port} {}{packets}", gap(7, packets))
}

/// What is to be copied stays whole, however long it is.
fn paragraph(text: &mut String, sentence: &str) {
    let lines = report::lines_of(80).break_words(false);
    line(text, &textwrap::fill(sentence, lines));
}

fn line(text: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}");
}
