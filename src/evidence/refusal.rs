//! What a proxy's reply says where it does not lead on: by a token that has but one meaning, by its
//! status, and by the place that it sends to.
//!
//! Owns the failure that a reply earns. Whose page it is, the fingerprints say; what may be over in a
//! moment is asked again by the probe.

use std::time::Duration;

use super::{Failure, Reply};

/// What a proxy says in a token that has but one meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    Login,
    Policy,
    /// The target's name could not be resolved.
    Name,
    /// The target could not be reached.
    Upstream,
    /// As many connections go on as may.
    Limit,
}

/// A token goes before the status, for the same status stands for several things; but what wants a
/// login, and what is a limit, is so by its number, whatever page comes with it.
pub(super) fn failure(reply: &Reply) -> Failure {
    match (reply.status, word(reply)) {
        (407, _) | (_, Some(Word::Login)) => Failure::ProxyAuthRequired,
        // RFC 6585, section 4.
        (429, _) | (_, Some(Word::Limit)) => Failure::ProxyLimited,
        (_, Some(Word::Policy)) => Failure::ProxyDenied,
        (_, Some(Word::Name | Word::Upstream)) => Failure::ProxyBadGateway,
        (_, None) => of_status(reply),
    }
}

fn of_status(reply: &Reply) -> Failure {
    let redirects = (300..400).contains(&reply.status);
    let place = reply.header("location").filter(|_| redirects);
    let place = place.map(Place::of);
    let status = meant_by_squid(reply).unwrap_or(reply.status);
    match status {
        // A gateway that keeps logins in cookies sends to its own page for them.
        _ if place == Some(Place::Login) => Failure::ProxyAuthRequired,
        // So may Squid (`ext_session_acl`), which has the status of a denial for it.
        _ if place == Some(Place::PerhapsLogin) => Failure::ProxyPage,
        // 511 is a network that wants a login (RFC 6585, section 6); 401 is meant for servers, and
        // some gateways answer CONNECT with it.
        401 | 407 | 511 => Failure::ProxyAuthRequired,
        300..=399 if place == Some(Place::Block) => Failure::ProxyDenied,
        // A page in the place of a way on, or the way to one.
        200..=399 => Failure::ProxyPage,
        403 | 451 | 470 => Failure::ProxyDenied,
        429 => Failure::ProxyLimited,
        404 if is_privoxys_no_name(reply) => Failure::ProxyBadGateway,
        // A web server takes CONNECT for a mistake: 400, 404, 405, 501, 505.
        501 | 505 => Failure::ProxyProtocol,
        500.. => Failure::ProxyBadGateway,
        _ => Failure::ProxyProtocol,
    }
}

/// 404 in answer to CONNECT is Privoxy's "No such domain".
pub(super) fn is_privoxys_no_name(reply: &Reply) -> bool {
    reply.status == 404 && reply.reason == "No such domain"
}

/// The longest number of seconds that is waited where a proxy names one.
const LONGEST_WAIT: u64 = 5;

/// Whether it may be over in a moment: a limit, or a failure of which the proxy does not say what
/// failed, as where it is busy or begins anew.
pub(super) fn is_passing(reply: &Reply) -> bool {
    match failure(reply) {
        Failure::ProxyLimited => true,
        Failure::ProxyBadGateway => word(reply).is_none() && !is_privoxys_no_name(reply),
        _ => false,
    }
}

/// What the proxy asks to be waited before it is asked again (RFC 9110, section 10.2.3), where it is
/// no date: nothing where it says nothing, and no time at all where it is too long to be waited.
pub(super) fn wait(reply: &Reply) -> Option<Option<Duration>> {
    let value = reply.header("retry-after")?;
    let seconds = value.trim().parse().ok();
    let seconds = seconds.filter(|seconds: &u64| *seconds <= LONGEST_WAIT);
    Some(seconds.map(Duration::from_secs))
}

/// Squid's error page by its name, and the error of RFC 9209, section 2.3.
pub(super) fn word(reply: &Reply) -> Option<Word> {
    let squid = reply.header("x-squid-error").and_then(of_squid);
    squid.or_else(|| of_proxy_status(reply.header("proxy-status")?))
}

/// By Squid's own names (Squid, `src/error/forward.h`): those that say what its rules deny, and those
/// of the way beyond it. Others are pages of the company's own (`deny_info`), or tell of Squid itself
/// (`ERR_SHUTTING_DOWN`, `ERR_SOCKET_FAILURE`); for them the status speaks.
fn of_squid(value: &str) -> Option<Word> {
    match value.split_whitespace().next()? {
        "ERR_CACHE_ACCESS_DENIED" => Some(Word::Login),
        "ERR_ACCESS_DENIED" | "ERR_FORWARDING_DENIED" | "ERR_TOO_BIG" => Some(Word::Policy),
        "ERR_DNS_FAIL" => Some(Word::Name),
        "ERR_CANNOT_FORWARD"
        | "ERR_CONNECT_FAIL"
        | "ERR_LIFETIME_EXP"
        | "ERR_READ_ERROR"
        | "ERR_READ_TIMEOUT"
        | "ERR_SECURE_CONNECT_FAIL"
        | "ERR_WRITE_ERROR"
        | "ERR_ZERO_SIZE_OBJECT" => Some(Word::Upstream),
        _ => None,
    }
}

