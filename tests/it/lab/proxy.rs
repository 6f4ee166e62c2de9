//! A proxy of the fake internet, of any kind, that leads on or says what the scenario wants.
//!
//! Owns the dialogues, and what a scenario may say of them; what a proxy says in the place of a way on is
//! `answers`'. Behind it is the same internet: it resolves honestly, whatever the resolver
//! under test does.

use std::{
    collections::HashMap,
    ffi::OsString,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use serde::Deserialize;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};
use tokio_rustls::TlsAcceptor;

mod answers;

use answers::{fail, wanting};

use super::{
    Internet,
    authority::Wanted,
    pac,
    scenario::{Certificate, fits},
};

/// A proxy, which leads on but for what it is told.
#[derive(Debug, Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Proxy {
    pub(crate) kind: ProxyKind,
    pub(crate) fault: Option<ProxyFault>,
    /// The hosts that meet the fault, as in a host of the scenario. All, if left out.
    pub(crate) of: Option<String>,
    /// Of a [`ProxyFault::Reply`].
    pub(crate) status: u16,
    pub(crate) reason: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// A PAC file, given as `--pac` in the place of `--proxy`; `{proxy}` in it is this one's address.
    pub(crate) pac: Option<String>,
    pub(crate) pac_over: pac::Over,
    /// As many requests for each host meet the fault; later ones do not. All, if left out.
    pub(crate) times: Option<u32>,
    /// As many tunnels may be open at once; whoever asks for one more meets the fault, and nobody else.
    pub(crate) at_once: Option<usize>,
    /// Of a [`ProxyFault::Code`].
    pub(crate) code: Vec<u8>,
    /// What it wants first, as `Proxy-Authenticate` says it; a SOCKS 5 proxy wants a password.
    pub(crate) wants: Option<String>,
    /// Whether it takes whatever login is given, or none.
    pub(crate) takes_login: bool,
    /// Whether it closes the connection on which it says that it wants one, as tinyproxy does.
    pub(crate) closes: bool,
    /// Whether it says that in chunks.
    pub(crate) chunks: bool,
    /// Whether it says back what login it was given, wherever it can.
    pub(crate) echoes: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProxyKind {
    #[default]
    Http,
    Https,
    Socks4,
    Socks4a,
    Socks5,
    Socks5h,
}

/// What comes in answer to the client's request, in the place of a way on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ProxyFault {
    Close,
    Silent,
    Garbage,
    /// Lines without end, of which the first is no status.
    Endless,
    /// A good status, and headers without end.
    EndlessHead,
    /// A reply of HTTP whose page has no end.
    EndlessBody,
    /// The end of file in the middle of a head.
    HalfHead,
    /// A reply of HTTP.
    Reply,
    /// Bytes, as SOCKS says no.
    Code,
}

impl Proxy {
    pub(crate) fn strikes(&self, host: &str) -> bool {
        self.of.as_deref().is_none_or(|of| fits(of, host))
    }
}

/// What a proxy remembers.
#[derive(Default)]
struct Memory {
    /// Requests that met the fault, by host.
    struck: Mutex<HashMap<String, u32>>,
    /// Tunnels that are open.
    open: AtomicUsize,
}

