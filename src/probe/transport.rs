//! What TLS runs over.
//!
//! Owns the type of it, a TCP connection, to the host or to a proxy that leads on, or TLS to such a
//! proxy, and what it can say of itself.

use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;

use crate::system::sockets;

/// Towards a host.
pub(super) type Transport = Either<TcpStream, Box<TlsStream<TcpStream>>>;

/// A stream that TLS can run over.
pub(super) trait Carrier: AsyncRead + AsyncWrite + Unpin {
    /// Whether the next station acknowledged all that was sent; none where that is not known.
    fn is_all_acknowledged(&self) -> Option<bool>;
}

impl Carrier for TcpStream {
    fn is_all_acknowledged(&self) -> Option<bool> {
        sockets::is_all_acknowledged(self)
    }
}

impl Carrier for Transport {
    fn is_all_acknowledged(&self) -> Option<bool> {
        match self {
            Self::Left(stream) => stream.is_all_acknowledged(),
            Self::Right(_) => None,
        }
    }
}
