//! A web server of the fake internet that gives a PAC file, or what the scenario wants in its place.
//!
//! Owns its replies. The script itself is the proxy's, to which it leads.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener},
};

use serde::Deserialize;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Where the program gets the script from, and what it meets there.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Over {
    /// A file.
    #[default]
    File,
    /// A URL.
    Url,
    /// A URL whose host only the resolver under test knows, and whose port only `--connect-to`.
    Name,
    /// A URL whose port is closed.
    Closed,
    Silent,
    /// A page in its place.
    Page,
    /// No end.
    Endless,
    /// A redirect to itself.
    Loop,
    /// The end before the end.
    Half,
}

/// The port of [`Over::Name`], at which nobody is.
const MEANT: u16 = 8000;

/// A server, bound and not yet served.
pub(super) struct Server {
    over: Over,
    listener: TcpListener,
    at: SocketAddr,
}

impl Server {
    pub(super) fn bind(over: Over) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let at = listener.local_addr()?;
        Ok(Self { over, listener, at })
    }

    /// As `--pac` takes it; nothing for a file.
    pub(super) fn url(&self) -> Option<String> {
        match self.over {
            Over::File => None,
            // Nobody has it: a port that the system gives could be somebody's a moment later.
            Over::Closed => Some("http://127.0.0.1:1/proxy.pac".to_owned()),
            Over::Name => Some(format!("http://pac.corp.example:{MEANT}/proxy.pac")),
            _ => Some(format!("http://{}/proxy.pac", self.at)),
        }
    }

    /// As `--connect-to` takes it, where it is needed.
    pub(super) fn redirect(&self) -> Option<String> {
        (self.over == Over::Name).then(|| format!("*:{MEANT}={}", self.at))
    }

    /// Serves until the runtime ends.
    pub(super) fn serve(self, script: String) -> io::Result<()> {
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let (over, at) = (self.over, self.at);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                // A connection that the client breaks off is the client's business.
                tokio::spawn(answer(stream, over, at, script.clone()));
            }
        });
        Ok(())
    }
}

async fn answer(
    mut stream: TcpStream,
    over: Over,
    at: SocketAddr,
    script: String,
) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let length = script.len();
    let whole = |body: &str| format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n{body}");
    match over {
        Over::Silent => {
            // The client's end of file is the end of the silence.
            let mut ignored = [0; 64];
            while stream.read(&mut ignored).await? > 0 {}
        }
        Over::Endless => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            loop {
                stream.write_all(&[b'/'; 4096]).await?;
            }
        }
        Over::Loop => {
            let reply = format!("HTTP/1.1 302 Found\r\nLocation: http://{at}/again\r\n\r\n");
            stream.write_all(reply.as_bytes()).await?;
        }
        Over::Page => {
            let page = b"HTTP/1.1 200 OK\r\n\r\n<!doctype html><title>Please log in</title>";
            stream.write_all(page).await?;
        }
        Over::Half => {
            let half = whole(&script[..length / 2]);
            stream.write_all(half.as_bytes()).await?;
        }
        Over::File | Over::Url | Over::Name | Over::Closed => {
            stream.write_all(whole(&script).as_bytes()).await?;
        }
    }
    stream.shutdown().await
}
