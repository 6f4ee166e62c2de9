//! What comes out of a format: sections, what stands above them, and what is said beside them.
//!
//! Owns how sections are put together, as one text or as files. What a section holds is its
//! product's, the wording of the head is `page`'s.

use crate::allowlist::{Purpose, Remark};
use crate::names::Region;

use super::page::{self, Comment, Head, write_comment};

/// Where an output says what it was made from, and what to know about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// All of it in comments.
    Comments(Comment),
    /// All of it in fields of a form of our own.
    Data,
    /// Tool and target in a field that the product keeps as free text; remarks beside it.
    Field,
    /// Nowhere in it, and why.
    Nowhere(&'static str),
}

impl Told {
    pub fn code(self) -> &'static str {
        match self {
            Self::Comments(_) => "comments",
            Self::Data => "data",
            Self::Field => "field",
            Self::Nowhere(_) => "nowhere",
        }
    }

    pub(super) fn comment(self) -> Option<Comment> {
        match self {
            Self::Comments(comment) => Some(comment),
            _ => None,
        }
    }

    /// Whether the output itself has the remarks.
    pub fn has_remarks(self) -> bool {
        matches!(self, Self::Comments(_) | Self::Data)
    }
}

/// A piece of output that is used on its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Unique within an output: `allow`, `no-decrypt-rule`. For file names.
    pub id: String,
    /// The list that it is of; none where it holds all.
    purpose: Option<Purpose>,
    /// What to do with it, as half a sentence; may be empty.
    pub how: String,
    /// Ends with a line's end.
    pub text: String,
}

impl Section {
    pub(super) fn new(purpose: Purpose, how: &str, text: String) -> Self {
        Self::named(purpose, "", how, text)
    }

    /// With something to tell it from the other sections of its purpose.
    pub(super) fn named(purpose: Purpose, suffix: &str, how: &str, text: String) -> Self {
        Self::with_id(format!("{purpose}{suffix}"), Some(purpose), how, text)
    }

    /// Everything in one.
    pub(super) fn of_all(text: String) -> Vec<Self> {
        vec![Self::with_id("lists".to_owned(), None, "", text)]
    }

    fn with_id(id: String, purpose: Option<Purpose>, how: &str, mut text: String) -> Self {
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let how = how.to_owned();
        Self {
            id,
            purpose,
            how,
            text,
        }
    }

    /// What it is and what to do with it.
    fn mark(&self) -> String {
        let mark = format!("{}: {}", self.id, self.how);
        mark.trim_end_matches([':', ' ']).to_owned()
    }
}

/// For lines that are none of the product's.
const OURS: Comment = Comment::line("=== ");

/// The line before a section.
fn marked(comment: Comment, mark: &str) -> String {
    match comment {
        OURS => OURS.line_of(mark),
        comment => comment.line_of(&format!("=== {mark}")),
    }
}

/// What was written, and how it differs from what was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendering {
    /// What it was made from, a line each.
    pub made_from: [String; 2],
    /// The first line of its comments.
    title: String,
    told: Told,
    pub sections: Vec<Section>,
    /// For each list that was written, and first for the whole.
    pub remarks: Vec<(Option<Purpose>, Remark)>,
    /// The Regions of the target, by which names in remarks are folded.
    regions: Vec<Region>,
}

impl Rendering {
    pub(super) fn new(
        format: &super::Format,
        head: &Head,
        sections: Vec<Section>,
        remarks: Vec<(Option<Purpose>, Remark)>,
        regions: &[Region],
    ) -> Self {
        Self {
            made_from: head.made_from(),
            title: head.title(format),
            told: format.told,
            sections,
            remarks,
            regions: regions.to_vec(),
        }
    }

    /// All of it as one text. Where the format has no comments and there are several sections, lines
    /// that are none of the product's stand before each, and before all of them what is to be said.
    pub fn whole(&self) -> String {
        let count = self.sections.len();
        let several = count > 1;
        let comment = self.told.comment().or(several.then_some(OURS));
        let mut text = comment.map_or_else(String::new, |comment| self.head(comment, None));
        for (index, section) in self.sections.iter().enumerate() {
            let mark = section.mark();
            match comment {
                Some(comment) if several => {
                    let mark = format!("{} of {count}: {mark}", index + 1);
                    text.push_str(if comment == OURS { "" } else { "\n" });
                    text.push_str(&marked(comment, &mark));
                }
                Some(comment) if !section.how.is_empty() => text.push_str(&marked(comment, &mark)),
                _ => {}
            }
            text.push_str(&section.text);
        }
        text
    }

    /// One section as a text of its own, with what is to be said of its list.
    pub fn part(&self, section: &Section) -> String {
        let Some(comment) = self.told.comment() else {
            return section.text.clone();
        };
        let mut text = self.head(comment, section.purpose);
        if !section.how.is_empty() {
            text.push_str(&marked(comment, &section.mark()));
        }
        text + &section.text
    }

    /// Whether all of it in one file is something that the product reads.
    pub fn is_one_file(&self) -> bool {
        let of_lines = |comment: Comment| comment.close.is_empty();
        self.sections.len() == 1 || self.told.comment().is_some_and(of_lines)
    }

    /// What is to be said of all sections, and what to do with each: for a file beside those that
    /// cannot say it.
    pub fn about(&self) -> String {
        const PLAIN: Comment = Comment::line("");
        let mut text = self.head(PLAIN, None);
        for section in &self.sections {
            write_comment(&mut text, PLAIN, &section.mark());
        }
        text
    }

    /// Tool, target and remarks as comments: those of one list, or of all.
    fn head(&self, comment: Comment, of: Option<Purpose>) -> String {
        let mut text = String::new();
        write_comment(&mut text, comment, &self.title);
        write_comment(&mut text, comment, &self.made_from[1]);
        for (purpose, remark) in &self.remarks {
            let other = of.is_some() && purpose.is_some() && *purpose != of;
            if !other {
                let remark = remark.folded(&self.regions);
                write_comment(&mut text, comment, &page::said_of(*purpose, &remark));
            }
        }
        text
    }

    /// The remarks, a line each, with so many names at the most.
    pub fn said(&self, most: usize) -> impl Iterator<Item = (&Remark, String)> {
        self.remarks.iter().map(move |(purpose, remark)| {
            let short = remark.folded(&self.regions).cut(most);
            (remark, page::said_of(*purpose, &short))
        })
    }
}
