//! Turns observations into the flat form of the report.
//!
//! Owns which facts of an observation are saved. Bodies never are, and of the headers only what
//! `headers` lets through.

use std::{collections::BTreeMap, net::SocketAddr, time::Duration};

use jiff::Timestamp;

use crate::evidence::{
    self, Asker, Connect, DnsFault, Exchange, Handshake, Hello, HttpFault, MachineTrust, Question,
    RecordData, RecordKind, Rejection, ResolverPlace, Session, SystemAnswer, TlsFault, Transport,
};
use crate::report::v1;
use crate::verdict;

use super::{headers, proxy};

/// One observation as it is saved.
pub(super) fn observation(seen: &evidence::Observation) -> v1::Observation {
    let text = |address: SocketAddr| address.to_string();
    v1::Observation {
        layer: seen.layer().code().to_owned(),
        start: moment(seen.started),
        duration_ms: milliseconds(seen.took),
        attempt: seen.attempt,
        local: seen.local.map(text),
        peer: seen.peer.map(text),
        redirected: seen.redirected.map(text),
        proxy: seen.proxy.as_deref().map(str::to_owned),
        failure: seen.failure().map(|failure| failure.code().to_owned()),
        saw: match &seen.saw {
            evidence::Saw::SystemLookup(lookup) => v1::Saw::SystemLookup(system_lookup(lookup)),
            evidence::Saw::Question(asked) => v1::Saw::DnsQuestion(question(asked)),
            evidence::Saw::Connect(made) => v1::Saw::TcpConnect(connect(made)),
            evidence::Saw::Proxy(step) => proxy::step(step, seen.proxy.as_deref()),
            evidence::Saw::Handshake(made) => v1::Saw::TlsHandshake(Box::new(handshake(made))),
            evidence::Saw::Exchange(made) => v1::Saw::HttpExchange(exchange(made)),
        },
    }
}

/// RFC 3339, UTC, with milliseconds.
pub(super) fn moment(at: Timestamp) -> String {
    format!("{at:.3}")
}

/// To a tenth: finer than any network path, coarse enough to read.
pub(super) fn milliseconds(took: Duration) -> f64 {
    (took.as_secs_f64() * 10_000.0).round() / 10.0
}

pub(super) fn system_answer(answer: &SystemAnswer) -> &'static str {
    match answer {
        SystemAnswer::Addresses(_) => "addresses",
        SystemAnswer::NoName => "no_name",
        SystemAnswer::NoAddress => "no_address",
        SystemAnswer::Temporary => "temporary",
        SystemAnswer::Other(_) => "other",
        SystemAnswer::TimedOut => "timed_out",
    }
}

fn system_lookup(lookup: &evidence::SystemLookup) -> v1::SystemLookup {
    let code = match lookup.answer {
        SystemAnswer::Other(code) => Some(code),
        _ => None,
    };
    v1::SystemLookup {
        name: lookup.name.to_string(),
        answer: system_answer(&lookup.answer).to_owned(),
        code,
        addresses: lookup.addresses().iter().map(ToString::to_string).collect(),
        hosts_file: lookup.hosts_file.iter().map(hosts_entry).collect(),
        name_policy: lookup.name_policy.as_ref().map(name_policy),
    }
}

fn name_policy(rule: &evidence::NamePolicy) -> v1::NamePolicy {
    v1::NamePolicy {
        namespace: rule.namespace.clone(),
        servers: rule.servers.clone(),
        by_group_policy: rule.by_group_policy,
        resolver: rule.resolver.map(|place| {
            let code = match place {
                ResolverPlace::File => "file",
                ResolverPlace::NetworkService => "network_service",
            };
            code.to_owned()
        }),
    }
}

fn hosts_entry(entry: &evidence::HostsEntry) -> v1::HostsEntry {
    v1::HostsEntry {
        file: entry.file.clone(),
        line: entry.line,
        address: entry.address.to_string(),
    }
}

