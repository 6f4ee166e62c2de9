//! Lines of at most 80 columns, harmless and perhaps coloured.
//!
//! Owns the one way in which text reaches the screen, so that no string can get there raw: every
//! line passes [`Page::line`]. What the lines say is up to the files beside this one.

use crate::report::{Color, harmless, harmless_within, lines_of, width};

/// The width of a plain terminal. It does not follow the window, so that a screen pasted into a
/// ticket looks the same everywhere.
pub(super) const COLUMNS: usize = 80;

/// The widest that one sentence may be before it is wrapped: ten lines of text.
const WIDEST_SENTENCE: usize = 640;

/// The widest line that is to be copied. A cut command is worse than a long one: a filter of every
/// host of a run has some 8000 columns.
const WIDEST_COPY: usize = 65_536;

/// What a colour stands for. The words beside it say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Plain,
    Strong,
    Faint,
    Good,
    Doubtful,
    Bad,
}

impl Ink {
    /// Parameters of Select Graphic Rendition (ECMA-48, section 8.3.117).
    fn parameters(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Strong => Some("1"),
            Self::Faint => Some("2"),
            Self::Good => Some("32"),
            Self::Doubtful => Some("1;33"),
            Self::Bad => Some("1;31"),
        }
    }
}

/// The screen so far.
#[derive(Debug)]
pub(super) struct Page {
    text: String,
    color: Color,
}

impl Page {
    pub(super) fn new(color: Color) -> Self {
        let text = String::new();
        Self { text, color }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    pub(super) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// One line. What does not fit is cut off, so that no line can be longer than the page.
    pub(super) fn line(&mut self, spans: &[(Ink, &str)]) {
        let mut room = COLUMNS;
        let last = spans.len().saturating_sub(1);
        for (index, (ink, text)) in spans.iter().enumerate() {
            let text = if index == last { text.trim_end() } else { text };
            let safe = harmless_within(text, room);
            room -= width(&safe);
            self.span(*ink, &safe);
        }
        self.text.push('\n');
    }

    /// A line that is to be copied: harmless, and not cut where the page ends.
    pub(super) fn verbatim(&mut self, lead: &str, indent: usize, text: &str) {
        let line = pad(lead, indent) + &harmless_within(text, WIDEST_COPY);
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn span(&mut self, ink: Ink, safe: &str) {
        match ink.parameters().filter(|_| self.color == Color::Always) {
            Some(parameters) => {
                self.text.push_str("\x1b[");
                self.text.push_str(parameters);
                self.text.push('m');
                self.text.push_str(safe);
                self.text.push_str("\x1b[0m");
            }
            None => self.text.push_str(safe),
        }
    }

    /// A sentence that stands `indent` columns in, with `lead` in the space before its first line.
    pub(super) fn hanging(&mut self, lead: (Ink, &str), indent: usize, sentence: &str) {
        let lines = wrap(sentence, COLUMNS.saturating_sub(indent));
        for (index, line) in lines.iter().enumerate() {
            let lead = if index == 0 { lead } else { (Ink::Plain, "") };
            let padded = pad(lead.1, indent);
            self.line(&[(lead.0, &padded), (Ink::Plain, line)]);
        }
    }
}

/// `text`, made harmless, with spaces up to `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    let safe = harmless(text);
    let missing = columns.saturating_sub(width(&safe));
    safe + &" ".repeat(missing)
}

/// Lines of at most `columns`.
pub(super) fn wrap(sentence: &str, columns: usize) -> Vec<String> {
    let safe = harmless_within(sentence, WIDEST_SENTENCE);
    let options = lines_of(columns.max(1)).wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    let lines = textwrap::wrap(&safe, options);
    lines.into_iter().map(|line| line.into_owned()).collect()
}

/// Items side by side, each kept whole, as many to a line as fit.
pub(super) fn rows(items: &[String], gap: &str, columns: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for item in items {
        let item = harmless_within(item, columns);
        match rows.last_mut() {
            Some(row) if width(row) + gap.len() + width(&item) <= columns => {
                row.push_str(gap);
                row.push_str(&item);
            }
            _ => rows.push(item),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_the_page_whatever_comes() {
        let mut page = Page::new(Color::Never);
        page.line(&[(Ink::Plain, &"x".repeat(200)), (Ink::Bad, "\x1b[2J")]);
        page.hanging((Ink::Plain, "lead"), 13, &"認証局".repeat(60));
        page.hanging((Ink::Plain, "lead"), 13, &"\x1b]0;".repeat(60));
        page.hanging((Ink::Plain, &"l".repeat(90)), 100, "text");
        let text = page.into_text();
        assert!(text.lines().all(|line| width(line) <= COLUMNS), "{text}");
        assert!(!text.contains('\x1b'));
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        let draw = |color| {
            let mut page = Page::new(color);
            page.line(&[(Ink::Bad, "BLOCKED"), (Ink::Plain, " here")]);
            page.into_text()
        };
        assert_eq!(draw(Color::Never), "BLOCKED here\n");
        assert_eq!(draw(Color::Always), "\x1b[1;31mBLOCKED\x1b[0m here\n");
    }

    #[test]
    fn hosts_are_not_broken_at_hyphens() {
        let lines = wrap("aaaa us-east-1.signin.aws", 20);
        assert_eq!(lines, ["aaaa", "us-east-1.signin.aws"]);
    }

    #[test]
    fn items_stay_whole() {
        let items = ["abc", "def", "ghi"].map(str::to_owned);
        assert_eq!(rows(&items, "  ", 8), ["abc  def", "ghi"]);
    }
}
