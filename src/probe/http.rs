//! One HTTP/1.1 GET over a connection that is already there.
//!
//! Owns the request's bytes and the reading of the reply. Heads are read with httparse over bytes
//! that are kept: a strict client would hide the odd replies that are the evidence. No cookie, no
//! credential, no redirect followed, no compression asked for.

use std::{io, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::{Instant, timeout_at},
};
use url::Url;

use crate::evidence::{HttpFault, Reply};
use crate::system::errno::{self, Reason};

use super::{times::Times, tls};

/// The longest head that is read.
const LONGEST_HEAD: usize = 64 * 1024;
/// The most of a body that is read.
const LONGEST_BODY: usize = 64 * 1024;
/// How long the page of a proxy's refusal is waited for.
const PAGE: Duration = Duration::from_secs(1);
/// More header lines than this are read and not kept.
const MOST_HEADERS: usize = 256;
/// As many as the longest head can have: a name, a colon and the end of the line.
const MOST_LINES: usize = LONGEST_HEAD / 3;

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
/// byte may take `first_byte`, the rest of the head `times.first_byte`, the body `times.reply`, and
/// all together has to be over at `end`.
pub(super) async fn exchange<S, D>(
    stream: &mut S,
    request: &[u8],
    end: Instant,
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
    match timeout_at(until(times.first_byte, end), beginning).await {
        Err(_) => return Err(HttpFault::Timeout),
        Ok(Err(error)) => return Err(fault(&error)),
        Ok(Ok(0)) => return Err(HttpFault::Closed),
        Ok(Ok(_)) => {}
    }
    read_reply(stream, bytes, end, times, depth).await
}

/// Sends a request to a proxy and reads the reply, of its body at the most `page` bytes and no
/// longer than they take to come; and whether that was all of it, so that the connection can be
/// asked again. The caller ends it in time.
pub(super) async fn dialogue<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    request: &[u8],
    page: usize,
) -> Result<(Reply, bool), HttpFault> {
    let (mut reply, mut bytes) = send(stream, request).await?;
    let mut whole = false;
    // After a 2xx nothing may follow that is not the target's (RFC 9110, section 9.3.6), who waits to be
    // spoken to. Where a page is announced all the same, it is waited for.
    let leads = (200..300).contains(&reply.status);
    if !leads || bytes.is_empty() && announces_page(&reply) {
        let reading = read_page(stream, &mut bytes, &reply, page);
        // A page that never ends is one all the same.
        let _ = tokio::time::timeout(PAGE, reading).await;
        whole = !leads && is_whole(&reply, &bytes);
    }
    bytes.truncate(page);
    set_body(&mut reply, bytes);
    Ok((reply, whole))
}

/// Sends a request, and reads what a reply with a 2xx has to its end; nothing is given of a reply with
/// another status, and of what is longer than `most` bytes. The caller ends it in time.
pub(super) async fn fetch<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    request: &[u8],
    most: usize,
) -> Result<(Reply, Option<Vec<u8>>), HttpFault> {
    let (reply, mut bytes) = send(stream, request).await?;
    if !(200..300).contains(&reply.status) {
        return Ok((reply, None));
    }
    read_body(stream, &mut bytes, &reply, most + 1).await;
    if bytes.len() > most {
        return Ok((reply, None));
    }
    if content_length(&reply).is_some_and(|length| bytes.len() < length) {
        return Err(HttpFault::Closed);
    }
    if is_chunked(&reply) {
        bytes = unchunked(&bytes);
    }
    Ok((reply, Some(bytes)))
}

/// Sends a request, and gives the head of the reply and what came of its body with it.
async fn send<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    request: &[u8],
) -> Result<(Reply, Vec<u8>), HttpFault> {
    let sent = async {
        stream.write_all(request).await?;
        stream.flush().await
    };
    sent.await.map_err(|error| fault(&error))?;
    let mut bytes = Vec::with_capacity(1024);
    let reply = read_head(stream, &mut bytes).await?;
    Ok((reply, bytes))
}

/// Whether the reply ended with these bytes of its body, and its connection can be asked again
/// (RFC 9112, sections 6.3 and 9.3). What some proxies say in the header of another age counts too.
fn is_whole(reply: &Reply, body: &[u8]) -> bool {
    let closes = ["connection", "proxy-connection"].iter().any(|name| {
        let value = reply.header(name).unwrap_or_default();
        value.to_ascii_lowercase().contains("close")
    });
    let length = match is_chunked(reply) {
        true => end_of_chunks(body),
        false => content_length(reply),
    };
    reply.version == 1 && !closes && length == Some(body.len())
}

/// Some proxies say yes with a length and no page, so that alone is none.
fn announces_page(reply: &Reply) -> bool {
    let kind = reply.header("content-type").unwrap_or_default();
    let html = kind
        .trim_start()
        .to_ascii_lowercase()
        .starts_with("text/html");
    html && content_length(reply) != Some(0)
}

