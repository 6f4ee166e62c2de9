//! A rule on the destination address.
//!
//! Rule: the connection is refused, or reported as unreachable, while another host of the run is
//! open on the same port at another address. If this very address accepts connections for another
//! host, no rule on addresses can be the reason. Nor is it known where the address is a private one and
//! other names lead to public ones: it may be none of AWS's. AWS's own endpoints refuse nothing on port 443.
//!
//! Before `firewall_drop`: a clear no says more than silence.

use crate::evidence::Failure;

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let address = case.address()?;
    let says_no = matches!(
        case.failure(),
        Failure::TcpRefused | Failure::TcpUnreachable
    );
    let refuted = case
        .network
        .connected_sibling_at(case.walk, address)
        .is_some();
    let unclear = case.network.public_sibling(case.walk, address).is_some();
    if !says_no || refuted || unclear {
        return None;
    }
    let other = case.network.open_sibling(case.walk)?;
    let summary = Phrase::new("summary.ip_filter").with("address", address);
    let evidence = Phrase::new("evidence.sibling_open")
        .with("host", other.host())
        .with("port", other.path.port);
    Some(Found::new(Confidence::Medium, summary).because([evidence]))
}
