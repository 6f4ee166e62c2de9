//! Draws the evidence of a path in a few words, so that a case shows only what it is about.
//!
//! Owns the defaults: a documented host, required, asked for by browser and CLI, measured to the
//! end, at fixed times.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use aws_netcheck::evidence::{
    Asker, Certificate, Check, Connect, DnsFault, DnsReply, Ending, Evidence, Exchange,
    ExtendedError, Failure, Handshake, HttpFault, MachineTrust, Observation, PublicTrust, Question,
    Record, RecordData, RecordKind, Rejection, Reply, Saw, Session, SystemAnswer, SystemLookup,
    TcpFault, TlsFault, Transport,
};
use aws_netcheck::plan::{Client, Path, Requirement, Scope, Voucher};
use aws_netcheck::verdict::Measured;
use jiff::{Timestamp, ToSpan};

/// A configured name server, and one elsewhere.
pub(super) const SERVER: &str = "192.0.2.53:53";
const CONTROL: &str = "198.51.100.53:53";

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
            voucher: Voucher::Catalogue,
            counts: true,
        },
        evidence: Evidence {
            observations: vec![],
            controls: vec![],
            without_route: vec![],
            not_tried: vec![],
            bypassed_proxy: None,
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

    // The name.

    pub(super) fn system(self, answer: SystemAnswer) -> Self {
        let name = self.0.path.host.clone();
        self.saw(None, 20, Saw::SystemLookup(SystemLookup { name, answer }))
    }

    /// The system and the configured server agree on these addresses.
    pub(super) fn resolves(self, addresses: &[&str]) -> Self {
        let found = addresses.iter().map(|a| a.parse().unwrap()).collect();
        self.system(SystemAnswer::Addresses(found))
            .served(addresses)
    }

    pub(super) fn served(self, addresses: &[&str]) -> Self {
        self.reply(Asker::Configured, RecordKind::A, with_addresses(addresses))
    }

    pub(super) fn control_knows(self, addresses: &[&str]) -> Self {
        self.reply(Asker::Control, RecordKind::A, with_addresses(addresses))
    }

    pub(super) fn control_denies(self) -> Self {
        self.reply(Asker::Control, RecordKind::A, rcode(3))
    }

    /// The system finds nothing, and the configured server gives this reply to both questions.
    pub(super) fn denied(self, answer: SystemAnswer, reply: DnsReply) -> Self {
        self.system(answer)
            .reply(Asker::Configured, RecordKind::A, reply.clone())
            .reply(Asker::Configured, RecordKind::Aaaa, reply)
    }

    pub(super) fn nxdomain(self) -> Self {
        self.denied(SystemAnswer::NoName, rcode(3))
    }

    /// The system finds nothing, and no reply comes from the configured server.
    pub(super) fn unanswered(self, fault: DnsFault) -> Self {
        self.system(SystemAnswer::Temporary)
            .question(Asker::Configured, RecordKind::A, Err(fault.clone()))
            .question(Asker::Configured, RecordKind::Aaaa, Err(fault))
    }

    pub(super) fn reply(self, asker: Asker, kind: RecordKind, reply: DnsReply) -> Self {
        self.question(asker, kind, Ok(reply))
    }

    fn question(self, asker: Asker, kind: RecordKind, outcome: Result<DnsReply, DnsFault>) -> Self {
        let server = match asker {
            Asker::Configured => SERVER,
            Asker::Control => CONTROL,
        };
        let question = Question {
            name: self.0.path.host.clone(),
            kind,
            server: server.into(),
            asker,
            transport: Transport::Udp,
            outcome,
        };
        self.saw(None, 15, Saw::Question(question))
    }

    // The way there.

    /// TCP, a genuine chain, and AWS's own answer.
    pub(super) fn answers(self, address: &str) -> Self {
        self.tcp(address)
            .tls(address, genuine())
            .http(address, aws(200))
    }

    pub(super) fn tcp(self, address: &str) -> Self {
        let connect = Connect { outcome: Ok(()) };
        self.saw(Some(address), 94, Saw::Connect(connect))
    }

    pub(super) fn tcp_fails(self, address: &str, failure: Failure) -> Self {
        let (ms, errno) = match failure {
            Failure::TcpTimeout => (3500, ""),
            Failure::TcpRefused => (2, "ECONNREFUSED"),
            _ => (2, "EHOSTUNREACH"),
        };
        let errno = errno.into();
        let outcome = Err(TcpFault { failure, errno });
        self.saw(Some(address), ms, Saw::Connect(Connect { outcome }))
    }

    /// Both attempts end in silence.
    pub(super) fn tcp_silent(self, address: &str) -> Self {
        self.tcp_fails(address, Failure::TcpTimeout)
            .tcp_fails(address, Failure::TcpTimeout)
    }

    pub(super) fn tls(self, address: &str, session: Session) -> Self {
        self.handshake(address, Ok(session))
    }

    pub(super) fn tls_fails(self, address: &str, fault: TlsFault) -> Self {
        self.handshake(address, Err(fault))
    }

    fn handshake(self, address: &str, outcome: Result<Session, TlsFault>) -> Self {
        let server_name = self.0.path.host.clone();
        let handshake = Handshake {
            server_name,
            outcome,
        };
        self.saw(Some(address), 3, Saw::Handshake(handshake))
    }

    pub(super) fn control(
        mut self,
        name: &str,
        address: &str,
        outcome: Result<Session, TlsFault>,
    ) -> Self {
        let handshake = Handshake {
            server_name: name.parse().unwrap(),
            outcome,
        };
        let seen = self.observation(Some(address), 90, Saw::Handshake(handshake));
        self.0.evidence.controls.push(seen);
        self
    }

    pub(super) fn http(self, address: &str, reply: Reply) -> Self {
        self.exchange(address, Ok(reply))
    }

    pub(super) fn http_fails(self, address: &str, fault: HttpFault) -> Self {
        self.exchange(address, Err(fault))
    }

    fn exchange(self, address: &str, outcome: Result<Reply, HttpFault>) -> Self {
        let url = self.0.path.url.to_string();
        let exchange = Exchange { url, outcome };
        self.saw(Some(address), 110, Saw::Exchange(exchange))
    }
}

