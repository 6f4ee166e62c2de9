//! The lookup of a name: what the system, name servers and control resolvers say.

use aws_netcheck::evidence::{
    Asker, DnsFault, DnsReply, ExtendedError, Question, Record, RecordData, RecordKind, Saw,
    SystemAnswer, SystemLookup, Transport,
};

use super::Sketch;

/// A configured name server, and one elsewhere.
const SERVER: &str = "192.0.2.53:53";
const CONTROL: &str = "198.51.100.53:53";

impl Sketch {
    pub(in crate::verdicts) fn system(self, answer: SystemAnswer) -> Self {
        let name = self.0.path.host.clone();
        self.saw(None, 20, Saw::SystemLookup(SystemLookup { name, answer }))
    }

    /// The system and the configured server agree on these addresses.
    pub(in crate::verdicts) fn resolves(self, addresses: &[&str]) -> Self {
        let found = addresses.iter().map(|a| a.parse().unwrap()).collect();
        self.system(SystemAnswer::Addresses(found))
            .served(addresses)
    }

    pub(in crate::verdicts) fn served(self, addresses: &[&str]) -> Self {
        self.reply(Asker::Configured, RecordKind::A, with_addresses(addresses))
    }

    pub(in crate::verdicts) fn control_knows(self, addresses: &[&str]) -> Self {
        self.reply(Asker::Control, RecordKind::A, with_addresses(addresses))
    }

    pub(in crate::verdicts) fn control_denies(self) -> Self {
        self.reply(Asker::Control, RecordKind::A, rcode(3))
    }

    /// The system finds nothing, and the configured server gives this reply to both questions.
    pub(in crate::verdicts) fn denied(self, answer: SystemAnswer, reply: DnsReply) -> Self {
        self.system(answer)
            .reply(Asker::Configured, RecordKind::A, reply.clone())
            .reply(Asker::Configured, RecordKind::Aaaa, reply)
    }

    pub(in crate::verdicts) fn nxdomain(self) -> Self {
        self.denied(SystemAnswer::NoName, rcode(3))
    }

    /// The system finds nothing, and no reply comes from the configured server.
    pub(in crate::verdicts) fn unanswered(self, fault: DnsFault) -> Self {
        self.system(SystemAnswer::Temporary)
            .question(Asker::Configured, RecordKind::A, Err(fault.clone()))
            .question(Asker::Configured, RecordKind::Aaaa, Err(fault))
    }

    pub(in crate::verdicts) fn reply(
        self,
        asker: Asker,
        kind: RecordKind,
        reply: DnsReply,
    ) -> Self {
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

pub(in crate::verdicts) fn with_extended_error(code: u16, text: &str, reply: DnsReply) -> DnsReply {
    let text = text.into();
    DnsReply {
        extended_errors: vec![ExtendedError { code, text }],
        ..reply
    }
}