fn content_length(reply: &Reply) -> Option<usize> {
    reply.header("content-length")?.trim().parse().ok()
}

fn until(limit: Duration, end: Instant) -> Instant {
    end.min(Instant::now() + limit)
}

/// Reads the head, for which a slow server has as long as for its first byte, and then as much
/// of the body as `depth` wants within `times.reply`.
async fn read_reply<S, D>(
    stream: &mut S,
    mut bytes: Vec<u8>,
    end: Instant,
    times: &Times,
    depth: D,
) -> Result<Reply, HttpFault>
where
    S: AsyncRead + Unpin,
    D: Future<Output = Depth>,
{
    let mut reply =
        match timeout_at(until(times.first_byte, end), read_head(stream, &mut bytes)).await {
            Ok(head) => head?,
            Err(_) => return Err(HttpFault::Unfinished),
        };
    if matches!(depth.await, Depth::Body) {
        // Out of time, the page is what came of it.
        let _ = timeout_at(
            until(times.reply, end),
            read_body(stream, &mut bytes, &reply, LONGEST_BODY),
        )
        .await;
    }
    set_body(&mut reply, bytes);
    Ok(reply)
}

/// Reads until the final head is all there, and takes its bytes off. Interim heads (RFC 9110,
/// section 15.2) are passed over.
async fn read_head<S: AsyncRead + Unpin>(
    stream: &mut S,
    bytes: &mut Vec<u8>,
) -> Result<Reply, HttpFault> {
    loop {
        while let Some((reply, length)) = parse_head(bytes)? {
            bytes.drain(..length);
            if !matches!(reply.status, 100 | 102..200) {
                return Ok(reply);
            }
        }
        if bytes.len() >= LONGEST_HEAD {
            return Err(HttpFault::Protocol("head longer than 64 KiB".to_owned()));
        }
        match stream.read_buf(bytes).await {
            Ok(0) => return Err(HttpFault::Closed),
            Ok(_) => {}
            Err(error) => return Err(fault(&error)),
        }
    }
}

/// Reads on until the body is whole, long enough, or closed. A failure here ends the reading and
/// no more: the head has come.
async fn read_body<S: AsyncRead + Unpin>(
    stream: &mut S,
    bytes: &mut Vec<u8>,
    reply: &Reply,
    most: usize,
) {
    let enough = content_length(reply).unwrap_or(most).min(most);
    while bytes.len() < enough {
        if !matches!(stream.read_buf(bytes).await, Ok(1..)) {
            return;
        }
    }
}

/// Reads on until the body has come to the end that it announces, or is long enough, or closed.
async fn read_page<S: AsyncRead + Unpin>(
    stream: &mut S,
    bytes: &mut Vec<u8>,
    reply: &Reply,
    most: usize,
) {
    if !is_chunked(reply) {
        return read_body(stream, bytes, reply, most).await;
    }
    while bytes.len() < most && end_of_chunks(bytes).is_none() {
        if !matches!(stream.read_buf(bytes).await, Ok(1..)) {
            return;
        }
    }
}

/// The head, and its length in bytes; nothing while it is not all there.
fn parse_head(bytes: &[u8]) -> Result<Option<(Reply, usize)>, HttpFault> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    match parse_head_into(&mut headers, bytes) {
        Err(httparse::Error::TooManyHeaders) => {
            parse_head_into(&mut vec![httparse::EMPTY_HEADER; MOST_LINES], bytes)
        }
        parsed => parsed,
    }
    .map_err(|error| HttpFault::Protocol(error.to_string()))
}

