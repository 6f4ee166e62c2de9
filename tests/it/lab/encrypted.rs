//! The resolver for control behind TLS, as public resolvers offer it: over TLS alone (RFC 7858), or
//! over HTTPS (RFC 8484), where it speaks HTTP/2 and nothing older, as some of them do.
//!
//! Owns the transport. The answers are `dns`'s, the certificates `authority`'s.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
    sync::Arc,
};

use h2::{RecvStream, server::SendResponse};
use http::{Request, Response};
use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::TlsAcceptor;

use super::{
    Internet,
    authority::Wanted,
    dns::{self, Honesty},
    scenario::Over,
};

/// A DNS message as it is sent.
type Message = io::Cursor<Vec<u8>>;

/// The way to the control resolver, bound and not yet served.
pub(crate) struct Encrypted {
    listener: TcpListener,
    at: SocketAddr,
    over: Over,
}

impl Encrypted {
    pub(crate) fn bind(over: Over) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let at = listener.local_addr()?;
        Ok(Self { listener, at, over })
    }

    /// As `--control-resolver` takes it: by name over TLS, by address over HTTPS.
    pub(crate) fn url(&self) -> String {
        let (host, port) = (self.host(), self.at.port());
        match self.over {
            Over::Https => format!("https://{host}:{port}/dns-query"),
            _ => format!("tls://{host}:{port}"),
        }
    }

    fn host(&self) -> &'static str {
        match self.over {
            Over::Https => "127.0.0.1",
            _ => "localhost",
        }
    }

    /// Answers until the runtime ends.
    pub(crate) fn serve(self, internet: &Arc<Internet>) -> io::Result<()> {
        let acceptor = TlsAcceptor::from(Arc::new(self.config(internet)?));
        let over = self.over;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let internet = Arc::clone(internet);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, internet) = (acceptor.clone(), Arc::clone(&internet));
                tokio::spawn(converse(stream, acceptor, internet, over));
            }
        });
        Ok(())
    }

    fn config(&self, internet: &Internet) -> io::Result<ServerConfig> {
        let name = self.host();
        let rule = internet.scenario.host(name);
        let wanted = Wanted {
            name: name.to_owned(),
            certificate: rule.map(|host| host.tls.certificate).unwrap_or_default(),
            only_1_2: false,
        };
        let mut config = ServerConfig::clone(&*internet.authorities.server(&wanted)?);
        config.alpn_protocols = match self.over {
            Over::Https => vec![b"h2".to_vec()],
            _ => Vec::new(),
        };
        Ok(config)
    }
}

async fn converse(
    stream: TcpStream,
    acceptor: TlsAcceptor,
    internet: Arc<Internet>,
    over: Over,
) -> io::Result<()> {
    let session = acceptor.accept(stream).await?;
    match over {
        Over::Https => over_https(session, internet).await,
        _ => dns::serve_stream(session, internet, Honesty::Control).await,
    }
}

async fn over_https<S>(session: S, internet: Arc<Internet>) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let handshake = h2::server::Builder::new().handshake::<_, Message>(session);
    let mut connection = handshake.await.map_err(io::Error::other)?;
    while let Some(Ok((request, respond))) = connection.accept().await {
        // The connection must go on while the body of the request comes in over it.
        tokio::spawn(answer(request, respond, Arc::clone(&internet)));
    }
    Ok(())
}

/// Takes the one form that the program sends: POST with a message as body (RFC 8484, section 4.1).
async fn answer(
    request: Request<RecvStream>,
    mut respond: SendResponse<Message>,
    internet: Arc<Internet>,
) -> Result<(), h2::Error> {
    let right = request.method() == "POST"
        && request.uri().path() == "/dns-query"
        && request
            .headers()
            .get("content-type")
            .is_some_and(|kind| kind == "application/dns-message");
    let mut query = Vec::new();
    let mut body = request.into_body();
    while let Some(piece) = body.data().await {
        query.extend_from_slice(&piece?);
    }
    let reply = dns::replies(&query, &internet, Honesty::Control, false);
    let (status, message) = match reply.into_iter().next() {
        Some(message) if right => (200, message),
        _ => (400, Vec::new()),
    };
    let mut head = Response::new(());
    *head.status_mut() = http::StatusCode::from_u16(status).unwrap_or_default();
    let mut stream = respond.send_response(head, false)?;
    stream.send_data(Message::new(message), true)
}
