//! Which of a path's many observations its timings are taken from.
//!
//! Owns the choice of the address that went furthest. A host with one dead address is as fast as
//! its living one; a mean over both would describe neither.

use std::net::SocketAddr;

use crate::evidence::{Evidence, Failure, Layer, Observation};
use crate::report::v1::Timings;

use super::seen::milliseconds;

pub(super) fn timings(evidence: &Evidence) -> Timings {
    let peer = furthest(evidence);
    let at = |layer: Layer| {
        let here = |o: &&std::sync::Arc<Observation>| o.layer() == layer && o.peer == peer;
        let last = evidence.observations.iter().rev().find(here)?;
        Some(milliseconds(last.took))
    };
    let dns = evidence
        .system_lookups()
        .next()
        .map(|(lookup, _)| milliseconds(lookup.took));
    let (tcp, tls, http) = match peer {
        Some(_) => (at(Layer::Tcp), at(Layer::Tls), at(Layer::Http)),
        None => (None, None, None),
    };
    let proxy = proxy(evidence, peer);
    let parts: Vec<f64> = [dns, tcp, proxy, tls, http].into_iter().flatten().collect();
    let total = (parts.iter().sum::<f64>() * 10.0).round() / 10.0;
    Timings {
        dns,
        tcp,
        proxy,
        tls,
        http,
        total: (!parts.is_empty()).then_some(total),
    }
}

/// All that was done with the proxy: it was found, reached and asked.
fn proxy(evidence: &Evidence, peer: Option<SocketAddr>) -> Option<f64> {
    let steps = evidence.proxy_steps().map(|(seen, _)| seen);
    let steps: Vec<&Observation> = steps
        .filter(|seen| seen.peer == peer || seen.peer.is_none())
        .collect();
    let attempt = steps.iter().map(|seen| seen.attempt).max()?;
    let last = steps
        .iter()
        .filter(|seen| seen.attempt == attempt || seen.peer.is_none());
    Some(milliseconds(last.map(|seen| seen.took).sum()))
}

/// The address whose observations reach the highest layer without failing there; the first of
/// equals. Interception is no failure to arrive.
fn furthest(evidence: &Evidence) -> Option<SocketAddr> {
    let walk = || {
        evidence
            .observations
            .iter()
            .filter(|o| o.layer() >= Layer::Tcp)
    };
    let reached = |peer: SocketAddr| {
        walk()
            .filter(|o| o.peer == Some(peer))
            .map(|o| (o.layer(), o.failure().is_none_or(is_answer)))
            .max()
    };
    let mut best: Option<(SocketAddr, (Layer, bool))> = None;
    for peer in walk().filter_map(|o| o.peer) {
        if let Some(far) = reached(peer)
            && best.is_none_or(|(_, known)| far > known)
        {
            best = Some((peer, far));
        }
    }
    best.map(|(peer, _)| peer)
}

/// Whether something answered there, even if it was the wrong thing.
fn is_answer(failure: Failure) -> bool {
    matches!(
        failure,
        Failure::TlsIntercepted
            | Failure::TlsUntrusted
            | Failure::TlsExpired
            | Failure::TlsNotYetValid
            | Failure::TlsNameMismatch
            | Failure::HttpRefused
            | Failure::HttpServerError
    )
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use crate::evidence::{Connect, Ending, Handshake, Hello, Saw, TcpFault, TlsFault};

    use super::*;

    fn seen(peer: &str, ms: u64, saw: Saw) -> Arc<Observation> {
        Arc::new(Observation {
            started: jiff::Timestamp::UNIX_EPOCH,
            took: Duration::from_millis(ms),
            attempt: 1,
            local: None,
            peer: Some(peer.parse().unwrap()),
            redirected: None,
            proxy: None,
            saw,
        })
    }

    #[test]
    fn the_address_that_went_furthest_gives_the_times() {
        let open = || Saw::Connect(Connect { outcome: Ok(()) });
        let dead = Saw::Connect(Connect {
            outcome: Err(TcpFault {
                failure: Failure::TcpTimeout,
                errno: String::new(),
            }),
        });
        let reset = Saw::Handshake(Handshake {
            hello: Hello::Ordinary,
            acknowledged: None,
            received: None,
            server_name: "a.example".parse().unwrap(),
            outcome: Err(TlsFault::Reset),
        });
        let evidence = Evidence {
            observations: vec![
                seen("192.0.2.1:443", 3500, dead),
                seen("192.0.2.2:443", 20, open()),
                seen("192.0.2.3:443", 30, open()),
                seen("192.0.2.3:443", 3, reset),
            ],
            controls: vec![],
            without_route: vec![],
            not_tried: vec![],
            route: None,
            bypassed_proxy: None,
            located: Vec::new(),
            ending: Ending::Complete,
        };
        let timings = timings(&evidence);
        assert_eq!((timings.dns, timings.tcp), (None, Some(30.0)));
        assert_eq!((timings.tls, timings.http), (Some(3.0), None));
        assert_eq!(timings.total, Some(33.0));
    }
}
