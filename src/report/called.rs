//! What a site is called, and how that name stands in a line.
//!
//! Owns the form that a name has where no blank may be: it can be read back, and what is too long is
//! cut with a mark that is the same for the same whole name. What else a line holds is `line`'s.

use aws_lc_rs::digest::{SHA256, digest};
use unicode_width::UnicodeWidthChar as _;

use super::harmless::{self, harmless};

/// A name of so many bytes stands whole in a line.
const LONGEST: usize = 160;
/// What is left of a longer one stands before this, and after it the first bytes of its SHA-256. No
/// name that stands whole has it: a percent sign is followed by two digits there.
const CUT: &str = "%~";
const BYTES_OF_HASH: usize = 8;

/// The name of a place: its label, or else the machine's. A blank one is none.
pub(super) fn place<'a>(site: Option<&'a str>, host: Option<&'a str>) -> Option<&'a str> {
    [site, host]
        .into_iter()
        .flatten()
        .find(|name| !name.trim().is_empty())
}

/// A name as one word: percent-encoded (RFC 3986, section 2.1) where a line cannot hold it.
pub(super) fn word(name: &str) -> String {
    let strange = harmless(name) != name;
    let mut word = String::new();
    let mut kept = 0;
    for character in name.chars() {
        // Of marks in too large a number none is let through.
        let is_mark = strange && character.width() == Some(0);
        let ends = character.is_whitespace() || matches!(character, '=' | '%');
        match ends || is_mark || harmless::is_harmful(character) {
            true => word.extend(
                character
                    .encode_utf8(&mut [0; 4])
                    .bytes()
                    .map(|byte| format!("%{byte:02X}")),
            ),
            false => word.push(character),
        }
        if word.len() + CUT.len() + 2 * BYTES_OF_HASH <= LONGEST {
            kept = word.len();
        } else if word.len() > LONGEST {
            let hash = digest(&SHA256, name.as_bytes());
            let hash = hash.as_ref().iter().take(BYTES_OF_HASH);
            let hash: String = hash.map(|byte| format!("{byte:02x}")).collect();
            return format!("{}{CUT}{hash}", &word[..kept]);
        }
    }
    word
}

/// Whether only the beginning of the name is left.
pub(super) fn is_cut(word: &str) -> bool {
    word.contains(CUT)
}

/// The name again; what is no code of ours stays as it is, as lines of earlier programs have it.
pub(super) fn name(word: &str) -> String {
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let digits = digits.filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_comes_back_from_its_word() {
        for (text, expected) in [
            ("FRA-LT-0417", "FRA-LT-0417"),
            ("Contoso Rome", "Contoso%20Rome"),
            ("Contoso_Rome", "Contoso_Rome"),
            ("100%25", "100%2525"),
            ("a=b\n", "a%3Db%0A"),
            ("東京　本社", "東京%E3%80%80本社"),
            ("\u{202e}x", "%E2%80%AEx"),
        ] {
            assert_eq!(word(text), expected);
            assert_eq!(name(expected), text);
        }
        let flood = format!("e{}", "\u{301}".repeat(9));
        assert_eq!(name(&word(&flood)), flood);
        assert_eq!(harmless(&word(&flood)), word(&flood));
        for old in ["50%", "50%_of", "%zz", "%ff"] {
            assert_eq!(name(old), old);
        }
    }

    #[test]
    fn what_is_too_long_is_cut_and_stays_apart_from_others() {
        for (long, other) in [
            ("x".repeat(161), "x".repeat(162)),
            (" 本".repeat(60), " 本".repeat(61)),
        ] {
            for text in [&long, &other] {
                let word = word(text);
                assert!(word.len() <= LONGEST && is_cut(&word), "{word}");
            }
            assert_ne!(word(&long), word(&other));
        }
        assert!(!is_cut(&word(&"x".repeat(160))));
        assert!(!is_cut(&word("a%~b")));
    }
}
