//! One raw question to one name server, over UDP, and over TCP when the reply is cut.
//!
//! Owns sending, waiting and what came of it. Which questions are asked, and in what order, is
//! `resolve`'s; what a reply holds is `message`'s.

use std::{io, net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UdpSocket,
    time::timeout,
};

use crate::evidence::{
    Asker, DnsFault, DnsReply, Observation, Question, RecordKind, Saw, Transport,
};
use crate::names::HostName;
use crate::system::errno::{self, Reason};

use super::{
    message::{self, Asked, Form},
    network::{Network, Start},
};

/// More than any reply over UDP that keeps to the size asked for (`message::PAYLOAD`).
const LONGEST_REPLY: usize = 4096;

/// A question to a name server at an address.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub(super) name: HostName,
    pub(super) kind: RecordKind,
    pub(super) server: SocketAddr,
    pub(super) asker: Asker,
    pub(super) attempt: u8,
}

/// Asks once; a truncated reply is asked for again over TCP within the same limit.
pub(super) async fn ask(network: &Network, ask: &Ask, limit: Duration) -> Observation {
    let start = Start::now();
    let mut local = None;
    let mut transport = Transport::Udp;
    let dialogue = dialogue(network, ask, &mut local, &mut transport);
    let outcome = timeout(limit, dialogue)
        .await
        .unwrap_or(Err(DnsFault::Timeout));
    Observation {
        started: start.wall,
        took: start.elapsed(),
        attempt: ask.attempt,
        local,
        peer: Some(ask.server),
        redirected: None,
        proxy: None,
        saw: Saw::Question(Question {
            name: ask.name.clone(),
            kind: ask.kind,
            server: ask.server.to_string(),
            asker: ask.asker,
            transport,
            outcome,
        }),
    }
}

async fn dialogue(
    network: &Network,
    ask: &Ask,
    local: &mut Option<SocketAddr>,
    transport: &mut Transport,
) -> Result<DnsReply, DnsFault> {
    let form = match ask.attempt {
        1 => Form::Extended,
        _ => Form::Plain,
    };
    let asked = message::question(&ask.name, ask.kind, form).ok_or(DnsFault::Malformed)?;
    let socket = network.udp(ask.server).await.map_err(|e| fault(&e))?;
    *local = socket.local_addr().ok();
    let reply = over_udp(&socket, &asked).await?;
    if !reply.truncated {
        return Ok(reply);
    }
    *transport = Transport::Tcp;
    let stream = network.connect(ask.server).await.map_err(|e| fault(&e))?;
    *local = stream.local_addr().ok();
    over_stream(stream, &asked).await
}

/// Why the server did not answer, by the system's word. What it closes or resets is no answer
/// either.
pub(super) fn fault(error: &io::Error) -> DnsFault {
    match errno::reason(error) {
        (Reason::Refused, word) => DnsFault::Refused(word),
        (Reason::TimedOut, _) => DnsFault::Timeout,
        (Reason::Forbidden, word) => DnsFault::Forbidden(word),
        (_, word) => DnsFault::Unreachable(word),
    }
}

/// Waits on when something else than the answer comes: a forger must not end the question.
async fn over_udp(socket: &UdpSocket, asked: &Asked) -> Result<DnsReply, DnsFault> {
    socket.send(&asked.bytes).await.map_err(|e| fault(&e))?;
    let mut buffer = [0; LONGEST_REPLY];
    loop {
        let length = socket.recv(&mut buffer).await.map_err(|e| fault(&e))?;
        if let Some(reply) = asked.reply(&buffer[..length]) {
            return Ok(reply);
        }
    }
}

/// Two bytes of length before each message (RFC 7766, section 8).
pub(super) async fn over_stream<S>(mut stream: S, asked: &Asked) -> Result<DnsReply, DnsFault>
where
    S: AsyncReadExt + AsyncWriteExt + Unpin,
{
    let length = u16::try_from(asked.bytes.len()).map_err(|_| DnsFault::Malformed)?;
    let mut framed = length.to_be_bytes().to_vec();
    framed.extend_from_slice(&asked.bytes);
    stream.write_all(&framed).await.map_err(|e| fault(&e))?;
    stream.flush().await.map_err(|e| fault(&e))?;
    let length = stream.read_u16().await.map_err(|e| fault(&e))?;
    let mut reply = vec![0; usize::from(length)];
    stream.read_exact(&mut reply).await.map_err(|e| fault(&e))?;
    asked.reply(&reply).ok_or(DnsFault::Malformed)
}
