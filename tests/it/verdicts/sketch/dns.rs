//! The lookup of a name: what the system, name servers and control resolvers say.

use aws_netcheck::evidence::{
    Asker, DnsFault, DnsReply, ExtendedError, HostsEntry, NamePolicy, Question, Record, RecordData,
    RecordKind, ResolverPlace, Saw, SystemAnswer, SystemLookup, Transport,
};

use super::Sketch;

/// The configured name server, a second one that some cases have, and one elsewhere.
pub(in crate::verdicts) const SERVER: &str = "192.0.2.53:53";
pub(in crate::verdicts) const SECOND_SERVER: &str = "192.0.2.54:53";
const CONTROL: &str = "198.51.100.53:53";

impl Sketch {
    pub(in crate::verdicts) fn system(self, answer: SystemAnswer) -> Self {
        self.looked_up(answer, Vec::new())
    }

    /// A line of the hosts file gives the system its address.
    pub(in crate::verdicts) fn hosts_file_gives(self, address: &str) -> Self {
        let address = address.parse().unwrap();
        let entry = HostsEntry {
            file: "/etc/hosts".into(),
            line: 3,
            address,
        };
        self.looked_up(SystemAnswer::Addresses(vec![address]), vec![entry])
    }

    /// The system finds no name, for a rule of this machine sent it to another server.
    pub(in crate::verdicts) fn sent_elsewhere(self, namespace: &str, server: &str) -> Self {
        self.resolved_elsewhere(None, namespace, server)
    }

    /// The same, where macOS has a resolver for the domain.
    pub(in crate::verdicts) fn resolved_elsewhere(
        self,
        resolver: Option<ResolverPlace>,
        namespace: &str,
        server: &str,
    ) -> Self {
        let lookup = SystemLookup {
            name: self.0.path.host.clone(),
            answer: SystemAnswer::NoName,
            hosts_file: Vec::new(),
            name_policy: Some(NamePolicy {
                namespace: namespace.into(),
                servers: vec![server.into()],
                by_group_policy: false,
                resolver,
            }),
        };
        self.saw(None, 20, Saw::SystemLookup(lookup))
    }

    fn looked_up(self, answer: SystemAnswer, hosts_file: Vec<HostsEntry>) -> Self {
        let lookup = SystemLookup {
            name: self.0.path.host.clone(),
            answer,
            hosts_file,
            name_policy: None,
        };
        self.saw(None, 20, Saw::SystemLookup(lookup))
    }

    pub(in crate::verdicts) fn system_gives(self, addresses: &[&str]) -> Self {
        let found = addresses.iter().map(|a| a.parse().unwrap()).collect();
        self.system(SystemAnswer::Addresses(found))
    }

    /// The system and the configured server agree on these addresses.
    pub(in crate::verdicts) fn resolves(self, addresses: &[&str]) -> Self {
        self.system_gives(addresses).served(addresses)
    }

    pub(in crate::verdicts) fn served(self, addresses: &[&str]) -> Self {
        self.reply(RecordKind::A, with_addresses(addresses))
    }

    pub(in crate::verdicts) fn control_knows(self, addresses: &[&str]) -> Self {
        self.control_replies(with_addresses(addresses))
    }

    pub(in crate::verdicts) fn control_denies(self) -> Self {
        self.control_replies(rcode(3))
    }

    /// The system finds nothing, and the configured server gives this reply to both questions.
    pub(in crate::verdicts) fn denied(self, answer: SystemAnswer, reply: DnsReply) -> Self {
        self.system(answer)
            .reply(RecordKind::A, reply.clone())
            .reply(RecordKind::Aaaa, reply)
    }

    pub(in crate::verdicts) fn nxdomain(self) -> Self {
        self.denied(SystemAnswer::NoName, rcode(3))
    }

    /// The system finds nothing, and no reply comes from the configured server.
    pub(in crate::verdicts) fn unanswered(self, fault: DnsFault) -> Self {
        self.system(SystemAnswer::Temporary)
            .asks(SERVER, RecordKind::A, Err(fault.clone()))
            .asks(SERVER, RecordKind::Aaaa, Err(fault))
    }

    pub(in crate::verdicts) fn reply(self, kind: RecordKind, reply: DnsReply) -> Self {
        self.asks(SERVER, kind, Ok(reply))
    }

    /// One question to one of the configured servers.
    pub(in crate::verdicts) fn asks(
        self,
        server: &str,
        kind: RecordKind,
        outcome: Result<DnsReply, DnsFault>,
    ) -> Self {
        let question = self.question(server, Asker::Configured, kind, outcome);
        self.saw(None, 15, question)
    }

    /// The reply of a control resolver is kept apart, as the probe does.
    fn control_replies(mut self, reply: DnsReply) -> Self {
        let question = self.question(CONTROL, Asker::Control, RecordKind::A, Ok(reply));
        let seen = self.observation(None, 15, question);
        self.0.evidence.controls.push(seen);
        self
    }

    fn question(
        &self,
        server: &str,
        asker: Asker,
        kind: RecordKind,
        outcome: Result<DnsReply, DnsFault>,
    ) -> Saw {
        Saw::Question(Question {
            name: self.0.path.host.clone(),
            kind,
            server: server.into(),
            asker,
            transport: Transport::Udp,
            outcome,
        })
    }
}

/// A reply without records.
pub(in crate::verdicts) fn rcode(rcode: u16) -> DnsReply {
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

pub(in crate::verdicts) fn with_addresses(addresses: &[&str]) -> DnsReply {
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
pub(in crate::verdicts) fn by_policy(reply: DnsReply) -> DnsReply {
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

/// The addresses stand behind an alias.
pub(in crate::verdicts) fn with_alias(target: &str, mut reply: DnsReply) -> DnsReply {
    let alias = Record {
        owner: "answer.example.".into(),
        ttl: 60,
        data: RecordData::Cname(target.into()),
    };
    reply.answers.insert(0, alias);
    reply
}

pub(in crate::verdicts) fn with_extended_error(code: u16, text: &str, reply: DnsReply) -> DnsReply {
    let text = text.into();
    DnsReply {
        extended_errors: vec![ExtendedError { code, text }],
        ..reply
    }
}
