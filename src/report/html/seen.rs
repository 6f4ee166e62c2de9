//! One observation as a row of a table.
//!
//! Owns what of it is shown in one line. Names of protocols, of records and of errors are the same in
//! every language.

use crate::report::v1::{
    DnsQuestion, HttpExchange, Observation, ProxyTunnel, Record, Saw, TcpConnect, TlsHandshake,
};

use crate::report::Texts;
use crate::verdict::Phrase;

use super::waterfall::whole;

/// Records of a reply that are shown before the rest is left to the JSON report.
const MOST_RECORDS: usize = 4;

/// One row.
pub(super) struct Seen {
    /// The time of day, UTC.
    pub(super) time: String,
    pub(super) what: String,
    /// Who was spoken to.
    pub(super) peer: String,
    pub(super) took: String,
    pub(super) result: String,
    pub(super) failure: Option<String>,
}

pub(super) fn rows(observations: &[Observation], texts: &Texts) -> Vec<Seen> {
    observations.iter().map(|one| row(one, texts)).collect()
}

fn row(one: &Observation, texts: &Texts) -> Seen {
    let time = one.start.get(11..23).unwrap_or(&one.start).to_owned();
    let (what, result) = said(&one.saw, texts);
    let proxy = one.proxy.as_ref().filter(|_| one.peer.is_none());
    let peer = one.peer.as_ref().or(proxy);
    Seen {
        time,
        what,
        peer: peer.cloned().unwrap_or_default(),
        took: whole(one.duration_ms),
        result,
        failure: one.failure.clone(),
    }
}

/// What was done, and what came of it.
fn said(saw: &Saw, texts: &Texts) -> (String, String) {
    let of = |key: &'static str, name: &str| texts.say(&Phrase::new(key).with("name", name));
    match saw {
        Saw::SystemLookup(lookup) => (
            of("seen.lookup", &lookup.name),
            found(&lookup.answer, &lookup.addresses, texts),
        ),
        Saw::ProxyLookup(lookup) => (
            of("seen.proxy_lookup", &lookup.name),
            found(&lookup.answer, &lookup.addresses, texts),
        ),
        Saw::DnsQuestion(question) => (
            format!("DNS {} {}", question.kind, question.name),
            reply(question, texts),
        ),
        Saw::TcpConnect(connect) => (texts.label("seen.tcp").to_owned(), connected(connect)),
        Saw::ProxyConnect(connect) => {
            (texts.label("seen.proxy_tcp").to_owned(), connected(connect))
        }
        Saw::TlsHandshake(handshake) => {
            let hello = other(&handshake.hello, texts);
            let what = format!("TLS {} {hello}", handshake.server_name);
            (what, shaken(handshake, texts))
        }
        Saw::ProxyTls(handshake) => (
            of("seen.proxy_tls", &handshake.server_name),
            shaken(handshake, texts),
        ),
        Saw::ProxyTunnel(tunnel) => (
            format!("{} {}", tunnel.protocol, tunnel.target),
            tunnelled(tunnel, texts),
        ),
        Saw::HttpExchange(exchange) => (format!("GET {}", exchange.url), answered(exchange, texts)),
        Saw::Newer { operation, .. } => (operation.replace('_', " "), String::new()),
    }
}

fn found(answer: &str, addresses: &[String], texts: &Texts) -> String {
    match addresses {
        [] => texts.code("answer", answer),
        addresses => addresses.join(" "),
    }
}

/// The form of a hello, where it is not the ordinary one.
fn other(hello: &str, texts: &Texts) -> String {
    match hello {
        "ordinary" => String::new(),
        other => format!("({})", texts.code("hello", other)),
    }
}

fn reply(question: &DnsQuestion, texts: &Texts) -> String {
    let record = |record: &Record| {
        let data = record.data.as_deref().unwrap_or_default();
        format!("{} {data}", record.kind)
    };
    let fault = question.fault.as_deref();
    let fault = fault.map(|fault| texts.code("answer", fault));
    let mut parts: Vec<String> = fault.into_iter().collect();
    parts.extend(question.rcode.map(|rcode| format!("rcode {rcode}")));
    parts.extend(question.answers.iter().take(MOST_RECORDS).map(record));
    let errors = question.ede.iter();
    parts.extend(errors.map(|error| format!("EDE {} {}", error.code, error.text)));
    joined(parts)
}

fn connected(connect: &TcpConnect) -> String {
    connect.errno.clone().unwrap_or_default()
}

fn shaken(handshake: &TlsHandshake, texts: &Texts) -> String {
    let alert = handshake.alert.as_ref();
    let alert = alert.map(|alert| alerted(format!("{} {}", alert.code, alert.name), texts));
    let leaf = handshake.chain.first();
    let parts = [
        alert,
        handshake.error.clone(),
        handshake.version.clone(),
        handshake.group.clone(),
        leaf.map(|leaf| leaf.issuer_name.clone()),
    ];
    joined(parts.into_iter().flatten().collect())
}

fn tunnelled(tunnel: &ProxyTunnel, texts: &Texts) -> String {
    let status = tunnel.status.map(|status| {
        let reason = tunnel.reason.as_deref().unwrap_or_default();
        format!("{status} {reason}")
    });
    let reply = |code| texts.say(&Phrase::new("seen.reply").with("code", code));
    let code = tunnel.code.map(reply);
    let parts = [status, code, tunnel.error.clone()];
    joined(parts.into_iter().flatten().collect())
}

fn answered(exchange: &HttpExchange, texts: &Texts) -> String {
    let status = exchange.status.map(|status| {
        let reason = exchange.reason.as_deref().unwrap_or_default();
        format!("{status} {reason}")
    });
    let named = |wanted: &str| {
        let mut headers = exchange.headers.iter();
        let header = headers.find(|header| header.name.eq_ignore_ascii_case(wanted))?;
        let value = header.value.as_ref()?;
        Some(format!("{wanted}: {value}"))
    };
    let alert = exchange.alert.as_ref().map(|alert| alerted(alert, texts));
    let parts = [
        status,
        alert,
        exchange.error.clone(),
        named("Location"),
        named("Server"),
    ];
    joined(parts.into_iter().flatten().collect())
}

fn alerted(alert: impl ToString, texts: &Texts) -> String {
    texts.say(&Phrase::new("seen.alert").with("alert", alert))
}

fn joined(parts: Vec<String>) -> String {
    let parts = parts.iter().map(|part| part.trim());
    parts.collect::<Vec<_>>().join(", ")
}
