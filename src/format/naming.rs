//! Names of objects in a product's configuration.
//!
//! Owns which names are made from `--name` and the site file, and the check against a product's
//! rule. No name that passes can end a line, a quotation or a command of any product.

/// The names of what is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// The object that holds the hosts to allow.
    pub allow: String,
    /// The object that holds the hosts to leave unopened.
    pub no_decrypt: String,
    pub allow_rule: String,
    pub no_decrypt_rule: String,
}

impl Names {
    /// From one beginning: `aws-netcheck-allow`, `aws-netcheck-no-decrypt`.
    pub fn from_stem(stem: &str) -> Self {
        let (allow, no_decrypt) = (format!("{stem}-allow"), format!("{stem}-no-decrypt"));
        Self {
            allow_rule: allow.clone(),
            no_decrypt_rule: no_decrypt.clone(),
            allow,
            no_decrypt,
        }
    }

    fn all(&self) -> [&str; 4] {
        [
            &self.allow,
            &self.no_decrypt,
            &self.allow_rule,
            &self.no_decrypt_rule,
        ]
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
    "{product} takes no object with the name {name:?}: give --name a text that makes 1 to {longest} {}, digits and any of {also}",
    .letters.words()
)]
pub struct BadName {
    pub product: &'static str,
    pub name: String,
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

    pub(super) fn check(&self, product: &'static str, names: &Names) -> Result<(), BadName> {
        match names.all().into_iter().find(|name| !self.takes(name)) {
            None => Ok(()),
            Some(name) => Err(BadName {
                product,
                name: name.chars().take(80).collect(),
                longest: self.longest,
                letters: self.letters,
                also: self.also,
            }),
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
        let lower = Naming::lower(63);
        assert!(lower.takes("aws-2"));
        assert!(!lower.takes("AWS") && !lower.takes("2-aws") && !lower.takes("a_b"));
    }
}
