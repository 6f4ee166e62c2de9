//! Which sources of names this machine has its programs ask, and which of them this build cannot.
//!
//! Owns the words for both, and how /etc/nsswitch.conf is read (nsswitch.conf(5)). The lookup itself is
//! `lookup`'s.

use std::path::Path;

use super::settings_file;

const MOST_SOURCES: usize = 16;

/// What a build can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameSources {
    /// Whatever the system's own programs ask.
    System,
    /// musl's lookup reads the hosts file and asks the servers of /etc/resolv.conf; it loads no modules of
    /// the Name Service Switch (musl, "Functional differences from glibc", "Name Resolver/DNS").
    HostsAndDns,
}

impl NameSources {
    /// The word for it in reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::HostsAndDns => "hosts_and_dns",
        }
    }

    /// Whether all name servers are asked at once and the first answer is taken. The GNU C library asks
    /// them in turn (resolv.conf(5)), and a denial is an answer to both (musl, the same page).
    pub fn at_once(self) -> bool {
        self == Self::HostsAndDns
    }
}

/// What this build asks.
pub const ASKED: NameSources = match cfg!(target_env = "musl") {
    true => NameSources::HostsAndDns,
    false => NameSources::System,
};

/// Sources that this machine's other programs ask for hosts and this build does not, in their order.
pub fn left_out() -> Vec<String> {
    match ASKED {
        NameSources::System => Vec::new(),
        NameSources::HostsAndDns => {
            switch().map_or_else(Vec::new, |text| beside_hosts_and_dns(&text))
        }
    }
}

/// None where this machine has no such file: its programs then ask as this build does.
fn switch() -> Option<String> {
    let read = settings_file::read(Path::new("/etc/nsswitch.conf")).ok()?;
    Some(String::from_utf8_lossy(&read).into_owned())
}

/// The first line for hosts, without what it says to do when a source has answered.
fn beside_hosts_and_dns(switch: &str) -> Vec<String> {
    let lines = switch.lines().map(without_comment);
    let Some(sources) = lines
        .filter_map(|line| line.trim().strip_prefix("hosts:"))
        .next()
    else {
        return Vec::new();
    };
    let outside = sources.split('[').enumerate().flat_map(|(index, part)| {
        let source = match index {
            0 => part,
            _ => part.split_once(']').map_or("", |(_, after)| after),
        };
        source.split_whitespace()
    });
    let others = outside.filter(|source| is_name(source) && may_know_a_public_name(source));
    others.take(MOST_SOURCES).map(ToOwned::to_owned).collect()
}

fn without_comment(line: &str) -> &str {
    line.split_once('#').map_or(line, |(before, _)| before)
}

/// It is a part of a file's name: libnss_NAME.so.2.
fn is_name(source: &str) -> bool {
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-');
    source.len() <= 64 && source.chars().all(fits)
}

/// Not what is asked anyway, nor what knows this machine and the one network alone: nss-myhostname(8),
/// nss-mymachines(8), and the `_minimal` modules of nss-mdns, which answer for `.local`.
fn may_know_a_public_name(source: &str) -> bool {
    !matches!(source, "files" | "dns" | "myhostname" | "mymachines")
        && !source.ends_with("_minimal")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_static_build_does_not_ask_is_read_from_the_line_for_hosts() {
        for (switch, expected) in [
            ("hosts: files dns\n", &[][..]),
            ("passwd: files sss\nhosts:\tfiles dns # sss\n", &[]),
            (
                "hosts: files mdns4_minimal [NOTFOUND=return] dns myhostname\n",
                &[],
            ),
            (
                "# hosts: wins\n  hosts: mymachines resolve [!UNAVAIL=return] files myhostname dns\nhosts: nis",
                &["resolve"],
            ),
            (
                "hosts: files sss [ NOTFOUND = return ] winbind dns",
                &["sss", "winbind"],
            ),
            // Broken, and hostile.
            ("hosts: [\n", &[]),
            ("hosts:\n", &[]),
            ("hosts: wi\u{1b}[2J]ns sss\n", &["ns", "sss"]),
            ("", &[]),
        ] {
            assert_eq!(beside_hosts_and_dns(switch), expected, "{switch:?}");
        }
        let many = format!("hosts: {}", "sss ".repeat(1000));
        assert_eq!(beside_hosts_and_dns(&many).len(), MOST_SOURCES);
    }
}
