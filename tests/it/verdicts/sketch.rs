//! Draws the evidence of a path in a few words, so that a case shows only what it is about.
//!
//! Owns the defaults: a documented host, required, asked for by browser and CLI, measured to the
//! end, at fixed times. What each layer can see is in `sketch/`, one file per layer.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use aws_netcheck::evidence::{Ending, Evidence, Located, Observation, PublishedRange, Saw};
use aws_netcheck::plan::{Basis, Client, Path, Requirement, Scope, Voucher};
use aws_netcheck::verdict::Measured;
use jiff::{Timestamp, ToSpan};

mod dns;
mod http;
mod proxy;
mod tcp;
mod tls;

pub(super) use dns::{
    SECOND_SERVER, SERVER, by_policy, rcode, with_addresses, with_alias, with_extended_error,
};
pub(super) use http::{aws, page, plain, with_body, with_header};
pub(super) use tls::{
    at_the_wrong_time, for_other_names, genuine, inspected, signed_by, untrusted, with_own,
};

/// When every sketched run began.
pub(super) fn noon() -> Timestamp {
    "2026-11-22T12:00:00Z".parse().unwrap()
}

pub(super) struct Sketch(Measured);

/// A path to this host: nothing of it is measured yet.
pub(super) fn host(name: &str) -> Sketch {
    let url = format!("https://{name}/");
    Sketch(Measured {
        path: Path {
            id: format!("row#{name}/"),
            endpoint: "row".into(),
            url: url.parse().unwrap(),
            host: name.parse().unwrap(),
            port: 443,
            requirement: Requirement::Required,
            scopes: vec![Scope::SignIn],
            steps: vec!["2.5".into()],
            clients: vec![Client::Browser, Client::AwsCli],
            pattern: name.into(),
            breaks: "sign-in".into(),
            document: "Update firewalls and gateways".into(),
            checked: "2026-11-20".parse().unwrap(),
            json: false,
            deep: false,
            voucher: Voucher::Catalogue,
            basis: Some(Basis::Documented),
        },
        evidence: Evidence {
            observations: vec![],
            controls: vec![],
            without_route: vec![],
            not_tried: vec![],
            route: None,
            bypassed_proxy: None,
            located: Vec::new(),
            ending: Ending::Complete,
        },
    })
}

/// A host that is open at this address.
pub(super) fn open(name: &str, address: &str) -> Sketch {
    host(name).resolves(&[address]).answers(address)
}

impl Sketch {
    pub(super) fn measured(self) -> Measured {
        self.0
    }

    pub(super) fn path(mut self, change: impl FnOnce(&mut Path)) -> Self {
        change(&mut self.0.path);
        self
    }

    pub(super) fn typed(self) -> Self {
        self.path(|path| path.voucher = Voucher::Typed)
    }

    pub(super) fn json(self) -> Self {
        self.path(|path| path.json = true)
    }

    pub(super) fn ends(mut self, ending: Ending) -> Self {
        self.0.evidence.ending = ending;
        self
    }

    pub(super) fn without_route(mut self, address: &str) -> Self {
        self.0.evidence.without_route.push(address.parse().unwrap());
        self
    }

    /// What AWS's published ranges say of an address.
    pub(super) fn located(mut self, address: &str, prefix: Option<&str>) -> Self {
        self.0.evidence.located.push(Located {
            address: address.parse().unwrap(),
            range: prefix.map(|prefix| PublishedRange {
                prefix: prefix.parse().unwrap(),
                region: "us-east-1".to_owned(),
            }),
            published: "2026-08-22".parse().unwrap(),
        });
        self
    }

    /// The environment names a proxy for the path, and the walk went past it.
    pub(super) fn past_a_proxy(mut self) -> Self {
        let proxy = "http://proxy.corp.example:3128".to_owned();
        self.0.evidence.bypassed_proxy = Some(proxy);
        self
    }

    /// All of it was seen so much later.
    pub(super) fn later(mut self, ms: i64) -> Self {
        for seen in &mut self.0.evidence.observations {
            Arc::make_mut(seen).started += ms.milliseconds();
        }
        self
    }

    fn observation(&self, address: Option<&str>, ms: u64, saw: Saw) -> Arc<Observation> {
        let seen = &self.0.evidence.observations;
        let peer = address.map(|a| SocketAddr::new(a.parse().unwrap(), self.0.path.port));
        let began = i64::try_from(seen.len()).unwrap() * 10;
        Arc::new(Observation {
            started: noon() + began.milliseconds(),
            took: Duration::from_millis(ms),
            attempt: 1,
            local: None,
            peer,
            redirected: None,
            proxy: None,
            saw,
        })
    }

    /// Adds an observation; it is a second attempt where the same was done at the address before.
    fn saw(mut self, address: Option<&str>, ms: u64, saw: Saw) -> Self {
        let mut new = self.observation(address, ms, saw);
        let alike = |old: &&Arc<Observation>| old.peer == new.peer && old.layer() == new.layer();
        if address.is_some() && self.0.evidence.observations.iter().any(|o| alike(&o)) {
            Arc::make_mut(&mut new).attempt = 2;
        }
        self.0.evidence.observations.push(new);
        self
    }

    /// TCP, a genuine chain, and AWS's own answer.
    pub(super) fn answers(self, address: &str) -> Self {
        self.tcp(address)
            .tls(address, genuine())
            .http(address, aws(200))
    }
}
