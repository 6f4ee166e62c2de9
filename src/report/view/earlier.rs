//! What became of an earlier run's requests, a line each.
//!
//! Owns which line a request gets; that it is done was found in `again`.

use crate::report::Texts;
use crate::report::v1::{Again, Followed, Next, Progress};
use crate::verdict::Phrase;

/// Hosts named before the rest is counted.
const MOST_HOSTS: usize = 3;

/// What became of a request: the word for it, and the sentence.
pub(in crate::report) struct Line {
    pub(in crate::report) progress: Progress,
    pub(in crate::report) word: &'static str,
    pub(in crate::report) sentence: String,
}

/// Which earlier run it was, and how much of it was looked at.
pub(in crate::report) fn opening(again: &Again, texts: &Texts) -> String {
    let minute = again.started.get(..16).unwrap_or(&again.started);
    let opening = Phrase::new("again.opening")
        .with("paths", texts.count("count.paths", again.tested))
        .with("hosts", texts.count("count.hosts", again.open_before))
        .with("run", &again.run)
        .with("started", minute.replace('T', " "));
    texts.say(&opening)
}

pub(in crate::report) fn lines(again: &Again, texts: &Texts) -> Vec<Line> {
    let line = |request: &Followed| {
        let (word, key) = match request.progress {
            Progress::Done => ("done", "again.done"),
            Progress::OtherWay => ("unclear", "again.other_way"),
            Progress::NextWall => ("done", "again.next_wall"),
            Progress::Unclear if request.next.is_empty() => ("unclear", "again.unmeasured"),
            Progress::Unclear => ("unclear", "again.unclear"),
            Progress::NotDone => ("not_done", "again.not_done"),
        };
        Line {
            progress: request.progress,
            word,
            sentence: sentence(key, request, texts),
        }
    };
    again.requests.iter().map(line).collect()
}

/// What was not open in the earlier run and is no part of this one.
pub(in crate::report) fn left_out(again: &Again, texts: &Texts) -> Option<String> {
    let count = again.left_out.len();
    let left = Phrase::new("again.left_out").with("paths", texts.count("count.paths", count));
    (count > 0).then(|| texts.say(&left))
}

fn sentence(key: &'static str, request: &Followed, texts: &Texts) -> String {
    let of_code = || texts.code("addressee", &request.team);
    let team = request.team_name.clone().unwrap_or_else(of_code);
    let walls: Vec<String> = request.next.iter().map(|next| wall(next, texts)).collect();
    let phrase = Phrase::new(key)
        .with("id", request.id)
        .with("team", team)
        .with("cause", texts.word(&request.cause))
        .with("hosts", named(&request.hosts, texts))
        .with("walls", texts.clauses(&walls));
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
