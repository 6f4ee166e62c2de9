//! A rule on the server name in the ClientHello.
//!
//! Rule: TCP opens and TLS with this name breaks, while at the same address and port TLS with
//! another name gets an answer: the genuine service of another host of the run, or any certificate
//! or alert in a control. So it is too when a control shows that this name breaks at the address
//! of another open AWS name. An alert alone may be the server's own word for a name that it does
//! not know, so it counts less, and only for names of the catalogue. A name that passes at the
//! address of another host meets no rule on names, whatever another name does here: a transparent
//! proxy answers for strangers too.
//!
//! High takes that the open host, whose name was compared, stayed open: its own handshake, once more
//! and later than a failure, passes. Where it breaks by then, no name decides, for a limit on
//! connections does the same. Where the other name breaks here too, or TLS of any host comes and goes,
//! little is sure. Where the genuine other host answers at this address, which is not its own, something
//! goes by the name and not by the address: a proxy of the network that leads on by the name, perhaps,
//! and then its own way to this host may be what fails. That is medium, and said.
//!
//! Of many hosts that break alike two are compared so; where the rule is found at both, it is taken to
//! have met the others too, and medium is the most.
//!
//! Before the rules on addresses, which a host that shares its address refutes.

use std::net::IpAddr;

use crate::evidence::{Failure, Hello};
use crate::plan::Voucher;
use crate::verdict::{controls, nearness};

use super::{Case, Cause, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let address = case.address()?;
    // A proxy was told the name before: what breaks behind it is not seen from here.
    if case.reach().is_some_and(|reach| reach.proxy.is_some()) {
        return None;
    }
    let confidence = match case.failure() {
        Failure::TlsReset | Failure::TlsClosed | Failure::TlsTimeout => Confidence::High,
        Failure::TlsProtocol => Confidence::Medium,
        Failure::TlsAlert if case.walk.path.voucher == Voucher::Catalogue => Confidence::Medium,
        _ => return None,
    };
    // What comes through, here or there, meets no rule on its name.
    if controls::name_passes_elsewhere(case.walk, address)
        || controls::has_passed(case.walk, Hello::Ordinary, address)
    {
        return None;
    }
    // A host that was open breaks now too: no rule on this name does that.
    if breaks_off(case.failure()) && case.network.turns().is_some() {
        return None;
    }
    let sibling = case
        .network
        .open_sibling_at(case.walk, address)
        .map(|other| {
            Phrase::new("evidence.other_name_passes")
                .with("host", other.host())
                .with("address", address)
        });
    let by_controls = controls::for_the_name(case.walk, case.network, address);
    let found: Vec<Phrase> = sibling.into_iter().chain(by_controls).collect();
    if found.is_empty() {
        return case.as_at_hosts_alike(Cause::SniFilter);
    }
    let near = case.reach().and_then(nearness::ended_nearby);
    let stays = case.network.stays();
    let by_name = controls::goes_by_name(case.walk, case.network, address);
    let steady = stays.is_some() && by_name.is_none();
    let confidence = confidence.min(most(case, address, steady));
    let found = Found::new(confidence, Phrase::new("summary.sni_filter")).because(found);
    Some(found.because(by_name).because(near).because(stays))
}

/// How sure a rule on the name can be here at the most.
fn most(case: &Case<'_, '_>, address: IpAddr, steady: bool) -> Confidence {
    if case.network.is_fickle() || controls::other_name_breaks(case.walk, address) {
        Confidence::Low
    } else if !steady {
        Confidence::Medium
    } else {
        Confidence::High
    }
}

fn breaks_off(failure: Failure) -> bool {
    matches!(failure, Failure::TlsReset | Failure::TlsClosed)
}
