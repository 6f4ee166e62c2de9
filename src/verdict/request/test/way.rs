//! The way that a command has to go: the one that was walked.
//!
//! Owns the flags of curl and of s_client for it. A name and a password never stand in a command.

use crate::evidence::{ProxyStep, Scheme, Tunnel, TunnelFault};
use crate::verdict::{Cause, Measured, Wall};

use super::{Desk, is_plain};

/// In the place of a proxy whose address is not ours to put into a command.
const YOUR_PROXY: &str = "YOUR-PROXY";

/// In the place of a user's name; curl then asks for the password.
const YOUR_NAME: &str = "YOUR-NAME";

pub(super) enum Way {
    /// Straight on, as curl goes here by itself.
    Plain,
    /// Straight on, past a proxy that a variable names to curl.
    Past,
    Through {
        proxy: String,
        /// The scheme of the login that it took.
        login: Option<Scheme>,
    },
}

impl Way {
    /// At the proxy where the wall stands, or behind which.
    pub(super) fn of(one: &Measured, wall: &Wall, desk: Desk) -> Self {
        match &wall.proxy {
            Some(proxy) => Self::Through {
                // What is asked for then is to be let through without one.
                login: login(one, proxy).filter(|_| wall.cause != Cause::ProxyAuth),
                // The brackets of an IPv6 address are quoted below.
                proxy: match is_plain(&proxy.replace(['[', ']'], "")) {
                    true => proxy.clone(),
                    false => YOUR_PROXY.to_owned(),
                },
            },
            None if desk.has_proxy => Self::Past,
            None => Self::Plain,
        }
    }

    /// Each flag with a space behind it. In quotes: some shells look for files by a star.
    pub(super) fn for_curl(&self) -> String {
        match self {
            Self::Plain => String::new(),
            Self::Past => "--noproxy \"*\" ".to_owned(),
            Self::Through { proxy, login } => {
                let login = login.as_ref().map_or_else(String::new, for_login);
                format!("-x {} {login}", quoted(proxy))
            }
        }
    }

    /// The same for s_client, which asks a proxy by CONNECT, without TLS and without a ticket; none
    /// where it cannot go this way.
    pub(super) fn for_s_client(&self) -> Option<String> {
        match self {
            // It reads no variable.
            Self::Plain | Self::Past => Some(String::new()),
            Self::Through { login: Some(_), .. } => None,
            Self::Through { proxy, .. } => {
                let at = proxy.strip_prefix("http://")?;
                Some(format!(" -proxy {}", quoted(at)))
            }
        }
    }
}

/// What the proxy took, whatever it said then.
fn login(one: &Measured, proxy: &str) -> Option<Scheme> {
    let mut tunnels = one.evidence.proxy_steps().filter_map(|(seen, step)| {
        let ours = seen.proxy.as_deref() == Some(proxy);
        match step {
            ProxyStep::Tunnel(tunnel) if ours && !wants_login(tunnel) => Some(tunnel),
            _ => None,
        }
    });
    tunnels.find_map(|tunnel| tunnel.login.clone())
}

fn wants_login(tunnel: &Tunnel) -> bool {
    match &tunnel.outcome {
        Ok(_) => false,
        Err(TunnelFault::SocksLogin) => true,
        Err(fault) => fault.reply().is_some_and(|reply| reply.status == 407),
    }
}

/// curl(1): a name without a colon is asked for its password, an empty one means the user who is
/// logged on. It takes the password of SOCKS from the same flag.
fn for_login(scheme: &Scheme) -> String {
    match scheme {
        Scheme::Negotiate => "--proxy-negotiate -U : ".to_owned(),
        Scheme::Ntlm => "--proxy-ntlm -U : ".to_owned(),
        Scheme::Digest => format!("--proxy-digest -U {YOUR_NAME} "),
        Scheme::Basic | Scheme::Bearer | Scheme::Other(_) => format!("-U {YOUR_NAME} "),
    }
}

/// Some shells look for files where there are brackets.
fn quoted(word: &str) -> String {
    match word.contains('[') {
        true => format!("\"{word}\""),
        false => word.to_owned(),
    }
}
