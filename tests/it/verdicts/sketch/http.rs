//! Requests and replies.

use std::sync::Arc;

use aws_netcheck::evidence::{Exchange, HttpFault, Reply, Saw};

use super::Sketch;

impl Sketch {
    pub(in crate::verdicts) fn http(self, address: &str, reply: Reply) -> Self {
        self.exchange(address, Ok(reply))
    }

    pub(in crate::verdicts) fn http_fails(self, address: &str, fault: HttpFault) -> Self {
        self.exchange(address, Err(fault))
    }

    /// A control: a plain request at port 80.
    pub(in crate::verdicts) fn plainly(mut self, address: &str, reply: Reply) -> Self {
        let url = format!("http://{}/", self.0.path.host);
        let outcome = Ok(reply);
        let exchange = Saw::Exchange(Exchange { url, outcome });
        let mut seen = self.observation(Some(address), 20, exchange);
        let peer = Arc::make_mut(&mut seen).peer.as_mut();
        peer.unwrap().set_port(80);
        self.0.evidence.controls.push(seen);
        self
    }

    fn exchange(self, address: &str, outcome: Result<Reply, HttpFault>) -> Self {
        let url = self.0.path.url.to_string();
        let exchange = Exchange { url, outcome };
        self.saw(Some(address), 110, Saw::Exchange(exchange))
    }
}

/// A reply without any header that only AWS sends.
pub(in crate::verdicts) fn plain(status: u16) -> Reply {
    Reply {
        version: 1,
        status,
        reason: String::new(),
        headers: vec![],
        body: String::new(),
        body_cut: false,
    }
}

/// AWS's own reply, by its marks.
pub(in crate::verdicts) fn aws(status: u16) -> Reply {
    with_header("x-amzn-RequestId", "0b1c2d3e", plain(status))
}

pub(in crate::verdicts) fn with_header(name: &str, value: &str, mut reply: Reply) -> Reply {
    reply.headers.push((name.into(), value.into()));
    reply
}

pub(in crate::verdicts) fn with_body(body: &str, reply: Reply) -> Reply {
    let body = body.to_owned();
    Reply { body, ..reply }
}

pub(in crate::verdicts) fn page(status: u16) -> Reply {
    Reply {
        body: "<!doctype html><title>Web access</title>".into(),
        ..with_header("Content-Type", "text/html", plain(status))
    }
}
