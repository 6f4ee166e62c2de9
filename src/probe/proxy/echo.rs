//! What a peer says back of the run's own login: it is taken out before it becomes evidence.
//!
//! Owns the forms in which a login may come back, and what stands in its place. Whoever asks with a
//! login has what comes cleaned here; the answer to a challenge is made of what came, as it came.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use crate::discovery::Login;
use crate::evidence::{Granted, Reply, TunnelFault};

use super::answer::Answer;

/// What stands in the place of it.
const TAKEN_OUT: &str = "[login]";
/// What is shorter is found as a word of its own alone, for it stands in too many others; a user's
/// name that is shorter is let be.
const SHORT: usize = 3;
/// As long as the name of one of Squid's pages may be.
const LONGEST_TOKEN: usize = 64;

/// RFC 3986, section 2.3.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// What `encodeURIComponent` of JavaScript leaves.
const OF_SCRIPTS: &AsciiSet = &UNRESERVED
    .remove(b'!')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*');

/// What is looked for.
#[derive(Default)]
pub(in crate::probe) struct Echo {
    /// In lower case, the longest first; with whether each counts as a word of its own alone.
    forms: Vec<(Zeroizing<String>, bool)>,
}

impl Echo {
    pub(super) fn of(login: Option<&Login>) -> Self {
        let mut echo = Self::default();
        let Some(Login { user, password }) = login else {
            return echo;
        };
        // Without its domain it is said back too.
        let bare = user.rsplit('\\').next().unwrap_or(user);
        let bare = bare.split('@').next().unwrap_or(bare);
        for name in [user.as_str(), bare] {
            if name.chars().count() >= SHORT {
                echo.add(name, true);
            }
        }
        echo.add(password, password.chars().count() < SHORT);
        let both = Zeroizing::new([user, password].map(String::as_str).join(":"));
        echo.add_form(&STANDARD_NO_PAD.encode(&*both), false);
        echo
    }

    /// A text in all its forms.
    fn add(&mut self, text: &str, as_word: bool) {
        self.add_form(text, as_word);
        for set in [NON_ALPHANUMERIC, UNRESERVED, OF_SCRIPTS] {
            let encoded = Zeroizing::new(utf8_percent_encode(text, set).to_string());
            self.add_form(&encoded, as_word);
            self.add_form(&encoded.replace("%20", "+"), as_word);
        }
        let escaped = text.replace('&', "&amp;").replace('<', "&lt;");
        self.add_form(
            &escaped.replace('>', "&gt;").replace('"', "&quot;"),
            as_word,
        );
        self.add_form(&STANDARD_NO_PAD.encode(text), as_word);
        self.add_form(&URL_SAFE_NO_PAD.encode(text), as_word);
    }

    fn add_form(&mut self, form: &str, as_word: bool) {
        let form = Zeroizing::new(form.to_ascii_lowercase());
        let known = self.forms.iter().any(|(known, _)| *known == form);
        if !form.is_empty() && !known {
            self.forms.push((form, as_word));
            self.forms
                .sort_by_key(|(form, _)| std::cmp::Reverse(form.len()));
        }
    }

    /// What came of asking with this answer, as it may be evidence.
    pub(super) fn clean(
        &self,
        answer: Option<&Answer>,
        mut outcome: Result<Granted, TunnelFault>,
    ) -> Result<Granted, TunnelFault> {
        let mut of_request = Self::default();
        if let Some(value) = answer.map(Answer::header) {
            let (_, rest) = value.split_once(' ').unwrap_or_default();
            of_request.add_form(value, false);
            of_request.add_form(rest.trim_end_matches('='), false);
        }
        if let Ok(Granted::Http(reply)) | Err(TunnelFault::Refused(reply)) = &mut outcome {
            of_request.clean_reply(reply);
            self.clean_reply(reply);
        }
        outcome
    }

