//! `--proxy-login`: a proxy's user and password, from a file or standard input.
//!
//! Owns the reading and what can be wrong with it. Nothing here repeats what was read.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use zeroize::Zeroizing;

use crate::discovery::Login;
use crate::system::permissions;

use super::{say, settings::Mistake};

/// The longest first line; a user's name and a password have 255 bytes each where the protocol
/// bounds them (RFC 1929, section 2).
const LONGEST: u64 = 4096;

/// In the place of a file's name.
const STANDARD_INPUT: &str = "-";

const WANTED: &str = "a file that begins with USER:PASSWORD";

/// Reads the login. A file that others may read is taken with a warning: the mend is its owner's.
pub(super) fn read(place: &Path) -> Result<Login, Mistake> {
    let unreadable = |why| Mistake::Unreadable {
        file: place.to_owned(),
        why,
        wanted: WANTED,
    };
    let text = if place == Path::new(STANDARD_INPUT) {
        text(&mut io::stdin().lock()).map_err(unreadable)?
    } else {
        let mut file = File::open(place).map_err(unreadable)?;
        if permissions::others_can_read(&file) {
            let shown = place.display();
            say(&format!(
                "warning: others may read {shown}, which holds a password: chmod 600\n"
            ));
        }
        text(&mut file).map_err(unreadable)?
    };
    login(&text).ok_or_else(|| Mistake::NoLogin {
        file: place.to_owned(),
    })
}

/// As much as a login may be, in memory that is overwritten.
fn text(from: &mut impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    // All of it at once: no copy is left behind where it grew.
    let mut bytes = Zeroizing::new(Vec::with_capacity(2 * LONGEST as usize));
    from.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The first line, split at its first colon; a user's name has none (RFC 7617, section 2).
fn login(bytes: &[u8]) -> Option<Login> {
    // As editors on Windows begin a file in UTF-8.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line = bytes.split(|byte| *byte == b'\n').next()?;
    let whole = line.len() < bytes.len() || (bytes.len() as u64) < LONGEST;
    let line = std::str::from_utf8(line).ok()?;
    let line = line.strip_suffix('\r').unwrap_or(line);
    let (user, password) = line.split_once(':')?;
    let sendable = !line.chars().any(char::is_control);
    (whole && sendable && !user.is_empty()).then(|| Login {
        user: user.to_owned(),
        password: password.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_login() {
        for (text, user, password) in [
            ("jane:pw", "jane", "pw"),
            ("jane:p:w\r\nmore\n", "jane", "p:w"),
            ("CORP\\jane: open sesame \n", "CORP\\jane", " open sesame "),
            ("jane:\n", "jane", ""),
            ("\u{feff}jane:pw", "jane", "pw"),
        ] {
            let read = login(text.as_bytes()).unwrap();
            assert_eq!(
                (read.user.as_str(), read.password.as_str()),
                (user, password)
            );
        }
        let long = "jane:".to_owned() + &"x".repeat(5000);
        for bad in [
            "",
            "jane",
            "\njane:pw",
            ":pw",
            "\u{feff}:pw",
            "jane:p\tw",
            &long[..4096],
        ] {
            assert!(login(bad.as_bytes()).is_none(), "{bad:?}");
        }
        assert!(login(b"jane:\xff").is_none());
    }
}
