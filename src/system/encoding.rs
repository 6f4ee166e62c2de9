//! Text by its byte order mark.
//!
//! Owns the marks (The Unicode Standard, section 3.10) and what follows them. Windows PowerShell 5 writes
//! UTF-16 where output is redirected into a file (about_Redirection), whatever a program wrote.

use std::io::{self, BufRead, BufReader, Read};

/// The text behind a mark, with a replacement sign for what is none; nothing where there is no mark.
pub fn by_mark(bytes: &[u8]) -> Option<String> {
    let wide = |rest: &[u8], from: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|unit| from([unit[0], unit[1]]));
        String::from_utf16_lossy(&units.collect::<Vec<u16>>())
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Some(String::from_utf8_lossy(rest).into_owned()),
        [0xff, 0xfe, rest @ ..] => Some(wide(rest, u16::from_le_bytes)),
        [0xfe, 0xff, rest @ ..] => Some(wide(rest, u16::from_be_bytes)),
        _ => None,
    }
}

/// Whether what begins so is UTF-16.
pub fn is_wide(begins: &[u8]) -> bool {
    matches!(begins, [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
}

/// Bytes that may be UTF-16 by their mark, as UTF-8 and without the mark; all others as they are.
pub fn narrow(mut bytes: impl BufRead + 'static) -> io::Result<Box<dyn BufRead>> {
    // A mark whose second byte comes later is none: files and pipes hand out more at once.
    let from = match bytes.fill_buf()? {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return Ok(Box::new(bytes)),
    };
    bytes.consume(2);
    Ok(Box::new(BufReader::new(Narrow {
        bytes,
        from,
        held: None,
        text: Vec::new(),
        given: 0,
    })))
}

/// As many bytes are made narrow at once.
const AT_ONCE: u64 = 16 * 1024;

struct Narrow<R> {
    bytes: R,
    from: fn([u8; 2]) -> u16,
    /// The first half of a sign whose second one comes next.
    held: Option<u16>,
    text: Vec<u8>,
    /// So much of the text was read.
    given: usize,
}

impl<R: BufRead> Narrow<R> {
    fn more(&mut self) -> io::Result<()> {
        let mut wide = Vec::new();
        self.bytes.by_ref().take(AT_ONCE).read_to_end(&mut wide)?;
        let units = wide
            .chunks_exact(2)
            .map(|unit| (self.from)([unit[0], unit[1]]));
        let mut units: Vec<u16> = self.held.take().into_iter().chain(units).collect();
        let is_half = |unit: &u16| (0xd800..0xdc00).contains(unit);
        if !wide.is_empty() {
            self.held = units.pop_if(|unit| is_half(unit));
        }
        self.text = String::from_utf16_lossy(&units).into_bytes();
        self.given = 0;
        // Nothing but half a sign was there: the end is not yet.
        match self.text.is_empty() && self.held.is_some() {
            true => self.more(),
            false => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Narrow<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.more()?;
        }
        let mut rest = &self.text[self.given..];
        let read = rest.read(into)?;
        self.given += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_by_its_mark_and_a_broken_end_is_dropped() {
        for (bytes, text) in [
            (&b"\xef\xbb\xbf{\xc3\xa9}"[..], Some("{é}")),
            (b"\xff\xfe{\0\xe9\0}\0", Some("{é}")),
            (b"\xfe\xff\0{\0\xe9\0}", Some("{é}")),
            (b"\xff\xfe\x3d\xd8{\0{", Some("\u{fffd}{")),
            (b"\xff\xfe", Some("")),
            (b"{}", None),
            (b"\xff", None),
            (b"", None),
        ] {
            assert_eq!(by_mark(bytes).as_deref(), text, "{bytes:?}");
        }
    }

    #[test]
    fn a_stream_is_made_narrow_wherever_it_is_cut() {
        let long = "zü\u{1f600}\r\n".repeat(5000) + "\u{1f600}";
        let little = long.encode_utf16().flat_map(u16::to_le_bytes);
        let big = long.encode_utf16().flat_map(u16::to_be_bytes);
        let marked = |mark: [u8; 2], bytes: Vec<u8>| [mark.to_vec(), bytes].concat();
        for bytes in [
            marked([0xff, 0xfe], little.collect()),
            marked([0xfe, 0xff], big.collect()),
            long.clone().into_bytes(),
        ] {
            let mut read = String::new();
            let source = io::Cursor::new(bytes);
            narrow(source).unwrap().read_to_string(&mut read).unwrap();
            assert_eq!(read, long);
        }
        // Half a sign at the end, and half a unit.
        for (bytes, text) in [
            (&b"\xff\xfea\0\x3d\xd8"[..], "a\u{fffd}"),
            (b"\xff\xfea\0b", "a"),
            (b"\xff\xfe", ""),
            (b"\xff", "\u{fffd}"),
        ] {
            let mut read = Vec::new();
            narrow(bytes).unwrap().read_to_end(&mut read).unwrap();
            assert_eq!(String::from_utf8_lossy(&read), text);
        }
    }
}
