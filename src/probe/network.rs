//! The only door to sockets and clock.
//!
//! Owns how sockets are made (source address, redirection, how many at once) and how times are
//! taken. It classifies nothing: what an error means is said in the layer that asked.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket as StdUdpSocket},
    str::FromStr,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use tokio::{
    net::{TcpSocket, TcpStream, UdpSocket},
    sync::{OwnedSemaphorePermit, Semaphore},
};

use crate::system::sockets;

use super::walk::MOST_ADDRESSES;

/// `--connect-to`: connections meant for `from` are made to `to` instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redirect {
    /// The address meant; none stands for every address not named otherwise.
    pub from: Option<IpAddr>,
    pub port: u16,
    pub to: SocketAddr,
}

/// Why a text is no redirect.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no redirect: give ADDR:PORT=ADDR:PORT, ports from 1 to 65535, IPv6 addresses in brackets"
)]
pub struct NotARedirect(String);

impl FromStr for Redirect {
    type Err = NotARedirect;

    /// `ADDR:PORT=ADDR:PORT`; `*` on the left stands for every address not named otherwise.
    fn from_str(text: &str) -> Result<Self, NotARedirect> {
        let bad = || NotARedirect(text.to_owned());
        let (from, to) = text.split_once('=').ok_or_else(bad)?;
        let to: SocketAddr = to.parse().map_err(|_| bad())?;
        let (from, port) = match from.strip_prefix("*:") {
            Some(port) => (None, port.parse().map_err(|_| bad())?),
            None => {
                let from: SocketAddr = from.parse().map_err(|_| bad())?;
                (Some(from.ip()), from.port())
            }
        };
        // Nothing can be connected to at port 0.
        if port == 0 || to.port() == 0 {
            return Err(bad());
        }
        Ok(Self { from, port, to })
    }
}

/// Whether connections can be made from this address: it must be one of this machine's.
///
/// # Errors
///
/// The system's reason why they cannot.
pub fn can_connect_from(source: IpAddr) -> io::Result<()> {
    StdUdpSocket::bind(SocketAddr::new(source, 0)).map(drop)
}

/// The address that connections to the outside would be made from, by the routing table: no packet
/// is sent. IPv4 before IPv6; `None` without a route. The addresses asked for are kept for
/// documentation (RFC 5737, RFC 3849), so that only the default route leads there.
pub fn default_source() -> Option<IpAddr> {
    let outside: [(IpAddr, IpAddr); 2] = [
        (
            Ipv4Addr::UNSPECIFIED.into(),
            Ipv4Addr::new(192, 0, 2, 1).into(),
        ),
        (
            Ipv6Addr::UNSPECIFIED.into(),
            Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1).into(),
        ),
    ];
    outside.into_iter().find_map(|(any, there)| {
        let socket = StdUdpSocket::bind(SocketAddr::new(any, 0)).ok()?;
        socket.connect(SocketAddr::new(there, 443)).ok()?;
        Some(socket.local_addr().ok()?.ip())
    })
}

/// The beginning of an operation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Start {
    pub(super) wall: Timestamp,
    clock: Instant,
}

impl Start {
    #[expect(clippy::disallowed_methods, reason = "this file is the door")]
    pub(super) fn now() -> Self {
        Self {
            wall: Timestamp::now(),
            clock: Instant::now(),
        }
    }

    pub(super) fn elapsed(self) -> Duration {
        self.clock.elapsed()
    }
}

/// A place among the sockets that may be open at once; held for as long as one is.
pub(super) type Place = OwnedSemaphorePermit;

/// A socket that is about to connect.
pub(super) struct Dialing {
    socket: TcpSocket,
    /// Where the connection will come from.
    pub(super) local: Option<SocketAddr>,
    to: SocketAddr,
    patience: Duration,
}

impl Dialing {
    /// Opens the connection with `TCP_NODELAY`: without it the request would wait 40 ms behind
    /// the client's Finished for a delayed acknowledgement.
    pub(super) async fn connect(self) -> io::Result<TcpStream> {
        let stream = self.socket.connect(self.to).await?;
        stream.set_nodelay(true)?;
        sockets::give_up_after(&stream, self.patience);
        Ok(stream)
    }
}

