//! One observation as a row of a table.
//!
//! Owns what of it is shown in one line. The words in it are the protocols' own and our codes: the
//! same in every language.

use crate::report::v1::{
    DnsQuestion, HttpExchange, Observation, ProxyTunnel, Record, Saw, TcpConnect, TlsHandshake,
};

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

pub(super) fn rows(observations: &[Observation]) -> Vec<Seen> {
    observations.iter().map(row).collect()
}

fn row(one: &Observation) -> Seen {
    let time = one.start.get(11..23).unwrap_or(&one.start).to_owned();
    let (what, result) = said(&one.saw);
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
fn said(saw: &Saw) -> (String, String) {
    match saw {
        Saw::SystemLookup(lookup) => (
            format!("lookup {}", lookup.name),
            found(&lookup.answer, &lookup.addresses),
        ),
        Saw::ProxyLookup(lookup) => (
            format!("proxy lookup {}", lookup.name),
            found(&lookup.answer, &lookup.addresses),
        ),
        Saw::DnsQuestion(question) => (
            format!("DNS {} {}", question.kind, question.name),
            reply(question),
        ),
        Saw::TcpConnect(connect) => ("TCP connect".to_owned(), connected(connect)),
        Saw::ProxyConnect(connect) => ("proxy TCP connect".to_owned(), connected(connect)),
        Saw::TlsHandshake(handshake) => (
            format!("TLS {} {}", handshake.server_name, other(&handshake.hello)),
            shaken(handshake),
        ),
        Saw::ProxyTls(handshake) => (
            format!("proxy TLS {}", handshake.server_name),
            shaken(handshake),
        ),
        Saw::ProxyTunnel(tunnel) => (
            format!("{} {}", tunnel.protocol, tunnel.target),
            tunnelled(tunnel),
        ),
        Saw::HttpExchange(exchange) => (format!("GET {}", exchange.url), answered(exchange)),
        Saw::Newer { operation, .. } => (operation.replace('_', " "), String::new()),
    }
}

fn found(answer: &str, addresses: &[String]) -> String {
    match addresses {
        [] => answer.replace('_', " "),
        addresses => addresses.join(" "),
    }
}

/// The form of a hello, where it is not the ordinary one.
fn other(hello: &str) -> String {
    match hello {
        "ordinary" => String::new(),
        other => format!("({})", other.replace('_', " ")),
    }
}

fn reply(question: &DnsQuestion) -> String {
    let record = |record: &Record| {
        let data = record.data.as_deref().unwrap_or_default();
        format!("{} {data}", record.kind)
    };
    let mut parts: Vec<String> = question.fault.clone().into_iter().collect();
    parts.extend(question.rcode.map(|rcode| format!("rcode {rcode}")));
    parts.extend(question.answers.iter().take(MOST_RECORDS).map(record));
    let errors = question.ede.iter();
    parts.extend(errors.map(|error| format!("EDE {} {}", error.code, error.text)));
    joined(parts)
}

fn connected(connect: &TcpConnect) -> String {
    connect.errno.clone().unwrap_or_default()
}

fn shaken(handshake: &TlsHandshake) -> String {
    let alert = handshake.alert.as_ref();
    let alert = alert.map(|alert| format!("alert {} {}", alert.code, alert.name));
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

fn tunnelled(tunnel: &ProxyTunnel) -> String {
    let status = tunnel.status.map(|status| {
        let reason = tunnel.reason.as_deref().unwrap_or_default();
        format!("{status} {reason}")
    });
    let code = tunnel.code.map(|code| format!("reply {code}"));
    let parts = [status, code, tunnel.error.clone()];
    joined(parts.into_iter().flatten().collect())
}

fn answered(exchange: &HttpExchange) -> String {
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
    let alert = exchange
        .alert
        .as_ref()
        .map(|alert| format!("alert {alert}"));
    let parts = [
        status,
        alert,
        exchange.error.clone(),
        named("Location"),
        named("Server"),
    ];
    joined(parts.into_iter().flatten().collect())
}

fn joined(parts: Vec<String>) -> String {
    let parts = parts.iter().map(|part| part.trim());
    parts.collect::<Vec<_>>().join(", ")
}
