//! What a system lets a program say of a single TCP connection.
//!
//! Owns the options that not every system has; those that all have are set where sockets are made.

use std::{io, time::Duration};
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
use std::{mem, os::fd::AsRawFd as _};
#[cfg(windows)]
use std::{os::windows::io::AsRawSocket as _, ptr};

use tokio::net::{TcpSocket, TcpStream};

/// Has the system forget the connection when nothing that was sent is acknowledged for so long
/// (RFC 5482). Without it Linux goes on sending a ClientHello that a firewall drops for two
/// minutes after the program has ended.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn give_up_after(stream: &TcpStream, patience: Duration) {
    // A system that does not take it sends more, and is no worse for it.
    let _ = socket2::SockRef::from(stream).set_tcp_user_timeout(Some(patience));
}

/// Has the system forget the connection when nothing that was sent is acknowledged for so long, counted from
/// the first retransmission (xnu, `bsd/netinet/tcp.h`, `TCP_RXT_CONNDROPTIME`, in seconds).
#[cfg(target_vendor = "apple")]
#[expect(unsafe_code, reason = "no library in the tree sets this option")]
pub fn give_up_after(stream: &TcpStream, patience: Duration) {
    const TCP_RXT_CONNDROPTIME: libc::c_int = 0x80;
    let seconds = patience.as_secs_f64().ceil().clamp(1.0, 3600.0);
    #[expect(clippy::cast_possible_truncation, reason = "an hour at the most")]
    let seconds = seconds as libc::c_int;
    let Ok(length) = libc::socklen_t::try_from(size_of::<libc::c_int>()) else {
        return;
    };
    // SAFETY: the descriptor is open for as long as the stream is borrowed; the kernel reads `length` bytes of
    // a number of that size. A system that does not take it sends more, and is no worse for it.
    unsafe {
        libc::setsockopt(
            stream.as_raw_fd(),
            libc::IPPROTO_TCP,
            TCP_RXT_CONNDROPTIME,
            (&raw const seconds).cast(),
            length,
        )
    };
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
pub fn give_up_after(_: &TcpStream, _: Duration) {}

/// The least segment that every path takes: 536 bytes (RFC 9293, section 3.7.1).
#[cfg(all(unix, not(target_vendor = "apple")))]
const SMALL_SEGMENT: u32 = 536;

/// Sends segments of 536 bytes at the most, and asks the other side for no larger ones: set before
/// connecting, the number stands in the SYN (tcp(7), `TCP_MAXSEG`).
///
/// # Errors
/// The system's, also where it has no such option.
#[cfg(all(unix, not(target_vendor = "apple")))]
pub fn keep_segments_small(socket: &TcpSocket) -> io::Result<()> {
    socket2::SockRef::from(socket).set_tcp_mss(SMALL_SEGMENT)
}

/// macOS takes the option before connecting as it is, and makes nothing of it: the SYN says what the route
/// allows, and the answer sets the size anew (xnu, `bsd/netinet/tcp_usrreq.c`, `tcp_ctloutput`;
/// `tcp_input.c`, `tcp_mss`). What is not done must not look as if it were.
#[cfg(not(all(unix, not(target_vendor = "apple"))))]
pub fn keep_segments_small(_: &TcpSocket) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether all that was sent on the connection has been acknowledged (tcp(7), `TCP_INFO`: segments
/// sent and not acknowledged); nothing where the system does not say.
#[cfg(any(target_os = "linux", target_os = "android"))]
#[expect(unsafe_code, reason = "no library in the tree asks for TCP_INFO")]
pub fn is_all_acknowledged(stream: &TcpStream) -> Option<bool> {
    let mut known = mem::MaybeUninit::<libc::tcp_info>::zeroed();
    let mut length = libc::socklen_t::try_from(size_of::<libc::tcp_info>()).ok()?;
    // SAFETY: the descriptor is open for as long as the stream is borrowed; the kernel writes no
    // more than `length` bytes into a place of that size.
    let result = unsafe {
        libc::getsockopt(
            stream.as_raw_fd(),
            libc::IPPROTO_TCP,
            libc::TCP_INFO,
            known.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    // Whoever stands in for a kernel may write less of it, as qemu's user mode does: what was not written is
    // not known.
    let end = mem::offset_of!(libc::tcp_info, tcpi_unacked) + size_of::<u32>();
    if result != 0 || usize::try_from(length).is_ok_and(|length| length < end) {
        return None;
    }
    // SAFETY: a structure of integers, for which zeros, where a kernel writes less, are values.
    let known = unsafe { known.assume_init() };
    Some(known.tcpi_unacked == 0)
}

/// Whether all that was sent on the connection has been acknowledged (Microsoft, `SIO_TCP_INFO` and
/// `TCP_INFO_v0`, bytes in flight); nothing before Windows 10, version 1703, and under wine.
#[cfg(windows)]
#[expect(unsafe_code, reason = "no library in the tree asks for SIO_TCP_INFO")]
pub fn is_all_acknowledged(stream: &TcpStream) -> Option<bool> {
    use windows_sys::Win32::Networking::WinSock::{SIO_TCP_INFO, SOCKET, TCP_INFO_v0, WSAIoctl};
    let socket = SOCKET::try_from(stream.as_raw_socket()).ok()?;
    // Which version of the structure is wanted.
    let version = 0_u32;
    let mut known = TCP_INFO_v0::default();
    let size = u32::try_from(size_of::<TCP_INFO_v0>()).ok()?;
    let mut written = 0;
    // SAFETY: the socket is open for as long as the stream is borrowed; Windows reads a number of four
    // bytes and writes no more than `size` bytes into a place of that size; without an overlapped
    // structure it is done when the call returns.
    let result = unsafe {
        WSAIoctl(
            socket,
            SIO_TCP_INFO,
            (&raw const version).cast(),
            4,
            (&raw mut known).cast(),
            size,
            &raw mut written,
            ptr::null_mut(),
            None,
        )
    };
    (result == 0 && written == size).then_some(known.BytesInFlight == 0)
}

/// Whether all that was sent on the connection has been acknowledged (xnu, `bsd/netinet/tcp.h`,
/// `TCP_CONNECTION_INFO`: bytes in the send buffer, those in flight among them).
#[cfg(target_vendor = "apple")]
#[expect(
    unsafe_code,
    reason = "no library in the tree asks for TCP_CONNECTION_INFO"
)]
pub fn is_all_acknowledged(stream: &TcpStream) -> Option<bool> {
    // The bits behind `tcpi_rttvar` are numbers of their own in libc, so that it is longer than the kernel's;
    // what stands before them is in its place.
    let mut known = mem::MaybeUninit::<libc::tcp_connection_info>::zeroed();
    let mut length = libc::socklen_t::try_from(size_of::<libc::tcp_connection_info>()).ok()?;
    // SAFETY: the descriptor is open for as long as the stream is borrowed; the kernel writes no
    // more than `length` bytes into a place of that size.
    let result = unsafe {
        libc::getsockopt(
            stream.as_raw_fd(),
            libc::IPPROTO_TCP,
            libc::TCP_CONNECTION_INFO,
            known.as_mut_ptr().cast(),
            &raw mut length,
        )
    };
    let end = mem::offset_of!(libc::tcp_connection_info, tcpi_rcv_wnd);
    if result != 0 || usize::try_from(length).is_ok_and(|length| length < end) {
        return None;
    }
    // SAFETY: a structure of integers, for which zeros, where a kernel writes less, are values.
    let known = unsafe { known.assume_init() };
    Some(known.tcpi_snd_sbbytes == 0)
}

#[cfg(not(any(
    target_os = "linux",
    target_os = "android",
    target_vendor = "apple",
    windows
)))]
pub fn is_all_acknowledged(_: &TcpStream) -> Option<bool> {
    None
}

#[cfg(all(
    test,
    any(
        target_os = "linux",
        target_os = "android",
        target_vendor = "apple",
        windows
    )
))]
mod tests {
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    #[tokio::test]
    async fn what_was_answered_is_acknowledged() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let there = listener.local_addr().unwrap();
        let (client, server) = tokio::join!(
            TcpSocket::new_v4().unwrap().connect(there),
            listener.accept()
        );
        let (mut client, (mut server, _)) = (client.unwrap(), server.unwrap());
        client.write_all(b"hello").await.unwrap();
        server.read_exact(&mut [0; 5]).await.unwrap();
        server.write_all(b"!").await.unwrap();
        // The answer carries the acknowledgement.
        client.read_exact(&mut [0; 1]).await.unwrap();
        let said = is_all_acknowledged(&client);
        match cfg!(windows) {
            // Wine and old versions do not say.
            true => assert_ne!(said, Some(false)),
            false => assert_eq!(said, Some(true)),
        }
    }
}
