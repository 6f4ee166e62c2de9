//! One way to a host: to one of its addresses, or through a proxy at one of its own.
//!
//! Owns what tells ways apart and what of them stands in an observation.

use std::{
    collections::HashSet,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use crate::evidence::Reply;

use super::proxy::{Proxy, Target};

#[derive(Clone)]
pub(super) enum Way {
    Direct(SocketAddr),
    Through {
        proxy: Arc<Proxy>,
        /// The proxy's address.
        peer: SocketAddr,
        target: Target,
    },
}

impl Way {
    /// Where connections on this way are made to.
    pub(super) fn peer(&self) -> SocketAddr {
        match self {
            Self::Direct(peer) | Self::Through { peer, .. } => *peer,
        }
    }

    /// Whether it leads to one of these addresses of the host; where the proxy resolves the name, for
    /// all that is known.
    pub(super) fn leads_to_one_of(&self, addresses: &HashSet<IpAddr>) -> bool {
        match self {
            Self::Direct(peer) => addresses.contains(&peer.ip()),
            Self::Through { target, .. } => match target {
                Target::Address(at) => addresses.contains(&at.ip()),
                Target::Name(..) => true,
            },
        }
    }

    /// The proxy that it leads through, as it may be shown.
    pub(super) fn proxy(&self) -> Option<Arc<str>> {
        match self {
            Self::Direct(_) => None,
            Self::Through { proxy, .. } => Some(Arc::clone(&proxy.name)),
        }
    }
}

impl Way {
    /// The reply without what a proxy says back of the login that it was given.
    pub(super) fn clean(&self, reply: &mut Reply) {
        if let Self::Through { proxy, .. } = self {
            proxy.echo.clean_reply(reply);
        }
    }
}

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        let target = |way: &Self| match way {
            Self::Direct(_) => None,
            Self::Through { target, .. } => Some(target.clone()),
        };
        self.peer() == other.peer()
            && self.proxy() == other.proxy()
            && target(self) == target(other)
    }
}
