//! The two resolvers of the fake internet: one under test, which does what the scenario says, and
//! one for control, which always tells the truth. Each over UDP and TCP on one port.
//!
//! Owns the replies. Which address a name has is asked of the [`Internet`].

use std::{
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
};

use hickory_proto::{
    op::{DEFAULT_MAX_PAYLOAD_LEN, Edns, Message, ResponseCode},
    rr::{
        Name, RData, Record, RecordType,
        rdata::{A, AAAA, CNAME, SOA, opt::EdnsOption},
    },
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, UdpSocket},
};

use super::{
    Internet,
    scenario::{Answer, Dns, ExtendedError},
};

/// Seconds.
const TTL: u32 = 60;
/// EDNS option code of an extended DNS error (RFC 8914, section 2).
const EXTENDED_ERROR: u16 = 15;
/// What a forger who guesses the id wrong would have the client believe.
const FORGER: IpAddr = IpAddr::V4(Ipv4Addr::new(198, 51, 100, 250));

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Honesty {
    UnderTest,
    Control,
}

/// A resolver's sockets, bound and not yet served.
pub(crate) struct Resolver {
    udp: std::net::UdpSocket,
    tcp: std::net::TcpListener,
    pub(crate) address: SocketAddr,
}

impl Resolver {
    /// Binds one port for both transports. The system may have given the UDP port of a free TCP
    /// port to somebody else, so it is tried a few times.
    pub(crate) fn bind() -> io::Result<Self> {
        let mut last = io::Error::other("no port is free over both UDP and TCP");
        for _ in 0..32 {
            let tcp = std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
            let address = tcp.local_addr()?;
            match std::net::UdpSocket::bind(address) {
                Ok(udp) => {
                    udp.set_nonblocking(true)?;
                    tcp.set_nonblocking(true)?;
                    return Ok(Self { udp, tcp, address });
                }
                Err(taken) => last = taken,
            }
        }
        Err(last)
    }

    /// Answers until the runtime ends.
    pub(crate) fn serve(self, internet: &Arc<Internet>, honesty: Honesty) -> io::Result<()> {
        let udp = UdpSocket::from_std(self.udp)?;
        let tcp = TcpListener::from_std(self.tcp)?;
        tokio::spawn(serve_udp(udp, Arc::clone(internet), honesty));
        let internet = Arc::clone(internet);
        tokio::spawn(async move {
            while let Ok((stream, _)) = tcp.accept().await {
                tokio::spawn(serve_stream(stream, Arc::clone(&internet), honesty));
            }
        });
        Ok(())
    }
}

async fn serve_udp(socket: UdpSocket, internet: Arc<Internet>, honesty: Honesty) {
    let mut buffer = [0; 4096];
    loop {
        // An error here is the ICMP answer to an earlier reply, whose asker is gone.
        let Ok((length, asker)) = socket.recv_from(&mut buffer).await else {
            continue;
        };
        for reply in replies(&buffer[..length], &internet, honesty, true) {
            let _ = socket.send_to(&reply, asker).await;
        }
    }
}

/// Messages with a length of two octets before each (RFC 1035, section 4.2.2).
pub(crate) async fn serve_stream<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    internet: Arc<Internet>,
    honesty: Honesty,
) -> io::Result<()> {
    loop {
        let length = stream.read_u16().await?;
        let mut query = vec![0; usize::from(length)];
        stream.read_exact(&mut query).await?;
        for reply in replies(&query, &internet, honesty, false) {
            let length = u16::try_from(reply.len()).map_err(io::Error::other)?;
            let framed = [&length.to_be_bytes(), reply.as_slice()].concat();
            stream.write_all(&framed).await?;
            stream.flush().await?;
        }
    }
}

/// What is sent in answer to a query, in order: usually one message, for a silent resolver none.
pub(crate) fn replies(
    query: &[u8],
    internet: &Internet,
    honesty: Honesty,
    udp: bool,
) -> Vec<Vec<u8>> {
    let Some(question) = Question::read(query) else {
        return Vec::new();
    };
    let truth = Dns::default();
    let scripted = internet.scenario.host(&question.name).map(|host| &host.dns);
    let script = match (honesty, scripted) {
        (Honesty::UnderTest, Some(dns)) if internet.strikes("dns", &question.key(), dns.times) => {
            dns
        }
        _ => &truth,
    };
    let mut messages = match script.answer {
        Answer::Silent => return Vec::new(),
        // Of the id alone, so that the asker takes it for its own.
        Answer::Garbage => return vec![[&query[..2], &[0xff; 30]].concat()],
        _ if udp && script.truncated => vec![question.truncated()],
        _ => vec![question.reply(script, internet)],
    };
    if udp && script.wrong_id_first {
        messages.insert(0, question.forged());
    }
    messages
        .iter()
        .filter_map(|message| message.to_vec().ok())
        .collect()
}

