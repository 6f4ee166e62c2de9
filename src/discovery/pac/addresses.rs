//! What scripts reckon with addresses.
//!
//! Owns the forms in which scripts write addresses, nets and lists of them, and the choice of the
//! machine's own address. Nothing is looked up here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;
use url::Host;

/// The longest name that is looked up, with a dot at its end (RFC 1035, section 2.3.4).
const LONGEST_NAME: usize = 254;

/// What a script may want the addresses of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Subject {
    Address(IpAddr),
    /// In lower case, and ASCII.
    Name(String),
    /// No resolver need be asked.
    Nothing,
}

impl Subject {
    /// International names become ASCII, as in Chromium
    /// (`services/proxy_resolver/proxy_resolver_v8.cc`, `GetHostnameArgument`).
    pub(super) fn of(host: &str) -> Self {
        if let Ok(address) = host.parse() {
            return Self::Address(address);
        }
        let name = match host.is_ascii() {
            true => Some(host.to_ascii_lowercase()),
            false => match Host::parse(host) {
                Ok(Host::Domain(name)) => Some(name),
                _ => None,
            },
        };
        let is_name = |name: &String| {
            let graphic = name.bytes().all(|byte| byte.is_ascii_graphic());
            graphic && (1..=LONGEST_NAME).contains(&name.len())
        };
        name.filter(is_name).map_or(Self::Nothing, Self::Name)
    }
}

/// Four decimal numbers up to 255, of up to three digits each: leading zeros do not matter.
pub(super) fn dotted(text: &str) -> Option<u32> {
    let mut parts = text.split('.');
    let mut address = 0;
    for _ in 0..4 {
        let part = parts.next()?;
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        let number: u8 = part.parse().ok().filter(|_| digits && part.len() <= 3)?;
        address = address << 8 | u32::from(number);
    }
    parts.next().is_none().then_some(address)
}

/// `isInNet`: false, too, if net or mask is none.
pub(super) fn is_in_net(address: u32, net: &str, mask: &str) -> bool {
    match (dotted(net), dotted(mask)) {
        (Some(net), Some(mask)) => address & mask == net & mask,
        _ => false,
    }
}

/// `isInNetEx`: false, too, if one of them is not what it should be. If one is of IPv4 and the
/// other of IPv6, the first counts as the IPv6 address that stands for it (Chromium, `IsInNetEx`).
pub(super) fn is_in_net_ex(address: &str, net: &str) -> bool {
    let (Ok(address), Ok(net)) = (address.parse::<IpAddr>(), net.parse::<IpNet>()) else {
        return false;
    };
    match (address, net) {
        (IpAddr::V4(address), IpNet::V6(net)) => net.contains(&address.to_ipv6_mapped()),
        (IpAddr::V6(address), IpNet::V4(net)) => address
            .to_ipv4_mapped()
            .is_some_and(|address| net.contains(&address)),
        (address, net) => net.contains(&address),
    }
}

/// `sortIpAddressList`: IPv6 before IPv4, each in ascending order, written as they were. None if
/// there is none, or one cannot be read.
pub(super) fn sorted(list: &str) -> Option<String> {
    let list = list.replace([' ', '\t'], "");
    let texts = list.split(';').filter(|text| !text.is_empty());
    let parsed = texts.map(|text| Some((text.parse::<IpAddr>().ok()?, text)));
    let mut addresses: Vec<(IpAddr, &str)> = parsed.collect::<Option<_>>()?;
    addresses.sort_by_key(|(address, _)| (address.is_ipv4(), *address));
    (!addresses.is_empty()).then(|| joined(addresses.iter().map(|(_, text)| text)))
}

/// A list, as Microsoft's functions return it.
pub(super) fn joined(addresses: impl Iterator<Item = impl ToString>) -> String {
    let texts: Vec<String> = addresses.map(|address| address.to_string()).collect();
    texts.join(";")
}

/// Those of the machine's own addresses that others can use; all if there is no such
/// (`net/docs/proxy.md`, "Resolving client's IP address within a PAC script").
pub(super) fn usable(own: &[IpAddr]) -> Vec<IpAddr> {
    let is_usable = |address: &&IpAddr| match address {
        IpAddr::V4(address) => !address.is_loopback() && !address.is_link_local(),
        IpAddr::V6(address) => !address.is_loopback() && !address.is_unicast_link_local(),
    };
    let usable: Vec<IpAddr> = own.iter().filter(is_usable).copied().collect();
    if usable.is_empty() {
        return own.to_vec();
    }
    usable
}

/// `myIpAddress`: IPv4 before IPv6, and the loopback address without any (the same place).
pub(super) fn own_address(own: &[IpAddr]) -> IpAddr {
    let usable = usable(own);
    let first_of_four = usable.iter().find(|address| address.is_ipv4());
    let found = first_of_four.or(usable.first());
    found.copied().unwrap_or(Ipv4Addr::LOCALHOST.into())
}

/// `isPlainHostName`: no dot in it, and no IPv6 address either.
pub(super) fn is_plain(host: &str) -> bool {
    !host.contains('.') && host.parse::<Ipv6Addr>().is_err()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_names_are_looked_up() {
        let name = |text: &str| Subject::Name(text.to_owned());
        assert_eq!(Subject::of("WWW.Example"), name("www.example"));
        assert_eq!(Subject::of("intranet"), name("intranet"));
        assert_eq!(
            Subject::of("m\u{fc}ller.example"),
            name("xn--mller-kva.example")
        );
        assert_eq!(
            Subject::of("::1"),
            Subject::Address(Ipv6Addr::LOCALHOST.into())
        );
        for nothing in ["", " ", "a b", "a\0b", "a\n", "\u{fc} b"] {
            assert_eq!(Subject::of(nothing), Subject::Nothing, "{nothing:?}");
        }
        assert_eq!(Subject::of(&"a".repeat(255)), Subject::Nothing);
    }

    #[test]
    fn lists_are_sorted_as_chromium_does() {
        let list = "10.2.3.9;2001:4898:28:3:201:2ff:feea:fc14; ::1;;127.0.0.1;\t::9";
        let expected = "::1;::9;2001:4898:28:3:201:2ff:feea:fc14;10.2.3.9;127.0.0.1";
        assert_eq!(sorted(list).as_deref(), Some(expected));
        for none in ["", " ; ;", "10.2.3.9;x", "10.2.3.9 10.2.3.8"] {
            assert_eq!(sorted(none), None, "{none:?}");
        }
    }

    proptest! {
        #[test]
        fn an_address_is_in_its_own_net(address in any::<u32>(), bits in 0_u32..=32) {
            let text = Ipv4Addr::from(address).to_string();
            let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
            let mask = Ipv4Addr::from(mask).to_string();
            prop_assert_eq!(dotted(&text), Some(address));
            prop_assert!(is_in_net(address, &text, &mask));
            let net = format!("{text}/{bits}");
            prop_assert!(is_in_net_ex(&text, &net));
            let mapped = Ipv4Addr::from(address).to_ipv6_mapped().to_string();
            prop_assert!(is_in_net_ex(&mapped, &net));
        }

        #[test]
        fn any_text_is_taken(a in any::<String>(), b in any::<String>()) {
            let address = dotted(&a).unwrap_or_default();
            let _ = (is_in_net(address, &a, &b), is_in_net_ex(&a, &b));
            let _ = (sorted(&a), is_plain(&a), Subject::of(&a));
        }
    }
}
