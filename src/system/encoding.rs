//! Text by its byte order mark.
//!
//! Owns the marks (The Unicode Standard, section 3.10) and what follows them. Windows PowerShell 5 writes
//! UTF-16 where output is redirected into a file (about_Redirection), whatever a program wrote.

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
pub fn is_wide(begins: [u8; 2]) -> bool {
    matches!(begins, [0xff, 0xfe] | [0xfe, 0xff])
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
}
