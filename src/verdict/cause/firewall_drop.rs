//! Packets are dropped in silence.
//!
//! Rule: no SYN to this address is answered, at both attempts and of three in a row, while another host of the run is
//! open on the same port; or nothing in the whole run connects though names are resolved, which is
//! weaker, because a broken route does the same. If this very address accepts connections for
//! another host, nothing is dropped by a rule on addresses. Nor is it known where the address is a private
//! one and other names lead to public ones: nobody may be there.
//!
//! After every rule that has an answer to go by.

use crate::evidence::Failure;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let address = case.address()?;
    let refuted = case
        .network
        .connected_sibling_at(case.walk, address)
        .is_some();
    let unclear = case.network.public_sibling(case.walk, address).is_some();
    if case.failure() != Failure::TcpTimeout || refuted || unclear {
        return None;
    }
    if let Some(other) = case.network.open_sibling(case.walk) {
        let summary = Phrase::new("summary.firewall_drop").with("address", address);
        let evidence = Phrase::new("evidence.sibling_open")
            .with("host", other.host())
            .with("port", other.path.port);
        return Some(Found::new(Confidence::Medium, summary).because([evidence]));
    }
    let summary = Phrase::new("summary.firewall_drop_everywhere");
    case.network
        .nothing_connects()
        .then(|| Found::new(Confidence::Low, summary))
}
