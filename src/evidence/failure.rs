//! What can be seen to go wrong, as stable codes `layer.what`.
//!
//! Owns the list of codes and the layer of each. Which observation earns which code is decided
//! where the type of the error is still known: in the observation types beside this file, and,
//! where several observations are needed, in the verdict.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where on the way to an endpoint something happened, in the order of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Layer {
    Dns,
    Tcp,
    Proxy,
    Tls,
    Http,
}

impl Layer {
    pub fn code(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Tcp => "tcp",
            Self::Proxy => "proxy",
            Self::Tls => "tls",
            Self::Http => "http",
        }
    }
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// One row per failure: variant, code and meaning stand together, so that none can be forgotten.
macro_rules! failures {
    ($($(#[doc = $doc:literal])+ $variant:ident = $layer:ident $code:literal,)+) => {
        /// What was seen to go wrong. The order is the order of the walk, clearest first.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Failure {
            $($(#[doc = $doc])+ #[serde(rename = $code)] $variant,)+
        }

        impl Failure {
            /// Every failure that there is, in order.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The stable code, `layer.what`.
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The layer that the code begins with.
            pub fn layer(self) -> Layer {
                match self { $(Self::$variant => Layer::$layer,)+ }
            }
        }
    };
}

failures! {
    /// The name servers say that the name does not exist (RFC 1035, RCODE 3).
    DnsNxdomain = Dns "dns.nxdomain",
    /// The name exists, but has no address of any kind.
    DnsNoAnswer = Dns "dns.no_answer",
    /// The name server refuses the question (RCODE 5).
    DnsRefused = Dns "dns.refused",
    /// The name server could not find out (RCODE 2).
    DnsServfail = Dns "dns.servfail",
    /// No answer within the time allowed.
    DnsTimeout = Dns "dns.timeout",
    /// No name server could be reached at all.
    DnsUnreachable = Dns "dns.unreachable",
    /// The answer is an address at which no service can be: 0.0.0.0/8, 127/8, ::, a sinkhole.
    DnsSinkhole = Dns "dns.sinkhole",
    /// The answer is a routable address at which something else answers.
    DnsHijack = Dns "dns.hijack",
    /// A RST, or an ICMP port-unreachable, in answer to the SYN.
    TcpRefused = Tcp "tcp.refused",
    /// The connection was reset while it was being made, other than by a refusal.
    TcpReset = Tcp "tcp.reset",
    /// No answer to any SYN.
    TcpTimeout = Tcp "tcp.timeout",
    /// The network says that the address cannot be reached, or may not be.
    TcpUnreachable = Tcp "tcp.unreachable",
    /// The proxy's own name cannot be resolved.
    ProxyDns = Proxy "proxy.dns",
    /// The proxy refuses connections.
    ProxyRefused = Proxy "proxy.refused",
    /// The proxy does not answer.
    ProxyTimeout = Proxy "proxy.timeout",
    /// The proxy cannot be reached.
    ProxyUnreachable = Proxy "proxy.unreachable",
    /// TLS to the proxy itself fails.
    ProxyTls = Proxy "proxy.tls",
    /// What listens at the proxy's address does not speak the proxy's protocol.
    ProxyProtocol = Proxy "proxy.protocol",
    /// The proxy wants a login that this run does not have.
    ProxyAuthRequired = Proxy "proxy.auth_required",
    /// The proxy's policy denies the destination.
    ProxyDenied = Proxy "proxy.denied",
    /// The proxy could not reach the destination.
    ProxyBadGateway = Proxy "proxy.bad_gateway",
    /// The proxy says that a limit is reached.
    ProxyLimited = Proxy "proxy.limited",
    /// The proxy shows a page of its own, or sends to one, in the place of a way on.
    ProxyPage = Proxy "proxy.page",
    /// A TCP reset during the TLS handshake.
    TlsReset = Tls "tls.reset",
    /// The connection was closed during the TLS handshake, without an alert.
    TlsClosed = Tls "tls.closed",
    /// Silence during the TLS handshake.
    TlsTimeout = Tls "tls.timeout",
    /// A fatal TLS alert (RFC 8446, section 6).
    TlsAlert = Tls "tls.alert",
    /// What answers does not speak TLS, or not correctly.
    TlsProtocol = Tls "tls.protocol",
    /// The chain is re-signed by an authority that this machine trusts and the public web does not.
    TlsIntercepted = Tls "tls.intercepted",
    /// The chain leads to no authority that anybody here trusts.
    TlsUntrusted = Tls "tls.untrusted",
    /// The certificate's validity is over.
    TlsExpired = Tls "tls.expired",
    /// The certificate's validity has not begun.
    TlsNotYetValid = Tls "tls.not_yet_valid",
    /// The certificate is for other names.
    TlsNameMismatch = Tls "tls.name_mismatch",
    /// A product's block page came instead of the service.
    HttpBlockPage = Http "http.block_page",
    /// Something that is not AWS answered.
    HttpNotAws = Http "http.not_aws",
    /// A redirect leads away from AWS.
    HttpRedirectAway = Http "http.redirect_away",
    /// The genuine service refuses the request: by its own rules, not the network's.
    HttpRefused = Http "http.refused",
    /// A 5xx status.
    HttpServerError = Http "http.server_error",
    /// A TCP reset after the request.
    HttpReset = Http "http.reset",
    /// The connection was closed after the request, without a reply.
    HttpClosed = Http "http.closed",
    /// No first byte of a reply within the time allowed.
    HttpTimeout = Http "http.timeout",
    /// The reply is not HTTP.
    HttpProtocol = Http "http.protocol",
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl Failure {
    /// Whether a name server said that there is nothing to be found, which ends the search.
    pub fn is_denial(self) -> bool {
        matches!(self, Self::DnsNxdomain | Self::DnsNoAnswer)
    }

    /// Whether a second attempt may come out otherwise. Silence and a bare close are ambiguous, and
    /// so is a RST after the request, with which servers end connections that they are tired of; a RST
    /// before it or an answer that says no is clear, and is not asked twice (design, "Time").
    pub fn is_ambiguous(self) -> bool {
        matches!(
            self,
            Self::DnsTimeout
                | Self::DnsServfail
                | Self::TcpTimeout
                | Self::ProxyTimeout
                | Self::TlsTimeout
                | Self::TlsClosed
                | Self::HttpTimeout
                | Self::HttpClosed
                | Self::HttpReset
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_begins_with_its_layer_and_stands_once() {
        let mut codes: Vec<_> = Failure::ALL.iter().map(|f| f.code()).collect();
        for failure in Failure::ALL {
            let (layer, _) = failure.code().split_once('.').unwrap();
            assert_eq!(layer, failure.layer().code());
        }
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Failure::ALL.len());
    }
}