struct Question {
    query: Message,
    owner: Name,
    kind: RecordType,
    /// The owner in lower case, without the final dot.
    name: String,
}

impl Question {
    fn read(bytes: &[u8]) -> Option<Self> {
        let query = Message::from_vec(bytes).ok()?;
        let asked = query.queries.first()?;
        let owner = asked.name().clone();
        let name = owner.to_ascii().trim_end_matches('.').to_ascii_lowercase();
        let kind = asked.query_type();
        Some(Self {
            query,
            owner,
            kind,
            name,
        })
    }

    fn key(&self) -> String {
        format!("{} {}", self.name, self.kind)
    }

    /// A reply without any record.
    fn empty(&self) -> Message {
        let asked = &self.query.metadata;
        let mut reply = Message::response(asked.id, asked.op_code);
        reply.metadata.recursion_desired = asked.recursion_desired;
        reply.metadata.recursion_available = true;
        reply.add_queries(self.query.queries.iter().cloned());
        if self.query.edns.is_some() {
            let mut edns = Edns::new();
            edns.set_max_payload(DEFAULT_MAX_PAYLOAD_LEN);
            reply.set_edns(edns);
        }
        reply
    }

    fn truncated(&self) -> Message {
        let mut reply = self.empty();
        reply.metadata.truncation = true;
        reply
    }

    fn forged(&self) -> Message {
        let mut reply = self.empty();
        reply.metadata.id ^= 0x5555;
        reply.add_answers(address_record(&self.owner, self.kind, FORGER));
        reply
    }

    fn reply(&self, script: &Dns, internet: &Internet) -> Message {
        let mut reply = self.empty();
        reply.metadata.response_code = match script.answer {
            Answer::Nxdomain => ResponseCode::NXDomain,
            Answer::Refused => ResponseCode::Refused,
            Answer::Servfail => ResponseCode::ServFail,
            _ => ResponseCode::NoError,
        };
        match &script.answer {
            Answer::Truth => {
                self.add_addresses(&mut reply, script, &internet.addresses(&self.name))
            }
            Answer::Forged(forged) => self.add_addresses(&mut reply, script, forged),
            // A name server of the zone says so; a policy that makes the answer up does not.
            Answer::Nxdomain | Answer::Nodata if script.policy_zone.is_none() => {
                reply.add_authorities(soa_record(&self.owner.base_name()));
            }
            _ => {}
        }
        if let Some(error) = &script.extended_error {
            add_extended_error(&mut reply, error);
        }
        if let Some(zone) = script
            .policy_zone
            .as_deref()
            .and_then(|zone| Name::from_ascii(zone).ok())
        {
            reply.metadata.authoritative = true;
            reply.add_additionals(soa_record(&zone));
        }
        reply
    }

    /// The chain of CNAMEs, and behind it those addresses that are of the type asked for.
    fn add_addresses(&self, reply: &mut Message, script: &Dns, addresses: &[IpAddr]) {
        let mut owner = self.owner.clone();
        for alias in script
            .aliases
            .iter()
            .filter_map(|alias| Name::from_ascii(alias).ok())
        {
            let data = RData::CNAME(CNAME(alias.clone()));
            reply.add_answer(Record::from_rdata(owner, TTL, data));
            owner = alias;
        }
        for address in addresses {
            reply.add_answers(address_record(&owner, self.kind, *address));
        }
    }
}

fn address_record(owner: &Name, kind: RecordType, address: IpAddr) -> Option<Record> {
    let data = match (kind, address) {
        (RecordType::A, IpAddr::V4(v4)) => RData::A(A(v4)),
        (RecordType::AAAA, IpAddr::V6(v6)) => RData::AAAA(AAAA(v6)),
        _ => return None,
    };
    Some(Record::from_rdata(owner.clone(), TTL, data))
}

fn soa_record(zone: &Name) -> Option<Record> {
    let primary = zone.prepend_label("ns").ok()?;
    let contact = zone.prepend_label("hostmaster").ok()?;
    let soa = SOA::new(primary, contact, 1, 7200, 900, 1_209_600, 60);
    Some(Record::from_rdata(zone.clone(), TTL, RData::SOA(soa)))
}

/// Only into a reply that has EDNS, which is to say whose query had it (RFC 8914, section 3).
fn add_extended_error(reply: &mut Message, error: &ExtendedError) {
    if let Some(edns) = reply.edns.as_mut() {
        let content = [&error.code.to_be_bytes(), error.text.as_bytes()].concat();
        edns.options_mut()
            .insert(EdnsOption::Unknown(EXTENDED_ERROR, content));
    }
}
