//! What a name lookup saw: the system's answer, and raw replies with all their sections.
//!
//! Owns the shapes and the failure that one lookup alone earns. Comparing the system's answer
//! with the raw replies is the verdict's.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use crate::names::HostName;

use super::Failure;

/// A lookup as every application on this machine makes it: hosts file, cache, name servers, in
/// the system's own order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemLookup {
    pub name: HostName,
    pub answer: SystemAnswer,
    /// Lines of the hosts file that give this name an address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hosts_file: Vec<HostsEntry>,
    /// The rule of this machine that sends the name to other servers than its adapters'.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_policy: Option<NamePolicy>,
}

/// A rule of Windows' Name Resolution Policy Table, or one of macOS' resolvers for single domains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamePolicy {
    /// The names that it is for: a name, `.suffix`, or `.` for all.
    pub namespace: String,
    pub servers: Vec<String>,
    pub by_group_policy: bool,
    /// Where the resolver stands; none for a rule of the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolver: Option<ResolverPlace>,
}

/// Where macOS has a resolver for a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResolverPlace {
    /// In `/etc/resolver`.
    File,
    /// With a network service, as a VPN is one.
    NetworkService,
}

/// A line of the hosts file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostsEntry {
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    pub address: IpAddr,
}

/// What `getaddrinfo` said (POSIX.1-2017, "getaddrinfo", return values).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SystemAnswer {
    Addresses(Vec<IpAddr>),
    /// EAI_NONAME: the name does not resolve. Some systems say so of a name without addresses too.
    NoName,
    /// EAI_NODATA: the name exists without an address.
    NoAddress,
    /// EAI_AGAIN: no usable answer for now. It does not tell silence from SERVFAIL.
    Temporary,
    /// Anything else, with the system's own number.
    Other(i32),
    /// We stopped waiting.
    TimedOut,
}

impl SystemLookup {
    /// The addresses found, if any.
    pub fn addresses(&self) -> &[IpAddr] {
        match &self.answer {
            SystemAnswer::Addresses(addresses) => addresses,
            _ => &[],
        }
    }

    pub(super) fn failure(&self) -> Option<Failure> {
        match &self.answer {
            SystemAnswer::Addresses(addresses) if addresses.is_empty() => {
                Some(Failure::DnsNoAnswer)
            }
            SystemAnswer::Addresses(_) => None,
            SystemAnswer::NoName => Some(Failure::DnsNxdomain),
            SystemAnswer::NoAddress => Some(Failure::DnsNoAnswer),
            SystemAnswer::Temporary | SystemAnswer::Other(_) => Some(Failure::DnsServfail),
            SystemAnswer::TimedOut => Some(Failure::DnsTimeout),
        }
    }
}

/// Who was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asker {
    /// A name server that this machine is configured to use, or `--resolver`.
    Configured,
    /// A control resolver that the user named.
    Control,
    /// A name server that this machine is configured to use, once more about a name that it knew: to see
    /// whether it still answers.
    Repeated,
}

/// The two record types that an application needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RecordKind {
    A,
    #[serde(rename = "AAAA")]
    Aaaa,
}

/// How the question travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    Udp,
    /// After a truncated reply over UDP (RFC 7766).
    Tcp,
    /// DNS over TLS (RFC 7858).
    Tls,
    /// DNS over HTTPS (RFC 8484).
    Https,
}

/// One question to one name server, and what came back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    pub name: HostName,
    pub kind: RecordKind,
    /// The server as configured: an address with port, or a URL.
    pub server: String,
    pub asker: Asker,
    pub transport: Transport,
    pub outcome: Result<DnsReply, DnsFault>,
}

/// Why there is no reply to judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DnsFault {
    Timeout,
    /// Nothing listens there: the server's machine was reached. With the system's own word.
    Refused(String),
    /// This machine itself forbids it: a firewall of its own. With the system's own word.
    Forbidden(String),
    /// The server cannot be reached. With the system's own word.
    Unreachable(String),
    /// Something came that is no answer to the question.
    Malformed,
}

/// A reply, with all that tells who made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DnsReply {
    /// RCODE with the extended bits of EDNS (RFC 6891, section 6.1.3).
    pub rcode: u16,
    /// AA. On a recursive answer for an AWS name it says that the answer was made here.
    pub authoritative: bool,
    pub truncated: bool,
    pub recursion_available: bool,
    pub authentic_data: bool,
    pub answers: Vec<Record>,
    pub authority: Vec<Record>,
    /// BIND puts the SOA of a response policy zone here.
    pub additional: Vec<Record>,
    pub extended_errors: Vec<ExtendedError>,
}

/// An extended DNS error (RFC 8914). The text is the server's own and untrusted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExtendedError {
    pub code: u16,
    pub text: String,
}

impl ExtendedError {
    /// Codes by which a server says that it withholds or forges the answer on purpose: 4 Forged
    /// Answer, 15 Blocked, 16 Censored, 17 Filtered, 18 Prohibited (RFC 8914, section 4).
    pub fn is_policy(&self) -> bool {
        matches!(self.code, 4 | 15..=18)
    }
}

/// One resource record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub owner: String,
    /// Seconds.
    pub ttl: u32,
    pub data: RecordData,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordData {
    Address(IpAddr),
    Cname(String),
    /// The primary name server of the SOA.
    Soa(String),
    /// Any other type, by its mnemonic.
    Other(String),
}

