//! What a page says by itself that came over a foreign chain and bears no mark of AWS's.
//!
//! Owns the words that a policy uses, and how much of a page is read for them. They make an answer
//! doubtful and prove nothing: AWS may use them too. Comparing the pages of several hosts is
//! `twins`'s.

use url::Url;

use crate::evidence::{Reply, element};
use crate::plan::Path;

use super::reply::{is_html, is_of_aws_alone};

/// Words in the titles of block pages of unknown make (Citizen Lab, filtering-annotations, and
/// Censored Planet, blockpage_signatures.json: what their generic rows have in common).
const WORDS: &[&str] = &[
    "access denied",
    "blocked",
    "forbidden site",
    "policy violation",
    "web filter",
    "webfilter",
];

/// A whole page that is shorter, and has no script, is read for words: block pages are short, and
/// a script's words may be shown to nobody.
const SHORT: usize = 4 * 1024;

/// As much of a title is shown.
const LONGEST_TITLE: usize = 80;

/// Whether the page says that somebody said no.
pub(in crate::verdict) fn speaks_of_policy(reply: &Reply) -> bool {
    let speaks = |text: &str| {
        let text = text.to_ascii_lowercase();
        WORDS.iter().any(|word| text.contains(word))
    };
    if is_short(reply) {
        return speaks(&reply.body);
    }
    let heads = ["title", "h1"].iter();
    heads
        .filter_map(|name| element(&reply.body, name))
        .any(|text| speaks(&text))
}

fn is_short(reply: &Reply) -> bool {
    let body = &reply.body;
    let json = body.trim_start().starts_with(['{', '[']);
    body.len() <= SHORT && !json && !body.to_ascii_lowercase().contains("<script")
}

/// Whether the page leads the browser to a host that is not surely AWS's, without a redirect (HTML
/// Living Standard, 4.2.5.3, "Refresh state").
pub(super) fn leads_away(path: &Path, reply: &Reply) -> bool {
    if !is_html(reply) || !is_short(reply) {
        return false;
    }
    let lower = reply.body.to_ascii_lowercase();
    let Some((_, after)) = lower.split_once("http-equiv") else {
        return false;
    };
    let Some((_, target)) = after.split_once("url=") else {
        return false;
    };
    let target = target.trim_start_matches(['\'', '"']);
    let end = target.find(['\'', '"', '>', ' ']).unwrap_or(target.len());
    let target: Option<Url> = path.url.join(&target[..end]).ok();
    let host = target.as_ref().and_then(Url::host_str);
    host.is_some_and(|host| host != path.host.as_str() && !is_of_aws_alone(host))
}

/// The title as it may be shown: without one that could name a user, and no longer than a line.
pub(in crate::verdict) fn title(reply: &Reply) -> Option<String> {
    let title = element(&reply.body, "title")?;
    let names_somebody = title.contains(['@', '\\']);
    let shown: String = title.chars().take(LONGEST_TITLE).collect();
    (!names_somebody && !shown.is_empty()).then_some(shown)
}
