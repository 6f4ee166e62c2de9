//! Attempts to connect.

use std::{sync::Arc, time::Duration};

use aws_netcheck::evidence::{Connect, Failure, Saw, TcpFault};

use super::Sketch;

impl Sketch {
    pub(in crate::verdicts) fn tcp(self, address: &str) -> Self {
        let connect = Connect { outcome: Ok(()) };
        self.saw(Some(address), 94, Saw::Connect(connect))
    }

    pub(in crate::verdicts) fn tcp_fails(self, address: &str, failure: Failure) -> Self {
        let (ms, errno) = match failure {
            Failure::TcpTimeout => (3500, ""),
            Failure::TcpRefused => (2, "ECONNREFUSED"),
            _ => (2, "EHOSTUNREACH"),
        };
        let errno = errno.into();
        let outcome = Err(TcpFault { failure, errno });
        self.saw(Some(address), ms, Saw::Connect(Connect { outcome }))
    }

    /// Both attempts end in silence, of two SYNs each.
    pub(in crate::verdicts) fn tcp_silent_shortly(mut self, address: &str) -> Self {
        self = self.tcp_silent(address);
        for seen in self.0.evidence.observations.iter_mut().rev().take(2) {
            Arc::make_mut(seen).took = Duration::from_millis(1750);
        }
        self
    }

    /// Both attempts end in silence.
    pub(in crate::verdicts) fn tcp_silent(self, address: &str) -> Self {
        self.tcp_fails(address, Failure::TcpTimeout)
            .tcp_fails(address, Failure::TcpTimeout)
    }
}