/// A reply without records.
pub(super) fn rcode(rcode: u16) -> DnsReply {
    DnsReply {
        rcode,
        authoritative: false,
        truncated: false,
        recursion_available: true,
        authentic_data: false,
        answers: vec![],
        authority: vec![],
        additional: vec![],
        extended_errors: vec![],
    }
}

pub(super) fn with_addresses(addresses: &[&str]) -> DnsReply {
    let record = |address: &&str| Record {
        owner: "answer.example.".into(),
        ttl: 60,
        data: RecordData::Address(address.parse().unwrap()),
    };
    DnsReply {
        answers: addresses.iter().map(record).collect(),
        ..rcode(0)
    }
}

/// With the mark that BIND leaves when a response policy zone made the reply.
pub(super) fn by_policy(reply: DnsReply) -> DnsReply {
    let soa = Record {
        owner: "rpz.corp.example.".into(),
        ttl: 5,
        data: RecordData::Soa("ns.corp.example.".into()),
    };
    DnsReply {
        additional: vec![soa],
        ..reply
    }
}

pub(super) fn with_extended_error(code: u16, text: &str, reply: DnsReply) -> DnsReply {
    let text = text.into();
    DnsReply {
        extended_errors: vec![ExtendedError { code, text }],
        ..reply
    }
}

/// Amazon's chain, valid, for the name, trusted by everybody.
pub(super) fn genuine() -> Session {
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
    }
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
    }
}

/// Signed again for the right name by an authority that this machine trusts. The fingerprint
/// tells hosts apart.
pub(super) fn inspected(issuer: &str, sha256: &str) -> Session {
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

/// Signed again by an authority that nobody trusts.
pub(super) fn untrusted(issuer: &str, sha256: &str) -> Session {
    Session {
        machine: MachineTrust::Rejected(Rejection::UnknownIssuer),
        ..inspected(issuer, sha256)
    }
}

/// The session with the leaf for other names.
pub(super) fn for_other_names(mut session: Session) -> Session {
    session.public.name = Check::Failed(Rejection::NameMismatch);
    session.machine = MachineTrust::Rejected(Rejection::NameMismatch);
    session
}

/// The genuine chain by a clock that is outside its validity.
pub(super) fn at_the_wrong_time(why: Rejection) -> Session {
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

/// A reply without any header that only AWS sends.
pub(super) fn plain(status: u16) -> Reply {
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
pub(super) fn aws(status: u16) -> Reply {
    with_header("x-amzn-RequestId", "0b1c2d3e", plain(status))
}

pub(super) fn with_header(name: &str, value: &str, mut reply: Reply) -> Reply {
    reply.headers.push((name.into(), value.into()));
    reply
}

pub(super) fn page(status: u16) -> Reply {
    Reply {
        body: "<!doctype html><title>Web access</title>".into(),
        ..with_header("Content-Type", "text/html", plain(status))
    }
}
