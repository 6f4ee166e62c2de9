//! What the system's error numbers say about a connection.
//!
//! Owns the mapping from errno and WSA codes to reasons; a timeout of ours is not an error of the
//! system's and is not here.

use std::io;

/// Why the system says that a connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// RST or ICMP port-unreachable in answer to the SYN.
    Refused,
    /// RST on a connection.
    Reset,
    /// The connection was closed under our hands.
    Closed,
    /// The system gave up waiting.
    TimedOut,
    /// No route, or an ICMP message that says so or forbids it. Measured on Linux with rules in a
    /// router: EHOSTUNREACH for host-unreachable and IPv4 admin-prohibited, ENETUNREACH for
    /// net-unreachable, EACCES for IPv6 admin-prohibited, ENOPROTOOPT for protocol-unreachable.
    Unreachable,
    /// EPERM, on Windows WSAEACCES: a rule of this machine's own firewall (nftables, iptables, Windows
    /// Filtering Platform) forbids it.
    Forbidden,
    /// Anything else.
    Other,
}

/// The reason, and the system's own word for it.
pub fn reason(error: &io::Error) -> (Reason, String) {
    match error.raw_os_error().and_then(known) {
        Some((reason, name)) => (reason, name.to_owned()),
        None => (by_kind(error.kind()), word(error)),
    }
}

/// For errors without a number, or with one that the table does not know.
fn by_kind(kind: io::ErrorKind) -> Reason {
    match kind {
        io::ErrorKind::ConnectionRefused => Reason::Refused,
        io::ErrorKind::ConnectionReset => Reason::Reset,
        io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::UnexpectedEof => Reason::Closed,
        io::ErrorKind::TimedOut => Reason::TimedOut,
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown
        | io::ErrorKind::PermissionDenied
        | io::ErrorKind::AddrNotAvailable => Reason::Unreachable,
        _ => Reason::Other,
    }
}

fn word(error: &io::Error) -> String {
    match error.raw_os_error() {
        Some(number) => format!("error {number}"),
        None => format!("{:?}", error.kind()),
    }
}

#[cfg(unix)]
fn known(number: i32) -> Option<(Reason, &'static str)> {
    use rustix::io::Errno;
    let table = [
        (Errno::CONNREFUSED, Reason::Refused, "ECONNREFUSED"),
        (Errno::CONNRESET, Reason::Reset, "ECONNRESET"),
        (Errno::CONNABORTED, Reason::Closed, "ECONNABORTED"),
        (Errno::PIPE, Reason::Closed, "EPIPE"),
        (Errno::TIMEDOUT, Reason::TimedOut, "ETIMEDOUT"),
        (Errno::HOSTUNREACH, Reason::Unreachable, "EHOSTUNREACH"),
        (Errno::NETUNREACH, Reason::Unreachable, "ENETUNREACH"),
        (Errno::NETDOWN, Reason::Unreachable, "ENETDOWN"),
        (Errno::HOSTDOWN, Reason::Unreachable, "EHOSTDOWN"),
        (Errno::ACCESS, Reason::Unreachable, "EACCES"),
        (Errno::PERM, Reason::Forbidden, "EPERM"),
        (Errno::NOPROTOOPT, Reason::Unreachable, "ENOPROTOOPT"),
        (Errno::ADDRNOTAVAIL, Reason::Unreachable, "EADDRNOTAVAIL"),
    ];
    table
        .into_iter()
        .find(|(errno, ..)| errno.raw_os_error() == number)
        .map(|(_, reason, name)| (reason, name))
}

#[cfg(windows)]
fn known(number: i32) -> Option<(Reason, &'static str)> {
    winsock(number)
}