/// Where `deny_info` names a URL, Squid redirects there, and the status that it would have had stands
/// before the words "Access Denied" (Squid, `src/errorpage.cc`, `ErrorState::BuildHttpReply`).
fn meant_by_squid(reply: &Reply) -> Option<u16> {
    let value = reply.header("x-squid-error")?;
    value.split_whitespace().next()?.parse().ok()
}

/// The errors of the section are all known here; those of the proxy itself (`proxy_internal_error` and
/// its like) say nothing of the target.
fn of_proxy_status(value: &str) -> Option<Word> {
    let (_, error) = value.split_once("error=")?;
    let end = error.find([';', ',', ' ']).unwrap_or(error.len());
    match &error[..end] {
        "dns_error" | "dns_timeout" | "destination_not_found" => Some(Word::Name),
        "destination_ip_prohibited" | "http_request_denied" => Some(Word::Policy),
        "connection_limit_reached" => Some(Word::Limit),
        "destination_unavailable"
        | "destination_ip_unroutable"
        | "connection_refused"
        | "connection_terminated"
        | "connection_timeout"
        | "connection_read_timeout"
        | "connection_write_timeout"
        | "tls_protocol_error"
        | "tls_certificate_error"
        | "tls_alert_received" => Some(Word::Upstream),
        _ => None,
    }
}

/// What the place is that a proxy sends to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Login,
    /// A word of it speaks of one.
    PerhapsLogin,
    Block,
    Unclear,
}

/// How words begin that name a page of denial.
const DENIALS: &[&str] = &["block", "denied", "deny", "filter", "forbid"];
/// How words begin that may name a page for logins.
const LOGINS: &[&str] = &["auth", "login", "logon", "session", "sign", "splash", "sso"];

/// Parameters by which one is sent to log in: SAML 2.0, bindings, section 3.4.4; WS-Federation 1.2,
/// section 13.2.1; `OpenID` Connect Core 1.0, section 3.1.2.1.
const LOGIN_PARAMETERS: &[&str] = &["samlrequest=", "wa=wsignin1.0", "response_type="];

impl Place {
    /// A host's name proves neither a login nor a block: `gateway.` and `login.` begin the names of
    /// all kinds of pages.
    fn of(location: &str) -> Self {
        let location = location.to_ascii_lowercase();
        let (place, query) = location.split_once('?').unwrap_or((&location, ""));
        let (_, rest) = place.split_once("://").unwrap_or(("", place));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        let host = authority.split(':').next().unwrap_or_default();
        let words = || place.split(|c: char| !c.is_ascii_alphanumeric());
        let speaks =
            |of: &[&str]| words().any(|word| of.iter().any(|known| word.starts_with(known)));
        if speaks(DENIALS) {
            return Self::Block;
        }
        let mut parameters = query.split('&');
        let asks =
            parameters.any(|one| LOGIN_PARAMETERS.iter().any(|known| one.starts_with(known)));
        // Active Directory Federation Services answers there (Microsoft, "AD FS troubleshooting").
        let federates = path.starts_with("adfs/");
        if asks || federates || is_zscalers(host) {
            return Self::Login;
        }
        match speaks(LOGINS) {
            true => Self::PerhapsLogin,
            false => Self::Unclear,
        }
    }
}

