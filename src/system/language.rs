//! The language that this machine's user reads.
//!
//! Owns the question. Whether there are texts in that language is known elsewhere.

#[cfg(not(any(windows, target_vendor = "apple")))]
use super::environment::Variable;

/// The tag of the user's language, as in `ja_JP`; none where it is not set, or where this terminal could
/// not show it.
///
/// The first of three variables that is set counts (POSIX.1-2024, Base Definitions, section 8.2). Where
/// the locale's encoding is not UTF-8, as in `ja_JP.eucJP`, the terminal would show what is written here
/// as noise. Without an encoding, glibc takes an older one for most languages (`localedata/SUPPORTED`).
#[cfg(not(any(windows, target_vendor = "apple")))]
pub fn preferred() -> Option<String> {
    let variables = [Variable::LcAll, Variable::LcMessages, Variable::Lang];
    let locale = variables.into_iter().find_map(Variable::value)?;
    tag(&locale).map(str::to_owned)
}

/// The tag of the first language that the user reads the system in (`GetUserPreferredUILanguages`,
/// `CFLocaleCopyPreferredLanguages`). Both systems' terminals take Unicode.
#[cfg(any(windows, target_vendor = "apple"))]
pub fn preferred() -> Option<String> {
    sys_locale::get_locale()
}

/// What a locale's name (`language_TERRITORY.encoding@modifier`) says of the language, if its encoding
/// is UTF-8.
#[cfg(not(any(windows, target_vendor = "apple")))]
fn tag(locale: &str) -> Option<&str> {
    let (tag, rest) = locale.split_once('.')?;
    let encoding = rest.split('@').next().unwrap_or_default();
    let known = ["utf-8", "utf8"];
    let is_utf8 = known.iter().any(|name| name.eq_ignore_ascii_case(encoding));
    is_utf8.then_some(tag)
}

#[cfg(all(test, not(any(windows, target_vendor = "apple"))))]
mod tests {
    use super::*;

    #[test]
    fn a_locale_counts_if_its_terminal_takes_utf_8() {
        for (locale, expected) in [
            ("ja_JP.UTF-8", Some("ja_JP")),
            ("ja_JP.utf8", Some("ja_JP")),
            ("ca_ES.UTF-8@valencia", Some("ca_ES")),
            ("C.UTF-8", Some("C")),
            ("ja_JP.eucJP", None),
            ("ja_JP.SJIS", None),
            ("ja_JP", None),
            ("C", None),
            ("POSIX", None),
        ] {
            assert_eq!(tag(locale), expected, "{locale}");
        }
    }
}
