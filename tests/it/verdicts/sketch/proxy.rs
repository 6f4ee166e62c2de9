//! The way through a proxy.

use std::sync::Arc;

use aws_netcheck::evidence::{
    Connect, Exchange, Failure, Granted, Handshake, Hello, Offer, Program, ProgramWay, ProxyLookup,
    ProxyStep, Reply, Route, Saw, Scheme, Session, SystemAnswer, TcpFault, TlsFault, Tunnel,
    TunnelFault, TunnelProtocol,
};

use super::{Sketch, plain};

/// The proxy of these cases, and where it is.
const PROXY: &str = "http://proxy.corp.example:3128";
const AT: &str = "10.0.0.9";

impl Sketch {
    /// The last observation was made with the proxy, or through it.
    fn by_proxy(mut self) -> Self {
        let seen = self.0.evidence.observations.last_mut().unwrap();
        Arc::make_mut(seen).proxy = Some(PROXY.into());
        self
    }

    fn step(self, address: Option<&str>, ms: u64, step: ProxyStep) -> Self {
        self.saw(address, ms, Saw::Proxy(step)).by_proxy()
    }

    /// The settings lead this way.
    pub(in crate::verdicts) fn routed(mut self, way: &str, source: &str) -> Self {
        self.0.evidence.route = Some(Route {
            hops: vec![way.to_owned()],
            source: source.to_owned(),
            exempt: None,
            trouble: None,
            programs: Vec::new(),
            cli_login: None,
        });
        self
    }

    /// A program goes this way by the same settings.
    pub(in crate::verdicts) fn program(
        mut self,
        program: Program,
        way: &str,
        source: Option<&str>,
        exempt: Option<&str>,
    ) -> Self {
        let route = self.0.evidence.route.as_mut().unwrap();
        route.programs.push(ProgramWay {
            program,
            way: way.to_owned(),
            source: source.map(str::to_owned),
            exempt: exempt.map(str::to_owned),
            fails: false,
        });
        self
    }

    /// The last of the programs is known to fail by its setting.
    pub(in crate::verdicts) fn fails(mut self) -> Self {
        let route = self.0.evidence.route.as_mut().unwrap();
        route.programs.last_mut().unwrap().fails = true;
        self
    }

    /// Whether the AWS CLI's own setting has a login.
    pub(in crate::verdicts) fn cli_login(mut self, has: bool) -> Self {
        self.0.evidence.route.as_mut().unwrap().cli_login = Some(has);
        self
    }

    pub(in crate::verdicts) fn proxy_lost(self) -> Self {
        let name = "proxy.corp.example".to_owned();
        let answer = SystemAnswer::NoName;
        self.step(None, 5, ProxyStep::Lookup(ProxyLookup { name, answer }))
    }

    pub(in crate::verdicts) fn proxy_reached(self) -> Self {
        let connect = Connect { outcome: Ok(()) };
        self.step(Some(AT), 2, ProxyStep::Connect(connect))
    }

    pub(in crate::verdicts) fn proxy_unreached(self, failure: Failure) -> Self {
        let silent = failure == Failure::TcpTimeout;
        let errno = if silent { "" } else { "ECONNREFUSED" };
        let errno = errno.to_owned();
        let outcome = Err(TcpFault { failure, errno });
        self.step(Some(AT), 2, ProxyStep::Connect(Connect { outcome }))
    }

    /// The proxy says yes, as Squid does.
    pub(in crate::verdicts) fn led(self) -> Self {
        let granted = Ok(Granted::Http(plain(200)));
        self.proxy_reached().tunnel(granted)
    }

    /// The proxy says no.
    pub(in crate::verdicts) fn not_led(self, fault: TunnelFault) -> Self {
        self.proxy_reached().tunnel(Err(fault))
    }

    pub(in crate::verdicts) fn refused(self, reply: Reply) -> Self {
        self.not_led(TunnelFault::Refused(reply))
    }

    fn tunnel(self, outcome: Result<Granted, TunnelFault>) -> Self {
        let target = format!("{}:443", self.0.path.host);
        let offers = match &outcome {
            Err(TunnelFault::Refused(reply)) => {
                let offered = reply.header("proxy-authenticate").map(str::to_owned);
                let offer = |scheme: String| Offer {
                    scheme: scheme.into(),
                    realm: None,
                };
                offered.into_iter().map(offer).collect()
            }
            _ => Vec::new(),
        };
        let tunnel = Tunnel {
            target,
            protocol: TunnelProtocol::Connect,
            login: None,
            offers,
            ticket: None,
            outcome,
        };
        self.step(Some(AT), 40, ProxyStep::Tunnel(tunnel))
    }

    /// The proxy took this login before it said yes.
    pub(in crate::verdicts) fn logged_in_by(mut self, scheme: Option<Scheme>) -> Self {
        let seen = self.0.evidence.observations.last_mut().unwrap();
        if let Saw::Proxy(ProxyStep::Tunnel(tunnel)) = &mut Arc::make_mut(seen).saw {
            tunnel.login = scheme;
        }
        self
    }

    /// All of it was by this proxy, and not by that of the other cases.
    pub(in crate::verdicts) fn all_by(mut self, proxy: &str) -> Self {
        for seen in &mut self.0.evidence.observations {
            Arc::make_mut(seen).proxy = Some(proxy.into());
        }
        self
    }

    /// TLS with the host, through the proxy.
    pub(in crate::verdicts) fn tls_through(self, outcome: Result<Session, TlsFault>) -> Self {
        let server_name = self.0.path.host.clone();
        let handshake = Handshake {
            hello: Hello::Ordinary,
            server_name,
            acknowledged: None,
            received: None,
            outcome,
        };
        self.saw(Some(AT), 95, Saw::Handshake(handshake)).by_proxy()
    }

    pub(in crate::verdicts) fn answers_through(self, reply: Reply) -> Self {
        let url = self.0.path.url.to_string();
        let outcome = Ok(reply);
        self.saw(Some(AT), 97, Saw::Exchange(Exchange { url, outcome }))
            .by_proxy()
    }
}
