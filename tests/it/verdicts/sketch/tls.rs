//! Handshakes, and the sessions that they end with.

use std::sync::Arc;

use aws_netcheck::evidence::{
    Certificate, Check, Connect, Failure, Handshake, Hello, MachineTrust, NameParts, OwnTrust,
    PublicTrust, Rejection, Saw, Session, TcpFault, TlsFault, TrustSetting,
};
use jiff::{Timestamp, ToSpan};

use super::Sketch;

impl Sketch {
    pub(in crate::verdicts) fn tls(self, address: &str, session: Session) -> Self {
        self.handshake(address, Ok(session))
    }

    pub(in crate::verdicts) fn tls_fails(self, address: &str, fault: TlsFault) -> Self {
        self.handshake(address, Err(fault))
    }

    /// Time runs out when so many bytes have come.
    pub(in crate::verdicts) fn tls_unfinished(mut self, address: &str, bytes: u64) -> Self {
        self = self.tls_fails(address, TlsFault::Timeout);
        let last = self.0.evidence.observations.last_mut().unwrap();
        if let Saw::Handshake(made) = &mut Arc::make_mut(last).saw {
            made.received = Some(bytes);
        }
        self
    }

    fn handshake(self, address: &str, outcome: Result<Session, TlsFault>) -> Self {
        let server_name = self.0.path.host.clone();
        let handshake = Handshake {
            hello: Hello::Ordinary,
            server_name,
            acknowledged: None,
            received: None,
            outcome,
        };
        self.saw(Some(address), 3, Saw::Handshake(handshake))
    }

    pub(in crate::verdicts) fn control(
        self,
        name: &str,
        address: &str,
        outcome: Result<Session, TlsFault>,
    ) -> Self {
        self.controlled(name, Hello::Ordinary, address, outcome)
    }

    /// A control with the path's own name.
    pub(in crate::verdicts) fn tried(
        self,
        hello: Hello,
        address: &str,
        outcome: Result<Session, TlsFault>,
    ) -> Self {
        let name = self.0.path.host.to_string();
        self.controlled(&name, hello, address, outcome)
    }

    /// The host is open, and its own handshake passes once more.
    pub(in crate::verdicts) fn passes_again(self, address: &str) -> Self {
        self.tried(Hello::Ordinary, address, Ok(genuine()))
    }

    /// A control that opens, or does not open, another port.
    pub(in crate::verdicts) fn port_80(mut self, address: &str, opens: bool) -> Self {
        let outcome = if opens {
            Ok(())
        } else {
            Err(TcpFault {
                failure: Failure::TcpTimeout,
                errno: String::new(),
            })
        };
        let mut seen = self.observation(Some(address), 90, Saw::Connect(Connect { outcome }));
        let peer = Arc::make_mut(&mut seen).peer.as_mut();
        peer.unwrap().set_port(80);
        self.0.evidence.controls.push(seen);
        self
    }

    fn controlled(
        mut self,
        name: &str,
        hello: Hello,
        address: &str,
        outcome: Result<Session, TlsFault>,
    ) -> Self {
        let ms = match outcome {
            Err(TlsFault::Timeout) => 3500,
            _ => 90,
        };
        let handshake = Handshake {
            hello,
            server_name: name.parse().unwrap(),
            acknowledged: None,
            received: None,
            outcome,
        };
        // One after another, unlike what is done side by side.
        let before = i64::try_from(self.0.evidence.controls.len()).unwrap();
        let mut seen = self.observation(Some(address), ms, Saw::Handshake(handshake));
        Arc::make_mut(&mut seen).started += (100 * before).milliseconds();
        self.0.evidence.controls.push(seen);
        self
    }
}

/// Amazon's chain, valid, for the name, trusted by everybody.
pub(in crate::verdicts) fn genuine() -> Session {
    Session {
        version: "TLSv1.3".into(),
        cipher: "TLS13_AES_128_GCM_SHA256".into(),
        group: "X25519MLKEM768".into(),
        alpn: Some("http/1.1".into()),
        chain: vec![certificate("Amazon RSA 2048 M02", "a1", 395)],
        public: PublicTrust {
            chain: Check::Passed,
            time: Check::Passed,
            name: Check::Passed,
            root: Some("Amazon Root CA 1".into()),
        },
        machine: MachineTrust::Trusted,
        own: Vec::new(),
    }
}

/// The same, where a setting names roots of which this is the word.
pub(in crate::verdicts) fn with_own(
    setting: TrustSetting,
    trust: MachineTrust,
    mut session: Session,
) -> Session {
    session.own.push(OwnTrust { setting, trust });
    session
}

fn certificate(issuer: &str, sha256: &str, days: i64) -> Certificate {
    let not_before: Timestamp = "2026-11-20T00:00:00Z".parse().unwrap();
    Certificate {
        subject: "CN=leaf".into(),
        issuer: format!("CN={issuer}"),
        issuer_name: issuer.into(),
        not_before,
        not_after: not_before + (24 * days).hours(),
        serial: "01".into(),
        names: vec!["leaf.example".into()],
        sha256: sha256.into(),
        issuer_parts: NameParts::default(),
        subject_parts: NameParts::default(),
        crl_urls: vec![],
        has_scts: None,
    }
}

/// Signed again for the right name by an authority that this machine trusts. The fingerprint
/// tells hosts apart.
pub(in crate::verdicts) fn inspected(issuer: &str, sha256: &str) -> Session {
    let genuine = genuine();
    Session {
        chain: vec![certificate(issuer, sha256, 14)],
        public: PublicTrust {
            chain: Check::Failed(Rejection::UnknownIssuer),
            root: None,
            ..genuine.public
        },
        ..genuine
    }
}

/// With the issuer's parts as a product writes them: `CN`, `O`, `OU`; or a revocation list.
pub(in crate::verdicts) fn signed_by(parts: &[(&str, &str)], mut session: Session) -> Session {
    let leaf = session.chain.first_mut().unwrap();
    leaf.has_scts = Some(false);
    for (kind, text) in parts {
        let into = match *kind {
            "CN" => &mut leaf.issuer_parts.common_names,
            "O" => &mut leaf.issuer_parts.organisations,
            "OU" => &mut leaf.issuer_parts.units,
            _ => &mut leaf.crl_urls,
        };
        into.push((*text).into());
    }
    session
}

/// Signed again by an authority that nobody trusts.
pub(in crate::verdicts) fn untrusted(issuer: &str, sha256: &str) -> Session {
    Session {
        machine: MachineTrust::Rejected(Rejection::UnknownIssuer),
        ..inspected(issuer, sha256)
    }
}

/// The session with the leaf for other names.
pub(in crate::verdicts) fn for_other_names(mut session: Session) -> Session {
    session.public.name = Check::Failed(Rejection::NameMismatch);
    session.machine = MachineTrust::Rejected(Rejection::NameMismatch);
    session
}

/// The genuine chain by a clock that is outside its validity.
pub(in crate::verdicts) fn at_the_wrong_time(why: Rejection) -> Session {
    let mut session = genuine();
    // Valid for 30 days from the first of December: not yet by the clock of the sketches.
    if let Some(leaf) = session.chain.first_mut() {
        leaf.not_before = "2026-12-01T00:00:00Z".parse().unwrap();
        leaf.not_after = "2026-12-31T00:00:00Z".parse().unwrap();
    }
    session.public.time = Check::Failed(why.clone());
    session.machine = MachineTrust::Rejected(why);
    session
}
