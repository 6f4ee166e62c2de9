//! How much a product takes, and how names beyond ASCII are written for it.
//!
//! Owns the limits that a document names, what becomes of entries and lists beyond them, and what is
//! said of it. Each product's file declares its own; one that no document names is not guessed.

use crate::allowlist::{Extent, Remark};

use super::Line;

/// What one product takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest entry, in characters, with the sign of a wildcard; none where none is named.
    pub entry: Option<usize>,
    pub list: Most,
    pub description: Room,
    pub idn: Idn,
}

/// How much goes into one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Most {
    /// No document names a limit.
    Unnamed,
    /// So many entries, and there is no second list.
    Entries(usize),
    /// So many entries; more are written in several parts.
    Parts(usize),
    /// A part of so many bytes; more are written in several.
    Bytes(usize),
}

/// Whether there is a field for free text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Room {
    /// There is none, or it has something else in it.
    NoField,
    /// There is one, and no document names its length.
    Unnamed,
    /// Of so many characters.
    Characters(usize),
}

/// What becomes of a name beyond ASCII. All names are in punycode when they come here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Idn {
    /// The product wants it in punycode.
    Punycode,
    /// No document says.
    Unconfirmed,
}

impl Idn {
    pub fn code(self) -> &'static str {
        match self {
            Self::Punycode => "punycode",
            Self::Unconfirmed => "unconfirmed",
        }
    }
}

/// A text of this length is short for any product that has room for one at all.
const SHORT: usize = 255;

impl Limits {
    /// Where no document names any, and nothing is said of names beyond ASCII.
    pub const UNNAMED: Self = Self {
        entry: None,
        list: Most::Unnamed,
        description: Room::NoField,
        idn: Idn::Unconfirmed,
    };

    /// The same for a product that takes names in punycode.
    pub const PUNYCODE: Self = Self {
        idn: Idn::Punycode,
        ..Self::UNNAMED
    };

    /// Lines in as many parts as the product wants them in, each with what tells its name from the
    /// first one's.
    pub(super) fn parts<'a, T>(&self, lines: &'a [T]) -> impl Iterator<Item = (String, &'a [T])> {
        let most = match self.list {
            Most::Parts(most) => most,
            Most::Unnamed | Most::Entries(_) | Most::Bytes(_) => usize::MAX,
        };
        let suffix = |number: usize| match number {
            1 => String::new(),
            number => format!("-{number}"),
        };
        let parts = lines.chunks(most).zip(1..);
        parts.map(move |(lines, number)| (suffix(number), lines))
    }

    /// Takes out the lines that are too long, and says which; and what is too much of the others.
    pub(super) fn kept(&self, lines: &mut Vec<Line<'_>>) -> Vec<Remark> {
        let longest = self.entry.unwrap_or(usize::MAX);
        let too_long = lines.extract_if(.., |line| line.pattern().len() > longest);
        let too_long: Vec<String> = too_long.map(|line| line.pattern()).collect();
        let beyond = |line: &&Line<'_>| {
            let mut labels = line.base.as_str().split('.');
            self.idn == Idn::Unconfirmed && labels.any(|label| label.starts_with("xn--"))
        };
        let beyond = lines.iter().filter(beyond).map(Line::pattern).collect();
        let long = format!("the product takes entries of {longest} characters at the most");
        let mut remarks = vec![
            Remark::new(Extent::LeftOut, too_long, long),
            Remark::new(Extent::Unproven, beyond, PUNYCODE_UNCONFIRMED),
        ];
        remarks.retain(|remark| !remark.entries.is_empty());
        remarks.extend(self.too_full(lines.len()));
        remarks
    }

    fn too_full(&self, count: usize) -> Option<Remark> {
        let Most::Entries(most) = self.list else {
            return None;
        };
        let why = format!(
            "{count} entries, and the product takes {most}, in all lists together: give fewer \
             Regions or scopes, or --breadth broad"
        );
        (count > most).then(|| Remark::new(Extent::Note, Vec::new(), why))
    }

    /// What to say of a description: that it is shortened, or that it may be too long.
    pub(super) fn of_description(&self, whole: &str) -> Option<Remark> {
        let length = whole.chars().count();
        let remark = |extent, why: String| Some(Remark::new(extent, Vec::new(), why));
        match self.description {
            Room::Characters(most) if length > most => remark(
                Extent::Note,
                format!(
                    "descriptions count Regions or scopes and do not name them: there is room for \
                     {most} characters"
                ),
            ),
            Room::Unnamed if length > SHORT => remark(
                Extent::Unproven,
                format!("whether a description may have {length} characters"),
            ),
            _ => None,
        }
    }
}

const PUNYCODE_UNCONFIRMED: &str = "whether the product takes a name beyond ASCII in punycode, as it \
                                    is written";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allowlist::UrlPath;
    use crate::format::{Form, Sense};
    use crate::names::HostName;

    fn line(base: &HostName) -> Line<'_> {
        Line {
            form: Form::Wildcard,
            base,
            path: UrlPath::Any,
            port: 443,
            sense: Sense::BELOW,
            entries: Vec::new(),
        }
    }

    #[test]
    fn an_entry_that_is_too_long_is_left_out_and_said() {
        let names = ["short.com", "rather-long.com", "xn--80ak6aa92e.com"];
        let names = names.map(|name| name.parse::<HostName>().unwrap());
        let limits = Limits {
            entry: Some(13),
            ..Limits::UNNAMED
        };
        let mut lines: Vec<Line<'_>> = names[..2].iter().map(line).collect();
        let remarks = limits.kept(&mut lines);
        assert_eq!(lines.len(), 1);
        assert_eq!(remarks.len(), 1);
        assert_eq!(remarks[0].extent, Extent::LeftOut);
        assert_eq!(remarks[0].entries, ["*.rather-long.com"]);
        let mut lines: Vec<Line<'_>> = names[2..].iter().map(line).collect();
        let remarks = Limits::UNNAMED.kept(&mut lines);
        assert_eq!(remarks[0].extent, Extent::Unproven);
        assert!(Limits::PUNYCODE.kept(&mut lines).is_empty());
    }

    #[test]
    fn a_list_that_is_too_full_is_parted_or_said_to_be() {
        let limits = |list| Limits {
            list,
            ..Limits::UNNAMED
        };
        let parts: Vec<_> = limits(Most::Parts(2)).parts(&[1, 2, 3]).collect();
        assert_eq!(
            parts,
            [(String::new(), &[1, 2][..]), ("-2".to_owned(), &[3][..])]
        );
        assert_eq!(limits(Most::Unnamed).parts(&[1, 2, 3]).count(), 1);
        assert!(limits(Most::Entries(2)).too_full(2).is_none());
        let said = limits(Most::Entries(2)).too_full(3).unwrap();
        assert!(said.why.contains("the product takes 2"), "{}", said.why);
    }
}
