//! What one HTTP exchange saw: status line, headers and the beginning of the body.
//!
//! Owns the shapes and the marks by which AWS is known; whether a reply without marks is a block
//! page is the verdict's.

use serde::{Deserialize, Serialize};

use super::Failure;

/// One GET over one connection; redirects are recorded, never followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// The URL asked for.
    pub url: String,
    pub outcome: Result<Reply, HttpFault>,
}

/// Why there is no reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HttpFault {
    /// ECONNRESET after the request.
    Reset,
    /// End of file before a whole head.
    Closed,
    /// Not a byte in time.
    Timeout,
    /// The beginning of a head, and no end of it in time.
    Unfinished,
    /// A fatal TLS alert instead of a reply, by its name.
    Alert(String),
    /// What came is not HTTP/1.x, or its head is longer than the limit.
    Protocol(String),
}

/// A reply's head and the beginning of its body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// Minor version of HTTP/1.
    pub version: u8,
    pub status: u16,
    pub reason: String,
    /// As sent, in order; values are untrusted text.
    pub headers: Vec<(String, String)>,
    /// The first bytes of the body, chunking removed, as text; at most 64 KiB.
    pub body: String,
    /// Whether there was more than was read.
    pub body_cut: bool,
}

/// Headers that only AWS's services and CDN send (AWS API reference; Amazon CloudFront developer
/// guide). Their absence proves nothing: which Identity Center hosts send them is unconfirmed.
const AWS_MARKS: &[&str] = &[
    "x-amzn-requestid",
    "x-amzn-request-id",
    "x-amzn-errortype",
    "x-amzn-trace-id",
    "x-amz-request-id",
    "x-amz-id-2",
    "x-amz-cf-id",
    "x-amz-cf-pop",
    "x-amz-apigw-id",
];

/// Whether a header of this name is one that only AWS sends.
pub fn is_aws_mark(name: &str) -> bool {
    AWS_MARKS.iter().any(|mark| name.eq_ignore_ascii_case(mark))
}

/// The text of the first element of that name in a page, with single spaces (HTML Living Standard,
/// 13.1.2).
pub fn element(page: &str, name: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let begin = lower.find(&format!("<{name}"))?;
    let begin = begin + lower[begin..].find('>')? + 1;
    let end = begin + lower[begin..].find(&format!("</{name}"))?;
    let words: Vec<&str> = page[begin..end].split_whitespace().collect();
    Some(words.join(" "))
}

impl Reply {
    /// The first header of that name, which is compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The header that shows that AWS answered, if there is one.
    pub fn aws_mark(&self) -> Option<&str> {
        self.headers
            .iter()
            .map(|(name, _)| name.as_str())
            .find(|name| is_aws_mark(name))
    }
}

impl Exchange {
    pub fn reply(&self) -> Option<&Reply> {
        self.outcome.as_ref().ok()
    }

    pub(super) fn failure(&self) -> Option<Failure> {
        match &self.outcome {
            Ok(reply) if reply.status >= 500 => Some(Failure::HttpServerError),
            Ok(_) => None,
            Err(HttpFault::Reset) => Some(Failure::HttpReset),
            Err(HttpFault::Closed) => Some(Failure::HttpClosed),
            Err(HttpFault::Timeout | HttpFault::Unfinished) => Some(Failure::HttpTimeout),
            Err(HttpFault::Alert(_) | HttpFault::Protocol(_)) => Some(Failure::HttpProtocol),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_found_however_it_is_written() {
        for page in [
            "<html><TITLE lang=\"en\">Web\n  access</TITLE>",
            "<title>Web access</title>",
        ] {
            assert_eq!(element(page, "title").as_deref(), Some("Web access"));
        }
        for page in ["", "<title", "<title>open", "</title><title>"] {
            assert_eq!(element(page, "title"), None);
        }
    }
}
