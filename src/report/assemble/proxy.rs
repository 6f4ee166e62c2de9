//! Turns what was done with proxies into the flat form of the report.
//!
//! Owns which facts are saved: of a refusal's page nothing, of its headers what `headers` lets
//! through.

use crate::evidence::{self, Granted, ProxyStep, TicketFault, Tunnel, TunnelFault, TunnelProtocol};
use crate::report::{Texts, v1};
use crate::verdict::Phrase;

use super::{Proxy, headers, seen};

/// A setting that names a proxy.
pub(super) fn setting(proxy: Proxy) -> v1::Proxy {
    v1::Proxy {
        source: proxy.source,
        url: proxy.url.unwrap_or_else(|| v1::UNKNOWN.to_owned()),
    }
}

/// How the settings lead to a host.
pub(super) fn route(route: &evidence::Route, texts: &Texts) -> v1::Route {
    let trouble = route.trouble.as_ref();
    let program = |one: &evidence::ProgramWay| v1::ProgramWay {
        program: one.program.code().to_owned(),
        way: one.way.clone(),
        source: one.source.clone(),
        exempt: one.exempt.clone(),
    };
    v1::Route {
        hops: route.hops.clone(),
        source: route.source.clone(),
        exempt: route.exempt.clone(),
        trouble: trouble.map(|trouble| texts.say(&Phrase::of_reason(trouble.reason()))),
        programs: route.programs.iter().map(program).collect(),
    }
}

/// One step, with the proxy that it was made with.
pub(super) fn step(step: &ProxyStep, proxy: Option<&str>) -> v1::Saw {
    match step {
        ProxyStep::Lookup(lookup) => v1::Saw::ProxyLookup(looked_up(lookup)),
        ProxyStep::Connect(made) => v1::Saw::ProxyConnect(seen::connect(made)),
        ProxyStep::Handshake(outcome) => {
            let proxy = proxy.unwrap_or_default();
            v1::Saw::ProxyTls(Box::new(seen::shaken(proxy, outcome)))
        }
        ProxyStep::Tunnel(tunnel) => v1::Saw::ProxyTunnel(asked(tunnel)),
    }
}

fn looked_up(lookup: &evidence::ProxyLookup) -> v1::ProxyLookup {
    let addresses = match &lookup.answer {
        evidence::SystemAnswer::Addresses(found) => found.as_slice(),
        _ => &[],
    };
    v1::ProxyLookup {
        name: lookup.name.clone(),
        answer: seen::system_answer(&lookup.answer).to_owned(),
        addresses: addresses.iter().map(ToString::to_string).collect(),
    }
}

fn asked(tunnel: &Tunnel) -> v1::ProxyTunnel {
    let reply = match &tunnel.outcome {
        Ok(Granted::Http(reply)) | Err(TunnelFault::Refused(reply)) => Some(reply),
        _ => None,
    };
    let (code, error) = match &tunnel.outcome {
        Err(TunnelFault::Socks5(code) | TunnelFault::Socks4(code)) => (Some(*code), None),
        Err(TunnelFault::Protocol(words)) => (None, Some(words.clone())),
        _ => (None, None),
    };
    let protocol = match tunnel.protocol {
        TunnelProtocol::Connect => "connect",
        TunnelProtocol::Socks4 => "socks4",
        TunnelProtocol::Socks5 => "socks5",
    };
    v1::ProxyTunnel {
        target: tunnel.target.clone(),
        protocol: protocol.to_owned(),
        login: tunnel.login.as_ref().map(ToString::to_string),
        offers: tunnel.offers.iter().map(offer).collect(),
        ticket: tunnel.ticket.as_ref().map(ticket),
        status: reply.map(|reply| reply.status),
        reason: reply.map(|reply| reply.reason.clone()),
        headers: reply.map_or_else(Vec::new, headers::all),
        code,
        error,
    }
}

fn offer(offer: &evidence::Offer) -> v1::LoginOffer {
    v1::LoginOffer {
        scheme: offer.scheme.to_string(),
        realm: offer.realm.clone(),
    }
}

fn ticket(fault: &TicketFault) -> String {
    match fault {
        TicketFault::NoLibrary => "no_library".to_owned(),
        TicketFault::NoTicket => "no_ticket".to_owned(),
        TicketFault::Expired => "expired".to_owned(),
        TicketFault::ProxyUnknown => "proxy_unknown".to_owned(),
        TicketFault::ClockSkew => "clock_skew".to_owned(),
        TicketFault::NoKdc => "no_kdc".to_owned(),
        TicketFault::TimedOut => "timed_out".to_owned(),
        TicketFault::Other(code) => code.clone(),
    }
}
