//! SOCKS 4, 4A and 5: asking such a proxy for a connection.
//!
//! Owns the bytes of both dialogues (RFC 1928, RFC 1929; for version 4 the memos of NEC, "SOCKS: A
//! protocol for TCP proxy across firewalls" and "SOCKS 4A").

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    time::timeout,
};
use zeroize::Zeroizing;

use crate::discovery::Login;
use crate::evidence::{Granted, TunnelFault};
use crate::system::errno::{self, Reason};

use super::Target;

const NO_LOGIN: u8 = 0;
const BY_PASSWORD: u8 = 2;

/// What RFC 1928, section 3, calls this way to log in.
pub(super) const USER_AND_PASSWORD: &str = "USERNAME/PASSWORD";

/// Version 5; `given` becomes true where the proxy wants the login and gets it.
pub(super) async fn ask5<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    target: &Target,
    login: Option<&Login>,
    given: &mut bool,
    limit: Duration,
) -> Result<Granted, TunnelFault> {
    within(limit, async {
        greet(stream, login, given).await?;
        send(stream, &request5(target)?).await?;
        let [version, code, _, kind] = receive(stream).await?;
        if version != 5 {
            return Err(odd("the reply is not of version 5"));
        }
        if code != 0 {
            return Err(TunnelFault::Socks5(code));
        }
        pass_over_bound(stream, kind).await?;
        Ok(Granted::Socks)
    })
    .await
}

/// Version 4, and 4A for a name.
pub(super) async fn ask4<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    target: &Target,
    login: Option<&Login>,
    limit: Duration,
) -> Result<Granted, TunnelFault> {
    within(limit, async {
        send(stream, &request4(target, login)?).await?;
        let [version, code, ..]: [u8; 8] = receive(stream).await?;
        match (version, code) {
            (0, 0x5a) => Ok(Granted::Socks),
            (0, code) => Err(TunnelFault::Socks4(code)),
            _ => Err(odd("the reply is not of version 4")),
        }
    })
    .await
}

async fn within(
    limit: Duration,
    dialogue: impl Future<Output = Result<Granted, TunnelFault>>,
) -> Result<Granted, TunnelFault> {
    timeout(limit, dialogue)
        .await
        .unwrap_or(Err(TunnelFault::Timeout))
}

/// Agrees on a way to log in, and logs in (RFC 1928, section 3; RFC 1929, section 2).
async fn greet<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    login: Option<&Login>,
    given: &mut bool,
) -> Result<(), TunnelFault> {
    let greeting: &[u8] = match login {
        Some(_) => &[5, 2, NO_LOGIN, BY_PASSWORD],
        None => &[5, 1, NO_LOGIN],
    };
    send(stream, greeting).await?;
    match (receive(stream).await?, login) {
        ([5, NO_LOGIN], _) => Ok(()),
        ([5, BY_PASSWORD], Some(login)) => {
            send(stream, &login_message(login)?).await?;
            *given = true;
            match receive(stream).await? {
                [_, 0] => Ok(()),
                _ => Err(TunnelFault::SocksLogin),
            }
        }
        ([5, _], _) => Err(TunnelFault::SocksLogin),
        _ => Err(odd("the greeting is not of version 5")),
    }
}

/// In memory that is overwritten.
fn login_message(login: &Login) -> Result<Zeroizing<Vec<u8>>, TunnelFault> {
    // All of it at once: no copy is left behind where it grew.
    let mut message = Zeroizing::new(Vec::with_capacity(3 + 2 * usize::from(u8::MAX)));
    message.push(1);
    for part in [&login.user, &login.password] {
        // Longer ones cannot be said.
        let length = u8::try_from(part.len()).map_err(|_| TunnelFault::SocksLogin)?;
        message.push(length);
        message.extend_from_slice(part.as_bytes());
    }
    Ok(message)
}

fn request5(target: &Target) -> Result<Vec<u8>, TunnelFault> {
    const CONNECT: u8 = 1;
    let mut request = vec![5, CONNECT, 0];
    let port = match target {
        Target::Name(name, port) => {
            let length = u8::try_from(name.len()).map_err(|_| odd("the name is too long"))?;
            request.extend([3, length]);
            request.extend_from_slice(name.as_bytes());
            *port
        }
        Target::Address(at) => {
            match at.ip() {
                IpAddr::V4(address) => {
                    request.push(1);
                    request.extend(address.octets());
                }
                IpAddr::V6(address) => {
                    request.push(4);
                    request.extend(address.octets());
                }
            }
            at.port()
        }
    };
    request.extend(port.to_be_bytes());
    Ok(request)
}

/// The address that the proxy connects from says nothing of use, and has to be read.
async fn pass_over_bound<S: AsyncRead + Unpin>(
    stream: &mut S,
    kind: u8,
) -> Result<(), TunnelFault> {
    let length = match kind {
        1 => 4,
        4 => 16,
        3 => {
            let [length] = receive(stream).await?;
            usize::from(length)
        }
        _ => return Err(odd("the bound address is of no known kind")),
    };
    let mut rest = vec![0; length + 2];
    stream.read_exact(&mut rest).await.map_err(|e| fault(&e))?;
    Ok(())
}

