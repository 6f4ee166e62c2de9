//! One HTTP/1.1 GET over a connection that is already there.
//!
//! Owns the request's bytes and the reading of the reply. Heads are read with httparse over bytes
//! that are kept: a strict client would hide the odd replies that are the evidence. No cookie, no
//! credential, no redirect followed, no compression asked for.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::timeout,
};
use url::Url;

use crate::evidence::{HttpFault, Reply};
use crate::system::errno::{self, Reason};

use super::{times::Times, tls};

/// The longest head that is read.
const LONGEST_HEAD: usize = 64 * 1024;
/// The most of a body that is read.
const LONGEST_BODY: usize = 64 * 1024;
/// More header lines than this are not HTTP for us.
const MOST_HEADERS: usize = 256;

/// Whether to read on after the head. Behind a genuine chain the head says all; behind any other,
/// the page itself is the evidence.
pub(super) enum Depth {
    Head,
    Body,
}

/// The request's bytes.
pub(super) fn request(url: &Url, user_agent: &str) -> Vec<u8> {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|p| format!(":{p}")).unwrap_or_default();
    let path = url.path();
    let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
    format!(
        "GET {path}{query} HTTP/1.1\r\nHost: {host}{port}\r\nUser-Agent: {user_agent}\r\nAccept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    .into_bytes()
}

/// Sends the request and reads the reply as deep as `depth`, when it is known, says. The first
/// byte may take `first_byte`, all that is read after it `times.reply`.
pub(super) async fn exchange<S, D>(
    stream: &mut S,
    request: &[u8],
    first_byte: Duration,
    times: &Times,
    depth: D,
) -> Result<Reply, HttpFault>
where
    S: AsyncRead + AsyncWrite + Unpin,
    D: Future<Output = Depth>,
{
    let mut bytes = Vec::with_capacity(4096);
    let beginning = async {
        stream.write_all(request).await?;
        stream.flush().await?;
        stream.read_buf(&mut bytes).await
    };
    match timeout(first_byte, beginning).await {
        Err(_) => return Err(HttpFault::Timeout),
        Ok(Err(error)) => return Err(fault(&error)),
        Ok(Ok(0)) => return Err(HttpFault::Closed),
        Ok(Ok(_)) => {}
    }
    read_reply(stream, bytes, times.reply, depth).await
}

async fn read_reply<S, D>(
    stream: &mut S,
    mut bytes: Vec<u8>,
    limit: Duration,
    depth: D,
) -> Result<Reply, HttpFault>
where
    S: AsyncRead + Unpin,
    D: Future<Output = Depth>,
{
    let deadline = tokio::time::sleep(limit);
    tokio::pin!(deadline);
    let (mut reply, head) = loop {
        match parse_head(&bytes)? {
            Some(parsed) => break parsed,
            None if bytes.len() >= LONGEST_HEAD => {
                return Err(HttpFault::Protocol("head longer than 64 KiB".to_owned()));
            }
            None => {}
        }
        tokio::select! {
            read = stream.read_buf(&mut bytes) => match read {
                Ok(0) => return Err(HttpFault::Closed),
                Ok(_) => {}
                Err(error) => return Err(fault(&error)),
            },
            () = &mut deadline => return Err(HttpFault::Timeout),
        }
    };
    bytes.drain(..head);
    if matches!(depth.await, Depth::Body) {
        read_body(stream, &mut bytes, &reply, deadline).await;
    }
    set_body(&mut reply, bytes);
    Ok(reply)
}

/// Reads on until the body is whole, long enough, closed, or out of time. A failure here ends the
/// reading and no more: the head has come.
async fn read_body<S: AsyncRead + Unpin>(
    stream: &mut S,
    bytes: &mut Vec<u8>,
    reply: &Reply,
    mut deadline: std::pin::Pin<&mut tokio::time::Sleep>,
) {
    let length = reply
        .header("content-length")
        .and_then(|v| v.trim().parse().ok());
    let enough = length.unwrap_or(LONGEST_BODY).min(LONGEST_BODY);
    while bytes.len() < enough {
        tokio::select! {
            read = stream.read_buf(bytes) => if !matches!(read, Ok(1..)) { return },
            () = &mut deadline => return,
        }
    }
}

