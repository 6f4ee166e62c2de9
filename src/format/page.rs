//! What stands at the head of an output: what it was made from, and what to know about it.
//!
//! Owns the wording and the wrapping of comments. What the remarks say is the lists' and the
//! products'.

use crate::allowlist::{Extent, Origin, Purpose, Remark};

use serde::Serialize;

use super::{Format, Limits, Line, Room, Told};

/// The widest a comment is, in columns; a single long name may stick out.
const WIDEST: usize = 96;

/// How many names stand where there is no room for all.
const FEW: usize = 4;

/// How a product marks a line that is no command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Comment {
    /// What begins it, with its space: `# `.
    pub open: &'static str,
    /// What ends it, with its space; empty where the line's end does. A product that has such comments
    /// reads a document of one part (XML).
    pub close: &'static str,
    /// Whether the product may take a quote in it for the beginning of a text.
    unquoted: bool,
}

impl Comment {
    pub(super) const fn line(open: &'static str) -> Self {
        Self::of(open, "", false)
    }

    /// For a product that may read quotes in it.
    pub(super) const fn unquoted(open: &'static str) -> Self {
        Self::of(open, "", true)
    }

    /// As XML has them.
    pub(super) const fn between(open: &'static str, close: &'static str) -> Self {
        Self::of(open, close, false)
    }

    const fn of(open: &'static str, close: &'static str, unquoted: bool) -> Self {
        Self {
            open,
            close,
            unquoted,
        }
    }

    /// One line of a comment, with its end.
    pub(super) fn line_of(&self, text: &str) -> String {
        let (open, close) = (self.open, self.close);
        format!("{open}{}{close}\n", self.harmless(text))
    }

    /// Two hyphens would be an end (XML 1.0, section 2.5); a quote may be taken for a beginning.
    fn harmless(&self, text: &str) -> String {
        let mut harmless = String::new();
        for sign in text.chars() {
            let hyphens = sign == '-' && harmless.ends_with('-');
            if hyphens && !self.close.is_empty() {
                harmless.push(' ');
            }
            let quote = self.unquoted && (sign == '\'' || sign == '"');
            harmless.push(if quote { '\u{2019}' } else { sign });
        }
        harmless
    }
}

/// What an output was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) version: &'static str,
    pub(super) catalogue: String,
    pub(super) partition: &'static str,
    pub(super) directory: Option<String>,
    pub(super) regions: Vec<String>,
    pub(super) scopes: Vec<String>,
    pub(super) breadth: &'static str,
    /// Whether a remark says that something of it is not proven.
    pub(super) unproven: bool,
}

impl Head {
    pub(super) fn of(origin: &Origin, remarks: &[(Option<Purpose>, Remark)]) -> Self {
        let wish = &origin.wish;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            catalogue: origin.catalogue.to_string(),
            partition: origin.partition.as_str(),
            directory: wish.directory.as_ref().map(ToString::to_string),
            regions: wish.regions.iter().map(ToString::to_string).collect(),
            scopes: wish.scopes.iter().map(ToString::to_string).collect(),
            breadth: wish.breadth.code(),
            unproven: remarks
                .iter()
                .any(|(_, remark)| remark.extent == Extent::Unproven),
        }
    }

    /// Tool and target, a line each.
    pub(super) fn made_from(&self) -> [String; 2] {
        [self.tool(), self.target()]
    }

    fn tool(&self) -> String {
        format!(
            "aws-netcheck {}, catalogue {}",
            self.version, self.catalogue
        )
    }

    fn target(&self) -> String {
        let directory = self.directory.as_deref().unwrap_or("any");
        let regions = match self.regions.as_slice() {
            [] => "all".to_owned(),
            regions => regions.join(", "),
        };
        let (scopes, breadth) = (self.scopes.join(", "), self.breadth);
        format!(
            "Directory: {directory}; Regions: {regions} ({}); scopes: {scopes}; breadth: {breadth}",
            self.partition
        )
    }

    /// For a description in a product: ASCII without quotes, with the names counted where there is no
    /// room for them.
    pub(super) fn description(&self, limits: &Limits) -> String {
        let whole = self.whole();
        match limits.description {
            Room::Characters(most) if whole.len() > most => self.in_short(
                &counted(&self.regions, "Regions"),
                &counted(&self.scopes, "scopes"),
            ),
            _ => whole,
        }
    }

    /// The same with every name.
    pub(super) fn whole(&self) -> String {
        self.in_short(&self.regions.join(" "), &self.scopes.join(" "))
    }

    fn in_short(&self, regions: &str, scopes: &str) -> String {
        let directory = self.directory.as_deref().unwrap_or("any directory");
        let regions = match regions {
            "" => "all Regions",
            regions => regions,
        };
        let unproven = if self.unproven {
            "; unproven in part"
        } else {
            ""
        };
        format!(
            "{}; {directory}; {regions}; {scopes}; {}{unproven}",
            self.tool(),
            self.breadth
        )
    }

    /// The first line of comments.
    pub(super) fn title(&self, format: &Format) -> String {
        format!("{}: {} ({})", self.tool(), format.product, format.writes)
    }
}

/// Few names, or how many there are.
fn counted(names: &[String], what: &str) -> String {
    match names {
        few if few.len() <= FEW => few.join(" "),
        many => format!("{} {what}", many.len()),
    }
}

/// A remark with the list that it is about.
pub(super) fn said_of(purpose: Option<Purpose>, remark: &Remark) -> String {
    match purpose {
        Some(purpose) => format!("{purpose}: {remark}"),
        None => remark.to_string(),
    }
}

/// A paragraph as comments: what follows the first line is set in.
pub(super) fn write_comment(text: &mut String, comment: Comment, paragraph: &str) {
    let options = textwrap::Options::new(WIDEST)
        .break_words(false)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .subsequent_indent("  ");
    for line in textwrap::wrap(paragraph, options) {
        text.push_str(&comment.line_of(line.trim_end()));
    }
}

/// Why a line is there, as comments set in by `indent`.
pub(super) fn why(indent: &'static str, told: Told, line: &Line<'_>) -> String {
    let mut text = String::new();
    if let Some(comment) = told.comment() {
        write_comment(&mut text, comment, &line.why());
    }
    textwrap::indent(&text, indent)
}

/// What is not proven, as comments.
pub(super) fn unproven(told: Told, remarks: &[(Option<Purpose>, Remark)]) -> String {
    let mut text = String::new();
    let unproven = remarks
        .iter()
        .filter(|(_, remark)| remark.extent == Extent::Unproven);
    for (purpose, remark) in unproven {
        if let Some(comment) = told.comment() {
            write_comment(&mut text, comment, &said_of(*purpose, remark));
        }
    }
    text
}

/// Data of our own as JSON, and a line's end.
pub fn json(value: &impl Serialize) -> String {
    // Only maps whose keys are no texts, and numbers that are none, cannot be written.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
