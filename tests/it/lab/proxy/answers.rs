//! What the lab's proxy says where it does not lead on.
//!
//! Owns the bytes of every fault, and of the refusal of whoever is not logged in.

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::{Proxy, ProxyFault};

/// The refusal of whoever is not logged in; with an echo, all that came of a login by Basic stands in it.
pub(super) fn wanting(proxy: &Proxy, wants: &str, head: &str) -> String {
    let way = if proxy.closes { "close" } else { "keep-alive" };
    let body = if proxy.chunks {
        "4\r\npage\r\n0\r\n\r\n"
    } else {
        ""
    };
    let length = match proxy.chunks {
        true => "Transfer-Encoding: chunked".to_owned(),
        false => format!("Content-Length: {}", body.len()),
    };
    let given = head.split("\r\nProxy-Authorization: Basic ").nth(1);
    let given = given.and_then(|rest| rest.split("\r\n").next());
    let Some(value) = given.filter(|_| proxy.echoes) else {
        return format!(
            "HTTP/1.1 407 Login\r\nProxy-Authenticate: {wants}\r\nConnection: {way}\r\n{length}\r\n\r\n{body}"
        );
    };
    let plain = STANDARD.decode(value).unwrap_or_default();
    let plain = String::from_utf8_lossy(&plain).into_owned();
    let escaped: String = url::form_urlencoded::byte_serialize(plain.as_bytes()).collect();
    format!(
        "HTTP/1.1 407 no {plain}\r\nProxy-Authenticate: Basic realm=\"{plain} {value}\"\r\n\
         X-Squid-Error: {plain}\r\nProxy-Status: gw; details=\"{value}\"\r\nVia: 1.1 {escaped}\r\n\
         Server: {plain}\r\nLocation: http://x/{escaped}\r\nContent-Length: 0\r\n\r\n"
    )
}

pub(super) async fn fail<S: AsyncRead + AsyncWrite + Unpin>(
    mut stream: S,
    fault: ProxyFault,
    proxy: &Proxy,
) -> io::Result<()> {
    match fault {
        ProxyFault::Close => Ok(()),
        ProxyFault::Silent => {
            // The client's end of file is the end of the silence.
            let mut ignored = [0; 1024];
            while stream.read(&mut ignored).await? > 0 {}
            Ok(())
        }
        ProxyFault::Garbage => stream.write_all(b"This is no proxy.\r\n").await,
        ProxyFault::Endless => loop {
            stream.write_all(b"x: 0123456789abcdef\r\n").await?;
        },
        ProxyFault::EndlessHead => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            loop {
                stream.write_all(b"x: 0123456789abcdef\r\n").await?;
            }
        }
        ProxyFault::EndlessBody => {
            let head = format!("HTTP/1.1 {} {}\r\n\r\n", proxy.status, proxy.reason);
            stream.write_all(head.as_bytes()).await?;
            loop {
                stream.write_all(b"<p>No, and no, and no.</p>\r\n").await?;
            }
        }
        ProxyFault::HalfHead => {
            stream
                .write_all(b"HTTP/1.1 200 Connection established\r\nVia: 1.")
                .await?;
            stream.shutdown().await
        }
        ProxyFault::Code => stream.write_all(&proxy.code).await,
        ProxyFault::Reply => {
            let body = &proxy.body;
            let head = format!("HTTP/1.1 {} {}\r\n", proxy.status, proxy.reason);
            let headers = proxy.headers.iter();
            let headers: String = headers.map(|(k, v)| format!("{k}: {v}\r\n")).collect();
            let length = body.len();
            let reply = format!("{head}{headers}Content-Length: {length}\r\n\r\n{body}");
            stream.write_all(reply.as_bytes()).await?;
            stream.shutdown().await
        }
    }
}