impl Memory {
    /// Whether this request meets the fault; if not, it opens a tunnel.
    fn strikes(&self, proxy: &Proxy, host: &str) -> bool {
        if proxy.fault.is_none() || !proxy.strikes(host) {
            return false;
        }
        if let Some(most) = proxy.at_once {
            let open = |open| (open < most).then_some(open + 1);
            let opened = self
                .open
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, open);
            return opened.is_err();
        }
        let mut struck = self.struck.lock().unwrap_or_else(PoisonError::into_inner);
        let struck = struck.entry(host.to_owned()).or_default();
        *struck += 1;
        proxy.times.is_none_or(|times| *struck <= times)
    }

    fn closed(&self, proxy: &Proxy) {
        if proxy.at_once.is_some() {
            self.open.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// A proxy, bound and not yet served.
pub(crate) struct Station {
    listener: TcpListener,
    pub(crate) at: SocketAddr,
    proxy: Proxy,
    pac_server: pac::Server,
}

/// Where the addresses of the fake internet are.
pub(crate) struct Map {
    pub(crate) stands: HashMap<IpAddr, SocketAddr>,
    pub(crate) others: SocketAddr,
}

/// What the client asks for.
enum Asked {
    Name(String),
    Address(IpAddr),
}

impl Station {
    pub(crate) fn bind(proxy: Proxy) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let at = listener.local_addr()?;
        let pac_server = pac::Server::bind(proxy.pac_over)?;
        Ok(Self {
            listener,
            at,
            proxy,
            pac_server,
        })
    }

    /// As `--proxy` takes it.
    fn url(&self) -> String {
        let scheme = match self.proxy.kind {
            ProxyKind::Http => "http",
            ProxyKind::Https => "https",
            ProxyKind::Socks4 => "socks4",
            ProxyKind::Socks4a => "socks4a",
            ProxyKind::Socks5 => "socks5",
            ProxyKind::Socks5h => "socks5h",
        };
        format!("{scheme}://{}", self.at)
    }

    /// The PAC file that leads here.
    pub(crate) fn pac(&self) -> Option<String> {
        let pac = self.proxy.pac.as_ref()?;
        Some(pac.replace("{proxy}", &self.at.to_string()))
    }

    /// The flags by which the program comes here; `file` holds the PAC file, where there is one.
    pub(crate) fn flags(&self, file: &Path) -> Vec<OsString> {
        let url = self.pac_server.url();
        let way: [OsString; 2] = match (&self.proxy.pac, url) {
            (None, _) => ["--proxy".into(), self.url().into()],
            (Some(_), None) => ["--pac".into(), file.into()],
            (Some(_), Some(url)) => ["--pac".into(), url.into()],
        };
        let redirect = self.pac_server.redirect().into_iter();
        let redirect =
            redirect.flat_map(|to| -> [OsString; 2] { ["--connect-to".into(), to.into()] });
        way.into_iter().chain(redirect).collect()
    }

    /// Leads until the runtime ends.
    pub(crate) fn serve(self, internet: &Arc<Internet>, map: Map) -> io::Result<()> {
        let script = self.pac().unwrap_or_default();
        self.pac_server.serve(script)?;
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let tls = match self.proxy.kind {
            ProxyKind::Https => Some(acceptor(internet)?),
            _ => None,
        };
        let memory = Memory::default();
        let shared = Arc::new((Arc::clone(internet), map, self.proxy, memory));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (tls, shared) = (tls.clone(), Arc::clone(&shared));
                // A connection that the client breaks off is the client's business.
                tokio::spawn(async move {
                    stream.set_nodelay(true)?;
                    match tls {
                        None => converse(stream, &shared).await,
                        Some(tls) => {
                            let session = tls.accept(stream).await?;
                            converse(session, &shared).await
                        }
                    }
                });
            }
        });
        Ok(())
    }
}

/// A company's proxy has a certificate of the company's.
fn acceptor(internet: &Internet) -> io::Result<TlsAcceptor> {
    let wanted = Wanted {
        name: "127.0.0.1".to_owned(),
        certificate: Certificate::Corporate,
        only_1_2: false,
    };
    let mut config = rustls::ServerConfig::clone(&*internet.authorities.server(&wanted)?);
    config.alpn_protocols = Vec::new();
    Ok(TlsAcceptor::from(Arc::new(config)))
}

#[expect(
    clippy::disallowed_methods,
    reason = "the lab's proxy is a program of its own"
)]
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    (internet, map, proxy, memory): &(Arc<Internet>, Map, Proxy, Memory),
) -> io::Result<()> {
    let asked = match proxy.kind {
        ProxyKind::Http | ProxyKind::Https => asked_by_connect(&mut stream, proxy).await?,
        ProxyKind::Socks4 | ProxyKind::Socks4a => asked_by_socks4(&mut stream).await?,
        ProxyKind::Socks5 | ProxyKind::Socks5h => asked_by_socks5(&mut stream, proxy).await?,
    };
    let address = match &asked {
        Asked::Name(name) => internet.addresses(name)[0],
        Asked::Address(address) => *address,
    };
    let struck = memory.strikes(proxy, &asked.name());
    if let Some(fault) = proxy.fault.filter(|_| struck) {
        return fail(stream, fault, proxy).await;
    }
    let there = map.stands.get(&address).copied().unwrap_or(map.others);
    let mut beyond = TcpStream::connect(there).await?;
    beyond.set_nodelay(true)?;
    stream.write_all(granted(proxy.kind)).await?;
    let carried = tokio::io::copy_bidirectional(&mut stream, &mut beyond).await;
    memory.closed(proxy);
    carried.map(|_| ())
}

