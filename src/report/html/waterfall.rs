//! Where the time of a path went, layer by layer, and where it broke.
//!
//! Owns the geometry, in hundredths of the width, and the same in words for those who do not see it.
//! One scale holds for all paths of a report, so that they can be compared; how it is drawn is the
//! template's.

use crate::report::Texts;
use crate::report::v1::{Path, Timings};
use crate::verdict::{Phrase, Verdict};

/// The layers in the order in which a path meets them.
const LAYERS: [&str; 5] = ["dns", "tcp", "proxy", "tls", "http"];

/// The narrowest bar that can be seen, in hundredths.
const NARROWEST: f64 = 0.6;

/// What became of one layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Passed,
    /// It failed here, and the path with it.
    Broken,
    /// Something was found here, and the path is usable.
    Marked,
    /// It was passed, and nothing measured it: a lookup that another one spared.
    Untimed,
    NotReached,
}

/// One layer's bar.
#[derive(Debug)]
pub(super) struct Bar {
    pub(super) layer: &'static str,
    pub(super) state: State,
    /// Left end, width and right end, in hundredths of the scale.
    pub(super) left: f64,
    pub(super) width: f64,
    pub(super) right: f64,
    /// Whether it goes on beyond the scale.
    pub(super) cut: bool,
    /// `94 ms`, or that it was not reached.
    pub(super) time: String,
    /// The code of what failed, where something did.
    pub(super) failure: String,
}

/// The bars of one path.
#[derive(Debug)]
pub(super) struct Waterfall {
    pub(super) bars: Vec<Bar>,
    /// All of it in words.
    pub(super) text: String,
}

impl State {
    /// For the style and the script.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Broken => "broken",
            Self::Marked => "marked",
            Self::Untimed => "untimed",
            Self::NotReached => "missed",
        }
    }
}

/// The milliseconds of the whole width: those of the slowest usable path, so that the silence of a
/// blocked one does not squeeze the others; rounded up to one digit.
pub(super) fn scale(paths: &[Path]) -> f64 {
    let total = |path: &Path| path.timings_ms.total;
    let usable = |path: &&Path| matches!(path.verdict, Verdict::Open | Verdict::Degraded);
    let slowest = |all: &mut dyn Iterator<Item = f64>| all.fold(0.0, f64::max);
    let of_usable = slowest(&mut paths.iter().filter(usable).filter_map(total));
    let slowest = match of_usable > 0.0 {
        true => of_usable,
        false => slowest(&mut paths.iter().filter_map(total)),
    };
    let digit = 10_f64.powf(slowest.max(10.0).log10().floor());
    (slowest.max(10.0) / digit).ceil() * digit
}

impl Waterfall {
    pub(super) fn of(path: &Path, scale: f64, texts: &Texts) -> Self {
        let mut bars = Vec::new();
        let mut at = 0.0;
        let is_here = |layer: &str| path.layer.as_deref() == Some(layer);
        let is_timed = |layer: &str| time(&path.timings_ms, layer).is_some();
        let last = LAYERS
            .iter()
            .rposition(|layer| is_here(layer) || is_timed(layer));
        for (index, layer) in LAYERS.into_iter().enumerate() {
            let (time, is_here) = (time(&path.timings_ms, layer), is_here(layer));
            // Most paths meet no proxy: it has a bar where one was met.
            if layer == "proxy" && time.is_none() && !is_here {
                continue;
            }
            let state = match (is_here, path.verdict) {
                (true, Verdict::Blocked | Verdict::Unknown) => State::Broken,
                (true, _) => State::Marked,
                (false, _) if time.is_some() => State::Passed,
                (false, _) if last > Some(index) => State::Untimed,
                (false, _) => State::NotReached,
            };
            let bar = Bar::new(layer, state, at, time, path, scale, texts);
            at += time.unwrap_or_default();
            bars.push(bar);
        }
        let said: Vec<String> = bars.iter().map(|bar| bar.say(texts)).collect();
        let text = texts.clauses(&said);
        Self { bars, text }
    }
}

impl Bar {
    fn new(
        layer: &'static str,
        state: State,
        start: f64,
        time: Option<f64>,
        path: &Path,
        scale: f64,
        texts: &Texts,
    ) -> Self {
        let hundredths = |ms: f64| (ms / scale * 100.0).clamp(0.0, 100.0);
        let left = hundredths(start).min(100.0 - NARROWEST);
        let end = start + time.unwrap_or_default();
        let right = hundredths(end).max(left + NARROWEST);
        let failure = match state {
            State::Broken | State::Marked => path.failure.clone().unwrap_or_default(),
            State::Passed | State::Untimed | State::NotReached => String::new(),
        };
        let time = match (time, state) {
            (Some(ms), _) => texts.say(&Phrase::new("html.ms").with("ms", whole(ms))),
            (None, State::NotReached) => texts.label("html.not_reached").to_owned(),
            (None, _) => texts.label("html.untimed").to_owned(),
        };
        Self {
            layer,
            state,
            left,
            width: right - left,
            right,
            cut: end > scale,
            time,
            failure,
        }
    }

    /// Whether it took a time that is known.
    pub(super) fn is_drawn(&self) -> bool {
        !matches!(self.state, State::Untimed | State::NotReached)
    }

    fn say(&self, texts: &Texts) -> String {
        let phrase = match self.state {
            State::Passed | State::Untimed => Phrase::new("html.passed"),
            State::Broken => Phrase::new("html.broken"),
            State::Marked => Phrase::new("html.marked"),
            State::NotReached => Phrase::new("html.missed"),
        };
        let phrase = phrase.with("layer", name(self.layer, texts));
        let phrase = phrase.with("time", &self.time);
        texts.say(&phrase.with("failure", &self.failure))
    }
}

/// What people call a layer.
pub(super) fn name(layer: &str, texts: &Texts) -> String {
    texts.label(&format!("html.layer_{layer}")).to_owned()
}

fn time(timings: &Timings, layer: &str) -> Option<f64> {
    match layer {
        "dns" => timings.dns,
        "tcp" => timings.tcp,
        "proxy" => timings.proxy,
        "tls" => timings.tls,
        _ => timings.http,
    }
}

/// Milliseconds without what nobody compares: a tenth below ten, else none.
pub(super) fn whole(ms: f64) -> String {
    match ms < 10.0 && ms.fract() != 0.0 {
        true => format!("{ms:.1}"),
        false => format!("{ms:.0}"),
    }
}
