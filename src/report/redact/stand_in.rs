//! What is shown in the place of an original.
//!
//! Owns the form of stand-ins: an address stays an address, the id of a directory an id, so that a
//! redacted report can be read by whatever reads a report.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Kind;

/// Every stand-in that was given.
#[derive(Debug, Default)]
pub(super) struct StandIns {
    given: HashMap<(Family, String), String>,
    counts: HashMap<Family, u32>,
}

/// What is counted together: two originals of one family never share a stand-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Family {
    Named(&'static str),
    Alias,
    DirectoryId,
    Instance,
    Host,
    PrivateV4,
    PublicV4,
    PrivateV6,
    PublicV6,
}

impl StandIns {
    /// The stand-in of a text.
    pub(super) fn of(&mut self, kind: Kind, original: &str) -> String {
        match original.parse() {
            Ok(address) => self.of_address(address),
            Err(_) => self.of_family(family(kind, original), original),
        }
    }

    /// The stand-in of an address, however it was written.
    pub(super) fn of_address(&mut self, address: IpAddr) -> String {
        let family = match (address, is_private(address)) {
            (IpAddr::V4(_), true) => Family::PrivateV4,
            (IpAddr::V4(_), false) => Family::PublicV4,
            (IpAddr::V6(_), true) => Family::PrivateV6,
            (IpAddr::V6(_), false) => Family::PublicV6,
        };
        self.of_family(family, &address.to_string())
    }

    fn of_family(&mut self, family: Family, original: &str) -> String {
        let key = (family, family.folded(original));
        if let Some(known) = self.given.get(&key) {
            return known.clone();
        }
        let count = self.counts.entry(family).or_default();
        *count += 1;
        let made = family.name(*count);
        self.given.insert(key, made.clone());
        made
    }

    /// What was given to this text as one of the kind.
    pub(super) fn given_to(&self, kind: Kind, original: &str) -> Option<String> {
        let family = family(kind, original);
        self.given.get(&(family, family.folded(original))).cloned()
    }

    /// What was given to this text, whatever it is.
    pub(super) fn given(&self, original: &str) -> Option<String> {
        const KINDS: &[Kind] = &[
            Kind::Certificate,
            Kind::Directory,
            Kind::Name,
            Kind::File,
            Kind::Site,
            Kind::Team,
            Kind::Adapter,
            Kind::Label,
        ];
        KINDS.iter().find_map(|kind| self.given_to(*kind, original))
    }
}

fn family(kind: Kind, original: &str) -> Family {
    match kind {
        Kind::User => Family::Named("user"),
        Kind::Machine => Family::Named("machine"),
        Kind::Site => Family::Named("site"),
        Kind::Label => Family::Named("label"),
        Kind::Team => Family::Named("team"),
        Kind::File | Kind::Store => Family::Named("file"),
        Kind::Adapter => Family::Named("adapter"),
        Kind::Certificate => Family::Named("certificate-name"),
        Kind::Digest => Family::Named("digest"),
        Kind::Directory if original.starts_with("d-") => Family::DirectoryId,
        Kind::Directory if original.starts_with("ssoins-") => Family::Instance,
        Kind::Directory => Family::Alias,
        Kind::Name if original.contains('.') => Family::Host,
        Kind::Name => Family::Named("host"),
        Kind::Ours
        | Kind::Genuine
        | Kind::Sentence
        | Kind::Local
        | Kind::Setting
        | Kind::Ways
        | Kind::Token
        | Kind::Id
        | Kind::Command
        | Kind::Form
        | Kind::Foreign => Family::Named("words"),
    }
}

impl Family {
    /// Letters' case makes no difference in names of hosts, machines, users and directories; two sites may
    /// differ by it.
    fn folded(self, original: &str) -> String {
        let any_case = matches!(
            self,
            Self::Alias | Self::Host | Self::Named("user" | "machine" | "host")
        );
        match any_case {
            true => original.to_lowercase(),
            false => original.to_owned(),
        }
    }

