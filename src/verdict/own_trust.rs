//! Lists of roots that clients are set to use in the place of, or beside, their own.
//!
//! Owns which client heeds which setting, and what is worth saying of it at a path. What the lists
//! made of a chain is evidence; what that means to a client's verdict is `client`'s.

use crate::evidence::{Failure, MachineTrust, OwnTrust, Rejection, Session, TrustSetting};
use crate::plan::{Client, Path};

use super::walk::{Obstacle, Walk};
use super::{Cause, Judgement, Phrase, Wall, grounds};

/// The settings that a client heeds. The list of Node.js is for the tools of an IDE. Evidence has
/// the one first that wins.
fn heeded(client: Client) -> &'static [TrustSetting] {
    match client {
        Client::AwsCli => &[
            TrustSetting::AwsCaBundle,
            TrustSetting::CaBundle,
            TrustSetting::RequestsCaBundle,
        ],
        Client::Ide => &[TrustSetting::NodeExtraCaCerts],
        Client::Browser | Client::Idp => &[],
    }
}

/// What they said of the session at this address, or where the path is open.
pub(super) fn seen(walk: &Walk<'_>, met: Option<&Obstacle>) -> Vec<OwnTrust> {
    let reach = match met.filter(|obstacle| obstacle.address.is_some()) {
        Some(obstacle) => walk.reach_of(obstacle),
        None => walk.usable().next(),
    };
    let session = reach.and_then(|reach| reach.session());
    session.map_or_else(Vec::new, |session| session.own.clone())
}

/// Whether the client's list takes the chain; none where it is set to no list.
pub(super) fn accepts(client: Client, own: &[OwnTrust]) -> Option<bool> {
    let list = own
        .iter()
        .find(|one| heeded(client).contains(&one.setting))?;
    Some(list.trust == MachineTrust::Trusted)
}

/// Whether the chains that are signed again on the way lead to a root of the list that the setting
/// names; none where no chain was, or where none tells. A list that knows but some of the
/// authorities is not complete.
pub fn holds_interceptor(judgements: &[Judgement], setting: TrustSetting) -> Option<bool> {
    let inspected = |judgement: &&Judgement| {
        let mut walls = judgement.wall.iter().chain(&judgement.also);
        walls.any(|wall| wall.cause == Cause::TlsInspection)
    };
    let lists = judgements.iter().filter(inspected).flat_map(|one| &one.own);
    let of_setting = lists.filter(|list| list.setting == setting);
    of_setting.filter_map(|list| knows_root(&list.trust)).min()
}

/// Whether a chain leads to a root of the list, whatever else stands against it: the name is
/// compared last (rustls, `WebPkiServerVerifier`).
fn knows_root(trust: &MachineTrust) -> Option<bool> {
    match trust {
        MachineTrust::Trusted | MachineTrust::Rejected(Rejection::NameMismatch) => Some(true),
        MachineTrust::Rejected(Rejection::UnknownIssuer) => Some(false),
        MachineTrust::Rejected(_) | MachineTrust::NotAsked(_) => None,
    }
}

/// The list of the AWS CLI that does not take the session.
pub(super) fn refused_by_cli(session: &Session) -> Option<&OwnTrust> {
    let of_cli = |one: &&OwnTrust| heeded(Client::AwsCli).contains(&one.setting);
    let list = session.own.iter().find(of_cli)?;
    (list.trust != MachineTrust::Trusted).then_some(list)
}

/// What a list that does not take a chain said.
pub(super) fn evidence(list: &OwnTrust) -> Phrase {
    let setting = list.setting.name();
    match &list.trust {
        MachineTrust::Trusted => Phrase::new("evidence.roots_accept"),
        MachineTrust::Rejected(why) => {
            Phrase::new("evidence.roots_reject").with("why", grounds::rejection(why))
        }
        MachineTrust::NotAsked(why) => Phrase::new("evidence.roots_unread").with("why", why),
    }
    .with("setting", setting)
}

/// What the clients' own lists mean to a chain that is not the genuine one.
pub(super) fn notes(path: &Path, judgement: &Judgement) -> Vec<Phrase> {
    let walls = || judgement.wall.iter().chain(&judgement.also);
    const CLIENTS: &[Cause] = &[Cause::ClientTrust, Cause::ClientRoots];
    let is_foreign = |wall: &Wall| match wall.failure {
        Failure::TlsIntercepted => true,
        Failure::TlsUntrusted => !CLIENTS.contains(&wall.cause),
        _ => false,
    };
    if !walls().any(is_foreign) {
        return Vec::new();
    }
    let intercepted = walls().any(|wall| wall.failure == Failure::TlsIntercepted);
    let calls = |client: &&Client| path.clients.contains(client);
    let said = |client: &Client| {
        let mut own = judgement.own.iter();
        let list = own.find(|one| heeded(*client).contains(&one.setting));
        match list {
            Some(list) => Some(of_list(*client, list)),
            None if intercepted => Some(Phrase::new(match client {
                Client::AwsCli => "note.cli_without_roots",
                _ => "note.node_without_roots",
            })),
            None => None,
        }
    };
    let clients = [Client::AwsCli, Client::Ide];
    let by_java = of_java(&judgement.own).filter(|_| calls(&&Client::Ide));
    let said = clients.iter().filter(calls).filter_map(said);
    said.chain(by_java).collect()
}

/// What Java's trust store says: a note for whoever has tools on Java beside an IDE, which may bring a
/// Java of its own.
fn of_java(own: &[OwnTrust]) -> Option<Phrase> {
    let mut own = own.iter();
    let list = own.find(|one| one.setting == TrustSetting::JavaTrustStore)?;
    match list.trust {
        MachineTrust::Trusted => Some(Phrase::new("note.java_accepts")),
        MachineTrust::Rejected(_) => Some(Phrase::new("note.java_rejects")),
        MachineTrust::NotAsked(_) => None,
    }
}

fn of_list(client: Client, list: &OwnTrust) -> Phrase {
    let setting = list.setting.name();
    let accepted = list.trust == MachineTrust::Trusted;
    let key = match (client, accepted) {
        (Client::AwsCli, true) => "note.cli_roots_accept",
        (Client::AwsCli, false) => "note.cli_roots_reject",
        (_, true) => "note.roots_accept",
        (_, false) => "note.roots_reject",
    };
    Phrase::new(key)
        .with("setting", setting)
        .with("client", client)
}
