//! At which addresses AWS's hosts are expected.
//!
//! Owns the question whether an address is odd for a host. It proves nothing: a private endpoint has a
//! private address, and a list of ranges grows old. A control resolver, where the user named one, can
//! say whether others are led there too.

use std::{collections::BTreeSet, net::IpAddr};

use crate::evidence::{Ranges, is_private};
use crate::names::HostName;

/// What is known beforehand.
#[derive(Debug)]
pub struct Expected {
    /// AWS's own: of nobody else's addresses anything is known.
    pub hosts: BTreeSet<HostName>,
    /// None where the list has none of this partition.
    pub ranges: Option<Ranges>,
}

impl Expected {
    pub(super) fn is_odd(&self, host: &HostName, address: IpAddr) -> bool {
        let ranges = || self.ranges.as_ref();
        let foreign = || ranges().is_some_and(|list| list.locate(address).range.is_none());
        self.hosts.contains(host) && (is_private(address) || foreign())
    }
}