/// Microsoft, "Windows Sockets Error Codes". Numbers, so that the table is tested everywhere.
#[cfg(any(windows, test))]
fn winsock(number: i32) -> Option<(Reason, &'static str)> {
    Some(match number {
        10061 => (Reason::Refused, "WSAECONNREFUSED"),
        10054 => (Reason::Reset, "WSAECONNRESET"),
        // A local TIME_WAIT or keep-alive that found the connection gone.
        10052 => (Reason::Reset, "WSAENETRESET"),
        10053 => (Reason::Closed, "WSAECONNABORTED"),
        10058 => (Reason::Closed, "WSAESHUTDOWN"),
        10060 => (Reason::TimedOut, "WSAETIMEDOUT"),
        10065 => (Reason::Unreachable, "WSAEHOSTUNREACH"),
        10064 => (Reason::Unreachable, "WSAEHOSTDOWN"),
        10051 => (Reason::Unreachable, "WSAENETUNREACH"),
        10050 => (Reason::Unreachable, "WSAENETDOWN"),
        10049 => (Reason::Unreachable, "WSAEADDRNOTAVAIL"),
        // No ICMP message leads to it: a filter of this machine does (Windows Firewall and whatever
        // else sits in the Windows Filtering Platform).
        10013 => (Reason::Forbidden, "WSAEACCES"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn linux_numbers_have_their_names() {
        let of = |number| reason(&io::Error::from_raw_os_error(number));
        assert_eq!(of(111), (Reason::Refused, "ECONNREFUSED".to_owned()));
        assert_eq!(of(113), (Reason::Unreachable, "EHOSTUNREACH".to_owned()));
        assert_eq!(of(13), (Reason::Unreachable, "EACCES".to_owned()));
        assert_eq!(of(9), (Reason::Other, "error 9".to_owned()));
    }

    /// xnu, `bsd/sys/errno.h`. Checked when the tests are compiled for macOS, which this may be where none can
    /// run.
    #[cfg(target_vendor = "apple")]
    const _: () = {
        use rustix::io::Errno;
        assert!(Errno::CONNREFUSED.raw_os_error() == 61);
        assert!(Errno::CONNRESET.raw_os_error() == 54);
        assert!(Errno::CONNABORTED.raw_os_error() == 53);
        assert!(Errno::PIPE.raw_os_error() == 32);
        assert!(Errno::TIMEDOUT.raw_os_error() == 60);
        assert!(Errno::HOSTUNREACH.raw_os_error() == 65);
        assert!(Errno::NETUNREACH.raw_os_error() == 51);
        assert!(Errno::NETDOWN.raw_os_error() == 50);
        assert!(Errno::HOSTDOWN.raw_os_error() == 64);
        assert!(Errno::ACCESS.raw_os_error() == 13);
        assert!(Errno::PERM.raw_os_error() == 1);
        assert!(Errno::NOPROTOOPT.raw_os_error() == 42);
        assert!(Errno::ADDRNOTAVAIL.raw_os_error() == 49);
    };

    #[test]
    fn windows_numbers_mean_what_linux_ones_do() {
        for (number, reason, name) in [
            (10061, Reason::Refused, "WSAECONNREFUSED"),
            (10054, Reason::Reset, "WSAECONNRESET"),
            (10052, Reason::Reset, "WSAENETRESET"),
            (10053, Reason::Closed, "WSAECONNABORTED"),
            (10058, Reason::Closed, "WSAESHUTDOWN"),
            (10060, Reason::TimedOut, "WSAETIMEDOUT"),
            (10065, Reason::Unreachable, "WSAEHOSTUNREACH"),
            (10064, Reason::Unreachable, "WSAEHOSTDOWN"),
            (10051, Reason::Unreachable, "WSAENETUNREACH"),
            (10050, Reason::Unreachable, "WSAENETDOWN"),
            (10049, Reason::Unreachable, "WSAEADDRNOTAVAIL"),
            (10013, Reason::Forbidden, "WSAEACCES"),
        ] {
            assert_eq!(winsock(number), Some((reason, name)), "{number}");
        }
        assert_eq!(
            winsock(10055),
            None,
            "no buffers: no word about the network"
        );
    }

    #[test]
    fn errors_without_a_number_go_by_their_kind() {
        let eof = io::Error::from(io::ErrorKind::UnexpectedEof);
        assert_eq!(reason(&eof), (Reason::Closed, "UnexpectedEof".to_owned()));
    }
}
