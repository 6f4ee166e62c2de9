//! The servers behind systemd-resolved's stub.
//!
//! Owns how they are found: where this machine asks the stub, resolved keeps the servers that it asks itself in a
//! file (systemd-resolved.service(8), "/etc/resolv.conf"). Those of single links, which that file does not tell
//! apart, are not read.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
};

use crate::system::settings_file;

const FILE: &str = "/run/systemd/resolve/resolv.conf";
const MOST_SERVERS: usize = 8;

/// Where resolved listens (the same page).
const STUBS: [Ipv4Addr; 2] = [Ipv4Addr::new(127, 0, 0, 53), Ipv4Addr::new(127, 0, 0, 54)];

/// As the file has them, with a zone where they have one. None where no stub is asked.
pub(in crate::system) fn uplinks(asked: &[SocketAddr]) -> Vec<String> {
    let is_stub = |server: &SocketAddr| STUBS.iter().any(|stub| server.ip() == *stub);
    if !asked.iter().any(is_stub) {
        return Vec::new();
    }
    let read = settings_file::read(Path::new(FILE));
    read.map_or_else(
        |_| Vec::new(),
        |text| servers(&String::from_utf8_lossy(&text)),
    )
}

fn servers(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| {
        let mut words = line.split_ascii_whitespace();
        (words.next() == Some("nameserver")).then(|| words.next())?
    });
    let addresses = lines.filter(|word| {
        let (address, zone) = word.split_once('%').unwrap_or((word, ""));
        address.parse::<IpAddr>().is_ok() && zone.bytes().all(|byte| byte.is_ascii_graphic())
    });
    addresses
        .take(MOST_SERVERS)
        .map(ToOwned::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_behind_the_stub_are_read_from_the_file_of_resolved() {
        let text = "# This file is managed by man:systemd-resolved(8). Do not edit.\n\
                    nameserver 10.20.0.53\n\
                    nameserver fe80::1%2\nnameserver\nnameserver fe80::1%\u{1b}[2J\nnameserver here\n\
                    # Too many DNS servers configured, the following entries may be ignored.\n\
                    nameserver 2001:db8::53\nsearch corp.example\n";
        assert_eq!(servers(text), ["10.20.0.53", "fe80::1%2", "2001:db8::53"]);
        assert_eq!(
            servers(&"nameserver 10.0.0.1\n".repeat(100)).len(),
            MOST_SERVERS
        );
    }

    #[test]
    fn nothing_is_behind_a_server_that_is_no_stub() {
        let asked = [SocketAddr::from(([10, 20, 0, 53], 53))];
        assert!(uplinks(&asked).is_empty());
    }
}
