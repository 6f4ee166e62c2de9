//! The report as JSON: pretty, in a fixed order, with a final newline.
//!
//! Owns the writing. Every character that a terminal acts on is written as `\uXXXX` (RFC 8259,
//! section 7, allows it for any), so that a report may be shown with `cat`; a parser reads back
//! the very same text.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::{Options, harmless::is_harmful, v1::Report};

/// The report as it is saved. No option changes a contract.
pub(super) fn render(report: &Report, _options: &Options) -> String {
    text(report)
}

/// Anything of ours with string keys and finite numbers, in the same form.
pub(super) fn text(value: &impl Serialize) -> String {
    written(value, PrettyFormatter::new())
}

/// The same in one line.
pub(super) fn line(value: &impl Serialize) -> String {
    written(value, CompactFormatter)
}

fn written(value: &impl Serialize, spaced: impl Formatter) -> String {
    let mut text = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut text, Harmless { spaced });
    // Writing to memory cannot fail, nor can such values.
    let _ = value.serialize(&mut serializer);
    text.push(b'\n');
    String::from_utf8_lossy(&text).into_owned()
}

/// One of serde_json's forms, with harmful characters escaped.
struct Harmless<F> {
    spaced: F,
}

impl<F: Formatter> Formatter for Harmless<F> {
    /// serde_json hands over what needs no escape by JSON's own rules; those below U+0020 never
    /// come here.
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        for (at, character) in fragment.char_indices().filter(|(_, c)| is_harmful(*c)) {
            writer.write_all(&fragment.as_bytes()[written..at])?;
            for unit in character.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            written = at + character.len_utf8();
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.spaced.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.spaced.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.spaced.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.spaced.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.spaced.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.spaced.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.spaced.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.spaced.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.spaced.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut json = Vec::new();
        let mut serializer = Serializer::with_formatter(
            &mut json,
            Harmless {
                spaced: CompactFormatter,
            },
        );
        text.serialize(&mut serializer).unwrap();
        String::from_utf8(json).unwrap()
    }

    #[test]
    fn what_a_terminal_acts_on_is_escaped_and_reads_back() {
        for text in [
            "plain",
            "\x1b[2J",
            "a\u{9b}31m",
            "\u{202e}x",
            "\u{e0041}",
            "é\u{7f}証",
        ] {
            let json = written(text);
            assert!(!json.chars().any(is_harmful), "{json}");
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
        assert_eq!(written("\u{9b}\u{202e}"), r#""\u009b\u202e""#);
    }
}
