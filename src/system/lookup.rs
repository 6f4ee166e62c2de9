//! The name lookup that every application on this machine uses.
//!
//! Owns the call of `getaddrinfo` and the meaning of its error numbers. It blocks for as long as
//! the system likes: the caller keeps it off the async threads and stops waiting when it must.

use std::net::IpAddr;

use dns_lookup::{AddrInfoHints, LookupErrorKind, SockType, getaddrinfo};

/// What the system says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// Without repeats, in the system's order of preference (RFC 6724).
    Addresses(Vec<IpAddr>),
    /// EAI_NONAME.
    NoName,
    /// EAI_NODATA.
    NoAddress,
    /// EAI_AGAIN.
    Temporary,
    /// Any other error, with the system's number.
    Other(i32),
}

/// Asks for all addresses of both families at once. Blocks.
pub fn lookup(host: &str) -> Lookup {
    let hints = AddrInfoHints {
        socktype: SockType::Stream.into(),
        ..AddrInfoHints::default()
    };
    match getaddrinfo(Some(host), None, Some(hints)) {
        Ok(found) => Lookup::Addresses(distinct(
            found.filter_map(Result::ok).map(|info| info.sockaddr.ip()),
        )),
        Err(error) => match error.kind() {
            LookupErrorKind::NoName => Lookup::NoName,
            LookupErrorKind::NoData => Lookup::NoAddress,
            LookupErrorKind::Again => Lookup::Temporary,
            _ => Lookup::Other(error.error_num()),
        },
    }
}

fn distinct(addresses: impl Iterator<Item = IpAddr>) -> Vec<IpAddr> {
    let mut seen = Vec::new();
    for address in addresses {
        if !seen.contains(&address) {
            seen.push(address);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Apple's `netdb.h`. Checked when the tests are compiled for macOS, which this may be where none can run.
    #[cfg(target_vendor = "apple")]
    const _: () = {
        assert!(libc::EAI_AGAIN == 2);
        assert!(libc::EAI_NODATA == 7);
        assert!(libc::EAI_NONAME == 8);
    };

    #[test]
    fn localhost_needs_no_network() {
        let Lookup::Addresses(addresses) = lookup("localhost") else {
            panic!("localhost does not resolve on this machine");
        };
        assert!(addresses.iter().all(IpAddr::is_loopback));
    }
}
