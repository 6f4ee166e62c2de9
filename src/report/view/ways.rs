//! The ways that the settings of this machine lead: proxies, or directly, and what exempts a host.
//!
//! Owns how a way is said, what the other one came to, and that a way which all paths share is not said
//! again for each.

use std::collections::BTreeMap;

use crate::evidence::{DIRECT, NO_SETTING};
use crate::report::Texts;
use crate::report::v1::{OtherWay, Path, Report, Route, UNKNOWN};
use crate::verdict::Phrase;

/// One way: hops in the order in which they are tried, the setting, and the word that exempts.
pub(in crate::report) fn way(route: &Route, texts: &Texts) -> String {
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

/// What the other way came to at these paths: the word for that way, and a sentence for all of them.
pub(in crate::report) fn other(paths: &[&Path], texts: &Texts) -> Vec<(&'static str, String)> {
    let mut counts: BTreeMap<(&str, String), usize> = BTreeMap::new();
    for way in paths.iter().filter_map(|path| path.other_way.as_ref()) {
        *counts.entry((word(way), outcome(way, texts))).or_default() += 1;
    }
    let said = counts.into_iter().map(|((word, outcome), count)| {
        if count == paths.len() {
            return (word, outcome);
        }
        let phrase = Phrase::new("way.outcome_of").with("outcome", outcome);
        let paths = texts.count("count.paths", count);
        (word, texts.compose(&phrase.with("paths", paths)))
    });
    said.collect()
}

fn word(way: &OtherWay) -> &'static str {
    match way.hops == [DIRECT] {
        true => "directly",
        false => "by_proxy",
    }
}

fn outcome(way: &OtherWay, texts: &Texts) -> String {
    let phrase = match way.failure {
        Some(_) => Phrase::new("way.outcome_failure"),
        None => Phrase::new("way.outcome"),
    };
    let phrase = phrase.with("verdict", way.verdict.code());
    texts.say(&phrase.with("failure", way.failure.as_deref().unwrap_or_default()))
}

/// The ways of all paths, where they do not share one that the first lines have said.
pub(in crate::report) fn all(report: &Report, texts: &Texts) -> Option<String> {
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
        return None;
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
    let said = Phrase::new("way.all").with("list", texts.clauses(&list));
    Some(texts.compose(&said))
}
