//! What to ask where a connection opens and TLS over it breaks.
//!
//! Owns five questions. Is it the name: does another name pass here, does this name pass where
//! another host is open? Is it the size of the hello: does a small one pass? Is it the size of the
//! packets: does the same hello pass in small ones? And, asked for, whether a hello without a name
//! or of an old version passes.

use std::net::SocketAddr;

use crate::evidence::{Control, Failure, Hello, Saw, Way};
use crate::names::HostName;

use super::{Known, MOST_HOSTS, Manners, hosts};

pub(super) fn controls(known: &[Known<'_>], manners: Manners) -> Vec<Control> {
    let broken = hosts(known).filter_map(|one| Some((one, broken(&one)?)));
    broken
        .take(MOST_HOSTS)
        .flat_map(|(one, broken)| about(&one, &broken, known, manners))
        .collect()
}

/// Where and how TLS broke first.
struct Broken {
    peer: SocketAddr,
    failure: Failure,
}

/// What broke on a host with which no handshake came to its end.
fn broken(one: &Known<'_>) -> Option<Broken> {
    if one.is_shaken() {
        return None;
    }
    let mut made = one.evidence.handshakes();
    made.find_map(|(seen, _)| {
        let (peer, failure) = (seen.peer?, seen.failure()?);
        Some(Broken { peer, failure })
    })
}

fn about(one: &Known<'_>, broken: &Broken, known: &[Known<'_>], manners: Manners) -> Vec<Control> {
    let own = &one.path.host;
    let ask = |peer, name: &HostName, hello| Control {
        host: own.clone(),
        port: one.path.port,
        peer,
        way: Way::Handshake {
            server_name: name.clone(),
            hello,
        },
    };
    let mut asked = Vec::new();
    if let Some((name, elsewhere)) = open_elsewhere(one, broken, known) {
        asked.push(ask(broken.peer, name, Hello::Ordinary));
        asked.push(ask(elsewhere, own, Hello::Ordinary));
    }
    asked.push(ask(broken.peer, own, Hello::Classical));
    if passed(one, broken.peer, Hello::Classical) {
        asked.push(ask(broken.peer, own, Hello::LongClassical));
        // Or it was no more than bad luck.
        asked.push(ask(broken.peer, own, Hello::Ordinary));
    }
    // What is answered, if with a no, has arrived: its size is not the reason.
    if matches!(broken.failure, Failure::TlsTimeout | Failure::TlsClosed) {
        asked.push(ask(broken.peer, own, Hello::SmallSegments));
    }
    if manners == Manners::Full {
        asked.push(ask(broken.peer, own, Hello::Nameless));
        asked.push(ask(broken.peer, own, Hello::Tls12));
    }
    asked
}

/// Another host of AWS's whose genuine service answers, and where: not at the very address that is
/// in question, for then the comparison is made already.
fn open_elsewhere<'a>(
    one: &Known<'_>,
    broken: &Broken,
    known: &[Known<'a>],
) -> Option<(&'a HostName, SocketAddr)> {
    let others = || {
        let others = known
            .iter()
            .filter(|other| other.path.host != one.path.host);
        let same_port = others.filter(|other| other.path.port == one.path.port);
        same_port.filter_map(|other| Some((&other.path.host, other.genuine_at()?)))
    };
    if others().any(|(_, at)| at == broken.peer) {
        return None;
    }
    let same_family = |at: &SocketAddr| at.is_ipv4() == broken.peer.is_ipv4();
    others()
        .find(|(_, at)| same_family(at))
        .or_else(|| others().next())
}

/// Whether a control with the host's own name came to a session there.
fn passed(one: &Known<'_>, peer: SocketAddr, form: Hello) -> bool {
    one.evidence.controls.iter().any(|seen| match &seen.saw {
        Saw::Handshake(made) => {
            seen.peer == Some(peer)
                && made.hello == form
                && made.server_name == one.path.host
                && made.session().is_some()
        }
        _ => false,
    })
}
