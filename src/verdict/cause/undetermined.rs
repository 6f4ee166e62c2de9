//! The evidence does not tell the mechanism.
//!
//! Rule: none of the others found grounds. It says what was seen, and, where the evidence speaks
//! against itself, both sides.
//!
//! Last, because it always applies.

use crate::evidence::{Failure, Layer};

use crate::verdict::walk::redirect_host;
use crate::verdict::{programs, proxies};

use super::{Case, Confidence, Found, Phrase, tls_inspection};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    Some(say(case))
}

/// What was seen, and no more.
/// The summary where the name server, or whoever keeps a private endpoint, is to be asked first.
pub(in crate::verdict) const PRIVATE_PLACE: &str = "summary.nobody_at_a_private_address";

pub(super) fn say(case: &Case<'_, '_>) -> Found {
    let own_lookup = case.layer() == Layer::Dns && case.address().is_none();
    let summary = match case.failure() {
        Failure::DnsServfail | Failure::DnsTimeout if own_lookup && case.walk.lookup.served => {
            "summary.system_lookup_fails"
        }
        Failure::ProxyBadGateway if !case.obstacle.settled => "summary.proxy_busy",
        failure => summary(failure),
    };
    if let Some(found) = in_a_private_place(case) {
        return found;
    }
    let found = Found::new(Confidence::Low, Phrase::new(summary));
    if !case.obstacle.settled {
        return found.because([unsettled(case)]);
    }
    let connected = case
        .address()
        .filter(|_| case.layer() == Layer::Tcp)
        .and_then(|address| case.network.connected_sibling_at(case.walk, address));
    let contradiction = connected
        .map(|other| Phrase::new("evidence.address_accepts_others").with("host", other.host()));
    let twin = case
        .network
        .answered_twin(case.walk, case.obstacle)
        .map(|twin| Phrase::new("evidence.twin_answered").with("url", &twin.path.url));
    let broken = matches!(case.failure(), Failure::TlsReset | Failure::TlsClosed);
    let turned = case.network.turns().filter(|_| broken);
    let found = found.because(turned).because(contradiction);
    let found = found.because(let_in(case));
    found
        .because(twin)
        .because(leads(case))
        .because(unsent(case))
}

/// Nobody is met at a private address, while other names lead to public ones.
fn in_a_private_place(case: &Case<'_, '_>) -> Option<Found> {
    let address = case
        .address()
        .filter(|_| case.layer() == Layer::Tcp && case.obstacle.settled)?;
    let public = case.network.public_sibling(case.walk, address)?;
    let summary = Phrase::new(PRIVATE_PLACE).with("address", address);
    let evidence = Phrase::new("evidence.public_sibling").with("host", public.host());
    Some(Found::new(Confidence::Low, summary).because([evidence]))
}

/// Why it was not measured to the end.
fn unsettled(case: &Case<'_, '_>) -> Phrase {
    if programs::proxy_of_others(case.walk, case.network).is_some() {
        return Phrase::new("evidence.proxy_of_others");
    }
    let stops = || case.network.name_server_stops();
    if let Some(stops) = (case.layer() == Layer::Dns).then(stops).flatten() {
        return stops;
    }
    if case.network.fails_by_turns(case.failure()) {
        return Phrase::new("evidence.fails_by_turns");
    }
    let reach = case.reach();
    if reach.is_some_and(|reach| reach.passing(case.failure()).is_some()) {
        return let_in(case).unwrap_or_else(|| Phrase::new("evidence.proxy_asked_once"));
    }
    let timeout = matches!(case.failure(), Failure::TlsTimeout | Failure::HttpTimeout);
    let short = case.failure() == Failure::TcpTimeout
        && reach.is_some_and(|reach| reach.times(case.failure()) > 1 && !reach.is_deaf());
    let slow = case.network.slow_sibling(case.walk).filter(|_| timeout);
    match reach {
        Some(reach) if timeout && reach.has_begun() => Phrase::new("evidence.more_time"),
        Some(reach) if case.layer() <= Layer::Tls && reach.is_genuine() => {
            Phrase::new("evidence.handshake_before")
        }
        _ if short => Phrase::new("evidence.short_silence"),
        _ => match slow {
            Some(other) => Phrase::new("evidence.others_are_slow").with("host", other.host()),
            None => Phrase::new("evidence.not_repeated"),
        },
    }
}

