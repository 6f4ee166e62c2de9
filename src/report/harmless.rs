//! Makes any text safe to show in a terminal, and measures it in columns.
//!
//! Owns the list of characters that a terminal acts on or that a reader cannot see. Every string
//! that came over the network or out of a file passes here on its way to a screen; what such a
//! string means is everybody else's.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthChar;

/// Stands for what was cut off. Plain ASCII, so that every console font has it.
const ELLIPSIS: &str = "...";

/// Marks that may follow one letter. Real scripts need up to three (Hebrew with points and
/// accents, Vietnamese decomposed); longer runs only paint over the lines around them.
const MOST_MARKS: usize = 3;

/// `text` with every dangerous or invisible character as a visible `\u{..}`, on one line.
///
/// Harmless text comes back unchanged, so that doing it twice does no more than once.
pub fn harmless(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut marks = 0;
    for character in text.chars() {
        let is_mark = character.width() == Some(0);
        marks = if is_mark { marks + 1 } else { 0 };
        if is_harmful(character) || marks > MOST_MARKS {
            // Writing to a String cannot fail.
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(character));
        } else {
            safe.push(character);
        }
    }
    safe
}

/// As [`harmless`], and at most `columns` wide: what is longer ends in an ellipsis.
pub fn harmless_within(text: &str, columns: usize) -> String {
    // Each character yields at least one column or is one of few marks, so that a text of a
    // megabyte need not be gone through to its end.
    let reachable = columns.saturating_add(1).saturating_mul(1 + MOST_MARKS);
    let head: String = text.chars().take(reachable).collect();
    let safe = harmless(&head);
    if head.len() == text.len() && width(&safe) <= columns {
        return safe;
    }
    let room = columns.saturating_sub(ELLIPSIS.len());
    let mut cut = String::new();
    let mut used = 0;
    for character in safe.chars() {
        used += character.width().unwrap_or(0);
        if used > room {
            break;
        }
        cut.push(character);
    }
    cut.push_str(&ELLIPSIS[..columns.min(ELLIPSIS.len())]);
    cut
}

/// How many terminal columns a harmless text takes (Unicode Standard Annex 11).
pub fn width(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

/// Whether a terminal acts on the character, or shows nothing where it stands.
pub(super) fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            // Soft hyphen, combining grapheme joiner.
            '\u{ad}' | '\u{34f}'
            // Bidirectional marks, embeddings, overrides and isolates: they reorder what is read
            // (Unicode Standard Annex 9; CVE-2021-42574).
            | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            // Zero-width spaces and joiners, invisible operators, deprecated formatting.
            | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
            // Line and paragraph separators.
            | '\u{2028}' | '\u{2029}'
            // Fillers and vowel separators that show as nothing.
            | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{3164}' | '\u{ffa0}'
            // Variation selectors, interlinear annotations, tags.
            | '\u{fe00}'..='\u{fe0f}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}'
            // No characters at all.
            | '\u{fdd0}'..='\u{fdef}'
        )
        || u32::from(character) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_of_any_script_is_left_alone() {
        for text in [
            "",
            "mycorp.awsapps.com",
            "Zscaler Intermediate Root CA (zscalerthree.net) (t)",
            "株式会社例 認証局",
            "Příliš žluťoučký kůň",
            "ไทยน้ำ",
            "שָׁלוֹם",
            "back\\slash \u{fffd}",
        ] {
            assert_eq!(harmless(text), text);
            assert_eq!(harmless_within(text, 80), text);
        }
    }

    #[test]
    fn control_characters_are_shown_and_not_sent() {
        assert_eq!(
            harmless("\x1b[2J\x1b]0;x\x07"),
            "\\u{1b}[2J\\u{1b}]0;x\\u{7}"
        );
        assert_eq!(
            harmless("a\r\n\tb\0\x7f"),
            "a\\u{d}\\u{a}\\u{9}b\\u{0}\\u{7f}"
        );
        assert_eq!(harmless("\u{9b}31m\u{85}"), "\\u{9b}31m\\u{85}");
        for code in (0..0x20).chain(0x7f..0xa0) {
            let control = char::from_u32(code).unwrap();
            assert!(
                harmless(&control.to_string()).starts_with("\\u{"),
                "{code:x}"
            );
        }
    }

    #[test]
    fn what_reorders_or_hides_text_is_shown() {
        assert_eq!(harmless("\u{202e}moc.elpmaxe"), "\\u{202e}moc.elpmaxe");
        for hidden in [
            '\u{61c}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{202a}',
            '\u{2028}',
            '\u{2029}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{feff}',
            '\u{ad}',
            '\u{fe0f}',
            '\u{e0041}',
            '\u{e0101}',
            '\u{3164}',
            '\u{ffff}',
            '\u{1fffe}',
            '\u{180e}',
        ] {
            assert!(is_harmful(hidden), "{:x}", u32::from(hidden));
        }
    }

    #[test]
    fn nothing_invisible_is_left_but_a_few_marks() {
        let all: String = ('\0'..=char::MAX).flat_map(|c| ['a', c]).collect();
        let safe = harmless(&all);
        assert!(!safe.chars().any(is_harmful));
        assert!(safe.chars().all(|c| c.width().is_some()));
        let flood = format!("a{}", "\u{301}".repeat(50));
        assert!(harmless(&flood).matches('\u{301}').count() <= MOST_MARKS);
    }

    #[test]
    fn twice_is_once() {
        for text in [
            "\x1b[31m",
            "a\u{301}\u{301}\u{301}\u{301}",
            "\u{202e}",
            "plain",
        ] {
            let once = harmless(text);
            assert_eq!(harmless(&once), once);
        }
        let once = harmless_within(&"\x1b".repeat(50), 40);
        assert_eq!(harmless_within(&once, 40), once);
    }

    #[test]
    fn a_bound_is_in_columns_and_shows_that_something_is_missing() {
        assert_eq!(harmless_within("abcdef", 6), "abcdef");
        assert_eq!(harmless_within("abcdefg", 6), "abc...");
        assert_eq!(harmless_within("認証局認証局", 8), "認証...");
        assert_eq!(harmless_within("\x1b\x1b\x1b", 10), "\\u{1b}\\...");
        assert_eq!(harmless_within("abcdef", 2), "..");
        assert_eq!(harmless_within("abcdef", 0), "");
        let long = "x".repeat(1_000_000);
        assert_eq!(width(&harmless_within(&long, 100)), 100);
        let flood = "a\u{301}".repeat(1_000_000);
        assert_eq!(width(&harmless_within(&flood, 100)), 100);
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("認証局"), 6);
        assert_eq!(width("e\u{301}"), 1);
        assert_eq!(width("abc"), 3);
    }
}
