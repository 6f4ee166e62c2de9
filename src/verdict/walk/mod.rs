//! One path's observations put in order: what its name led to, and how far each address let us
//! come.
//!
//! Owns the reading of one path by itself. What other paths say about it is `standing`'s, and
//! why something failed is `cause`'s.

use std::net::IpAddr;

use crate::evidence::{
    Ending, Evidence, Failure, Hello, HostsEntry, Observation, ProxyLookup, ProxyStep, is_private,
};
use crate::names::HostName;
use crate::plan::Path;

use super::{Measured, Recorded, Verdict, controls, grounds};

mod lookup;
mod own_page;
mod page;
mod reach;
mod reading;
mod reply;

pub(super) use lookup::Lookup;
pub(super) use own_page::OwnPage;
pub(super) use page::{speaks_of_policy, title};
pub(super) use reach::{Came, Reach};
pub(super) use reply::{is_aws, is_html, is_refusal, redirect_host};

/// Something in the way, before it is known why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Obstacle {
    pub(super) failure: Failure,
    /// What it alone makes of the path.
    pub(super) verdict: Verdict,
    /// Where it was met; none for the lookup of the name.
    pub(super) address: Option<IpAddr>,
    /// The proxy that it was met at or behind, without its login.
    pub(super) proxy: Option<String>,
    /// Whether other addresses of the same host are usable.
    pub(super) partial: bool,
    /// Whether no application is led there yet: the next wall.
    pub(super) elsewhere: bool,
    /// Whether it was measured to the end; if not, no mechanism is named.
    pub(super) settled: bool,
}

impl Obstacle {
    pub(super) fn new(failure: Failure, verdict: Verdict, address: Option<IpAddr>) -> Self {
        Self {
            failure,
            verdict,
            address,
            proxy: None,
            partial: false,
            elsewhere: false,
            settled: true,
        }
    }
}

/// One path, read by itself.
pub(super) struct Walk<'a> {
    pub(super) path: &'a Path,
    pub(super) evidence: &'a Evidence,
    /// How it did on an open network.
    pub(super) recorded: Option<&'a Recorded>,
    pub(super) lookup: Lookup,
    /// One per address that was tried, in the order of the attempts.
    pub(super) reaches: Vec<Reach<'a>>,
}

impl<'a> Walk<'a> {
    pub(super) fn of(measured: &'a Measured, recorded: Option<&'a Recorded>) -> Self {
        let Measured { path, evidence } = measured;
        let mut walk = Self {
            path,
            evidence,
            recorded,
            lookup: Lookup::of(evidence),
            reaches: reach::all(path, evidence, recorded),
        };
        walk.heed_controls();
        walk.pass_over_sinkholes();
        walk
    }

