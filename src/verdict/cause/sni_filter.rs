//! A rule on the server name in the ClientHello.
//!
//! Rule: TCP opens and TLS with this name breaks, while at the same address and port TLS with
//! another name gets an answer: the genuine service of another host of the run, or any certificate
//! or alert in a control. So it is too when a control shows that this name breaks at the address
//! of another open AWS name. An alert alone may be the server's own word for a name that it does
//! not know, so it counts less, and only for names of the catalogue.
//!
//! Before the rules on addresses, which a host that shares its address refutes.

use std::net::IpAddr;

use crate::evidence::{Failure, Saw, TlsFault};
use crate::plan::Voucher;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let address = case.address()?;
    let confidence = match case.failure() {
        Failure::TlsReset | Failure::TlsClosed | Failure::TlsTimeout => Confidence::High,
        Failure::TlsProtocol => Confidence::Medium,
        Failure::TlsAlert if case.walk.path.voucher == Voucher::Catalogue => Confidence::Medium,
        _ => return None,
    };
    let sibling = case
        .network
        .open_sibling_at(case.walk, address)
        .map(|other| {
            Phrase::new("evidence.other_name_passes")
                .with("host", other.host())
                .with("address", address)
        });
    let grounds: Vec<Phrase> = sibling.into_iter().chain(controls(case, address)).collect();
    let summary = Phrase::new("summary.sni_filter");
    (!grounds.is_empty()).then(|| Found::new(confidence, summary).because(grounds))
}

/// What control handshakes say: another name answered here, or this name broken elsewhere.
fn controls(case: &Case<'_, '_>, address: IpAddr) -> Vec<Phrase> {
    let mut phrases = Vec::new();
    for control in &case.walk.evidence.controls {
        let (Saw::Handshake(handshake), Some(peer)) = (&control.saw, control.peer) else {
            continue;
        };
        let answered = matches!(handshake.outcome, Ok(_) | Err(TlsFault::Alert { .. }));
        let this_name = handshake.server_name == *case.walk.host();
        if !this_name && answered && peer.ip() == address {
            let passes = Phrase::new("evidence.other_name_passes");
            phrases.push(
                passes
                    .with("host", &handshake.server_name)
                    .with("address", address),
            );
        }
        let other = case.network.open_sibling_at(case.walk, peer.ip());
        if let (true, Some(other)) = (
            this_name && control.failure() == Some(case.failure()),
            other,
        ) {
            let breaks = Phrase::new("evidence.this_name_breaks_elsewhere");
            phrases.push(breaks.with("address", peer.ip()).with("host", other.host()));
        }
    }
    phrases
}
