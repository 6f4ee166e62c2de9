//! What TLS runs over.
//!
//! Owns the type of it, a TCP connection, to the host or to a proxy that leads on, or TLS to such a
//! proxy, and what it can say of itself: how much came over it, and what was acknowledged.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;

use crate::system::sockets;

/// Towards a host.
pub(super) type Transport = Either<TcpStream, Box<Secured<TcpStream>>>;

/// TLS over a stream.
pub(super) type Secured<S> = TlsStream<Counted<S>>;

/// A stream, and how many bytes came over it.
pub(super) struct Counted<S> {
    stream: S,
    received: Arc<AtomicU64>,
}

impl<S> Counted<S> {
    /// The count goes on when the stream is gone.
    pub(super) fn new(stream: S) -> (Self, Arc<AtomicU64>) {
        let received = Arc::new(AtomicU64::new(0));
        let counted = Self {
            stream,
            received: Arc::clone(&received),
        };
        (counted, received)
    }

    pub(super) fn get_ref(&self) -> &S {
        &self.stream
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Counted<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        let came = u64::try_from(buffer.filled().len() - before).unwrap_or(u64::MAX);
        self.received.fetch_add(came, Ordering::Relaxed);
        read
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counted<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

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
