//! What is said of a comparison with another report.
//!
//! Owns the sentences, for every look.

use crate::report::Texts;
use crate::report::page::Ink;
use crate::report::v1::{Change, Compared, How, Slower, State};
use crate::verdict::Phrase;

/// One line: a word with its colour, and what it is about.
pub(in crate::report) struct Line {
    pub(in crate::report) ink: Ink,
    pub(in crate::report) word: String,
    pub(in crate::report) sentence: String,
}

/// Which report it was compared with.
pub(in crate::report) fn opening(compared: &Compared, texts: &Texts) -> String {
    let site = compared.site.as_ref().map(|site| format!("{site}, "));
    let phrase = Phrase::new("compare.opening")
        .with("file", &compared.file)
        .with("site", site.unwrap_or_default())
        .with("run", &compared.run)
        .with("started", &compared.started);
    texts.say(&phrase.with("paths", texts.count("count.paths", compared.shared)))
}

/// What changed, the gravest first; that nothing did, where that is so.
pub(in crate::report) fn lines(compared: &Compared, texts: &Texts) -> Vec<Line> {
    let changes = compared.changes.iter().map(|one| change(one, texts));
    let slower = compared.slower.iter().map(|one| slow(one, texts));
    let mut lines: Vec<Line> = changes.chain(slower).collect();
    if lines.is_empty() {
        lines.push(Line {
            ink: Ink::Good,
            word: texts.label("compare.same").to_owned(),
            sentence: texts.label("compare.nothing").to_owned(),
        });
    }
    lines
}

fn change(change: &Change, texts: &Texts) -> Line {
    let code = change.how.code();
    let ink = match change.how {
        How::Closed => Ink::Bad,
        How::Lost | How::Worse | How::Other | How::Unclear => Ink::Doubtful,
        How::Better | How::Opened => Ink::Good,
    };
    let phrase = Phrase::new(match change.required {
        true => "compare.change",
        false => "compare.change_of_other",
    });
    let phrase = phrase
        .with("path", &change.path)
        .with("before", state(&change.before))
        .with("now", state(&change.now));
    Line {
        ink,
        word: texts.label(&format!("compare.{code}")).to_owned(),
        sentence: texts.say(&phrase),
    }
}

/// In codes: they are what the other report has, too.
fn state(state: &State) -> String {
    let codes = [&state.failure, &state.cause];
    let codes: Vec<&str> = codes.into_iter().filter_map(Option::as_deref).collect();
    match codes.is_empty() {
        true => state.verdict.code().to_owned(),
        false => format!("{} ({})", state.verdict.code(), codes.join(", ")),
    }
}

fn slow(slower: &Slower, texts: &Texts) -> Line {
    let ms = |ms: f64| format!("{ms:.0}");
    let phrase = match (&slower.layer, &slower.path) {
        (Some(layer), _) => Phrase::new("compare.slower_layer")
            .with("layer", layer.to_uppercase())
            .with("paths", texts.count("count.paths", slower.paths)),
        (None, path) => {
            Phrase::new("compare.slower_path").with("path", path.as_deref().unwrap_or_default())
        }
    };
    let phrase = phrase.with("before", ms(slower.before_ms));
    Line {
        ink: Ink::Doubtful,
        word: texts.label("compare.slower").to_owned(),
        sentence: texts.say(&phrase.with("now", ms(slower.now_ms))),
    }
}
