//! What an attempt to open a TCP connection saw.
//!
//! Owns the shape and its failure code; mapping a system's error numbers is `system`'s.

use serde::{Deserialize, Serialize};

use super::Failure;

/// One attempt to open a TCP connection to one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connect {
    pub outcome: Result<(), TcpFault>,
}

/// Why no connection came about, with the system's own word for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TcpFault {
    pub failure: Failure,
    /// The system's error, as in `ECONNREFUSED` or `WSAECONNREFUSED`; empty for a timeout of ours.
    pub errno: String,
}

impl Connect {
    pub(super) fn failure(&self) -> Option<Failure> {
        self.outcome.as_ref().err().map(|fault| fault.failure)
    }
}
