//! The front of every server: reads the ClientHello, then does what the scenario says of its name.
//!
//! Owns the TLS faults. The certificates are `authority`'s, the reply behind them is `http`'s.

use std::{io, net::TcpListener, sync::Arc, time::Duration};

use rustls::server::Acceptor;
use socket2::SockRef;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::LazyConfigAcceptor;

use super::{
    Internet,
    authority::Wanted,
    http::{self, Parting},
    scenario::{Http, Tls, TlsFault},
};

/// A fatal handshake_failure in a record of its own (RFC 8446, sections 5.1 and 6).
const HANDSHAKE_FAILURE: [u8; 7] = [21, 3, 3, 0, 2, 2, 40];

/// The head of a record of 90 bytes that a ServerHello stands in, and its first bytes (RFC 8446,
/// sections 4 and 5.1).
const BEGINNING: [u8; 9] = [22, 3, 3, 0, 90, 2, 0, 0, 86];

/// What an address does whatever the name, where it has a will of its own.
#[derive(Debug, Default, Clone)]
pub(crate) struct Own {
    pub(crate) tls: Option<Tls>,
    pub(crate) http: Option<Http>,
}

/// Accepts until the runtime ends.
pub(crate) fn serve(listener: TcpListener, internet: &Arc<Internet>, own: Own) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let internet = Arc::clone(internet);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (internet, own) = (Arc::clone(&internet), own.clone());
            // A connection that the client breaks off is the client's business.
            tokio::spawn(async move { converse(stream, &internet, &own).await });
        }
    });
    Ok(())
}

async fn converse(mut stream: TcpStream, internet: &Internet, own: &Own) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let form = Form::of(&stream).await?;
    let start = LazyConfigAcceptor::new(Acceptor::default(), &mut stream).await?;
    let name = start
        .client_hello()
        .server_name()
        .unwrap_or("no-name.invalid")
        .to_ascii_lowercase();
    let host = internet.scenario.host(&name);
    let tls = own.tls.or(host.map(|host| host.tls)).unwrap_or_default();
    if let Some(fault) = tls.fault
        && form.meets(fault)
        && internet.strikes("tls", &name, tls.times)
    {
        drop(start);
        return fail(stream, fault).await;
    }
    if hangs_up_within(start.io, Duration::from_millis(tls.delay_ms)).await {
        return Ok(());
    }
    let wanted = Wanted {
        name: name.clone(),
        certificate: tls.certificate,
        only_1_2: tls.only_1_2,
    };
    let config = internet.authorities.server(&wanted)?;
    let mut session = start.into_stream(config).await?;
    let http = own.http.clone().or(host.map(|host| host.http.clone()));
    let mut http = http.unwrap_or_default();
    if http.fault.is_some() && !internet.strikes("http", &name, http.times) {
        http.fault = None;
    }
    match http::answer(&mut session, &http).await? {
        Parting::Polite => session.shutdown().await,
        Parting::Close => Ok(()),
        Parting::Reset => {
            drop(session);
            reset(stream)
        }
    }
}

/// What of a hello some boxes mind.
struct Form {
    /// Bytes of its record (RFC 8446, section 5.1).
    length: u16,
    /// Bytes that a packet to the client may carry: small where the client asked for that.
    segment: u32,
}

impl Form {
    /// Looks at the head of the first record without taking it.
    async fn of(stream: &TcpStream) -> io::Result<Self> {
        let mut head = [0; 5];
        // Fewer than five bytes would be a client that writes its record head in pieces: none does.
        stream.peek(&mut head).await?;
        Ok(Self {
            length: u16::from_be_bytes([head[3], head[4]]),
            segment: SockRef::from(stream).tcp_mss()?,
        })
    }

    fn meets(&self, fault: TlsFault) -> bool {
        match fault {
            TlsFault::SilentIfLarge => self.length > 1_300,
            TlsFault::SilentInLargePackets => self.segment > 600,
            _ => true,
        }
    }
}

/// A slow server: it answers when this long has passed, and no more when the client has gone. The
/// client sends nothing before it is answered, so that what comes can only be its end.
async fn hangs_up_within(stream: &TcpStream, delay: Duration) -> bool {
    tokio::time::timeout(delay, stream.peek(&mut [0]))
        .await
        .is_ok()
}

async fn fail(mut stream: TcpStream, fault: TlsFault) -> io::Result<()> {
    match fault {
        TlsFault::Reset => reset(stream),
        TlsFault::Close => Ok(()),
        TlsFault::Silent | TlsFault::SilentIfLarge | TlsFault::SilentInLargePackets => {
            // The client's end of file is the end of the silence.
            let mut ignored = [0; 1024];
            while stream.read(&mut ignored).await? > 0 {}
            Ok(())
        }
        TlsFault::Begun => {
            stream.write_all(&BEGINNING).await?;
            let mut ignored = [0; 1024];
            while stream.read(&mut ignored).await? > 0 {}
            Ok(())
        }
        TlsFault::Alert => stream.write_all(&HANDSHAKE_FAILURE).await,
        TlsFault::Garbage => stream.write_all(b"This is not the service.\r\n").await,
    }
}

/// Closing with a linger time of zero sends a RST.
fn reset(stream: TcpStream) -> io::Result<()> {
    SockRef::from(&stream).set_linger(Some(Duration::ZERO))
}
