//! At which addresses AWS's hosts are expected.
//!
//! Owns the question whether an address is odd for a host. It proves nothing: a private endpoint has a
//! private address, and a list of ranges grows old. A control resolver, where the user named one, can
//! say whether others are led there too.

use std::{
    collections::BTreeSet,
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use crate::evidence::{Ranges, is_private};
use crate::names::{HostName, Partition};

/// What is known beforehand.
#[derive(Debug)]
pub struct Expected {
    /// AWS's own: of nobody else's addresses anything is known.
    hosts: BTreeSet<HostName>,
    partition: Partition,
    given: Option<Arc<Ranges>>,
    /// None where the list has none of this partition. The one that is built in is read when an address is
    /// first asked about: most runs ask about none.
    ranges: OnceLock<Option<Arc<Ranges>>>,
}

impl Expected {
    /// `given` goes before the list that is built in.
    pub fn new(
        hosts: BTreeSet<HostName>,
        partition: Partition,
        given: Option<Arc<Ranges>>,
    ) -> Self {
        Self {
            hosts,
            partition,
            given,
            ranges: OnceLock::new(),
        }
    }

    fn ranges(&self) -> Option<&Ranges> {
        let ranges = self.ranges.get_or_init(|| {
            let shipped = || Ranges::shipped().ok().map(Arc::new);
            let list = self.given.clone().or_else(shipped);
            list.filter(|list| list.covers(self.partition))
        });
        ranges.as_deref()
    }

    pub(super) fn is_odd(&self, host: &HostName, address: IpAddr) -> bool {
        let ranges = || self.ranges();
        let foreign = || ranges().is_some_and(|list| list.locate(address).range.is_none());
        self.hosts.contains(host) && (is_private(address) || foreign())
    }
}