fn question(asked: &Question) -> v1::DnsQuestion {
    let reply = asked.reply();
    let section = |records: fn(&evidence::DnsReply) -> &Vec<evidence::Record>| {
        reply.map_or_else(Vec::new, |reply| {
            records(reply).iter().map(record).collect()
        })
    };
    let (fault, errno) = match &asked.outcome {
        Ok(_) => (None, None),
        Err(DnsFault::Timeout) => (Some("timeout"), None),
        Err(DnsFault::Refused(errno)) => (Some("refused"), Some(errno.clone())),
        Err(DnsFault::Forbidden(errno)) => (Some("forbidden"), Some(errno.clone())),
        Err(DnsFault::Unreachable(errno)) => (Some("unreachable"), Some(errno.clone())),
        Err(DnsFault::Malformed) => (Some("malformed"), None),
    };
    v1::DnsQuestion {
        name: asked.name.to_string(),
        kind: record_kind(asked.kind).to_owned(),
        server: asked.server.clone(),
        asker: asker(asked.asker).to_owned(),
        transport: transport(asked.transport).to_owned(),
        fault: fault.map(str::to_owned),
        errno,
        rcode: reply.map(|reply| reply.rcode),
        flags: reply.map(flags).unwrap_or_default(),
        answers: section(|reply| &reply.answers),
        authority: section(|reply| &reply.authority),
        additional: section(|reply| &reply.additional),
        ede: reply.map(extended_errors).unwrap_or_default(),
    }
}

fn record_kind(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::A => "A",
        RecordKind::Aaaa => "AAAA",
    }
}

fn asker(asker: Asker) -> &'static str {
    match asker {
        Asker::Configured => "configured",
        Asker::Control => "control",
        Asker::Repeated => "repeated",
    }
}

fn transport(transport: Transport) -> &'static str {
    match transport {
        Transport::Udp => "udp",
        Transport::Tcp => "tcp",
        Transport::Tls => "tls",
        Transport::Https => "https",
    }
}

fn flags(reply: &evidence::DnsReply) -> Vec<String> {
    let flags = [
        ("aa", reply.authoritative),
        ("tc", reply.truncated),
        ("ra", reply.recursion_available),
        ("ad", reply.authentic_data),
    ];
    let set = flags.into_iter().filter(|(_, set)| *set);
    set.map(|(flag, _)| flag.to_owned()).collect()
}

fn record(record: &evidence::Record) -> v1::Record {
    let (kind, data) = match &record.data {
        RecordData::Address(address) if address.is_ipv4() => ("A", Some(address.to_string())),
        RecordData::Address(address) => ("AAAA", Some(address.to_string())),
        RecordData::Cname(target) => ("CNAME", Some(target.clone())),
        RecordData::Soa(primary) => ("SOA", Some(primary.clone())),
        RecordData::Other(mnemonic) => (mnemonic.as_str(), None),
    };
    v1::Record {
        owner: record.owner.clone(),
        ttl: record.ttl,
        kind: kind.to_owned(),
        data,
    }
}

fn extended_errors(reply: &evidence::DnsReply) -> Vec<v1::ExtendedError> {
    let error = |error: &evidence::ExtendedError| v1::ExtendedError {
        code: error.code,
        text: error.text.clone(),
    };
    reply.extended_errors.iter().map(error).collect()
}

pub(super) fn connect(made: &Connect) -> v1::TcpConnect {
    let fault = made.outcome.as_ref().err();
    let errno = fault.map(|fault| fault.errno.clone());
    v1::TcpConnect {
        errno: errno.filter(|errno| !errno.is_empty()),
    }
}

fn handshake(made: &Handshake) -> v1::TlsHandshake {
    v1::TlsHandshake {
        hello: made.hello.code().to_owned(),
        hello_acknowledged: made.acknowledged,
        bytes_received: made.received,
        ..shaken(made.server_name.as_str(), &made.outcome)
    }
}

