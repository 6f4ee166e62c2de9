//! Names of objects in a product's configuration.
//!
//! Owns which names are made from one beginning, how they are fitted to a product's rule, and the
//! check against it. No name that passes can end a line, a quotation or a command of any product.

use crate::allowlist::{Extent, Purpose, Remark};

/// The name of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    /// Who chose it, as `--name`; nobody did where it is ours.
    pub chosen_by: Option<String>,
}

impl Name {
    pub fn ours(text: String) -> Self {
        Self {
            text,
            chosen_by: None,
        }
    }

    pub fn chosen(text: String, by: &str) -> Self {
        Self {
            text,
            chosen_by: Some(by.to_owned()),
        }
    }
}

/// The names of what is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The object that holds the hosts to allow.
    pub allow: Name,
    /// The object that holds the hosts to leave unopened.
    pub no_decrypt: Name,
    pub allow_rule: Name,
    pub no_decrypt_rule: Name,
}

impl Names {
    /// From one beginning: `aws-netcheck-allow`, `aws-netcheck-no-decrypt`.
    pub fn from_stem(stem: &str) -> Self {
        let allow = Name::ours(format!("{stem}-allow"));
        let no_decrypt = Name::ours(format!("{stem}-no-decrypt"));
        Self {
            allow_rule: allow.clone(),
            no_decrypt_rule: no_decrypt.clone(),
            allow,
            no_decrypt,
        }
    }

    /// The same, as chosen by a flag or a file.
    #[must_use]
    pub fn chosen_by(self, who: &str) -> Self {
        self.map(|name| Name::chosen(name.text, who))
    }

    fn map(self, change: impl Fn(Name) -> Name) -> Self {
        Self {
            allow: change(self.allow),
            no_decrypt: change(self.no_decrypt),
            allow_rule: change(self.allow_rule),
            no_decrypt_rule: change(self.no_decrypt_rule),
        }
    }

    /// Those of lists, then those of rules, for these purposes.
    fn of(&self, purposes: &[Purpose]) -> Vec<&Name> {
        let lists = purposes.iter().map(|purpose| match purpose {
            Purpose::Allow => &self.allow,
            Purpose::NoDecrypt => &self.no_decrypt,
        });
        let rules = purposes.iter().map(|purpose| match purpose {
            Purpose::Allow => &self.allow_rule,
            Purpose::NoDecrypt => &self.no_decrypt_rule,
        });
        lists.chain(rules).collect()
    }
}

/// What a product takes as a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Naming {
    /// In characters.
    pub longest: usize,
    pub letters: Letters,
    /// Beside ASCII letters and digits; the first character is one of those.
    pub also: &'static str,
}

/// Which letters a product takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Letters {
    Any,
    /// Lower case alone, and one of them first (RFC 1123 labels, and stricter).
    Lower,
}

impl Letters {
    fn words(self) -> &'static str {
        match self {
            Self::Any => "letters",
            Self::Lower => "lower-case letters (one of them first)",
        }
    }
}

/// A name that a product does not take.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{product} takes no object with the name {name:?}: give {chosen_by} a text that makes 1 to {longest} {}, digits and any of {also}",
    .letters.words()
)]
pub struct BadName {
    pub product: &'static str,
    pub name: String,
    pub chosen_by: String,
    pub longest: usize,
    pub letters: Letters,
    pub also: &'static str,
}

impl Naming {
    /// With any letters, and these beside letters and digits.
    pub const fn with(longest: usize, also: &'static str) -> Self {
        Self {
            longest,
            letters: Letters::Any,
            also,
        }
    }

    /// With characters that stand for nothing else in most products.
    pub const fn plain(longest: usize) -> Self {
        Self::with(longest, "-_")
    }

    /// As part of a host name or of a path of resources.
    pub const fn lower(longest: usize) -> Self {
        Self {
            longest,
            letters: Letters::Lower,
            also: "-",
        }
    }

