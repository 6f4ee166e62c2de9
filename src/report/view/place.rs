//! What was asked, from where, and what it was compared with.
//!
//! Owns what is said of a run's place, and what is left out of it.

use crate::report::Texts;
use crate::report::v1::{Reference, Report, Vantage};
use crate::verdict::Phrase;

pub(in crate::report) fn target(report: &Report, texts: &Texts) -> String {
    let none = || texts.say(&Phrase::new("header.no_directory"));
    let directory = report.target.directory.clone().unwrap_or_else(none);
    // Whole tenths of a second: the reader compares runs, not packets.
    let tenths = report.duration_ms.saturating_add(50) / 100;
    let phrase = Phrase::new("header.target")
        .with("directory", directory)
        .with("regions", report.target.regions.join(", "))
        .with("source", &report.target.source)
        .with("seconds", format!("{}.{}", tenths / 10, tenths % 10));
    texts.say(&phrase)
}

/// The other run, by its label, its time to the minute, and how it did.
pub(in crate::report) fn compared(reference: &Reference, ours: usize, texts: &Texts) -> String {
    let phrase = match &reference.site {
        Some(site) => Phrase::new("header.reference_at_site").with("site", site),
        None => Phrase::new("header.reference"),
    };
    let minute = reference.started.get(..16).unwrap_or(&reference.started);
    let phrase = phrase.with("file", &reference.file);
    let phrase = phrase.with("started", minute.replace('T', " "));
    let total = reference.summary;
    let paths = total.open + total.degraded + total.blocked + total.unknown;
    let sentence = texts.say(&phrase.with("open", total.open).with("paths", paths));
    match reference.shared {
        // Also what its header alone would not show: it may lack the path that matters.
        Some(shared) if shared < ours => {
            let phrase = Phrase::new("header.reference_shared").with("sentence", sentence);
            texts.compose(&phrase.with("shared", shared).with("paths", ours))
        }
        _ => sentence,
    }
}

/// Where the run was made, in as many parts as are known.
pub(in crate::report) fn vantage(here: &Vantage, texts: &Texts) -> Vec<String> {
    let names: Vec<&str> = [&here.address, &here.host]
        .into_iter()
        .filter_map(|name| name.as_deref())
        .collect();
    let mut parts = vec![match names.as_slice() {
        [] => texts.say(&Phrase::new("header.place")),
        names => names.join(" "),
    }];
    parts.extend(who(here, texts));
    parts.extend(here.interface.clone());
    parts.extend(adapters(here, texts));
    if !here.resolvers.is_empty() {
        let servers = here.resolvers.join(" ");
        let phrase = match here.uplink_resolvers.as_slice() {
            [] => Phrase::new("header.dns"),
            uplinks => Phrase::new("header.dns_stub").with("uplinks", uplinks.join(" ")),
        };
        parts.push(texts.say(&phrase.with("servers", servers)));
    }
    if here.lookup == "hosts_and_dns" {
        parts.push(texts.say(&Phrase::new("header.lookup_static")));
    }
    parts.push(match &here.proxy {
        None => texts.say(&Phrase::new("header.direct")),
        Some(proxy) => {
            let phrase = Phrase::new("header.proxy").with("url", &proxy.url);
            texts.say(&phrase.with("source", &proxy.source))
        }
    });
    parts.extend(roots(here, texts));
    parts
}

/// The user, with what sets this session apart from one at a desk.
fn who(here: &Vantage, texts: &Texts) -> Vec<String> {
    let mut who = Vec::new();
    if let Some(user) = &here.user {
        who.push(texts.say(&Phrase::new("header.user").with("user", user)));
    }
    if here.elevated == Some(true) {
        who.push(texts.say(&Phrase::new("header.elevated")));
    }
    match here.runs_in.as_str() {
        "container" => who.push(texts.say(&Phrase::new("header.container"))),
        "wsl" => who.push(texts.say(&Phrase::new("header.wsl"))),
        _ => {}
    }
    who
}

/// The adapters of VPNs and agents; nothing where the system was not asked.
fn adapters(here: &Vantage, texts: &Texts) -> Vec<String> {
    let Some(adapters) = &here.adapters else {
        return Vec::new();
    };
    if adapters.is_empty() {
        return vec![texts.say(&Phrase::new("header.no_adapter"))];
    }
    let said = adapters.iter().map(|adapter| {
        let phrase = match adapter.up {
            true => Phrase::new("header.adapter_up"),
            false => Phrase::new("header.adapter_down"),
        };
        let phrase = phrase.with("name", &adapter.name);
        texts.say(&phrase.with("kind", &adapter.kind))
    });
    said.collect()
}

/// Where this machine's roots come from.
fn roots(here: &Vantage, texts: &Texts) -> Option<String> {
    let trust = |key: &str| here.trust.get(key).map(String::as_str);
    let empty = trust("store-roots") == Some("0");
    let phrase = match (trust("ca-bundle"), trust("store"), trust("store-setting")) {
        (Some(file), ..) => Phrase::new("header.bundle").with("file", file),
        (None, Some(places), Some(setting)) => Phrase::new(match empty {
            true => "header.store_empty",
            false => "header.store_set",
        })
        .with("places", places)
        .with("setting", setting),
        (None, Some(""), None) if empty => Phrase::new("header.store_none"),
        (None, Some(places), None) => Phrase::new(match empty {
            true => "header.store_unread",
            false => "header.store",
        })
        .with("places", places),
        (None, None, _) => return None,
    };
    let said = texts.say(&phrase);
    Some(match trust("interceptor-store") {
        Some(places) => {
            let phrase = Phrase::new("header.interceptor_store").with("roots", said);
            texts.say(&phrase.with("places", places))
        }
        None => said,
    })
}