/// Where sockets come from.
#[derive(Debug)]
pub(super) struct Network {
    redirects: Vec<Redirect>,
    source: Option<IpAddr>,
    patience: Duration,
    places: Arc<Semaphore>,
}

impl Network {
    /// `places` is one for each socket that may be open at once; `patience` how long the system may
    /// go on sending on one that nobody acknowledges.
    pub(super) fn new(
        redirects: Vec<Redirect>,
        source: Option<IpAddr>,
        places: Arc<Semaphore>,
        patience: Duration,
    ) -> Self {
        Self {
            redirects,
            source,
            patience,
            places,
        }
    }

    /// Waits for a place. Waiting is not part of any operation's time.
    pub(super) async fn place(&self) -> Place {
        Arc::clone(&self.places)
            .acquire_owned()
            .await
            .expect("the semaphore is never closed")
    }

    /// Where a connection meant for `peer` really goes, if that is somewhere else.
    pub(super) fn redirected(&self, peer: SocketAddr) -> Option<SocketAddr> {
        let of = |from: Option<IpAddr>| {
            self.redirects
                .iter()
                .find(|r| r.from == from && r.port == peer.port())
                .map(|r| r.to)
        };
        of(Some(peer.ip())).or_else(|| of(None))
    }

    /// Whether a connection to the peer is where the user wants connections: with redirects, only
    /// what they redirect.
    pub(super) fn admits(&self, peer: SocketAddr) -> bool {
        self.redirects.is_empty() || self.redirected(peer).is_some()
    }

    /// Whether this machine has a route to the peer. A UDP socket asks the routing table without
    /// sending a packet.
    pub(super) fn has_route(&self, peer: SocketAddr) -> bool {
        let to = self.redirected(peer).unwrap_or(peer);
        if self.source.is_some_and(|s| s.is_ipv4() != to.is_ipv4()) {
            return false;
        }
        // Nothing is sent, so whatever the system says comes from its own routing table: no
        // route, or one that is unreachable, prohibited or a black hole (ip-route(8)).
        match StdUdpSocket::bind(self.local_for(to)) {
            // A broadcast address is forbidden to plain sockets, whatever the routes say.
            Ok(socket) => socket.set_broadcast(true).and(socket.connect(to)).is_ok(),
            Err(_) => true,
        }
    }

    /// A socket for a connection to the peer, bound to the address and a port that it will come
    /// from: a connection that fails is found in the firewall's log by that port.
    pub(super) fn socket(&self, peer: SocketAddr) -> io::Result<Dialing> {
        let to = self.redirected(peer).unwrap_or(peer);
        let socket = match to {
            SocketAddr::V4(_) => TcpSocket::new_v4()?,
            SocketAddr::V6(_) => TcpSocket::new_v6()?,
        };
        // Without a route there is no source address; connecting then says so.
        let source = StdUdpSocket::bind(self.local_for(to)).and_then(|probe| {
            probe.connect(to)?;
            probe.local_addr()
        });
        if let Ok(mut source) = source {
            source.set_port(0);
            socket.bind(source)?;
        }
        let local = socket.local_addr().ok().filter(|local| local.port() != 0);
        Ok(Dialing {
            socket,
            local,
            to,
            patience: self.patience,
        })
    }

    /// As [`Network::socket`], for a connection whose segments are small in both directions.
    ///
    /// # Errors
    /// The system's, also where it knows no such option.
    pub(super) fn small_segments(&self, peer: SocketAddr) -> io::Result<Dialing> {
        let dialing = self.socket(peer)?;
        sockets::keep_segments_small(&dialing.socket)?;
        Ok(dialing)
    }

    /// Opens a TCP connection.
    pub(super) async fn connect(&self, peer: SocketAddr) -> io::Result<TcpStream> {
        self.socket(peer)?.connect().await
    }

