//! The most that a run would send, by host, without sending it.
//!
//! Owns the arithmetic; the limits themselves stand where they are kept. Counted are IP packets
//! and their bytes, headers included, that leave this machine. What the system's own lookup sends
//! is the system's and is not counted.

use crate::names::HostName;

use super::{Options, walk::MOST_ADDRESSES};

/// Packets and bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cost {
    pub packets: u64,
    pub bytes: u64,
}

impl std::ops::AddAssign for Cost {
    fn add_assign(&mut self, more: Self) {
        self.packets += more.packets;
        self.bytes += more.bytes;
    }
}

impl Cost {
    fn times(self, n: u64) -> Self {
        Self {
            packets: self.packets * n,
            bytes: self.bytes * n,
        }
    }
}

/// IPv6 and UDP headers, and all of a question but its name: 40 + 8 + 12 + 6 + 11 of EDNS.
const QUESTION: u64 = 77;
/// IPv6 and TCP headers with timestamps.
const SEGMENT: u64 = 72;
/// Times that one segment leaves this machine before its limit ends: Linux sends it again after
/// 0.2, 0.6, 1.4 and 3 s, and a SYN at most once a second.
const SENDINGS: u64 = 6;
/// A ClientHello with the post-quantum share, as two segments (measured: 1,481 to 1,503 bytes).
const HELLO: u64 = 1_600;
/// The client's Finished, and a request without its URL.
const REQUEST: u64 = 400;
/// Segments that a reply can have: 64 KiB of head, 64 KiB of body, a chain of 16 KiB and a
/// receive window of 64 KiB that is never read, at the smallest MSS of IPv6, each acknowledged.
const ACKNOWLEDGEMENTS: u64 = 208 * 1024 / 1_220 + 1;
/// FIN or RST, twice.
const CLOSING: u64 = 2;

/// What one connection can send at the most.
fn connection(url: u64) -> Cost {
    let packets = SENDINGS * (1 + 2 + 2) + ACKNOWLEDGEMENTS + CLOSING;
    Cost {
        packets,
        bytes: packets * SEGMENT + SENDINGS * (HELLO + REQUEST + url),
    }
}

/// What one raw question can send at the most: over UDP, and again over TCP when cut.
fn question(name: u64) -> Cost {
    let over_tcp = SENDINGS * 2 + 65_535 / 1_220 + CLOSING;
    Cost {
        packets: 1 + over_tcp,
        bytes: QUESTION + name + over_tcp * SEGMENT + SENDINGS * (QUESTION + name),
    }
}

/// The most that a run with these options sends for a host with these URLs, in bytes each.
pub fn most(host: &HostName, urls: &[usize], options: &Options) -> Cost {
    let name = host.as_str().len() as u64 + 2;
    let families = options.families.kinds().len() as u64;
    let servers = match options.resolver {
        Some(_) => 1,
        None => options.name_servers.len() as u64,
    };
    let controls = options.control_resolvers.len() as u64;
    let mut cost = question(name).times(families * servers * 2);
    // Over TLS or HTTPS a question is a connection of its own.
    let mut control = connection(name);
    control += question(name);
    cost += control.times(families * controls);
    // Every address twice, and for each URL a connection of its own and a second attempt.
    let addresses = families * MOST_ADDRESSES as u64;
    let longest = urls.iter().copied().max().unwrap_or_default() as u64;
    cost += connection(longest).times(addresses * 2 + urls.len() as u64 * 2);
    cost
}

/// What a healthy host costs: one address of each family asked for, one exchange per URL.
pub fn healthy(host: &HostName, urls: &[usize], options: &Options) -> Cost {
    let name = host.as_str().len() as u64 + 2;
    let families = options.families.kinds().len() as u64;
    let exchanges = urls.len() as u64;
    let url = urls.iter().sum::<usize>() as u64;
    // SYN, its acknowledgement, two of hello, Finished with the request, a few
    // acknowledgements of the reply, FIN.
    let packets = 12 * exchanges;
    let mut cost = Cost {
        packets,
        bytes: packets * SEGMENT + exchanges * (HELLO + REQUEST) + url,
    };
    cost += Cost {
        packets: families,
        bytes: families * (QUESTION + name),
    };
    cost
}
