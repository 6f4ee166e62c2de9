//! What the hosts file of this machine says of a name.
//!
//! Owns where the file is and how its lines are read: an address, then names (hosts(5); on Windows
//! the file's own heading says the same). Whether the system heeded it is seen in its lookup.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{BufRead, BufReader, Read},
    net::IpAddr,
    path::{Path, PathBuf},
};

use super::settings_file;

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

/// The lines of the file that give each of these names, in lower case, an address: the file is read
/// once, for it may be long. None where it cannot be read.
pub fn entries(file: &Path, names: &BTreeSet<String>) -> BTreeMap<String, Vec<Entry>> {
    let opened = settings_file::open(file).map(|file| BufReader::new(file.take(MOST_BYTES)));
    opened.map_or_else(|_| BTreeMap::new(), |lines| of(lines, names))
}

/// A line that is no text is none of a host's.
fn of(mut file: impl BufRead, names: &BTreeSet<String>) -> BTreeMap<String, Vec<Entry>> {
    let mut found: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let mut read = Vec::new();
    for line in 1.. {
        read.clear();
        match file.read_until(b'\n', &mut read) {
            Ok(1..) => {}
            _ => break,
        }
        for (name, address) in named(&read, names) {
            found.entry(name).or_default().push(Entry { line, address });
        }
    }
    found
}

/// Those of the names that one line gives an address, each once.
fn named(line: &[u8], names: &BTreeSet<String>) -> BTreeMap<String, IpAddr> {
    let Ok(line) = std::str::from_utf8(line) else {
        return BTreeMap::new();
    };
    let line = line.strip_prefix('\u{feff}').unwrap_or(line);
    let line = line.split('#').next().unwrap_or_default();
    let mut words = line.split_whitespace();
    let Some(address) = words.next() else {
        return BTreeMap::new();
    };
    let asked = words.map(|word| word.trim_end_matches('.').to_ascii_lowercase());
    let asked = asked.filter(|word| names.contains(word));
    let given = asked.filter_map(|name| Some((name, address.parse().ok()?)));
    given.collect()
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
        let names = ["a.example", "localhost", "example"].map(str::to_owned);
        let found = of(&text[..], &names.into());
        assert_eq!(
            found["a.example"],
            [entry(3, "192.0.2.2"), entry(6, "2001:db8::4")]
        );
        assert_eq!(found["localhost"], [entry(1, "127.0.0.1")]);
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_file_that_is_not_there_says_nothing() {
        let names = ["a.example".to_owned()].into();
        assert!(entries(Path::new("/nowhere/hosts"), &names).is_empty());
    }
}
