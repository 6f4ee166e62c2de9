//! The name lookup that every application on this machine uses.
//!
//! Owns the call of `getaddrinfo` and the meaning of its error numbers. It blocks for as long as
//! the system likes: the caller keeps it off the async threads and stops waiting when it must.

use std::net::IpAddr;

use dns_lookup::{AddrFamily, AddrInfoHints, LookupErrorKind, SockType, getaddrinfo};

use super::name_sources::{self, NameSources};

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
    let both = ask(host, None);
    match (name_sources::ASKED, &both) {
        (NameSources::HostsAndDns, Lookup::Temporary | Lookup::Other(_)) => {
            apart(both, |family| ask(host, Some(family)))
        }
        _ => both,
    }
}

/// One family after the other, where both at once came to nothing: to musl's lookup a server that fails one
/// of the two questions has answered neither (musl, `src/network/lookup_name.c`), where the GNU C library
/// has the addresses of the other. What a server refuses musl waits for (`res_msend.c`), longer than a run.
fn apart(failed: Lookup, ask: impl Fn(AddrFamily) -> Lookup) -> Lookup {
    let families = [AddrFamily::Inet, AddrFamily::Inet6].into_iter();
    let found = families.flat_map(|family| match ask(family) {
        Lookup::Addresses(addresses) => addresses,
        _ => Vec::new(),
    });
    let found = distinct(found);
    match found.is_empty() {
        true => failed,
        false => Lookup::Addresses(found),
    }
}

fn ask(host: &str, family: Option<AddrFamily>) -> Lookup {
    let hints = AddrInfoHints {
        socktype: SockType::Stream.into(),
        address: family.map_or(0, Into::into),
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
    fn what_one_family_has_counts_where_the_other_fails() {
        let four: IpAddr = "192.0.2.1".parse().unwrap();
        let six: IpAddr = "2001:db8::1".parse().unwrap();
        let answer = |v4: bool, v6: bool| {
            move |family| match family {
                AddrFamily::Inet if v4 => Lookup::Addresses(vec![four, four]),
                AddrFamily::Inet6 if v6 => Lookup::Addresses(vec![six]),
                _ => Lookup::Other(-3),
            }
        };
        for (v4, v6, expected) in [
            (true, false, Lookup::Addresses(vec![four])),
            (false, true, Lookup::Addresses(vec![six])),
            (true, true, Lookup::Addresses(vec![four, six])),
            (false, false, Lookup::Temporary),
        ] {
            assert_eq!(apart(Lookup::Temporary, answer(v4, v6)), expected);
        }
    }

    #[test]
    fn localhost_needs_no_network() {
        let Lookup::Addresses(addresses) = lookup("localhost") else {
            panic!("localhost does not resolve on this machine");
        };
        assert!(addresses.iter().all(IpAddr::is_loopback));
    }
}
