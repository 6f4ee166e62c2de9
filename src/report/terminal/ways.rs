//! The ways that the settings of this machine lead: proxies, or directly, and what exempts a host.
//!
//! Owns how a way is said, and that one which all paths share is not said again for each.

use std::collections::BTreeMap;

use crate::evidence::NO_SETTING;
use crate::report::Texts;
use crate::report::v1::{Report, Route, UNKNOWN};
use crate::verdict::Phrase;

use super::page::{Ink, Page};

/// One way: hops in the order in which they are tried, the setting, and the word that exempts.
pub(super) fn way(route: &Route, texts: &Texts) -> String {
    let hops = route.hops.join(", ");
    let phrase = match (&route.exempt, &route.trouble) {
        _ if route.hops.is_empty() => Phrase::new("way.unread"),
        _ if route.source == NO_SETTING => return hops,
        (Some(word), None) => Phrase::new("way.exempt").with("word", word),
        (_, Some(_)) => Phrase::new("way.without"),
        (None, None) => Phrase::new("way.by"),
    };
    texts.say(&phrase.with("hops", hops).with("source", &route.source))
}

/// The ways of all paths, where they do not share one that the first lines have said.
pub(super) fn draw(page: &mut Page, report: &Report, texts: &Texts) {
    let direct = || texts.say(&Phrase::new("way.direct"));
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for path in &report.paths {
        let route = path.route.as_ref();
        let way = route.map_or_else(direct, |route| way(route, texts));
        *counts.entry(way).or_default() += 1;
    }
    let proxy = report.vantage.proxy.as_ref();
    let is_said = proxy.is_none_or(|proxy| proxy.url != UNKNOWN);
    if counts.len() < 2 && is_said {
        return;
    }
    let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let one = |(way, count): &(String, usize)| {
        let paths = texts.count("count.paths", *count);
        texts.compose(
            &Phrase::new("way.paths")
                .with("paths", paths)
                .with("way", way),
        )
    };
    let list: Vec<String> = counts.iter().map(one).collect();
    let said = Phrase::new("way.all").with("list", list.join("; "));
    page.hanging((Ink::Plain, ""), 0, &texts.compose(&said));
}