    /// The reply without it. Of what Squid says of its error its token is kept alone: the rest of the
    /// line is whoever's.
    pub(in crate::probe) fn clean_reply(&self, reply: &mut Reply) {
        let values = reply.headers.iter_mut().map(|(_, value)| value);
        for text in values.chain([&mut reply.reason, &mut reply.body]) {
            self.take_out(text);
        }
        for (name, value) in &mut reply.headers {
            if name.eq_ignore_ascii_case("x-squid-error") {
                *value = token(value);
            }
        }
    }

    fn take_out(&self, text: &mut String) {
        for (form, as_word) in &self.forms {
            let mut from = 0;
            // Of ASCII alone, so that places stay where they are.
            let mut lower = text.to_ascii_lowercase();
            while let Some(found) = lower[from..].find(form.as_str()) {
                let (start, end) = (from + found, from + found + form.len());
                from = end;
                if *as_word && !is_word(text, start, end) {
                    continue;
                }
                text.replace_range(start..end, TAKEN_OUT);
                lower.replace_range(start..end, TAKEN_OUT);
                from = start + TAKEN_OUT.len();
            }
        }
    }
}

fn is_word(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    ![before, after]
        .into_iter()
        .flatten()
        .any(char::is_alphanumeric)
}

/// `NAME NUMBER`, as Squid writes it (`src/errorpage.cc`), or as much of it as is of that form.
fn token(value: &str) -> String {
    let mut words = value.split_whitespace();
    let is_name = |word: &&str| {
        let of_names =
            |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_:".contains(&byte);
        word.len() <= LONGEST_TOKEN && word.bytes().all(of_names)
    };
    let Some(name) = words.next().filter(is_name) else {
        return String::new();
    };
    let number = words.next();
    let number = number.filter(|word| word.len() < 8 && word.bytes().all(|b| b.is_ascii_digit()));
    number.map_or_else(|| name.to_owned(), |number| [name, number].join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(user: &str, password: &str, text: &str) -> String {
        let login = Login {
            user: user.to_owned(),
            password: password.to_owned(),
        };
        let mut text = text.to_owned();
        Echo::of(Some(&login)).take_out(&mut text);
        text
    }

    #[test]
    fn no_form_of_a_login_is_left() {
        let (user, password) = ("CORP\\jane", "p@ss w&rd");
        for said in [
            "user CORP\\jane unknown",
            "user jane unknown",
            "user JANE unknown",
            "CORP%5Cjane",
            "corp%5cjane",
            "p@ss w&rd",
            "p%40ss%20w%26rd",
            "p%40ss+w%26rd",
            "p@ss w&amp;rd",
            "Q09SUFxqYW5lOnBAc3MgdyZyZA==",
            "cEBzcyB3JnJk",
        ] {
            let text = cleaned(user, password, said).to_lowercase();
            assert!(text.contains(TAKEN_OUT), "{said}: {text}");
            for left in ["jane", "w&rd", "w%26rd", "q09suf", "cebzcyb"] {
                assert!(!text.contains(left), "{said}: {text}");
            }
        }
    }

    #[test]
    fn other_words_are_let_be() {
        assert_eq!(
            cleaned("ann", "x", "announce x 0x1"),
            "announce [login] 0x1"
        );
        assert_eq!(cleaned("al", "secret", "al: Secret"), "al: [login]");
        assert_eq!(cleaned("", "", "nothing"), "nothing");
        // What stands in its place is not searched once more.
        assert_eq!(cleaned("login", "in", "login in"), "[login] [login]");
    }

    #[test]
    fn of_squids_error_its_token_is_kept() {
        for (value, kept) in [
            ("ERR_ACCESS_DENIED 0", "ERR_ACCESS_DENIED 0"),
            ("403 Access Denied", "403"),
            ("503:ERR_BUSY 0", "503:ERR_BUSY 0"),
            ("jane said so", ""),
            ("", ""),
        ] {
            assert_eq!(token(value), kept);
        }
    }
}
