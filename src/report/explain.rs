//! The page of each code: what it means, how sure one can be, what to do and whom to ask.
//!
//! Owns the layout of a page and the search for a code that was typed wrongly. The texts are data
//! (`data/texts/LANGUAGE/{verdicts,failures,causes}.toml`); printing them is the command's.

use std::collections::BTreeMap;

use crate::evidence::{Failure, Layer};
use crate::language::Language;
use crate::verdict::{Cause, Phrase, Verdict};
use serde::Deserialize;

use super::{Texts, lines_of};

/// Columns: what a terminal shows everywhere, and what survives a mail.
const WIDTH: usize = 80;

/// What was asked for is no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no code {found:?}{}; `aws-netcheck explain` without a code lists all", or_perhaps(.nearest))]
pub struct UnknownCode {
    /// As typed, shortened to 40 characters.
    pub found: String,
    /// The codes that it may have been meant for, likeliest first; at most five.
    pub nearest: Vec<&'static str>,
}

fn or_perhaps(nearest: &[&str]) -> String {
    if nearest.is_empty() {
        String::new()
    } else {
        format!(" (did you mean {}?)", nearest.join(" or "))
    }
}

/// The page of one code as plain text, lines of at most 80 columns, with a final line end.
pub fn page(code: &str, language: Language) -> Result<String, UnknownCode> {
    let Some(group) = Group::ALL
        .iter()
        .find(|group| group.codes().contains(&code))
    else {
        return Err(unknown(code));
    };
    let page = group
        .pages(language)
        .remove(code)
        .expect("a test compares the pages with the codes");
    Ok(page.render(code, *group, Texts::of(language)))
}

/// Every code with its title, by group and layer, lines of at most 80 columns.
pub fn list(language: Language) -> String {
    let mut text = String::new();
    let texts = Texts::of(language);
    for group in Group::ALL {
        let pages = group.pages(language);
        for (heading, codes) in group.sections(texts) {
            text.push_str(&heading);
            text.push('\n');
            for code in codes {
                let title = pages.get(code).map_or("", |page| page.title.as_str());
                push_wrapped(&mut text, &format!("  {code:<21} "), &" ".repeat(24), title);
            }
            text.push('\n');
        }
    }
    text.push_str(texts.label("explain.hint"));
    text.push('\n');
    text
}

/// The three kinds of code, each with a file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Verdicts,
    Failures,
    Causes,
}

impl Group {
    const ALL: [Self; 3] = [Self::Verdicts, Self::Failures, Self::Causes];

    fn codes(self) -> Vec<&'static str> {
        match self {
            Self::Verdicts => Verdict::ALL.iter().map(|v| v.code()).collect(),
            Self::Failures => Failure::ALL.iter().map(|f| f.code()).collect(),
            Self::Causes => Cause::ALL.iter().map(|c| c.code()).collect(),
        }
    }

    fn file(self) -> &'static str {
        match self {
            Self::Verdicts => "verdicts",
            Self::Failures => "failures",
            Self::Causes => "causes",
        }
    }

    fn pages(self, language: Language) -> BTreeMap<String, Page> {
        let of = |language: Language| -> BTreeMap<String, Page> {
            let text = language.json(self.file());
            serde_json::from_str(text).expect("a test reads every embedded page")
        };
        let mut pages = of(language);
        // What is cited is the same in every language, and stands in the English page alone.
        for (code, english) in of(Language::English) {
            if let Some(page) = pages.get_mut(&code) {
                page.sources = english.sources;
            }
        }
        pages
    }

    /// The codes under the headings of the list: failures by layer, the others together.
    fn sections(self, texts: &Texts) -> Vec<(String, Vec<&'static str>)> {
        let label = |key: &'static str| texts.label(key).to_owned();
        match self {
            Self::Verdicts => vec![(label("explain.verdicts"), self.codes())],
            Self::Failures => [
                Layer::Dns,
                Layer::Tcp,
                Layer::Proxy,
                Layer::Tls,
                Layer::Http,
            ]
            .map(|layer| {
                let at_layer = Failure::ALL.iter().filter(|f| f.layer() == layer);
                let codes = at_layer.map(|f| f.code()).collect();
                let heading = Phrase::new("explain.failures").with("layer", layer);
                (texts.say(&heading), codes)
            })
            .into(),
            Self::Causes => vec![(label("explain.causes"), self.codes())],
        }
    }

    /// What a single code of the group is, and how the section about its meaning is headed.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Verdicts => ("explain.verdict", "explain.verdict_means"),
            Self::Failures => ("explain.failure", "explain.failure_means"),
            Self::Causes => ("explain.cause", "explain.cause_means"),
        }
    }
}

/// One table of a text file. A blank line ends a paragraph; other line ends are the file's own.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    /// One line without a final stop.
    title: String,
    means: String,
    tells_apart: Option<String>,
    sure: String,
    #[serde(rename = "do")]
    advice: String,
    #[serde(default)]
    sources: Vec<String>,
}

