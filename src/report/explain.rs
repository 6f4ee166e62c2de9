//! The page of each code: what it means, how sure one can be, what to do and whom to ask.
//!
//! Owns the layout of a page and the search for a code that was typed wrongly. The texts are data
//! (`data/texts/en/{verdicts,failures,causes}.toml`); printing them is the command's.

use std::collections::BTreeMap;

use serde::Deserialize;
use textwrap::{Options, WordSeparator, WordSplitter};

use crate::evidence::{Failure, Layer};
use crate::verdict::{Cause, Verdict};

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
pub fn page(code: &str) -> Result<String, UnknownCode> {
    let Some(group) = Group::ALL
        .iter()
        .find(|group| group.codes().contains(&code))
    else {
        return Err(unknown(code));
    };
    let page = group
        .pages()
        .remove(code)
        .expect("a test compares the pages with the codes");
    Ok(page.render(code, *group))
}

/// Every code with its title, by group and layer, lines of at most 80 columns.
pub fn list() -> String {
    let mut text = String::new();
    for group in Group::ALL {
        let pages = group.pages();
        for (heading, codes) in group.sections() {
            text.push_str(&heading);
            text.push('\n');
            for code in codes {
                let title = pages.get(code).map_or("", |page| page.title.as_str());
                push_wrapped(&mut text, &format!("  {code:<21} "), &" ".repeat(24), title);
            }
            text.push('\n');
        }
    }
    text.push_str("aws-netcheck explain CODE prints the page of a code.\n");
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
            Self::Verdicts => include_str!("../../data/texts/en/verdicts.toml"),
            Self::Failures => include_str!("../../data/texts/en/failures.toml"),
            Self::Causes => include_str!("../../data/texts/en/causes.toml"),
        }
    }

    fn pages(self) -> BTreeMap<String, Page> {
        toml::from_str(self.file()).expect("a test reads every embedded page")
    }

    /// The codes under the headings of the list: failures by layer, the others together.
    fn sections(self) -> Vec<(String, Vec<&'static str>)> {
        match self {
            Self::Verdicts => vec![("Verdicts".to_owned(), self.codes())],
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
                (format!("Failures at layer {layer}"), codes)
            })
            .into(),
            Self::Causes => vec![("Causes".to_owned(), self.codes())],
        }
    }

    /// What a single code of the group is, and how the section about its meaning is headed.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Verdicts => ("a verdict", "What it means"),
            Self::Failures => ("a failure", "What was seen"),
            Self::Causes => ("a cause", "The mechanism"),
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
    fn render(&self, code: &str, group: Group) -> String {
        let (kind, meaning) = group.words();
        let mut text = format!("{code} ({kind})\n");
        push_wrapped(&mut text, "", "", &self.title);
        push_section(&mut text, meaning, &self.means);
        if let Some(tells_apart) = &self.tells_apart {
            push_section(&mut text, "What tells it apart", tells_apart);
        }
        push_section(&mut text, "How sure", &self.sure);
        push_section(&mut text, "What to do", &self.advice);
        if !self.sources.is_empty() {
            text.push_str("\nSources\n");
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
    // Flags such as --fail-on must stay in one piece to be copied.
    let options = Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(others)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation)
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

    #[test]
    fn every_code_has_a_page_and_no_page_is_without_a_code() {
        for group in Group::ALL {
            let mut codes = group.codes();
            codes.sort_unstable();
            let pages = group.pages();
            let paged: Vec<&str> = pages.keys().map(String::as_str).collect();
            assert_eq!(paged, codes, "{group:?}");
        }
    }

    #[test]
    fn every_page_says_all_that_it_must() {
        for group in Group::ALL {
            for (code, page) in group.pages() {
                for field in [&page.means, &page.sure, &page.advice] {
                    assert!(field.trim().ends_with('.'), "{code}: {field}");
                }
                assert!(
                    !page.title.is_empty() && !page.title.ends_with('.'),
                    "{code}"
                );
                assert!(
                    page.tells_apart
                        .is_none_or(|text| text.trim().ends_with('.')),
                    "{code}"
                );
            }
        }
    }

    #[test]
    fn no_line_is_wider_than_a_terminal() {
        let codes = Group::ALL.iter().flat_map(|group| group.codes());
        for text in codes.map(|code| page(code).unwrap()).chain([list()]) {
            for line in text.lines() {
                assert!(line.chars().count() <= WIDTH, "{line}");
                assert_eq!(line, line.trim_end());
            }
            assert!(!text.contains("\n\n\n") && text.ends_with('\n'), "{text}");
        }
    }

    #[test]
    fn a_mistyped_code_is_answered_with_those_it_may_have_been() {
        let nearest = |typed: &str| page(typed).unwrap_err().nearest;
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
        let line = page("tls.rest\u{1b}[31m\n").unwrap_err().to_string();
        assert!(!line.contains(['\u{1b}', '\n']), "{line}");
        assert_eq!(
            page("quux").unwrap_err().to_string(),
            "there is no code \"quux\"; `aws-netcheck explain` without a code lists all"
        );
    }
}
