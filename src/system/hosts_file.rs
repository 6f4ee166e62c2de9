//! What the hosts file of this machine says of a name.
//!
//! Owns where the file is and how its lines are read: an address, then names (hosts(5); on Windows
//! the file's own heading says the same). Whether the system heeded it is seen in its lookup.

use std::{
    fs::File,
    io::{BufRead, BufReader, Read},
    net::IpAddr,
    path::{Path, PathBuf},
};

/// More of the file is not read: block lists of hundreds of thousands of names stay below it.
const MOST_BYTES: u64 = 32 * 1024 * 1024;

/// A line that names the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Counted from 1.
    pub line: usize,
    pub address: IpAddr,
}

/// Where the file is.
#[cfg(not(windows))]
pub fn path() -> PathBuf {
    PathBuf::from("/etc/hosts")
}

/// Where the file is ("TCP/IP and NBT configuration parameters for Windows", `DataBasePath`, its
/// default).
#[cfg(windows)]
pub fn path() -> PathBuf {
    let root = std::env::var_os("SystemRoot").unwrap_or_else(|| r"C:\Windows".into());
    PathBuf::from(root).join(r"System32\drivers\etc\hosts")
}

/// The lines of the file that give `name` an address; none where it cannot be read.
pub fn entries(file: &Path, name: &str) -> Vec<Entry> {
    let opened = File::open(file).map(|file| BufReader::new(file.take(MOST_BYTES)));
    opened.map_or_else(|_| Vec::new(), |lines| of(lines, name))
}

/// A line that is no text is none of a host's.
fn of(file: impl BufRead, name: &str) -> Vec<Entry> {
    let lines = file.split(b'\n').map_while(Result::ok).zip(1..);
    let found = lines.filter_map(|(line, number)| {
        let line = std::str::from_utf8(&line).ok()?;
        let line = line.strip_prefix('\u{feff}').unwrap_or(line);
        let mut words = line.split('#').next()?.split_whitespace();
        let address = words.next()?;
        let named = |word: &str| word.trim_end_matches('.').eq_ignore_ascii_case(name);
        words.any(named).then_some(())?;
        Some(Entry {
            line: number,
            address: address.parse().ok()?,
        })
    });
    found.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_give_the_name_an_address_are_found() {
        let text = b"\xef\xbb\xbf127.0.0.1 localhost\r\n\
            # 192.0.2.1 a.example\r\n\
            192.0.2.2\tb.example A.Example. # of last year\r\n\
            \xff 192.0.2.3 a.example\n\
            nowhere a.example\n\
            2001:db8::4 a.example b.example\n\
            192.0.2.5 b.example #a.example";
        let entry = |line, address: &str| Entry {
            line,
            address: address.parse().unwrap(),
        };
        assert_eq!(
            of(&text[..], "a.example"),
            [entry(3, "192.0.2.2"), entry(6, "2001:db8::4")]
        );
        assert_eq!(of(&text[..], "localhost"), [entry(1, "127.0.0.1")]);
        assert_eq!(of(&text[..], "example"), []);
    }

    #[test]
    fn a_file_that_is_not_there_says_nothing() {
        assert_eq!(entries(Path::new("/nowhere/hosts"), "a.example"), []);
    }
}