impl Page {
    fn render(&self, code: &str, group: Group, texts: &Texts) -> String {
        let (kind, meaning) = group.words();
        let mut text = format!("{code} ({})\n", texts.label(kind));
        push_wrapped(&mut text, "", "", &self.title);
        push_section(&mut text, texts.label(meaning), &self.means);
        if let Some(tells_apart) = &self.tells_apart {
            push_section(&mut text, texts.label("explain.tells_apart"), tells_apart);
        }
        push_section(&mut text, texts.label("explain.sure"), &self.sure);
        push_section(&mut text, texts.label("explain.do"), &self.advice);
        if !self.sources.is_empty() {
            text.push_str(&format!("\n{}\n", texts.label("explain.sources")));
            for source in &self.sources {
                push_wrapped(&mut text, "  ", "    ", source);
            }
        }
        text
    }
}

fn push_section(text: &mut String, heading: &str, body: &str) {
    text.push('\n');
    text.push_str(heading);
    for (n, paragraph) in body.trim().split("\n\n").enumerate() {
        text.push_str(if n == 0 { "\n" } else { "\n\n" });
        let words: Vec<&str> = paragraph.split_whitespace().collect();
        push_wrapped(text, "  ", "  ", &words.join(" "));
        text.truncate(text.trim_end().len());
    }
    text.push('\n');
}

fn push_wrapped(text: &mut String, first: &str, others: &str, body: &str) {
    let options = lines_of(WIDTH)
        .initial_indent(first)
        .subsequent_indent(others)
        .break_words(false);
    text.push_str(&textwrap::fill(body, options));
    text.push('\n');
}

fn unknown(typed: &str) -> UnknownCode {
    let found: String = typed.chars().take(40).collect();
    let wanted = found.trim().to_lowercase().replace(['-', ' '], "_");
    let mut near: Vec<(usize, &'static str)> = Group::ALL
        .iter()
        .flat_map(|group| group.codes())
        .filter_map(|code| Some((distance(&wanted, code)?, code)))
        .collect();
    // The sort keeps the order of the walk among equals.
    near.sort_by_key(|(distance, _)| *distance);
    let worst = near.first().map_or(0, |(best, _)| best + 1);
    let nearest = near
        .into_iter()
        .take_while(|(distance, _)| *distance <= worst)
        .take(5)
        .map(|(_, code)| code)
        .collect();
    UnknownCode { found, nearest }
}

/// How far a code is from what was typed; none beyond a third of the code's length.
fn distance(wanted: &str, code: &'static str) -> Option<usize> {
    // People know the layer alone, or remember `nxdomain` and forget the layer.
    let (layer, what) = code.split_once('.').unwrap_or((code, ""));
    if layer == wanted || what == wanted {
        return Some(usize::from(layer != wanted));
    }
    let edits = strsim::osa_distance(wanted, code);
    (edits <= code.len() / 3).then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs() -> impl Iterator<Item = (Language, Group)> {
        let languages = Language::ALL.iter().copied();
        languages.flat_map(|language| Group::ALL.map(|group| (language, group)))
    }

    fn page_of(code: &str) -> Result<String, UnknownCode> {
        page(code, Language::English)
    }

    #[test]
    fn every_code_has_a_page_and_no_page_is_without_a_code() {
        for group in Group::ALL {
            let mut codes = group.codes();
            codes.sort_unstable();
            for language in Language::ALL {
                let pages = group.pages(*language);
                let paged: Vec<&str> = pages.keys().map(String::as_str).collect();
                assert_eq!(paged, codes, "{group:?} {language:?}");
            }
        }
    }

    #[test]
    fn every_page_says_all_that_it_must() {
        for (language, group) in pairs() {
            let stop = Texts::of(language).label("join.stop");
            for (code, page) in group.pages(language) {
                let tells_apart = page.tells_apart.iter();
                let fields = [&page.means, &page.sure, &page.advice].into_iter();
                for field in fields.chain(tells_apart) {
                    assert!(field.trim().ends_with(stop), "{code}: {field}");
                }
                let title = &page.title;
                assert!(!title.is_empty() && !title.ends_with(stop), "{code}");
            }
        }
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        for (language, group) in pairs() {
            let codes = group.codes().into_iter();
            let pages = codes.map(|code| page(code, language).unwrap());
            for text in pages.chain([list(language)]) {
                for line in text.lines() {
                    assert!(crate::report::width(line) <= WIDTH, "{line}");
                    assert_eq!(line, line.trim_end());
                }
                assert!(!text.contains("\n\n\n") && text.ends_with('\n'), "{text}");
            }
        }
    }

    #[test]
    fn a_mistyped_code_is_answered_with_those_it_may_have_been() {
        let nearest = |typed: &str| page_of(typed).unwrap_err().nearest;
        assert_eq!(nearest("tls.rest").first(), Some(&"tls.reset"));
        assert_eq!(nearest("SNI-Filter"), ["sni_filter"]);
        assert_eq!(nearest("nxdomain"), ["dns.nxdomain"]);
        assert_eq!(nearest("reset"), ["tcp.reset", "tls.reset", "http.reset"]);
        assert_eq!(nearest("dns").first(), Some(&"dns.nxdomain"));
        assert!(nearest("tls").iter().all(|code| code.starts_with("tls.")));
        assert_eq!(nearest("\u{1b}[2Jnonsense"), [""; 0]);
    }

    #[test]
    fn the_error_is_one_harmless_line() {
        let line = page_of("tls.rest\u{1b}[31m\n").unwrap_err().to_string();
        assert!(!line.contains(['\u{1b}', '\n']), "{line}");
        assert_eq!(
            page_of("quux").unwrap_err().to_string(),
            "there is no code \"quux\"; `aws-netcheck explain` without a code lists all"
        );
    }
}
