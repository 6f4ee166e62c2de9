//! What to ask where a connection opens and TLS over it breaks.
//!
//! Owns six questions. Is it always so: does the same handshake break once more, and is the host
//! still open that others are compared with? Is it the name: does another name pass here, does this
//! name pass where another host is open? Is it the size of the hello: does a small one pass? Is it
//! the size of the packets: does the same hello pass in small ones? And, asked for, whether a hello
//! without a name or of an old version passes.

use std::net::SocketAddr;

use crate::evidence::{Control, Failure, Handshake, Hello, Observation, Saw, Way};
use crate::names::HostName;

use super::alike::{Broken, broken, chosen};
use super::{Known, MOST_HOSTS, Manners};

pub(super) fn controls(known: &[Known<'_>], manners: Manners) -> Vec<Control> {
    let chosen = chosen(known).into_iter().take(MOST_HOSTS);
    chosen
        .flat_map(|broken| about(&broken, known, manners))
        .collect()
}

fn about(broken: &Broken<'_>, known: &[Known<'_>], manners: Manners) -> Vec<Control> {
    let one = &broken.one;
    let own = &one.path.host;
    let ask = |peer, name: &HostName, hello| handshake(one, own, peer, name, hello, 1);
    let mut asked = Vec::new();
    if let Some((other, at)) = open_beside(broken, known) {
        let name = &other.path.host;
        asked.push(handshake(one, name, at, name, Hello::Ordinary, 1));
        // At the very address that is in question the comparison of names is made already.
        if at != broken.peer {
            asked.push(ask(broken.peer, name, Hello::Ordinary));
        }
        // Not before: where a forbidden name shuts a whole address for a while, the open host
        // would seem to have failed by itself.
        if at != broken.peer && !repeated(other, at).is_empty() {
            asked.push(ask(at, own, Hello::Ordinary));
        }
    }
    asked.push(ask(broken.peer, own, Hello::Classical));
    if passed(one, broken.peer, Hello::Classical) {
        asked.push(ask(broken.peer, own, Hello::LongClassical));
    }
    if let Some(time) = once_more(broken, known) {
        let hello = Hello::Ordinary;
        asked.push(handshake(one, own, broken.peer, own, hello, time));
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

/// A handshake at the port of this path, about this host.
fn handshake(
    one: &Known<'_>,
    about: &HostName,
    peer: SocketAddr,
    name: &HostName,
    hello: Hello,
    time: u8,
) -> Control {
    Control {
        host: about.clone(),
        port: one.path.port,
        peer,
        way: Way::Handshake {
            server_name: name.clone(),
            hello,
        },
        time,
    }
}

/// Which time the very same handshake is worth making now. A reset and a close take no time: they are
/// repeated twice, and once more where TLS comes and goes, here or at another host. After silence it
/// is repeated where another form came through, and when small packets have: a lossy line may be
/// better by then.
fn once_more(broken: &Broken<'_>, known: &[Known<'_>]) -> Option<u8> {
    let one = &broken.one;
    let quick = matches!(broken.failure, Failure::TlsReset | Failure::TlsClosed);
    let again = repeated(one, broken.peer);
    if again.contains(&true) {
        return None;
    }
    let classical = passed(one, broken.peer, Hello::Classical);
    let comes_and_goes = || known.iter().any(is_fickle);
    let most = match (quick, classical) {
        (true, true) => 3,
        (true, false) if comes_and_goes() => 3,
        (true, false) => 2,
        (false, true) => 1,
        (false, false) => 0,
    };
    let most = match passed_in_another_form_alone(one, broken.peer) {
        true => 3,
        false => most,
    };
    let done = u8::try_from(again.len()).ok()?;
    (done < most).then_some(done + 1)
}

/// Whether the handshake passed in small packets, or without the large share, and was not made in the
/// ordinary form since.
fn passed_in_another_form_alone(one: &Known<'_>, at: SocketAddr) -> bool {
    [Hello::SmallSegments, Hello::Classical]
        .into_iter()
        .any(|form| {
            let mut passed = own(one, at, form).filter(|(_, made)| made.session().is_some());
            passed.next().is_some_and(|(passed, _)| {
                let since = |seen: &Observation| seen.started >= passed.ended();
                !own(one, at, Hello::Ordinary).any(|(seen, _)| since(seen))
            })
        })
}

/// Whether a host's handshake broke at an address and, made once more, came through.
fn is_fickle(one: &Known<'_>) -> bool {
    broken(one).is_some_and(|broken| repeated(one, broken.peer).contains(&true))
}

/// Of each repetition of a host's own handshake at an address, whether it came to a session.
fn repeated(one: &Known<'_>, at: SocketAddr) -> Vec<bool> {
    let own = own(one, at, Hello::Ordinary);
    own.map(|(_, made)| made.session().is_some()).collect()
}

/// Another host of AWS's whose genuine service answers, and where: at the very address that is in
/// question, or at one of its family.
fn open_beside<'k, 'a>(
    broken: &Broken<'_>,
    known: &'k [Known<'a>],
) -> Option<(&'k Known<'a>, SocketAddr)> {
    let others = || {
        let others = known
            .iter()
            .filter(|other| other.path.host != broken.one.path.host);
        let port = broken.one.path.port;
        let same_port = others.filter(move |other| other.path.port == port);
        same_port.filter_map(|other| Some((other, other.genuine_at()?)))
    };
    let same_family = |at: &SocketAddr| at.is_ipv4() == broken.peer.is_ipv4();
    let here = others().find(|(_, at)| *at == broken.peer);
    // More hosts open as the run goes on; the one that was compared with stays the one.
    let known = others().find(|(other, at)| same_family(at) && !repeated(other, *at).is_empty());
    here.or(known)
        .or_else(|| others().find(|(_, at)| same_family(at)))
        .or_else(|| others().next())
}

/// Whether a control with the host's own name came to a session there.
fn passed(one: &Known<'_>, peer: SocketAddr, form: Hello) -> bool {
    own(one, peer, form).any(|(_, made)| made.session().is_some())
}

/// The controls with the host's own name in this form there.
fn own<'a>(
    one: &Known<'a>,
    peer: SocketAddr,
    form: Hello,
) -> impl Iterator<Item = (&'a Observation, &'a Handshake)> + use<'a> {
    let host = &one.path.host;
    let controls = one.evidence.controls.iter();
    controls.filter_map(move |seen| match &seen.saw {
        Saw::Handshake(made) => {
            let is = seen.peer == Some(peer) && made.hello == form && made.server_name == *host;
            is.then_some((&**seen, made))
        }
        _ => None,
    })
}
