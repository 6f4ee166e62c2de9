//! What a system lets a program say of a single TCP connection.
//!
//! Owns the options that not every system has; those that all have are set where sockets are made.

use std::time::Duration;

use tokio::net::TcpStream;

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