    /// The names as the product takes them: in lower case where it knows no other, and with `-` for
    /// `_`, or `_` for `-`, where it takes one of the two alone. Those of lists that are not written may
    /// be what they like.
    pub(super) fn fitted(
        &self,
        product: &'static str,
        names: &Names,
        purposes: &[Purpose],
    ) -> Result<Names, BadName> {
        let fitted = names.clone().map(|name| Name {
            text: self.as_taken(&name.text),
            ..name
        });
        let bad = |name: &&Name| !self.takes(&self.as_taken(&name.text));
        match names.of(purposes).into_iter().find(bad) {
            None => Ok(fitted),
            Some(name) => Err(BadName {
                product,
                name: name.text.chars().take(80).collect(),
                chosen_by: name.chosen_by.clone().unwrap_or("--name".to_owned()),
                longest: self.longest,
                letters: self.letters,
                also: self.also,
            }),
        }
    }

    /// What to say of names that somebody chose and that are written otherwise.
    pub(super) fn changes(
        &self,
        chosen: &Names,
        fitted: &Names,
        purposes: &[Purpose],
        with_rules: bool,
    ) -> Vec<Remark> {
        let shown = purposes.len() * if with_rules { 2 } else { 1 };
        let mut remarks = Vec::new();
        let pairs = chosen.of(purposes).into_iter().zip(fitted.of(purposes));
        for (name, fitted) in pairs.take(shown) {
            if name.text == fitted.text || name.chosen_by.is_none() {
                continue;
            }
            let (from, to) = (&name.text, &fitted.text);
            let why = format!("the name {from} is written {to}: {}", self.rule());
            let remark = Remark::new(Extent::Note, Vec::new(), why);
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
        remarks
    }

    fn rule(&self) -> String {
        let (words, also) = (self.letters.words(), self.also);
        format!("the product takes {words}, digits and any of {also}")
    }

    fn as_taken(&self, text: &str) -> String {
        let text = match self.letters {
            Letters::Any => text.to_owned(),
            Letters::Lower => text.to_ascii_lowercase(),
        };
        match (self.also.contains('-'), self.also.contains('_')) {
            (true, false) => text.replace('_', "-"),
            (false, true) => text.replace('-', "_"),
            _ => text,
        }
    }

    fn takes(&self, name: &str) -> bool {
        let letter = |c: char| match self.letters {
            Letters::Any => c.is_ascii_alphabetic(),
            Letters::Lower => c.is_ascii_lowercase(),
        };
        let begins = |c: char| match self.letters {
            Letters::Any => c.is_ascii_alphanumeric(),
            Letters::Lower => letter(c),
        };
        let fits = |c: char| letter(c) || c.is_ascii_digit() || self.also.contains(c);
        name.len() <= self.longest && name.starts_with(begins) && name.chars().all(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_holds_nothing_that_could_end_a_command() {
        let naming = Naming::plain(31);
        assert!(naming.takes("aws-netcheck-no-decrypt"));
        for bad in [
            "",
            "-a",
            "a b",
            "a\"b",
            "a'b",
            "a\nb",
            "a;b",
            "a#b",
            "a/b",
            "a{b}",
            "a$b",
            "ä",
            "a\u{202e}b",
            "0123456789012345678901234567890a",
        ] {
            assert!(!naming.takes(bad), "{bad:?}");
        }
        let under = Naming::with(31, "_");
        let fitted = under.fitted("a product", &Names::from_stem("AWS-x"), Purpose::ALL);
        assert_eq!(fitted.unwrap().allow.text, "AWS_x_allow");
        let lower = Naming::lower(63);
        let names = Names::from_stem("AWS_x").chosen_by("--name");
        let fitted = lower.fitted("a product", &names, Purpose::ALL).unwrap();
        assert_eq!(fitted.allow.text, "aws-x-allow");
        assert_eq!(lower.changes(&names, &fitted, Purpose::ALL, true).len(), 2);
        let short = Naming::plain(12);
        let names = Names::from_stem("my-aws");
        assert!(short.fitted("a product", &names, &[Purpose::Allow]).is_ok());
        assert!(short.fitted("a product", &names, Purpose::ALL).is_err());
        assert!(lower.takes("aws-2"));
        assert!(!lower.takes("AWS") && !lower.takes("2-aws") && !lower.takes("a_b"));
    }
}
