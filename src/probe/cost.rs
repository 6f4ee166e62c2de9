//! The most that a run would send, by host, without sending it.
//!
//! Owns the arithmetic; the limits themselves stand where they are kept. Counted are IP packets
//! and their bytes, headers included, that leave this machine. What the system's own lookup sends
//! is the system's and is not counted.

use crate::names::HostName;

use super::{Options, control::MOST_CONTROLS, resolve::MOST_ATTEMPTS, walk::MOST_ADDRESSES};

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
/// Times that a SYN leaves this machine before its limit ends: Linux sends it at 0, 1, 2 and 3 s,
/// before 6.5 at 0, 1 and 3 s.
const SYN_SENDINGS: u64 = 4;
/// Times that any other segment leaves this machine where nobody acknowledges it. Linux sends it
/// again after 0.2, 0.6, 1.4, 3 s and so on, and goes on when the socket is closed, even when the
/// program has ended, for nearly two minutes (tcp(7), `tcp_orphan_retries`; measured: 106 s).
const SENDINGS: u64 = 11;
/// A ClientHello with the post-quantum share, as two segments (measured: 1,481 to 1,503 bytes).
const HELLO: u64 = 1_600;
/// The client's Finished, and a request without its URL.
const REQUEST: u64 = 400;
/// The smallest MSS of IPv6, in bytes (RFC 8200, section 5): each segment of this size is
/// acknowledged. A sender that fills less of them, against RFC 9293, section 3.8.6.2.1, decides by
/// itself how often this machine's system answers; that is said, not counted.
pub const SMALLEST_SEGMENT: u64 = 1_220;
/// What is read of a handshake (rustls: 64 KiB to a message), and a receive window never read.
const SHAKEN: u64 = 128 * 1024 / SMALLEST_SEGMENT + 1;
/// What is read of a reply: 64 KiB of head, 64 KiB of body.
const REPLY: u64 = 128 * 1024 / SMALLEST_SEGMENT + 1;

/// What one connection with its handshake can send at the most: SYN, two segments of hello, FIN.
fn connection() -> Cost {
    let packets = SYN_SENDINGS + SENDINGS * 3 + SHAKEN;
    Cost {
        packets,
        bytes: packets * SEGMENT + SENDINGS * HELLO,
    }
}

/// What one request over a connection can send at the most, Finished and request apart.
fn exchange(url: u64) -> Cost {
    let packets = SENDINGS * 2 + REPLY;
    Cost {
        packets,
        bytes: packets * SEGMENT + SENDINGS * (REQUEST + url),
    }
}

/// What one raw question can send at the most: over UDP, and again over TCP when cut.
fn question(name: u64) -> Cost {
    let over_tcp = SYN_SENDINGS + SENDINGS * 2 + 65_535 / SMALLEST_SEGMENT + 1;
    Cost {
        packets: 1 + over_tcp,
        bytes: QUESTION + name + over_tcp * SEGMENT + SENDINGS * (QUESTION + name),
    }
}

/// What one question to a control resolver can send at the most: plain, or in a connection of
/// its own, for which all addresses of the resolver are tried at once.
fn control(name: u64) -> Cost {
    let other_addresses = (2 * MOST_ADDRESSES as u64 - 1) * (SYN_SENDINGS + SENDINGS);
    let mut cost = question(name);
    cost += connection();
    cost += exchange(name);
    cost += Cost {
        packets: other_addresses,
        bytes: other_addresses * SEGMENT,
    };
    cost
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
    let mut cost = question(name).times(families * servers * u64::from(MOST_ATTEMPTS));
    cost += control(name).times(families * controls);
    // Every address twice, and for each URL a connection of its own and a second attempt.
    let addresses = families * MOST_ADDRESSES as u64;
    let attempts = urls.len() as u64 * 2;
    cost += connection().times(addresses * 2 + attempts);
    let longest = urls.iter().copied().max().unwrap_or_default() as u64;
    cost += exchange(longest).times(attempts);
    cost
}

/// What the controls of a run can send at the most, wherever they go.
pub fn controls() -> Cost {
    // A plain request holds no more than a host's name.
    let mut cost = connection().times(MOST_CONTROLS as u64);
    cost += exchange(255).times(2);
    cost
}

/// What a healthy host costs that has one address of each family asked for: each is connected to
/// and shaken hands with, and every URL is asked for once.
pub fn healthy(host: &HostName, urls: &[usize], options: &Options) -> Cost {
    let name = host.as_str().len() as u64 + 2;
    let families = options.families.kinds().len() as u64;
    let connections = families.max(urls.len() as u64);
    let url = urls.iter().sum::<usize>() as u64;
    // SYN, its acknowledgement, two of hello, Finished, the request, a few acknowledgements of
    // the reply, FIN (measured: 10 to 11).
    let packets = 11 * connections;
    let mut cost = Cost {
        packets,
        bytes: packets * SEGMENT + connections * HELLO + urls.len() as u64 * REQUEST + url,
    };
    cost += Cost {
        packets: families,
        bytes: families * (QUESTION + name),
    };
    cost
}
