//! Which controls would tell apart the causes that are still possible.
//!
//! Pure: from the evidence so far to the controls worth making. Asked again whenever more is
//! known, it gives the same ones again and those that have become possible; making each once is the
//! probe's. What a result means is the verdict's.
//!
//! Owns the choice, and its bounds: a control goes to an address of the plan, with a name of
//! AWS's, for a host that failed and has no address that works, and for two of those that fail alike.
//! `tcp` and `tls` hold what is asked about a failure of that layer, `alike` of whom TLS is asked.

use std::{
    collections::HashSet,
    net::{IpAddr, SocketAddr},
};

use crate::evidence::{Asker, Control, Evidence, Handshake, Observation, Saw};
use crate::plan::{Path, Voucher};

mod alike;
mod tcp;
mod tls;

/// How far controls may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Manners {
    /// None are made.
    None,
    /// Such as ordinary programs make.
    #[default]
    Gentle,
    /// Also those that look like evasion to a watcher: a handshake without a name, an old version.
    Full,
}

/// As many hosts are looked into; more of them fail for the same few reasons.
const MOST_HOSTS: usize = 12;

/// As many controls are made for one host at the most: one for each rule, and the ordinary
/// handshake three times. One more is made for each open host that others are compared with.
pub const MOST_FOR_A_HOST: usize = 10;

/// One path, and what is known of it by now.
#[derive(Clone, Copy)]
struct Known<'a> {
    path: &'a Path,
    evidence: &'a Evidence,
}

/// The controls that the evidence asks for. `evidence` is in the order of `paths`.
pub fn controls(paths: &[Path], evidence: &[Evidence], manners: Manners) -> Vec<Control> {
    if manners == Manners::None {
        return Vec::new();
    }
    let known: Vec<Known<'_>> = paths
        .iter()
        .zip(evidence)
        .map(|(path, evidence)| Known { path, evidence })
        // Past a proxy no experiment goes: what it would show is not on the way of applications.
        .filter(|known| {
            known
                .evidence
                .observations
                .iter()
                .all(|seen| seen.proxy.is_none())
        })
        .collect();
    let mut asked = tcp::controls(&known);
    asked.extend(tls::controls(&known, manners));
    asked
}

impl<'a> Known<'a> {
    /// Whether TLS with its own name, in the ordinary form, was set up anywhere.
    fn is_shaken(&self) -> bool {
        self.evidence
            .handshakes()
            .any(|(_, made)| made.session().is_some())
    }

    /// The addresses to which control resolvers lead, where TLS came about at none of them, and with
    /// strangers alone at others.
    fn astray_from(&self) -> Vec<IpAddr> {
        let mut elsewhere = Vec::new();
        for (_, question) in self.evidence.questions() {
            if question.asker == Asker::Control {
                elsewhere.extend(question.reply().into_iter().flat_map(|r| r.addresses()));
            }
        }
        let met = |(seen, made): (&Observation, &Handshake)| {
            let genuine = made.session()?.public.is_genuine();
            Some(genuine || seen.peer.is_some_and(|at| elsewhere.contains(&at.ip())))
        };
        match self.evidence.handshakes().filter_map(met).any(|met| met) {
            true => Vec::new(),
            false => elsewhere,
        }
    }

    /// Where the genuine service answered, where this is an AWS name that the catalogue vouches
    /// for: a name and an address to compare with.
    fn genuine_at(&self) -> Option<SocketAddr> {
        let listed = self.path.voucher == Voucher::Catalogue;
        let mut made = self.evidence.handshakes().filter(|_| listed);
        made.find_map(|(seen, made)| {
            let genuine = made.session()?.public.is_genuine();
            seen.peer.filter(|_| genuine)
        })
    }

    /// Addresses to which a connection was opened, in the order in which they were tried.
    fn connected(&self) -> impl Iterator<Item = SocketAddr> + use<'a> {
        let observations = self.evidence.observations.iter();
        observations.filter_map(|seen| match &seen.saw {
            Saw::Connect(made) if made.outcome.is_ok() => seen.peer,
            _ => None,
        })
    }
}

/// Each host and port once, in the order of the plan: required ones come first.
fn hosts<'k, 'a>(known: &'k [Known<'a>]) -> impl Iterator<Item = Known<'a>> + use<'k, 'a> {
    let mut seen = HashSet::new();
    let is_new = move |one: &Known<'a>| seen.insert((&one.path.host, one.path.port));
    known.iter().copied().filter(is_new)
}
