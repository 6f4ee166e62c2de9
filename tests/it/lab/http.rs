//! What stands behind TLS: one request is read, one reply is given, whole or broken.
//!
//! Owns the HTTP faults and the marks of a genuine reply.

use std::{io, net::TcpListener, time::Duration};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::scenario::{Http, HttpFault};

/// More than any client should read of a head or a body, and little enough to end by itself.
const ENOUGH: usize = 4 << 20;
/// A request longer than this is not answered.
const REQUEST_LIMIT: usize = 64 << 10;

/// How to leave after the reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parting {
    /// With TLS's close_notify.
    Polite,
    /// With a bare FIN.
    Close,
    /// With a RST.
    Reset,
}

/// Answers without TLS, until the runtime ends.
pub(crate) fn serve(listener: TcpListener, http: &Http) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let http = http.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let http = http.clone();
            tokio::spawn(async move { answer(&mut stream, &http).await });
        }
    });
    Ok(())
}

/// Reads one request and plays the reply.
pub(crate) async fn answer<S>(stream: &mut S, http: &Http) -> io::Result<Parting>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    read_head(stream).await?;
    match http.fault {
        None => reply(stream, http).await?,
        Some(HttpFault::Reset) => return Ok(Parting::Reset),
        Some(HttpFault::Close) => return Ok(Parting::Close),
        Some(HttpFault::Silent) => {
            let mut ignored = [0; 1024];
            while stream.read(&mut ignored).await? > 0 {}
        }
        Some(HttpFault::Garbage) => stream.write_all(b"\x00\x01SSH-2.0-nothing\r\n\r\n").await?,
        Some(HttpFault::EndlessHead) => endless_head(stream).await?,
        Some(HttpFault::BrokenChunks) => {
            let head =
                "HTTP/1.1 200 OK\r\nx-amzn-RequestId: lab\r\nTransfer-Encoding: chunked\r\n\r\n";
            stream.write_all(head.as_bytes()).await?;
            stream.write_all(b"zz\r\nnot a chunk\r\n").await?;
        }
    }
    Ok(Parting::Polite)
}

async fn read_head<S: AsyncRead + Unpin>(stream: &mut S) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        if head.len() > REQUEST_LIMIT || stream.read_buf(&mut head).await? == 0 {
            return Err(io::ErrorKind::InvalidData.into());
        }
    }
    Ok(())
}

async fn reply<S: AsyncWrite + Unpin>(stream: &mut S, http: &Http) -> io::Result<()> {
    if http.bomb_bytes > 0 {
        let bomb = bomb(http.bomb_bytes);
        let head = head(http, bomb.len());
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(&bomb).await?;
        return stream.flush().await;
    }
    let length = http.body.len().max(http.body_bytes);
    let mut bytes = head(http, length).into_bytes();
    bytes.extend_from_slice(http.body.as_bytes());
    if http.pace_ms == 0 {
        stream.write_all(&bytes).await?;
    } else {
        for byte in bytes {
            stream.write_all(&[byte]).await?;
            stream.flush().await?;
            tokio::time::sleep(Duration::from_millis(http.pace_ms)).await;
        }
    }
    let mut left = http.body_bytes.saturating_sub(http.body.len());
    while left > 0 {
        let piece = left.min(16 << 10);
        stream.write_all(&vec![b' '; piece]).await?;
        left -= piece;
    }
    stream.flush().await
}

fn head(http: &Http, length: usize) -> String {
    let mut head = format!("HTTP/1.1 {} Lab\r\n", http.status);
    match &http.headers {
        Some(headers) => {
            for (name, value) in headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
        }
        None => head.push_str(
            "Server: AmazonLab\r\nContent-Type: text/html\r\n\
             x-amzn-RequestId: 2f1d6c1e-0000-4000-8000-000000000000\r\n",
        ),
    }
    head.push_str(&format!(
        "Content-Length: {length}\r\nConnection: close\r\n\r\n"
    ));
    head
}

/// A gzip file (RFC 1952) of so many zeros, and up to 258 more: one block with the fixed codes of
/// RFC 1951, section 3.2.6. Its check sum is wrong, which only shows to who unpacks it to its end.
fn bomb(zeros: usize) -> Vec<u8> {
    const HEAD: &[u8] = &[0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    // The last block, with fixed codes; one zero.
    let mut bits = vec![true, true, false];
    let mut push = |code: u16, width: u32| {
        bits.extend((0..width).rev().map(|bit| code >> bit & 1 == 1));
    };
    push(0b0011_0000, 8);
    for _ in 0..zeros.div_ceil(258) {
        // 258 bytes from one byte before.
        push(0b1100_0101, 8);
        push(0, 5);
    }
    // The end of the block.
    push(0, 7);
    let byte = |eight: &[bool]| {
        let set = eight.iter().enumerate().filter(|(_, set)| **set);
        set.fold(0_u8, |byte, (place, _)| byte | 1 << place)
    };
    let mut file = HEAD.to_vec();
    file.extend(bits.chunks(8).map(byte));
    file.extend([0; 8]);
    file
}

async fn endless_head<S: AsyncWrite + Unpin>(stream: &mut S) -> io::Result<()> {
    stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
    let line = format!("X-Filler: {}\r\n", "a".repeat(1000));
    for _ in 0..ENOUGH / line.len() {
        stream.write_all(line.as_bytes()).await?;
    }
    Ok(())
}
