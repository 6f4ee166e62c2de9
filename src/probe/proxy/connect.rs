//! HTTP CONNECT: asking an HTTP proxy for a connection (RFC 9110, section 9.3.6).
//!
//! Owns the request and how much of the reply is read: a refusal whole, for its headers and its page
//! say whose it is.

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncWrite},
    time::timeout,
};

use zeroize::Zeroizing;

use crate::evidence::{Granted, HttpFault, Reply, TunnelFault};
use crate::probe::http;

use super::{Target, answer::Answer, leading::Reaction};

/// The most that is read of the page of a refusal.
const LONGEST_PAGE: usize = 8 * 1024;

/// Asks once, and gives up after `limit`.
pub(super) async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    target: &Target,
    user_agent: &str,
    answer: Option<&Answer>,
    limit: Duration,
) -> Reaction {
    let request = request(target, user_agent, answer);
    let dialogue = http::dialogue(stream, &request, LONGEST_PAGE);
    let (outcome, whole) = match timeout(limit, dialogue).await {
        Err(_) => (Err(TunnelFault::Timeout), false),
        Ok(Err(fault)) => (Err(of_fault(fault)), false),
        // A page in answer to CONNECT is no way on, whatever its status.
        Ok(Ok((reply, _))) if is_way_on(&reply) => (Ok(Granted::Http(reply)), true),
        Ok(Ok((reply, whole))) => (Err(TunnelFault::Refused(reply)), whole),
    };
    Reaction {
        login: answer.map(|answer| answer.scheme().clone()),
        outcome,
        whole,
    }
}

fn is_way_on(reply: &Reply) -> bool {
    (200..300).contains(&reply.status) && reply.body.is_empty()
}

fn request(target: &Target, user_agent: &str, answer: Option<&Answer>) -> Zeroizing<Vec<u8>> {
    let login = answer.map_or_else(Zeroizing::default, |answer| {
        Zeroizing::new(["Proxy-Authorization: ", answer.header(), "\r\n"].concat())
    });
    let head =
        format!("CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: {user_agent}\r\n");
    Zeroizing::new([head.as_str(), &login, "\r\n"].concat().into_bytes())
}

fn of_fault(fault: HttpFault) -> TunnelFault {
    match fault {
        HttpFault::Reset => TunnelFault::Reset,
        HttpFault::Closed => TunnelFault::Closed,
        HttpFault::Timeout | HttpFault::Unfinished => TunnelFault::Timeout,
        HttpFault::Alert(what) | HttpFault::Protocol(what) => TunnelFault::Protocol(what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page may come a moment later than the head that announces it.
    #[tokio::test(start_paused = true)]
    async fn a_page_after_a_yes_is_no_way_on() {
        let target = Target::Name("mycorp.awsapps.com".to_owned(), 443);
        let sent = request(&target, "x", None);
        let limit = Duration::from_secs(5);
        let html = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 4\r\n\r\n";
        let mut late = tokio_test::io::Builder::new()
            .write(&sent)
            .read(html)
            .wait(Duration::from_millis(200))
            .read(b"Stop")
            .build();
        let said = ask(&mut late, &target, "x", None, limit).await.outcome;
        let page = said.err().and_then(|fault| fault.reply().cloned());
        assert_eq!(page.map(|page| page.body).as_deref(), Some("Stop"));
        // Others announce what they do not send.
        let mut never = tokio_test::io::Builder::new()
            .write(&sent)
            .read(html)
            .wait(Duration::from_secs(60))
            .build();
        let said = ask(&mut never, &target, "x", None, limit).await;
        assert!(said.outcome.is_ok());
    }

    #[test]
    fn the_request_names_the_target_twice_and_nothing_secret() {
        let target = Target::Name("mycorp.awsapps.com".to_owned(), 443);
        let text = String::from_utf8(request(&target, "aws-netcheck/1", None).to_vec()).unwrap();
        let head = "CONNECT mycorp.awsapps.com:443 HTTP/1.1\r\nHost: mycorp.awsapps.com:443\r\n";
        assert!(text.starts_with(head));
        assert!(text.ends_with("\r\n\r\n"));
    }
}