fn parse_head_into<'b>(
    headers: &mut [httparse::Header<'b>],
    bytes: &'b [u8],
) -> Result<Option<(Reply, usize)>, httparse::Error> {
    let mut response = httparse::Response::new(headers);
    match lenient().parse_response(&mut response, bytes) {
        Ok(httparse::Status::Partial) => Ok(None),
        Err(error) => Err(error),
        Ok(httparse::Status::Complete(length)) => {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            let headers = response.headers.iter().take(MOST_HEADERS);
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

/// What odd boxes send is taken as far as it can be read: an odd line must not lose the page.
fn lenient() -> httparse::ParserConfig {
    let mut config = httparse::ParserConfig::default();
    config
        .allow_multiple_spaces_in_response_status_delimiters(true)
        .allow_obsolete_multiline_headers_in_responses(true)
        .allow_space_before_first_header_name(true)
        .allow_spaces_after_header_name_in_responses(true)
        .ignore_invalid_headers_in_responses(true);
    config
}

fn set_body(reply: &mut Reply, mut bytes: Vec<u8>) {
    if is_chunked(reply) {
        bytes = unchunked(&bytes);
    }
    reply.body_cut = bytes.len() > LONGEST_BODY;
    bytes.truncate(LONGEST_BODY);
    reply.body = String::from_utf8_lossy(&bytes).into_owned();
}

fn is_chunked(reply: &Reply) -> bool {
    let coding = reply.header("transfer-encoding").unwrap_or_default();
    coding.to_ascii_lowercase().contains("chunked")
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

/// The length of a chunked body with its last chunk and its trailers; none while they are not all
/// there, or not of the form (RFC 9112, section 7.1).
fn end_of_chunks(bytes: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let read = httparse::parse_chunk_size(bytes.get(at..)?).ok()?;
        let httparse::Status::Complete((start, size)) = read else {
            return None;
        };
        at += start;
        if size == 0 {
            break;
        }
        at = at
            .checked_add(usize::try_from(size).ok()?)?
            .checked_add(2)?;
    }
    let mut lines = bytes[at..].split_inclusive(|byte| *byte == b'\n');
    loop {
        let line = lines.next().filter(|line| line.ends_with(b"\n"))?;
        at += line.len();
        if line.trim_ascii().is_empty() {
            return Some(at);
        }
    }
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
    use proptest::prelude::*;

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
    fn a_head_of_many_lines_is_read() {
        for lines in [256, 257, 10_000] {
            let head = format!("HTTP/1.1 200 OK\r\n{}\r\n", "a: b\r\n".repeat(lines));
            let (reply, length) = parse_head(head.as_bytes()).unwrap().unwrap();
            assert_eq!((reply.status, length), (200, head.len()));
            assert_eq!(reply.headers.len(), 256, "{lines}");
        }
    }

    #[test]
    fn odd_lines_do_not_lose_the_head() {
        let folded = b"HTTP/1.1 403 Forbidden\r\nA: b\r\n c\r\nbroken\r\nServer: x\r\n\r\n";
        let (reply, _) = parse_head(folded).unwrap().unwrap();
        assert_eq!((reply.status, reply.header("server")), (403, Some("x")));
    }

    #[tokio::test]
    async fn interim_heads_are_passed_over() {
        let interim = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n";
        let mut bytes = [&interim[..], b"HTTP/1.1 403 Forbidden\r\n\r\npage"].concat();
        let reply = read_head(&mut tokio::io::empty(), &mut bytes).await;
        assert_eq!(reply.map(|reply| reply.status), Ok(403));
        assert_eq!(bytes, b"page");
    }

    #[test]
    fn broken_chunking_keeps_what_came() {
        assert_eq!(unchunked(b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"), b"abcde");
        assert_eq!(unchunked(b"3\r\nabc\r\nzz\r\nde"), b"abc");
        assert_eq!(unchunked(b"ffffffffffffff\r\nabc"), b"abc");
        assert_eq!(unchunked(b""), b"");
    }

    #[test]
    fn a_chunked_body_ends_after_its_trailers() {
        let whole = b"3\r\nabc\r\n0\r\nA: b\r\n\r\n";
        assert_eq!(end_of_chunks(whole), Some(whole.len()));
        assert_eq!(end_of_chunks(b"0\r\n\r\nrest"), Some(5));
        for cut in 0..whole.len() {
            assert_eq!(end_of_chunks(&whole[..cut]), None, "{cut}");
        }
        assert_eq!(end_of_chunks(b"zz\r\n"), None);
        assert_eq!(end_of_chunks(b"ffffffffffffffff\r\nabc"), None);
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_odd(head in "HTTP/1.[01] [0-9 ]{0,9}([A-Za-z-]{0,9}: ?[ -~]{0,20}\r?\n){0,6}", coding in "(Transfer-Encoding: chunked|Content-Length: [0-9-]{0,21}|)", noise in proptest::collection::vec(any::<u8>(), 0..600)) {
            let bytes = [head.as_bytes(), coding.as_bytes(), b"\r\n\r\n", &noise].concat();
            for mut bytes in [bytes, noise] {
                let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                let read = runtime.block_on(async {
                    let mut reply = read_head(&mut tokio::io::empty(), &mut bytes).await?;
                    read_body(&mut tokio::io::empty(), &mut bytes, &reply, LONGEST_BODY).await;
                    set_body(&mut reply, bytes);
                    Ok::<_, HttpFault>(reply)
                });
                if let Ok(reply) = read {
                    prop_assert!(reply.headers.len() <= MOST_HEADERS);
                    prop_assert!(reply.body.len() <= 3 * LONGEST_BODY);
                }
            }
        }

        #[test]
        fn a_body_is_cut_at_its_limit(chunk in 1usize..5000, count in 1usize..60) {
            let one = format!("{chunk:x}\r\n{}\r\n", "x".repeat(chunk));
            let mut reply = parse_head(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").unwrap().unwrap().0;
            set_body(&mut reply, one.repeat(count).into_bytes());
            prop_assert_eq!(reply.body.len(), (chunk * count).min(LONGEST_BODY));
            prop_assert_eq!(reply.body_cut, chunk * count > LONGEST_BODY);
        }
    }
}