/// Zscaler's gateway for logins (Zscaler, "About Authentication": gateway.CLOUD.net and
/// login.CLOUD.net; the clouds are zscaler, zscalerone and so on, and zscloud).
fn is_zscalers(host: &str) -> bool {
    let cloud = ["gateway.", "login."]
        .iter()
        .find_map(|prefix| host.strip_prefix(prefix));
    let cloud = cloud.and_then(|cloud| cloud.strip_suffix(".net"));
    cloud.is_some_and(|cloud| {
        let is_name = cloud.bytes().all(|byte| byte.is_ascii_lowercase());
        is_name && (cloud.starts_with("zscaler") || cloud == "zscloud")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, headers: &[(&str, &str)]) -> Reply {
        let text = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Reply {
            version: 1,
            status,
            reason: String::new(),
            headers: headers.iter().map(text).collect(),
            body: String::new(),
            body_cut: false,
        }
    }

    #[test]
    fn a_token_goes_before_the_status() {
        let squid = |error| refused(503, &[("X-Squid-Error", error)]);
        for (error, came) in [
            ("ERR_ACCESS_DENIED 0", Failure::ProxyDenied),
            ("ERR_DNS_FAIL 0", Failure::ProxyBadGateway),
            ("ERR_CANNOT_FORWARD 0", Failure::ProxyBadGateway),
        ] {
            assert_eq!(failure(&squid(error)), came, "{error}");
            assert!(!is_passing(&squid(error)), "{error}");
        }
        let standard = |error| refused(502, &[("Proxy-Status", error)]);
        let name = standard("gw; error=dns_error; rcode=\"NXDOMAIN\"");
        assert_eq!(word(&name), Some(Word::Name));
        let policy = standard("gw.example; error=http_request_denied");
        assert_eq!(failure(&policy), Failure::ProxyDenied);
        let limit = standard("gw.example; error=connection_limit_reached");
        assert_eq!(failure(&limit), Failure::ProxyLimited);
        let own = standard("gw.example; error=proxy_internal_error");
        assert!(is_passing(&own));
    }

    /// As Squid 5.7 answers with `deny_info`.
    #[test]
    fn a_page_of_the_companys_own_is_known_by_its_status() {
        let redirect = [
            ("Location", "http://proxyinfo.corp.example/cloud"),
            ("X-Squid-Error", "403 Access Denied"),
        ];
        assert_eq!(failure(&refused(307, &redirect)), Failure::ProxyDenied);
        let splash = [("Location", "http://login.corp.example/"), redirect[1]];
        assert_eq!(failure(&refused(307, &splash)), Failure::ProxyPage);
        let page = [("X-Squid-Error", "ERR_CORP_RULE 0")];
        assert_eq!(failure(&refused(403, &page)), Failure::ProxyDenied);
        assert_eq!(failure(&refused(407, &page)), Failure::ProxyAuthRequired);
        let busy = [("X-Squid-Error", "503:ERR_CORP_BUSY 0")];
        assert!(is_passing(&refused(503, &busy)));
        let login = [("X-Squid-Error", "407 Access Denied")];
        assert_eq!(failure(&refused(307, &login)), Failure::ProxyAuthRequired);
    }

    #[test]
    fn a_status_alone_tells_login_policy_fault_and_limit_apart() {
        for (status, came, passing) in [
            (200, Failure::ProxyPage, false),
            (403, Failure::ProxyDenied, false),
            (405, Failure::ProxyProtocol, false),
            (407, Failure::ProxyAuthRequired, false),
            (429, Failure::ProxyLimited, true),
            (501, Failure::ProxyProtocol, false),
            (502, Failure::ProxyBadGateway, true),
            (503, Failure::ProxyBadGateway, true),
        ] {
            let reply = refused(status, &[]);
            assert_eq!(failure(&reply), came, "{status}");
            assert_eq!(is_passing(&reply), passing, "{status}");
        }
        let denied = refused(429, &[("X-Squid-Error", "ERR_ACCESS_DENIED 0")]);
        assert_eq!(failure(&denied), Failure::ProxyLimited);
    }

    #[test]
    fn a_name_alone_is_neither_a_login_nor_a_block() {
        for (location, came) in [
            (
                "https://gateway.zscaler.net:443/auD?origurl=x",
                Failure::ProxyAuthRequired,
            ),
            (
                "https://gateway.zscalerthree.net/_sm_ctn",
                Failure::ProxyAuthRequired,
            ),
            (
                "https://adfs.corp.example/adfs/ls?wa=wsignin1.0",
                Failure::ProxyAuthRequired,
            ),
            (
                "https://id.example/sso?x=1&SAMLRequest=abc",
                Failure::ProxyAuthRequired,
            ),
            (
                "http://gateway.corp.example/blocked?cat=cloud",
                Failure::ProxyDenied,
            ),
            ("http://blocked.corp.example/", Failure::ProxyDenied),
            ("http://gateway.corp.example/", Failure::ProxyPage),
            ("https://login.corp.example/", Failure::ProxyPage),
            ("https://gateway.zscaler.net.evil/", Failure::ProxyPage),
            ("/relative", Failure::ProxyPage),
        ] {
            let reply = refused(302, &[("Location", location)]);
            assert_eq!(failure(&reply), came, "{location}");
        }
    }

    #[test]
    fn a_short_wait_is_kept_and_a_long_one_is_none() {
        let after = |value| wait(&refused(503, &[("Retry-After", value)]));
        assert_eq!(after("2"), Some(Some(Duration::from_secs(2))));
        assert_eq!(after("3600"), Some(None));
        assert_eq!(after("Wed, 21 Oct 2026 07:28:00 GMT"), Some(None));
        assert_eq!(wait(&refused(503, &[])), None);
    }
}