impl Asked {
    fn name(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Address(address) => address.to_string(),
        }
    }
}

fn granted(kind: ProxyKind) -> &'static [u8] {
    match kind {
        ProxyKind::Http | ProxyKind::Https => b"HTTP/1.1 200 Connection established\r\n\r\n",
        ProxyKind::Socks4 | ProxyKind::Socks4a => &[0, 0x5a, 0, 0, 0, 0, 0, 0],
        ProxyKind::Socks5 | ProxyKind::Socks5h => &[5, 0, 0, 1, 0, 0, 0, 0, 0, 0],
    }
}

async fn asked_by_connect<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    proxy: &Proxy,
) -> io::Result<Asked> {
    loop {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await?);
        }
        let text = String::from_utf8_lossy(&head).into_owned();
        let given = text.contains("\r\nProxy-Authorization: ") && proxy.takes_login;
        if let Some(wants) = proxy.wants.as_ref().filter(|_| !given) {
            stream
                .write_all(wanting(proxy, wants, &text).as_bytes())
                .await?;
            if proxy.closes {
                stream.shutdown().await?;
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            continue;
        }
        let target = text.split_whitespace().nth(1).unwrap_or_default();
        let (host, _) = target.rsplit_once(':').unwrap_or((target, ""));
        return Ok(Asked::Name(host.to_owned()));
    }
}

async fn asked_by_socks4<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<Asked> {
    let mut head = [0; 8];
    stream.read_exact(&mut head).await?;
    let mut words = vec![until_zero(stream).await?];
    let [.., a, b, c, d] = head;
    if [a, b, c] == [0, 0, 0] {
        words.push(until_zero(stream).await?);
        return Ok(Asked::Name(words.pop().unwrap_or_default()));
    }
    Ok(Asked::Address(Ipv4Addr::new(a, b, c, d).into()))
}

async fn until_zero<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<String> {
    let mut word = Vec::new();
    loop {
        match stream.read_u8().await? {
            0 => return Ok(String::from_utf8_lossy(&word).into_owned()),
            byte => word.push(byte),
        }
    }
}

async fn asked_by_socks5<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    proxy: &Proxy,
) -> io::Result<Asked> {
    let [_, count] = bytes(stream).await?;
    let mut methods = vec![0; usize::from(count)];
    stream.read_exact(&mut methods).await?;
    match &proxy.wants {
        None => stream.write_all(&[5, 0]).await?,
        Some(_) => {
            stream.write_all(&[5, 2]).await?;
            let [_, user] = bytes(stream).await?;
            stream.read_exact(&mut vec![0; usize::from(user)]).await?;
            let [password] = bytes(stream).await?;
            stream
                .read_exact(&mut vec![0; usize::from(password)])
                .await?;
            stream.write_all(&[1, u8::from(!proxy.takes_login)]).await?;
        }
    }
    let [_, _, _, kind] = bytes(stream).await?;
    let asked = match kind {
        1 => Asked::Address(Ipv4Addr::from(bytes::<_, 4>(stream).await?).into()),
        4 => Asked::Address(Ipv6Addr::from(bytes::<_, 16>(stream).await?).into()),
        _ => {
            let [length] = bytes(stream).await?;
            let mut name = vec![0; usize::from(length)];
            stream.read_exact(&mut name).await?;
            Asked::Name(String::from_utf8_lossy(&name).into_owned())
        }
    };
    let [_, _] = bytes(stream).await?;
    Ok(asked)
}

async fn bytes<S: AsyncRead + Unpin, const N: usize>(stream: &mut S) -> io::Result<[u8; N]> {
    let mut read = [0; N];
    stream.read_exact(&mut read).await?;
    Ok(read)
}
