//! Controls: extra experiments that tell causes apart, as they can be asked for.
//!
//! Owns their shapes. Which one is worth making is the inquiry's, making it the probe's; its result
//! is an observation like any other, kept apart from those of the walk.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

use crate::names::HostName;

/// One extra experiment, made once.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Control {
    /// The host and port whose failure it is to explain.
    pub host: HostName,
    pub port: u16,
    /// Where it goes.
    pub peer: SocketAddr,
    pub way: Way,
    /// Which time the same is done there, from 1: what comes and goes shows only when repeated.
    pub time: u8,
}

impl Control {
    /// Whether it does once more, or with another name, what programs do: it shows what comes and goes
    /// only where it is made alone, and a little later.
    pub fn repeats(&self) -> bool {
        match &self.way {
            Way::Connect => self.peer.port() == self.port,
            Way::Fetch => false,
            Way::Handshake { server_name, hello } => {
                hello.is_ordinary() && *server_name == self.host
            }
        }
    }
}

/// What is done there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Way {
    /// A TCP connection, and nothing over it.
    Connect,
    /// One GET of `/` without TLS, for the host whose failure it is.
    Fetch,
    /// A TLS handshake, and nothing after it.
    Handshake {
        /// The name sent in the ClientHello; also in [`Hello::Nameless`] the one that is meant.
        server_name: HostName,
        hello: Hello,
    },
}

/// The form of a ClientHello. Sizes were measured with names of Identity Center and rustls 0.23.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hello {
    /// As browsers send it today: with a post-quantum share, 1,481 to 1,503 bytes, two segments.
    #[default]
    Ordinary,
    /// Without a post-quantum share, as older programs and the AWS CLI send it: 273 to 281 bytes,
    /// one segment.
    Classical,
    /// Without a post-quantum share, and long by other means: two segments again.
    LongClassical,
    /// The ordinary one, on a connection whose segments are kept small in both directions.
    SmallSegments,
    /// Without the server's name (RFC 6066, section 3).
    Nameless,
    /// For TLS 1.2 alone.
    Tls12,
}

impl Hello {
    pub fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Classical => "classical",
            Self::LongClassical => "long_classical",
            Self::SmallSegments => "small_segments",
            Self::Nameless => "nameless",
            Self::Tls12 => "tls12",
        }
    }

    pub fn is_ordinary(&self) -> bool {
        *self == Self::Ordinary
    }
}
