//! The addresses of the fake internet, each played by a loopback address and port.
//!
//! Owns the four things that a SYN can meet. What follows an accepted connection is `tls`'s.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
};

use socket2::{Domain, Socket, Type};

use super::scenario::Tcp;

/// Something that plays an address, for as long as it is kept.
pub(crate) struct Stand {
    /// Where to connect to meet it.
    pub(crate) at: SocketAddr,
    /// To be served, where connections are accepted.
    pub(crate) listener: Option<TcpListener>,
    /// Sockets whose mere existence makes the fault.
    _held: Vec<Socket>,
}

impl Stand {
    /// Plays an address of the family of `like`.
    pub(crate) fn new(tcp: Tcp, like: IpAddr) -> io::Result<Self> {
        if tcp == Tcp::Unreachable {
            return Ok(Self::unreachable(like));
        }
        let (domain, loopback) = match like {
            IpAddr::V4(_) => (Domain::IPV4, IpAddr::V4(Ipv4Addr::LOCALHOST)),
            IpAddr::V6(_) => (Domain::IPV6, IpAddr::V6(Ipv6Addr::LOCALHOST)),
        };
        let socket = Socket::new(domain, Type::STREAM, None)?;
        socket.bind(&SocketAddr::new(loopback, 0).into())?;
        let at = socket
            .local_addr()?
            .as_socket()
            .ok_or_else(|| io::Error::other("a bound socket has an address"))?;
        let stand = |listener, held| Self {
            at,
            listener,
            _held: held,
        };
        match tcp {
            // A port that is bound but not listened on refuses, and nobody else can get it.
            Tcp::Refused | Tcp::Unreachable => Ok(stand(None, vec![socket])),
            Tcp::Silent => {
                socket.listen(0)?;
                let filler = fill(domain, at)?;
                Ok(stand(None, vec![socket, filler]))
            }
            Tcp::Open => {
                socket.listen(128)?;
                socket.set_nonblocking(true)?;
                Ok(stand(Some(socket.into()), Vec::new()))
            }
        }
    }

    /// TCP to a broadcast or multicast address is ENETUNREACH on Linux before any packet is sent;
    /// this broadcast address is loopback's own, so that it has a route on every machine.
    fn unreachable(like: IpAddr) -> Self {
        let nowhere = match like {
            IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::new(127, 255, 255, 255)),
            IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::new(0xff02, 0, 0, 0, 0, 0, 0, 1)),
        };
        Self {
            at: SocketAddr::new(nowhere, 443),
            listener: None,
            _held: Vec::new(),
        }
    }
}

/// Takes the one place in a queue with backlog 0: Linux drops every further SYN.
fn fill(domain: Domain, at: SocketAddr) -> io::Result<Socket> {
    let filler = Socket::new(domain, Type::STREAM, None)?;
    filler.connect(&at.into())?;
    Ok(filler)
}

/// Whether this machine has an IPv6 loopback.
pub(crate) fn has_ipv6() -> bool {
    TcpListener::bind((Ipv6Addr::LOCALHOST, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn connect(tcp: Tcp, like: IpAddr) -> Result<(), io::ErrorKind> {
        let stand = Stand::new(tcp, like).unwrap();
        let client = Socket::new(Domain::for_address(stand.at), Type::STREAM, None).unwrap();
        client
            .connect_timeout(&stand.at.into(), Duration::from_millis(200))
            .map_err(|error| error.kind())
    }

    #[test]
    fn a_syn_meets_what_the_scenario_says() {
        let mut families = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
        if has_ipv6() {
            families.push(IpAddr::V6(Ipv6Addr::LOCALHOST));
        }
        for like in families {
            assert_eq!(connect(Tcp::Open, like), Ok(()));
            assert_eq!(
                connect(Tcp::Refused, like),
                Err(io::ErrorKind::ConnectionRefused)
            );
            assert_eq!(connect(Tcp::Silent, like), Err(io::ErrorKind::TimedOut));
            assert_eq!(
                connect(Tcp::Unreachable, like),
                Err(io::ErrorKind::NetworkUnreachable)
            );
        }
    }
}
