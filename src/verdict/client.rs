//! Whom a verdict touches.
//!
//! Owns the step from a path's verdict to each client's. What trust and proxy settings a client
//! really uses is not known here.

use crate::plan::{Client, Path};

use super::{Cause, Judgement, Verdict};

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

/// The AWS CLI brings its own roots (botocore's cacert.pem), so a genuine chain that only this
/// machine's store rejects does not trouble it. Its hello has no post-quantum share yet, as that of
/// browsers has.
fn for_client(client: Client, judgement: &Judgement) -> Verdict {
    let any = |cause| {
        let mut walls = judgement.wall.iter().chain(&judgement.also);
        walls.any(|wall| wall.cause == cause)
    };
    let only = |cause| {
        let mut walls = judgement.wall.iter().chain(&judgement.also);
        walls.all(|wall| wall.cause == cause)
    };
    match (client, judgement.verdict) {
        (Client::AwsCli, Verdict::Degraded) if only(Cause::ClientTrust) => Verdict::Open,
        (Client::AwsCli, Verdict::Degraded) if HELLO.iter().any(|cause| only(*cause)) => {
            Verdict::Open
        }
        (Client::Browser, Verdict::Degraded) if HELLO.iter().any(|cause| any(*cause)) => {
            Verdict::Blocked
        }
        (_, verdict) => verdict,
    }
}
