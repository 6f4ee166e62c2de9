//! Where a line may end.
//!
//! Owns the places at which a text may be broken, in any language. How wide a line is, and what stands
//! before it, is up to who draws it.

use textwrap::{Options, WordSeparator, WordSplitter, core::Word};
use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_width::UnicodeWidthChar;

/// The options for lines of so many columns. Host names are not broken at their hyphens, nor flags:
/// they get copied.
pub fn lines_of<'a>(columns: usize) -> Options<'a> {
    Options::new(columns)
        .word_separator(WordSeparator::Custom(words))
        .word_splitter(WordSplitter::NoHyphenation)
}

/// What stays on one line: what stands between two spaces, and in Japanese or Chinese, which have none,
/// what Unicode Standard Annex 14 keeps together: no line begins with a full stop or a closing bracket,
/// nor ends with an opening one. Elsewhere that annex breaks after `/` and `-`, which a URL would not bear.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let between_spaces = WordSeparator::AsciiSpace.find_words(line);
    let mut start = 0;
    Box::new(between_spaces.flat_map(move |word| {
        let whole = &line[start..start + word.word.len() + word.whitespace.len()];
        start += whole.len();
        parts(whole)
    }))
}

/// A word of a line, with its spaces, in the parts that it may be broken into.
fn parts(whole: &str) -> Vec<Word<'_>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (end, opportunity) in linebreaks(whole) {
        let allowed = opportunity == BreakOpportunity::Allowed && is_wide_at(whole, end);
        if allowed || end == whole.len() {
            parts.push(Word::from(&whole[start..end]));
            start = end;
        }
    }
    parts
}

/// Whether a character of two columns stands on either side.
fn is_wide_at(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at(at);
    let beside = [before.chars().next_back(), after.chars().next()];
    let mut beside = beside.into_iter().flatten();
    beside.any(|sign| sign.width() == Some(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(text: &str, columns: usize) -> Vec<String> {
        let lines = textwrap::wrap(text, lines_of(columns));
        lines.into_iter().map(|line| line.into_owned()).collect()
    }

    #[test]
    fn what_gets_copied_is_kept_whole() {
        for word in [
            "us-east-1.signin.aws",
            "--fail-on",
            "https://a.example/b/c-d",
        ] {
            let columns = word.len() + 2;
            assert_eq!(folded(&format!("aaaa {word}"), columns), ["aaaa", word]);
            let sentence = format!("接続先は {word} です。");
            let lines = folded(&sentence, 26);
            assert!(lines.iter().any(|line| line.contains(word)), "{lines:?}");
        }
    }

    #[test]
    fn japanese_is_broken_between_letters_and_by_width() {
        let lines = folded("名前解決の結果が既知の製品のアドレスです", 16);
        assert_eq!(lines, ["名前解決の結果が", "既知の製品のアド", "レスです"]);
    }

    #[test]
    fn no_line_begins_with_a_stop_nor_ends_with_an_opening_bracket() {
        let text = "「応答がありません」、「拒否されます」。ホストへの接続ー、です。";
        for columns in 8..40 {
            for line in folded(text, columns) {
                assert!(!line.starts_with(['、', '。', '」', 'ー']), "{line}");
                assert!(!line.ends_with('「'), "{line}");
            }
        }
    }

    #[test]
    fn nothing_is_lost_and_spaces_end_no_line() {
        let text = "TCP は接続できますが、a.example  への TLS が (閉じられ) ます。 ";
        for columns in 1..60 {
            let lines = folded(text, columns);
            let without = |text: &str| text.replace(' ', "");
            assert_eq!(without(&lines.concat()), without(text));
            assert!(lines.iter().all(|line| line.trim_end() == line));
        }
    }
}
