//! The change as Markdown, for a wiki, an issue or a chat (CommonMark 0.31).
//!
//! Owns the look and the escaping: whatever comes from the network or a file is text, never a
//! heading, a link, an image or HTML.

use super::harmless::harmless;
use super::tasks::{self, Change, Item, Part};
use super::{Options, Report, Texts, translated};

pub(super) fn render(report: &Report, options: &Options) -> String {
    let texts = Texts::of(options.language);
    of_change(&tasks::change(
        &translated::report(report, texts),
        options,
        texts,
    ))
}

/// Any change, whatever it was made from.
pub(super) fn of_change(change: &Change) -> String {
    let mut text = format!("# {}\n\n", escaped(&change.title));
    parts(&mut text, &change.head);
    for task in &change.tasks {
        text.push_str(&format!(
            "## {}\n\n**{}**\n\n",
            escaped(&task.title),
            escaped(&task.weight)
        ));
        parts(&mut text, &task.parts);
    }
    text.push_str("---\n\n");
    parts(&mut text, &change.foot);
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn parts(text: &mut String, parts: &[Part]) {
    for part in parts {
        text.push_str(&format!("- **{}**\n", escaped(&part.label)));
        for item in &part.items {
            match item {
                Item::Text(line) => text.push_str(&format!("  - {}\n", escaped(line))),
                Item::Code(code) => text.push_str(&format!("  - {}\n", code_span(code))),
            }
        }
    }
    text.push('\n');
}

/// Every ASCII sign of punctuation may have a backslash before it (CommonMark 0.31, section 2.4).
/// A plain `-` or `.` within a word needs none, and is easier to read without.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for sign in harmless(text).chars() {
        if sign.is_ascii_punctuation()
            && !matches!(sign, '-' | '.' | ',' | ':' | ';' | '/' | '?' | '"' | '\'')
        {
            safe.push('\\');
        }
        safe.push(sign);
    }
    // A line that begins so would be a list, a heading or a link of its own.
    match safe.strip_prefix(['-', '.', ':']) {
        Some(_) => format!("\\{safe}"),
        None => safe.replace("://", ":\\//").replace("www.", "www\\."),
    }
}

/// A span that holds any text: its fence is longer than any run of backticks within (CommonMark
/// 0.31, section 6.1).
fn code_span(code: &str) -> String {
    let code = harmless(code);
    let longest = code.split(|sign| sign != '`').map(str::len).max();
    let fence = "`".repeat(longest.unwrap_or_default() + 1);
    let edge = if code.starts_with('`') || code.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{edge}{code}{edge}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_strangers_text_is_markup() {
        for (text, safe) in [
            ("<script>", "\\<script\\>"),
            (
                "[x](http://evil.example)",
                "\\[x\\]\\(http:\\//evil.example\\)",
            ),
            ("# title", "\\# title"),
            ("- item", "\\- item"),
            ("a\nb", "a\\\\u\\{a\\}b"),
            ("*.awsapps.com", "\\*.awsapps.com"),
        ] {
            assert_eq!(escaped(text), safe);
        }
    }

    #[test]
    fn code_keeps_its_backticks() {
        assert_eq!(code_span("nslookup a"), "`nslookup a`");
        assert_eq!(code_span("a `b` c"), "``a `b` c``");
        assert_eq!(code_span("`a"), "`` `a ``");
    }
}
