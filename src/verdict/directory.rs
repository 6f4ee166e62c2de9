//! In which Region the directory is, by AWS's own word.
//!
//! Owns the reading of the answer to a deep path: JSON whose `redirectUrl` leads to the sign-in
//! page of the directory's own Region. Undocumented, and observed for one directory alone
//! (browser capture of a Builder ID sign-in), so that an answer of another form says nothing.

use url::Url;

use crate::evidence::Reply;
use crate::names::Region;

use super::walk::{Reach, Walk};

/// Where sign-in pages are: `{region}.signin.aws`.
const SIGN_IN: &str = ".signin.aws";

/// What AWS says about the directory's Region.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) region: Region,
    /// The Region that was asked.
    pub(super) asked: Region,
}

/// What the answer to this path says; nothing for another path, or where no genuine answer names
/// a Region.
pub(super) fn said(walk: &Walk<'_>) -> Option<Said> {
    let region = region_in(genuine_answer(walk)?)?;
    let asked = walk
        .host()
        .as_str()
        .split('.')
        .find_map(|l| l.parse().ok())?;
    Some(Said { region, asked })
}

fn genuine_answer<'a>(walk: &Walk<'a>) -> Option<&'a Reply> {
    let reaches = walk.reaches.iter().filter(|_| walk.path.deep);
    reaches
        .filter(|reach| reach.is_genuine())
        .find_map(Reach::reply)
}

fn region_in(reply: &Reply) -> Option<Region> {
    let body: serde_json::Value = serde_json::from_str(&reply.body).ok()?;
    let target = Url::parse(body.get("redirectUrl")?.as_str()?).ok()?;
    target.host_str()?.strip_suffix(SIGN_IN)?.parse().ok()
}

/// The status of a genuine answer that names no Region; nothing where one does, or none came.
pub(super) fn unsaid(walk: &Walk<'_>) -> Option<u16> {
    let reply = genuine_answer(walk)?;
    region_in(reply).is_none().then_some(reply.status)
}