/// Whom a proxy let in after the same refusal.
fn let_in(case: &Case<'_, '_>) -> Option<Phrase> {
    let host = proxies::let_in_after(case.network, case.reach()?, case.failure())?;
    Some(Phrase::new("evidence.proxy_let_in").with("host", host))
}

/// A genuine leaf may have come without what signed it.
fn unsent(case: &Case<'_, '_>) -> Option<Phrase> {
    let session = case.reach()?.foreign_session()?;
    let of_chain = matches!(
        case.failure(),
        Failure::TlsUntrusted | Failure::TlsIntercepted
    );
    let issuer = tls_inspection::unsent_intermediate(session).filter(|_| of_chain)?;
    Some(Phrase::new("evidence.intermediate_unsent").with("issuer", issuer))
}

/// Where an answer leads of which nobody can say whose it is.
fn leads(case: &Case<'_, '_>) -> Option<Phrase> {
    let reach = case
        .reach()
        .filter(|_| case.failure() == Failure::HttpNotAws)?;
    let target = redirect_host(case.walk.path, reach.reply()?)?;
    Some(Phrase::new("evidence.redirect").with("target", target))
}

fn summary(failure: Failure) -> &'static str {
    match failure {
        Failure::DnsNxdomain => "summary.dns_nxdomain",
        Failure::DnsNoAnswer => "summary.dns_no_answer",
        Failure::DnsRefused => "summary.dns_refused",
        Failure::DnsServfail => "summary.dns_servfail",
        Failure::DnsTimeout => "summary.dns_timeout",
        Failure::DnsUnreachable => "summary.dns_unreachable",
        Failure::DnsSinkhole | Failure::DnsHijack => "summary.dns_forged",
        Failure::TcpRefused => "summary.tcp_refused",
        Failure::TcpReset => "summary.tcp_reset",
        Failure::TcpTimeout => "summary.tcp_timeout",
        Failure::TcpUnreachable => "summary.tcp_unreachable",
        Failure::TlsReset => "summary.tls_reset",
        Failure::TlsClosed => "summary.tls_closed",
        Failure::TlsTimeout => "summary.tls_timeout",
        Failure::TlsAlert => "summary.tls_alert",
        Failure::TlsProtocol => "summary.tls_protocol",
        Failure::TlsIntercepted => "summary.tls_intercepted",
        Failure::TlsUntrusted => "summary.tls_untrusted",
        Failure::TlsExpired => "summary.tls_expired",
        Failure::TlsNotYetValid => "summary.tls_not_yet_valid",
        Failure::TlsNameMismatch => "summary.tls_name_mismatch",
        Failure::HttpBlockPage | Failure::HttpNotAws => "summary.http_not_aws",
        Failure::HttpRedirectAway => "summary.http_redirect_away",
        Failure::HttpRefused => "summary.http_refused",
        Failure::HttpServerError => "summary.http_server_error",
        Failure::HttpReset => "summary.http_reset",
        Failure::HttpClosed => "summary.http_closed",
        Failure::HttpTimeout => "summary.http_timeout",
        Failure::HttpProtocol => "summary.http_protocol",
        Failure::ProxyDns
        | Failure::ProxyRefused
        | Failure::ProxyTimeout
        | Failure::ProxyUnreachable
        | Failure::ProxyTls
        | Failure::ProxyProtocol
        | Failure::ProxyAuthRequired
        | Failure::ProxyDenied
        | Failure::ProxyBadGateway => "summary.proxy",
        Failure::ProxyLimited => "summary.proxy_limited",
        Failure::ProxyPage => "summary.proxy_page",
    }
}