    /// Addresses are of the blocks for documentation (RFC 5737, RFC 3849) and for benchmarks (RFC
    /// 2544: 198.18.0.0/15, for private ones), names of the domain for examples (RFC
    /// 2606), and no directory can be called with the underscore.
    fn name(self, count: u32) -> String {
        let [_, high, middle, low] = count.to_be_bytes();
        match self {
            Self::Named(word) => format!("{word}-{count}"),
            Self::Alias => format!("directory_{count}"),
            Self::DirectoryId => format!("d-{count:010}"),
            Self::Instance => format!("ssoins-{count:016}"),
            Self::Host => format!("name-{count}.example"),
            Self::PrivateV4 => Ipv4Addr::new(198, 18 + (high & 1), middle, low).to_string(),
            Self::PublicV4 => match (high, middle) {
                (0, 0) => Ipv4Addr::new(203, 0, 113, low),
                (0, 1) => Ipv4Addr::new(198, 51, 100, low),
                // More than two blocks have: no report has as many, a thousand together may.
                _ => Ipv4Addr::new(240 + (high & 7), middle, low, 1),
            }
            .to_string(),
            Self::PrivateV6 => v6(STAND_INS_FOR_PRIVATE, count),
            Self::PublicV6 => v6(0, count),
        }
    }
}

/// The part of RFC 3849's block that stands in for inner addresses.
const STAND_INS_FOR_PRIVATE: u16 = 1;

fn v6(part: u16, count: u32) -> String {
    let [a, b, c, d] = count.to_be_bytes();
    let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
    Ipv6Addr::new(0x2001, 0xdb8, part, 0, 0, 0, high, low).to_string()
}

/// Whether an address is of an inner network, or stands in for one.
pub(super) fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(one) => is_private_v4(one),
        IpAddr::V6(one) => is_private_v6(one),
    }
}

/// RFC 1918, RFC 6598 (carrier-grade NAT), RFC 3927, RFC 2544 (benchmarks).
fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    let benchmark = first == 198 && matches!(second, 18 | 19);
    address.is_private() || address.is_link_local() || shared || benchmark
}

/// The same of IPv6: RFC 4193, what holds on a link (RFC 4291, section 2.5.6), and an IPv4 address in
/// the form of one of IPv6 (section 2.5.5.2; RFC 6052, section 2.1).
fn is_private_v6(address: Ipv6Addr) -> bool {
    let [first, second, third, .., high, low] = address.segments();
    let translated = (first, second) == (0x64, 0xff9b);
    let [a, b] = high.to_be_bytes();
    let [c, d] = low.to_be_bytes();
    address.is_unique_local()
        || address.is_unicast_link_local()
        || address.to_ipv4_mapped().is_some_and(is_private_v4)
        || translated && is_private_v4(Ipv4Addr::new(a, b, c, d))
        || (first, second, third) == (0x2001, 0xdb8, STAND_INS_FOR_PRIVATE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stand_in_has_the_form_of_its_original_and_stays() {
        let mut given = StandIns::default();
        for (kind, original, made) in [
            (Kind::User, "jane", "user-1"),
            (Kind::User, "JANE", "user-1"),
            (Kind::User, "joe", "user-2"),
            (Kind::Directory, "mycorp", "directory_1"),
            (Kind::Directory, "d-9067abcdef", "d-0000000001"),
            (
                Kind::Directory,
                "ssoins-7223abcdef123456",
                "ssoins-0000000000000001",
            ),
            (Kind::Name, "proxy.corp.example", "name-1.example"),
            (Kind::Name, "proxy", "host-1"),
            (Kind::Form, "10.1.2.3", "198.18.0.1"),
            (Kind::Local, "100.64.0.9", "198.18.0.2"),
            (Kind::Form, "8.8.8.8", "203.0.113.1"),
            (Kind::Form, "fd00::1", "2001:db8:1::1"),
            (Kind::Form, "2600::1", "2001:db8::1"),
            (Kind::Form, "::ffff:10.1.2.3", "2001:db8:1::2"),
            (Kind::Foreign, "Contoso says no", "words-1"),
        ] {
            assert_eq!(given.of(kind, original), made, "{original}");
        }
    }

    #[test]
    fn no_two_addresses_share_one() {
        let mut given = StandIns::default();
        let mut made = std::collections::BTreeSet::new();
        for number in 0..100_000_u32 {
            let address = Ipv4Addr::from(0x0800_0000 + number).to_string();
            assert!(made.insert(given.of(Kind::Form, &address)), "{address}");
        }
    }
}