fn request4(target: &Target, login: Option<&Login>) -> Result<Vec<u8>, TunnelFault> {
    const CONNECT: u8 = 1;
    let mut request = vec![4, CONNECT];
    let user = login.map_or("", |login| login.user.as_str());
    match target {
        Target::Address(SocketAddr::V4(at)) => {
            request.extend(at.port().to_be_bytes());
            request.extend(at.ip().octets());
            request.extend_from_slice(user.as_bytes());
            request.push(0);
        }
        Target::Name(name, port) => {
            request.extend(port.to_be_bytes());
            request.extend([0, 0, 0, 1]);
            request.extend_from_slice(user.as_bytes());
            request.push(0);
            request.extend_from_slice(name.as_bytes());
            request.push(0);
        }
        Target::Address(SocketAddr::V6(_)) => {
            return Err(odd("SOCKS 4 knows no IPv6"));
        }
    }
    Ok(request)
}

async fn send<S: AsyncWrite + Unpin>(stream: &mut S, bytes: &[u8]) -> Result<(), TunnelFault> {
    let sent = async {
        stream.write_all(bytes).await?;
        stream.flush().await
    };
    sent.await.map_err(|error| fault(&error))
}

async fn receive<S: AsyncRead + Unpin, const N: usize>(
    stream: &mut S,
) -> Result<[u8; N], TunnelFault> {
    let mut bytes = [0; N];
    let read = stream.read_exact(&mut bytes).await;
    read.map(|_| bytes).map_err(|error| fault(&error))
}

fn odd(why: &str) -> TunnelFault {
    TunnelFault::Protocol(why.to_owned())
}

fn fault(error: &io::Error) -> TunnelFault {
    match errno::reason(error) {
        (Reason::Reset, _) => TunnelFault::Reset,
        (Reason::Closed, _) => TunnelFault::Closed,
        (Reason::TimedOut, _) => TunnelFault::Timeout,
        (_, word) => TunnelFault::Protocol(word),
    }
}

#[cfg(test)]
mod tests {
    use tokio_test::io::Builder;

    use super::*;

    const LIMIT: Duration = Duration::from_secs(5);

    fn target() -> Target {
        Target::Name("a.example".to_owned(), 443)
    }

    fn jane() -> Login {
        Login {
            user: "jane".to_owned(),
            password: "pw".to_owned(),
        }
    }

    #[tokio::test]
    async fn version_5_logs_in_where_it_is_asked_to() {
        let mut proxy = Builder::new()
            .write(&[5, 2, 0, 2])
            .read(&[5, 2])
            .write(b"\x01\x04jane\x02pw")
            .read(&[1, 0])
            .write(b"\x05\x01\x00\x03\x09a.example\x01\xbb")
            .read(&[5, 0, 0, 1, 10, 0, 0, 1, 0, 80])
            .build();
        let mut given = false;
        let granted = ask5(&mut proxy, &target(), Some(&jane()), &mut given, LIMIT).await;
        assert_eq!((granted, given), (Ok(Granted::Socks), true));
    }

    #[tokio::test]
    async fn version_5_says_no_by_number() {
        let mut proxy = Builder::new()
            .write(&[5, 1, 0])
            .read(&[5, 0])
            .write(b"\x05\x01\x00\x03\x09a.example\x01\xbb")
            .read(&[5, 2, 0, 1])
            .build();
        let granted = ask5(&mut proxy, &target(), None, &mut false, LIMIT).await;
        assert_eq!(granted, Err(TunnelFault::Socks5(2)));
        let mut proxy = Builder::new().write(&[5, 1, 0]).read(&[5, 255]).build();
        let granted = ask5(&mut proxy, &target(), None, &mut false, LIMIT).await;
        assert_eq!(granted, Err(TunnelFault::SocksLogin));
    }

    #[tokio::test]
    async fn version_4a_gives_the_name() {
        let mut proxy = Builder::new()
            .write(b"\x04\x01\x01\xbb\x00\x00\x00\x01jane\x00a.example\x00")
            .read(&[0, 0x5b, 0, 0, 0, 0, 0, 0])
            .build();
        let granted = ask4(&mut proxy, &target(), Some(&jane()), LIMIT).await;
        assert_eq!(granted, Err(TunnelFault::Socks4(0x5b)));
    }

    #[tokio::test]
    async fn a_web_server_is_no_proxy() {
        let mut server = Builder::new().write(&[5, 1, 0]).read(b"HT").build();
        let granted = ask5(&mut server, &target(), None, &mut false, LIMIT).await;
        assert!(matches!(granted, Err(TunnelFault::Protocol(_))));
    }
}
