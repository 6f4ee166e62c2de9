//! A rule on the destination port.
//!
//! Rule: no connection to any host comes about at the port, and at the very address that fails
//! another port of the same service opens. Where other hosts are open at the port, the rule is on
//! addresses. Where plain requests are led to a page of the network that says neither yes nor no, a
//! log-in may be what it wants, and medium is the most.
//!
//! Before the rules on addresses, and before the whole network is called dead.

use crate::verdict::controls;
use crate::verdict::plain::{self, Speaks};

use super::{Case, Confidence, Found, Layer, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let port = case.walk.path.port;
    if case.layer() != Layer::Tcp || case.network.connects_at(port) {
        return None;
    }
    let own = case
        .address()
        .and_then(|at| controls::other_port_opens(case.walk, at));
    let opens = own.unwrap_or_else(|| case.network.other_port_opens(port));
    let page = plain::page(case.network);
    let perhaps = page.as_ref().is_some_and(|(_, of)| *of == Speaks::Neither);
    let page = page.map(|(host, _)| {
        let key = match perhaps {
            true => "evidence.plain_redirect_unclear",
            false => "evidence.plain_redirect",
        };
        Phrase::new(key).with("target", host)
    });
    let confidence = match own {
        Some(_) if !perhaps => Confidence::High,
        // Shown at another host of the run that fails in the same way.
        _ => Confidence::Medium,
    };
    let summary = Phrase::new("summary.port_filter").with("port", port);
    opens.then(|| Found::new(confidence, summary).because(page))
}