/// A handshake in the ordinary form.
pub(super) fn shaken(server_name: &str, outcome: &Result<Session, TlsFault>) -> v1::TlsHandshake {
    let session = outcome.as_ref().ok();
    let (alert, error) = match outcome {
        Err(TlsFault::Alert { code, name }) => {
            let (code, name) = (*code, name.clone());
            (Some(v1::Alert { code, name }), None)
        }
        Err(TlsFault::Protocol(words)) => (None, Some(words.clone())),
        Ok(_) | Err(TlsFault::Reset | TlsFault::Closed | TlsFault::Timeout) => (None, None),
    };
    v1::TlsHandshake {
        server_name: server_name.to_owned(),
        hello: Hello::Ordinary.code().to_owned(),
        hello_acknowledged: None,
        bytes_received: None,
        alert,
        error,
        version: session.map(|session| session.version.clone()),
        cipher: session.map(|session| session.cipher.clone()),
        group: session.map(|session| session.group.clone()),
        alpn: session.and_then(|session| session.alpn.clone()),
        chain: session.map_or_else(Vec::new, |session| {
            session.chain.iter().map(certificate).collect()
        }),
        public: session.map(public_trust),
        machine: session.map(|session| machine_trust(&session.machine)),
        own: session.map(own_trust).unwrap_or_default(),
    }
}

fn certificate(sent: &evidence::Certificate) -> v1::Certificate {
    let sent = &verdict::presentable(sent);
    v1::Certificate {
        subject: sent.subject.clone(),
        issuer: sent.issuer.clone(),
        issuer_name: sent.issuer_name.clone(),
        not_before: moment(sent.not_before),
        not_after: moment(sent.not_after),
        serial: sent.serial.clone(),
        names: sent.names.clone(),
        sha256: sent.sha256.clone(),
    }
}

fn public_trust(session: &Session) -> v1::PublicTrust {
    let check = |check: &evidence::Check| match check {
        evidence::Check::Passed => word("passed"),
        evidence::Check::Failed(rejection) => rejected("failed", rejection),
    };
    v1::PublicTrust {
        chain: check(&session.public.chain),
        time: check(&session.public.time),
        name: check(&session.public.name),
        root: session.public.root.clone(),
    }
}

fn own_trust(session: &Session) -> BTreeMap<String, v1::Check> {
    let said = session.own.iter();
    said.map(|own| (own.setting.name().to_owned(), machine_trust(&own.trust)))
        .collect()
}

fn machine_trust(trust: &MachineTrust) -> v1::Check {
    match trust {
        MachineTrust::Trusted => word("trusted"),
        MachineTrust::Rejected(rejection) => rejected("rejected", rejection),
        MachineTrust::NotAsked(why) => v1::Check {
            detail: Some(why.clone()),
            ..word("not_asked")
        },
    }
}

fn word(result: &str) -> v1::Check {
    v1::Check {
        result: result.to_owned(),
        reason: None,
        detail: None,
    }
}

fn rejected(result: &str, rejection: &Rejection) -> v1::Check {
    let detail = match rejection {
        Rejection::Other(words) => Some(words.clone()),
        _ => None,
    };
    v1::Check {
        reason: Some(rejection.code().to_owned()),
        detail,
        ..word(result)
    }
}

fn exchange(made: &Exchange) -> v1::HttpExchange {
    let reply = made.reply();
    let (alert, error) = match &made.outcome {
        Err(HttpFault::Alert(name)) => (Some(name.clone()), None),
        Err(HttpFault::Protocol(words)) => (None, Some(words.clone())),
        Ok(_)
        | Err(HttpFault::Reset | HttpFault::Closed | HttpFault::Timeout | HttpFault::Unfinished) => {
            (None, None)
        }
    };
    v1::HttpExchange {
        url: made.url.clone(),
        alert,
        error,
        status: reply.map(|reply| reply.status),
        reason: reply.map(|reply| reply.reason.clone()),
        headers: reply.map_or_else(Vec::new, headers::all),
        body_bytes: reply.map(|reply| reply.body.len()),
        body_cut: reply.is_some_and(|reply| reply.body_cut),
    }
}
