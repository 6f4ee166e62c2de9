//! Whom a verdict touches.
//!
//! Owns the step from a path's verdict to each client's. What each client's own list of roots made
//! of the chain is `own_trust`'s; which way it goes is `programs`'s.

use crate::evidence::Failure;
use crate::plan::{Client, Path};

use super::{Cause, Confidence, Judgement, Verdict, Wall, own_trust};

/// What the judgement of a path means for each client that there is; none where the client does
/// not call it.
pub fn clients(path: &Path, judgement: &Judgement) -> Vec<(Client, Option<Verdict>)> {
    let verdict = |client| {
        let uses = path.clients.contains(&client);
        uses.then(|| for_client(client, judgement))
    };
    Client::ALL.iter().map(|c| (*c, verdict(*c))).collect()
}

/// Where a path is degraded by one of these, a small hello passes and a large one does not.
const HELLO: &[Cause] = &[Cause::LargeHello, Cause::MtuBlackHole];

fn for_client(client: Client, judgement: &Judgement) -> Verdict {
    match judgement.verdict {
        _ if client == Client::AwsCli && judgement.cli_fails => Verdict::Blocked,
        _ if client == Client::AwsCli && judgement.cli_elsewhere => Verdict::Unknown,
        Verdict::Degraded => degraded(client, judgement),
        Verdict::Blocked => blocked(client, judgement),
        verdict => verdict,
    }
}

/// The AWS CLI brings its own roots (botocore's cacert.pem), so a genuine chain that only this
/// machine's store rejects does not trouble it; nor does what it is set to trouble others. Its
/// hello has no post-quantum share yet, as that of browsers has. A proxy's login that it cannot answer
/// keeps it out, and nobody who can.
///
/// An inspected chain is in none of those roots, so it is blocked for it unless the list that it is
/// set to accepts it. That some distributions build it with the system's store, and that some
/// versions pass over the setting, is not seen from here, and said in a note. Where only a part of
/// the way is inspected, or it is not known that somebody signs again, it may come through.
///
/// Programs of an IDE on Node.js bring its roots, to which NODE_EXTRA_CA_CERTS adds: a list without the
/// authority changes nothing against none. Those that take the machine's store come through, and others
/// do not (aws-toolkit-visual-studio, issue 403: VS Code itself and a language server on Node.js on one
/// machine), so that the path is degraded for them, with a note.
fn degraded(client: Client, judgement: &Judgement) -> Verdict {
    let accepted = own_trust::accepts(client, &judgement.own);
    // What may be chance keeps nobody out.
    let sure = |wall: &&Wall| wall.confidence > Confidence::Low;
    let any = |cause| {
        walls(judgement)
            .filter(sure)
            .any(|wall| wall.cause == cause)
    };
    let only = |cause| walls(judgement).all(|wall| wall.cause == cause);
    let foreign = walls(judgement).any(|wall| wall.failure == Failure::TlsIntercepted);
    let inspected = walls(judgement).any(is_inspection);
    let kept_out = walls(judgement).any(|wall| wall.failure == Failure::ProxyAuthRequired);
    let small_hello = || HELLO.iter().any(|cause| only(*cause));
    match client {
        Client::AwsCli if kept_out => Verdict::Blocked,
        Client::AwsCli if foreign && accepted == Some(false) => Verdict::Blocked,
        Client::AwsCli if inspected && accepted.is_none() && !judgement.genuine_too => {
            Verdict::Blocked
        }
        Client::AwsCli if only(Cause::ClientTrust) && accepted != Some(false) => Verdict::Open,
        Client::AwsCli if small_hello() => Verdict::Open,
        Client::Browser if HELLO.iter().any(|cause| any(*cause)) => Verdict::Blocked,
        Client::Browser | Client::Ide | Client::Idp if only(Cause::ClientRoots) => Verdict::Open,
        Client::Browser | Client::Idp if only(Cause::ProxyAuth) => Verdict::Open,
        _ => Verdict::Degraded,
    }
}

/// A chain that this machine's store rejects may be in the list that a client is set to; some
/// versions pass over the setting.
fn blocked(client: Client, judgement: &Judgement) -> Verdict {
    let untrusted = |wall: &Wall| wall.failure == Failure::TlsUntrusted;
    match own_trust::accepts(client, &judgement.own) {
        Some(true) if walls(judgement).all(untrusted) => Verdict::Degraded,
        _ => Verdict::Blocked,
    }
}

/// Somebody signs again, and it is known that he does.
fn is_inspection(wall: &Wall) -> bool {
    wall.failure == Failure::TlsIntercepted && wall.cause == Cause::TlsInspection
}

fn walls(judgement: &Judgement) -> impl Iterator<Item = &Wall> {
    judgement.wall.iter().chain(&judgement.also)
}
