//! Opening one TCP connection to one address.
//!
//! Owns the attempt and the mapping of the system's reasons to failures.

use std::{net::SocketAddr, time::Duration};

use tokio::{net::TcpStream, time::timeout};

use crate::evidence::{Connect, Failure, Observation, Saw, TcpFault};
use crate::system::errno::{self, Reason};

use super::network::{Network, Start};

/// Tries once, and gives up after `limit`.
pub(super) async fn connect(
    network: &Network,
    peer: SocketAddr,
    attempt: u8,
    limit: Duration,
) -> (Observation, Option<TcpStream>) {
    let start = Start::now();
    let mut local = None;
    let result = match network.socket(peer) {
        Err(error) => Ok(Err(error)),
        Ok(dialing) => {
            local = dialing.local;
            timeout(limit, dialing.connect()).await
        }
    };
    let took = start.elapsed();
    let (outcome, stream) = match result {
        Ok(Ok(stream)) => (Ok(()), Some(stream)),
        Ok(Err(error)) => (Err(fault(&error)), None),
        Err(_) => (Err(silence()), None),
    };
    let observation = Observation {
        started: start.wall,
        took,
        attempt,
        local: stream.as_ref().and_then(|s| s.local_addr().ok()).or(local),
        peer: Some(peer),
        redirected: network.redirected(peer),
        proxy: None,
        saw: Saw::Connect(Connect { outcome }),
    };
    (observation, stream)
}

fn silence() -> TcpFault {
    TcpFault {
        failure: Failure::TcpTimeout,
        errno: String::new(),
    }
}

fn fault(error: &std::io::Error) -> TcpFault {
    let (reason, errno) = errno::reason(error);
    let failure = match reason {
        Reason::Refused => Failure::TcpRefused,
        Reason::TimedOut => Failure::TcpTimeout,
        Reason::Reset | Reason::Closed => Failure::TcpReset,
        // What has no name of its own kept us from reaching the address; its word is kept.
        Reason::Unreachable | Reason::Forbidden | Reason::Other => Failure::TcpUnreachable,
    };
    TcpFault { failure, errno }
}
