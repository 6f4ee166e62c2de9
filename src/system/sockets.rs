//! What a system lets a program say of a single TCP connection.
//!
//! Owns the options that not every system has; those that all have are set where sockets are made.

use std::{io, time::Duration};

use tokio::net::{TcpSocket, TcpStream};

/// Has the system forget the connection when nothing that was sent is acknowledged for so long
/// (RFC 5482). Without it Linux goes on sending a ClientHello that a firewall drops for two
/// minutes after the program has ended.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn give_up_after(stream: &TcpStream, patience: Duration) {
    // A system that does not take it sends more, and is no worse for it.
    let _ = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(patience));
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn give_up_after(_: &TcpStream, _: Duration) {}

/// The least segment that every path takes: 536 bytes (RFC 9293, section 3.7.1).
#[cfg(unix)]
const SMALL_SEGMENT: u32 = 536;

/// Sends segments of 536 bytes at the most, and asks the other side for no larger ones: set before
/// connecting, the number stands in the SYN (tcp(7), `TCP_MAXSEG`).
///
/// # Errors
/// The system's, also where it has no such option.
#[cfg(unix)]
pub fn keep_segments_small(socket: &TcpSocket) -> io::Result<()> {
    socket2::SockRef::from(socket).set_tcp_mss(SMALL_SEGMENT)
}

#[cfg(not(unix))]
pub fn keep_segments_small(_: &TcpSocket) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