/// The head, and its length in bytes; nothing while it is not all there.
fn parse_head(bytes: &[u8]) -> Result<Option<(Reply, usize)>, HttpFault> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut response = httparse::Response::new(&mut headers);
    match response.parse(bytes) {
        Ok(httparse::Status::Partial) => Ok(None),
        Err(error) => Err(HttpFault::Protocol(error.to_string())),
        Ok(httparse::Status::Complete(length)) => {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let headers = response.headers.iter();
            let reply = Reply {
                version: response.version.unwrap_or_default(),
                status: response.code.unwrap_or_default(),
                reason: response.reason.unwrap_or_default().to_owned(),
                headers: headers
                    .map(|h| (h.name.to_owned(), text(h.value)))
                    .collect(),
                body: String::new(),
                body_cut: false,
            };
            Ok(Some((reply, length)))
        }
    }
}

fn set_body(reply: &mut Reply, mut bytes: Vec<u8>) {
    let coding = reply.header("transfer-encoding").unwrap_or_default();
    if coding.to_ascii_lowercase().contains("chunked") {
        bytes = unchunked(&bytes);
    }
    reply.body_cut = bytes.len() > LONGEST_BODY;
    bytes.truncate(LONGEST_BODY);
    reply.body = String::from_utf8_lossy(&bytes).into_owned();
}

/// The data of all whole and half chunks up to the first that is malformed (RFC 9112, section
/// 7.1). A broken coding is no reason to lose the page.
fn unchunked(mut bytes: &[u8]) -> Vec<u8> {
    let mut data = Vec::new();
    while let Ok(httparse::Status::Complete((start, size))) = httparse::parse_chunk_size(bytes) {
        let rest = &bytes[start..];
        let size = usize::try_from(size).unwrap_or(usize::MAX).min(rest.len());
        data.extend_from_slice(&rest[..size]);
        // The line end after the data.
        bytes = rest.get(size + 2..).unwrap_or_default();
        if size == 0 {
            break;
        }
    }
    data
}

fn fault(error: &io::Error) -> HttpFault {
    match tls::tls_error(error) {
        Some(rustls::Error::AlertReceived(alert)) => HttpFault::Alert(tls::alert_name(*alert)),
        Some(other) => HttpFault::Protocol(other.to_string()),
        None => match errno::reason(error) {
            (Reason::Reset, _) => HttpFault::Reset,
            (Reason::Closed, _) => HttpFault::Closed,
            (Reason::TimedOut, _) => HttpFault::Timeout,
            (_, word) => HttpFault::Protocol(word),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_is_plain_and_honest() {
        let url = Url::parse("https://mycorp.awsapps.com/start?x=1#frag").unwrap();
        let text = String::from_utf8(request(&url, "aws-netcheck/1")).unwrap();
        assert!(text.starts_with("GET /start?x=1 HTTP/1.1\r\nHost: mycorp.awsapps.com\r\n"));
        assert!(text.contains("\r\nUser-Agent: aws-netcheck/1\r\n"));
        assert!(text.ends_with("\r\n\r\n"));
        assert!(!text.to_ascii_lowercase().contains("cookie"));
    }

    #[test]
    fn heads_are_taken_whole_or_not_at_all() {
        let head = b"HTTP/1.1 403 Forbidden\r\nServer: x\r\n\r\nbody";
        let (reply, length) = parse_head(head).unwrap().unwrap();
        assert_eq!(
            (reply.status, reply.header("SERVER"), length),
            (403, Some("x"), 37)
        );
        assert_eq!(parse_head(&head[..20]), Ok(None));
        assert!(parse_head(b"SSH-2.0-OpenSSH_9\r\n").is_err());
    }

    #[test]
    fn broken_chunking_keeps_what_came() {
        assert_eq!(unchunked(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), b"abcde");
        assert_eq!(unchunked(b"3\r\nabc\r\nzz\r\nde"), b"abc");
        assert_eq!(unchunked(b"ffffffffffffff\r\nabc"), b"abc");
        assert_eq!(unchunked(b""), b"");
    }
}
