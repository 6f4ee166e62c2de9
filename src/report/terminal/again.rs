//! What became of an earlier run's requests, a line each.
//!
//! Owns which line a request gets; that it is done was found in `again`.

use crate::report::Texts;
use crate::report::v1::{Again, Followed, Next, Progress};
use crate::verdict::Phrase;

use super::page::{Ink, Page};

/// Columns before the sentence.
const INDENT: usize = 13;

/// Hosts named before the rest is counted.
const MOST_HOSTS: usize = 3;

pub(super) fn draw(page: &mut Page, again: &Again, texts: &Texts) {
    let minute = again.started.get(..16).unwrap_or(&again.started);
    let opening = Phrase::new("again.opening")
        .with("paths", texts.count("count.paths", again.tested))
        .with("hosts", texts.count("count.hosts", again.open_before))
        .with("run", &again.run)
        .with("started", minute.replace('T', " "));
    page.hanging((Ink::Plain, ""), 0, &texts.say(&opening));
    for request in &again.requests {
        let (ink, lead, key) = match request.progress {
            Progress::Done => (Ink::Good, "done", "again.done"),
            Progress::OtherWay => (Ink::Doubtful, "unclear", "again.other_way"),
            Progress::NextWall => (Ink::Doubtful, "done", "again.next_wall"),
            Progress::Unclear if request.next.is_empty() => {
                (Ink::Doubtful, "unclear", "again.unmeasured")
            }
            Progress::Unclear => (Ink::Doubtful, "unclear", "again.unclear"),
            Progress::NotDone => (Ink::Bad, "not_done", "again.not_done"),
        };
        let lead = format!("  {}", texts.word(lead));
        let sentence = sentence(key, request, texts);
        page.hanging((ink, &lead), INDENT, &sentence);
    }
    if !again.left_out.is_empty() {
        let left = Phrase::new("again.left_out")
            .with("paths", texts.count("count.paths", again.left_out.len()));
        page.hanging((Ink::Doubtful, ""), INDENT, &texts.say(&left));
    }
}

fn sentence(key: &'static str, request: &Followed, texts: &Texts) -> String {
    let team = request.team_name.as_ref().unwrap_or(&request.team);
    let walls: Vec<String> = request.next.iter().map(|next| wall(next, texts)).collect();
    let phrase = Phrase::new(key)
        .with("id", request.id)
        .with("team", team)
        .with("cause", texts.word(&request.cause))
        .with("hosts", named(&request.hosts, texts))
        .with("walls", walls.join("; "));
    texts.compose(&phrase)
}

fn wall(next: &Next, texts: &Texts) -> String {
    let phrase = Phrase::new("again.wall")
        .with("failure", &next.failure)
        .with("cause", texts.word(&next.cause))
        .with("hosts", named(&next.hosts, texts));
    texts.compose(&phrase)
}

fn named(hosts: &[String], texts: &Texts) -> String {
    let shown = hosts.len().min(MOST_HOSTS);
    let listed = hosts[..shown].join(", ");
    if shown == hosts.len() {
        return listed;
    }
    let more = Phrase::new("wall.and_more").with("count", hosts.len() - shown);
    format!("{listed} {}", texts.say(&more))
}