    /// What answers where a product sends what it blocks is its page server, and no wall of its
    /// own. Addresses change hands: where AWS itself answers, it is no sinkhole.
    fn pass_over_sinkholes(&mut self) {
        let of_aws = |reach: &Reach<'_>| {
            let marked = reach
                .reply()
                .is_some_and(|reply| reply.aws_mark().is_some());
            reach.is_genuine() || marked
        };
        let reaches = &self.reaches;
        let at = |address| reaches.iter().find(|reach| reach.address == address);
        self.lookup
            .diverted
            .retain(|address| !at(*address).is_some_and(of_aws));
        let diverted = &self.lookup.diverted;
        self.reaches
            .retain(|reach| !diverted.contains(&reach.address));
    }

    /// Where TLS broke and came to the genuine service in a control, the address works some of the
    /// time; where it broke again and only a small hello came through, for some clients. What is only
    /// slow is not that, unless it never ends while small packets pass.
    fn heed_controls(&mut self) {
        let works = |reach: &Reach<'_>| {
            let at = reach.address;
            controls::is_genuine(self, Hello::Ordinary, at)
                || controls::small_hello_alone(self, at) && !reach.has_begun()
        };
        let vanish = |reach: &Reach<'_>| controls::large_packets_vanish(self, reach.address);
        let shown: Vec<(bool, bool)> = self
            .reaches
            .iter()
            .map(|reach| (works(reach), vanish(reach)))
            .collect();
        for (reach, (works, vanish)) in self.reaches.iter_mut().zip(shown) {
            if vanish {
                reach.never_ends();
            }
            if works {
                reach.works_in_part();
            }
        }
    }

    pub(super) fn host(&self) -> &'a HostName {
        &self.path.host
    }

    /// Whether everything that was to be measured was measured.
    pub(super) fn is_complete(&self) -> bool {
        self.evidence.ending == Ending::Complete
    }

    /// Whether it is known where applications are led. The system's own lookup says that, so a
    /// run that ended before it leaves that open; a complete one may have done without it.
    pub(super) fn is_led(&self) -> bool {
        self.is_complete() || self.evidence.system_lookups().next().is_some()
    }

    pub(super) fn reach(&self, address: IpAddr) -> Option<&Reach<'a>> {
        self.reaches.iter().find(|reach| reach.address == address)
    }

    /// The reach at which an obstacle was met.
    pub(super) fn reach_of(&self, obstacle: &Obstacle) -> Option<&Reach<'a>> {
        let met = |reach: &&Reach<'_>| {
            obstacle.address == Some(reach.address) && obstacle.proxy.as_deref() == reach.proxy
        };
        self.reaches.iter().find(met)
    }

    /// Whether applications on this machine are led this way. What a name server alone or a control
    /// resolver gave is walked too, and counts where there is nothing else.
    pub(super) fn leads_to(&self, reach: &Reach<'_>) -> bool {
        reach.proxy.is_some()
            || self.lookup.addresses.is_empty()
            || self.lookup.addresses.contains(&reach.address)
    }

    /// Whether all addresses that applications are led to stand in the hosts file.
    pub(super) fn is_led_by_hosts_file(&self) -> bool {
        let mut addresses = self.lookup.addresses.iter();
        let listed = |address: &IpAddr| self.hosts_entry(*address).is_some();
        addresses.len() > 0 && addresses.all(listed)
    }

    /// Whether all addresses that applications are led to stand in the hosts file, and are none of AWS's
    /// for all that is known.
    pub(super) fn is_led_away_by_hosts_file(&self) -> bool {
        let mut addresses = self.lookup.addresses.iter();
        let odd = |address: &IpAddr| is_private(*address) || grounds::is_foreign(self, *address);
        self.is_led_by_hosts_file() && addresses.all(odd)
    }

    /// The line of the hosts file that the system has an address from.
    pub(super) fn hosts_entry(&self, address: IpAddr) -> Option<&'a HostsEntry> {
        let lookups = self.evidence.system_lookups();
        let mut entries = lookups.flat_map(|(_, lookup)| &lookup.hosts_file);
        entries.find(|entry| entry.address == address)
    }

    /// Where the proxy itself could not be found.
    pub(super) fn lost_proxy(&self) -> Option<&'a ProxyLookup> {
        let lost = |(seen, step): (&'a Observation, &'a ProxyStep)| match step {
            ProxyStep::Lookup(lookup) => seen.failure().map(|_| lookup),
            _ => None,
        };
        self.evidence.proxy_steps().find_map(lost)
    }

    /// The addresses over which the service can be used, genuine or inspected.
    ///
    /// A finished handshake is enough only beside an answer at another address: what meets the
    /// requests would meet one here too.
    pub(super) fn usable(&self) -> impl Iterator<Item = &Reach<'a>> {
        let answered = self
            .reaches
            .iter()
            .any(|reach| reach.came == Came::Answered);
        let led = self.reaches.iter().filter(|reach| self.leads_to(reach));
        led.filter(move |reach| match reach.came {
            Came::Answered => true,
            Came::Shaken => answered,
            Came::Failed | Came::Unfinished => false,
        })
    }

    /// Whether the genuine service was reached at this address.
    pub(super) fn is_genuine_at(&self, address: IpAddr) -> bool {
        self.usable()
            .any(|reach| reach.address == address && reach.is_genuine())
    }

    /// Whether the genuine service was met on an open network: then the name is a right one.
    pub(super) fn is_genuine_elsewhere(&self) -> bool {
        self.recorded.is_some_and(|recorded| recorded.genuine)
    }

    pub(super) fn is_genuine(&self) -> bool {
        self.usable().any(Reach::is_genuine)
    }
}