/// RCODEs that are told apart (RFC 1035, section 4.1.1).
mod rcode {
    pub(super) const NOERROR: u16 = 0;
    pub(super) const SERVFAIL: u16 = 2;
    pub(super) const NXDOMAIN: u16 = 3;
    pub(super) const REFUSED: u16 = 5;
}

impl DnsReply {
    /// The addresses in the answer section, whatever CNAMEs lead to them.
    pub fn addresses(&self) -> impl Iterator<Item = IpAddr> {
        self.answers.iter().filter_map(|record| match record.data {
            RecordData::Address(address) => Some(address),
            _ => None,
        })
    }

    pub fn is_nxdomain(&self) -> bool {
        self.rcode == rcode::NXDOMAIN
    }

    /// The zone whose policy rewrote this answer: BIND's response policy zones leave their SOA in
    /// the additional section, where no other reply has one (measured with BIND 9.18).
    pub fn policy_zone(&self, name: &HostName) -> Option<&str> {
        let question = name.as_str();
        self.additional.iter().find_map(|record| {
            let owner = record.owner.trim_end_matches('.');
            let ancestor = question == owner || question.ends_with(&format!(".{owner}"));
            match record.data {
                RecordData::Soa(_) if !ancestor && !owner.is_empty() => Some(owner),
                _ => None,
            }
        })
    }

    fn failure(&self) -> Option<Failure> {
        match self.rcode {
            rcode::NOERROR => None,
            rcode::NXDOMAIN => Some(Failure::DnsNxdomain),
            rcode::REFUSED => Some(Failure::DnsRefused),
            rcode::SERVFAIL => Some(Failure::DnsServfail),
            _ => Some(Failure::DnsServfail),
        }
    }
}

impl Question {
    pub fn reply(&self) -> Option<&DnsReply> {
        self.outcome.as_ref().ok()
    }

    /// The failure that this answer shows by itself. An empty answer to one of A and AAAA is none:
    /// most names have no AAAA.
    pub fn failure(&self) -> Option<Failure> {
        match &self.outcome {
            Ok(reply) => reply.failure(),
            Err(DnsFault::Timeout) => Some(Failure::DnsTimeout),
            Err(DnsFault::Refused(_) | DnsFault::Forbidden(_) | DnsFault::Unreachable(_)) => {
                Some(Failure::DnsUnreachable)
            }
            Err(DnsFault::Malformed) => Some(Failure::DnsServfail),
        }
    }
}

/// Whether no public service can be at this address: 0.0.0.0/8 and 127/8 (RFC 1122, section
/// 3.2.1.3), 224/4 and 240/4 (multicast and reserved, RFC 5771 and RFC 1112), `::`, `::1` and
/// ff00::/8 (RFC 4291, sections 2.5 and 2.7), also when mapped into IPv6. Such an address is never
/// connected to: it would reach this machine itself, or nobody.
pub fn is_sinkhole(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => matches!(v4.octets()[0], 0 | 127 | 224..),
        IpAddr::V6(v6) => v6.is_unspecified() || v6.is_loopback() || v6.is_multicast(),
    }
}

/// An address that no public service has: RFC 1918, shared address space (RFC 6598), link-local
/// (RFC 3927; RFC 4291, section 2.5.6) and unique local (RFC 4193).
pub fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            v4.is_private() || v4.is_link_local() || first == 100 && (64..128).contains(&second)
        }
        IpAddr::V6(v6) => v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_those_of_no_public_service() {
        for private in [
            "10.1.2.3",
            "172.31.0.1",
            "100.64.0.1",
            "169.254.1.1",
            "fd00::1",
            "fe80::1",
        ] {
            assert!(is_private(private.parse().unwrap()), "{private}");
        }
        for public in ["52.94.1.1", "172.32.0.1", "100.128.0.1", "2600:9000::1"] {
            assert!(!is_private(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn sinkholes_are_addresses_of_no_service() {
        for sinkhole in [
            "0.0.0.0",
            "0.1.2.3",
            "127.0.0.1",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "ff02::1",
        ] {
            assert!(is_sinkhole(sinkhole.parse().unwrap()), "{sinkhole}");
        }
        for service in ["10.0.0.1", "52.94.1.1", "2600:9000::1", "100.64.0.5"] {
            assert!(!is_sinkhole(service.parse().unwrap()), "{service}");
        }
    }

    #[test]
    fn a_policy_zone_is_a_soa_in_the_additional_section_of_a_foreign_zone() {
        let soa = |owner: &str| Record {
            owner: owner.into(),
            ttl: 5,
            data: RecordData::Soa("ns.corp.example.".into()),
        };
        let reply = |additional| DnsReply {
            rcode: 3,
            authoritative: true,
            truncated: false,
            recursion_available: true,
            authentic_data: false,
            answers: vec![],
            authority: vec![],
            additional,
            extended_errors: vec![],
        };
        let name: HostName = "mycorp.awsapps.com".parse().unwrap();
        let zone = |owner| {
            reply(vec![soa(owner)])
                .policy_zone(&name)
                .map(str::to_owned)
        };
        assert_eq!(zone("rpz.corp.example."), Some("rpz.corp.example".into()));
        assert_eq!(zone("awsapps.com."), None);
        assert_eq!(reply(vec![]).policy_zone(&name), None);
    }
}
