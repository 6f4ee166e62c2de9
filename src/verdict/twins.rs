//! One page in the place of several services.
//!
//! Owns the comparison of pages that came over foreign chains from different hosts. AWS's services
//! do not show each other's pages: the same one at two of them is the box's own, whatever it says.
//!
//! Only a page without a mark of AWS's, of HTML, with a status of success counts: bare error pages
//! come from the load balancers of many services. Hosts of one service may well show one page.

use crate::evidence::{MachineTrust, Reply};
use crate::names::HostName;

use super::walk::{Reach, Walk, is_html, speaks_of_policy};

/// A shorter page may be anybody's "ok".
const SHORTEST: usize = 128;

/// Where a page was shown, and by what it is known.
struct Shown {
    walk: usize,
    reach: usize,
    host: HostName,
    service: String,
    marks: Vec<String>,
}

/// Finds such pages, and makes obstacles of them.
pub(super) fn heed(walks: &mut [Walk<'_>]) {
    let mut all: Vec<Shown> = Vec::new();
    for (number, walk) in walks.iter().enumerate() {
        let reaches = walk.reaches.iter().enumerate();
        all.extend(reaches.filter_map(|(reach, seen)| {
            let marks = marks(walk, page(seen)?);
            let host = walk.host().clone();
            let service = service(&host);
            (!marks.is_empty()).then_some(Shown {
                walk: number,
                reach,
                host,
                service,
                marks,
            })
        }));
    }
    for one in &all {
        let same = |other: &&Shown| {
            let alike = one.marks.iter().any(|mark| other.marks.contains(mark));
            other.service != one.service && alike
        };
        if let Some(twin) = all.iter().find(same) {
            walks[one.walk].reaches[one.reach].shows_page_of(&twin.host);
        }
    }
}

/// The page at an address where a chain is signed again and nobody minds: elsewhere the chain
/// itself stops everybody.
fn page<'a>(reach: &Reach<'a>) -> Option<&'a Reply> {
    let session = reach.foreign_session()?;
    let minded = matches!(session.machine, MachineTrust::Rejected(_));
    let reply = reach.reply().filter(|_| !minded)?;
    let counts = (200..300).contains(&reply.status) && is_html(reply);
    (counts && reply.aws_mark().is_none()).then_some(reply)
}

/// By what the page is known again: its text, less what it quotes of the request; and its title,
/// where it speaks of a policy, for such a page numbers its events.
fn marks(walk: &Walk<'_>, reply: &Reply) -> Vec<String> {
    let mut marks = Vec::new();
    let mut text = reply.body.replace(walk.host().as_str(), "");
    if walk.path.url.path().len() > 1 {
        text = text.replace(walk.path.url.path(), "");
    }
    if text.len() >= SHORTEST {
        marks.push(text);
    }
    let title = crate::evidence::element(&reply.body, "title");
    marks.extend(title.filter(|_| speaks_of_policy(reply)));
    marks
}

/// What may show one page: the portals, the sign-in pages, or all below one domain.
fn service(host: &HostName) -> String {
    let host = host.as_str();
    let labels: Vec<&str> = host.split('.').collect();
    if labels.contains(&"signin") {
        return "signin".to_owned();
    }
    let portal = [
        "awsapps.com",
        "awsapps.cn",
        "portal.amazonaws.com",
        "app.aws",
    ];
    if portal.iter().any(|domain| host.ends_with(domain)) {
        return "portal".to_owned();
    }
    labels[labels.len().saturating_sub(2)..].join(".")
}