    /// Connects to the first addresses at once, and takes the connection that comes first: one that is
    /// dead here must not cost its time.
    ///
    /// # Errors
    /// The last one's. There has to be an address.
    pub(super) async fn connect_to_any(
        &self,
        addresses: Vec<IpAddr>,
        port: u16,
    ) -> io::Result<TcpStream> {
        let peers = addresses.into_iter().take(MOST_ADDRESSES);
        let connecting = peers.map(|ip| Box::pin(self.connect(SocketAddr::new(ip, port))));
        let first = futures_util::future::select_ok(connecting).await;
        first.map(|(stream, _)| stream)
    }

    /// A UDP socket that hears one peer alone, on a port that the system chooses.
    #[expect(clippy::disallowed_methods, reason = "this file is the door")]
    pub(super) async fn udp(&self, peer: SocketAddr) -> io::Result<UdpSocket> {
        let socket = UdpSocket::bind(self.local_for(peer)).await?;
        socket.connect(peer).await?;
        Ok(socket)
    }

    /// The local end: the source asked for, where it is of the peer's family.
    fn local_for(&self, peer: SocketAddr) -> SocketAddr {
        let any: IpAddr = match peer {
            SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
            SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
        };
        // A loopback peer, as a local resolver is, cannot be reached from another interface.
        match self.source {
            Some(source) if source.is_ipv4() == peer.is_ipv4() && !peer.ip().is_loopback() => {
                SocketAddr::new(source, 0)
            }
            _ => SocketAddr::new(any, 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::places;
    use super::*;

    #[test]
    fn a_redirect_for_an_address_goes_before_the_one_for_all() {
        let to = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let one: IpAddr = "203.0.113.1".parse().unwrap();
        let redirects = vec![
            Redirect {
                from: None,
                port: 443,
                to: to(1),
            },
            Redirect {
                from: Some(one),
                port: 443,
                to: to(2),
            },
        ];
        let network = Network::new(redirects, None, places(1), Duration::ZERO);
        assert_eq!(network.redirected(SocketAddr::new(one, 443)), Some(to(2)));
        assert_eq!(
            network.redirected("203.0.113.2:443".parse().unwrap()),
            Some(to(1))
        );
        assert_eq!(network.redirected("203.0.113.2:53".parse().unwrap()), None);
    }

    /// An IPv6 source must not keep an IPv4 name server from being asked.
    #[test]
    fn the_source_is_for_peers_of_its_family() {
        let source: IpAddr = "2001:db8::5".parse().unwrap();
        let network = Network::new(Vec::new(), Some(source), places(1), Duration::ZERO);
        let local = |peer: &str| network.local_for(peer.parse().unwrap()).to_string();
        assert_eq!(local("[2001:db8::1]:443"), "[2001:db8::5]:0");
        assert_eq!(local("[::1]:53"), "[::]:0");
        assert_eq!(local("192.0.2.53:53"), "0.0.0.0:0");
        assert!(!network.has_route("192.0.2.1:443".parse().unwrap()));
    }

    #[test]
    fn redirects_name_an_address_or_all() {
        let of = |text: &str| {
            let redirect: Redirect = text.parse().ok()?;
            Some((redirect.from, redirect.port, redirect.to.to_string()))
        };
        let one = "203.0.113.1".parse().ok();
        let to = "127.0.0.1:8443".to_owned();
        let found = of("203.0.113.1:443=127.0.0.1:8443");
        assert_eq!(found, Some((one, 443, to.clone())));
        assert_eq!(of("*:443=127.0.0.1:8443"), Some((None, 443, to)));
        let v6 = "2001:db8::1".parse().ok();
        let found = of("[2001:db8::1]:443=[::1]:1");
        assert_eq!(found, Some((v6, 443, "[::1]:1".to_owned())));
        for bad in [
            "",
            "203.0.113.1=127.0.0.1:1",
            "a:443=127.0.0.1:1",
            "*:=127.0.0.1:1",
            "*:0=127.0.0.1:1",
            "*:443=127.0.0.1:0",
        ] {
            assert_eq!(of(bad), None, "{bad}");
        }
    }
}
