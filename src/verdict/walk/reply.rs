//! Whose answer an HTTP reply is, when the chain that it came over does not prove it.
//!
//! Owns the marks and suffixes by which an answer is taken for AWS's or for somebody else's. Over
//! a genuine chain none of this is asked.

use url::Url;

use crate::evidence::{Failure, Reply};
use crate::fingerprint;
use crate::names::HostName;
use crate::plan::Path;
use crate::verdict::{Phrase, Recorded, Verdict};

use super::page;

/// What a reply over an inspected chain shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It carries a header that only AWS sends.
    Aws,
    /// It is the one that AWS gave where nobody was in between.
    AsRecorded,
    /// Nothing speaks against AWS, and nothing proves it.
    Unproven,
    /// Somebody else's, surely (blocked) or perhaps (unknown).
    NotAws(Failure, Verdict),
}

/// Domains of AWS to which its sign-in pages lead (AWS, "Update firewalls and gateways to allow
/// access", and the domains of the other partitions).
const AWS_DOMAINS: &[&str] = &[
    "aws",
    "a2z.com",
    "amazon.com",
    "amazonaws.cn",
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "aws.dev",
    "awsapps.cn",
    "awsapps.com",
    "awsstatic.com",
    "cloudfront.net",
];

/// Domains among them below which AWS's customers have names: buckets, load balancers, functions,
/// distributions ("aren't used exclusively by AWS": AWS, "Update firewalls and gateways to allow
/// access"; AWS Lambda developer guide, "Function URLs").
const SHARED_DOMAINS: &[&str] = &[
    "amazonaws.cn",
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "cloudfront.net",
    "on.aws",
];

/// Whether the host is of one of AWS's domains.
pub(in crate::verdict) fn is_aws(host: &str) -> bool {
    is_below(host, AWS_DOMAINS)
}

/// Whether what stands at the host is surely AWS's own.
pub(super) fn is_of_aws_alone(host: &str) -> bool {
    is_aws(host) && !is_below(host, SHARED_DOMAINS)
}

fn is_below(host: &str, domains: &[&str]) -> bool {
    domains.iter().any(|domain| {
        host.strip_suffix(domain)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// Statuses with which block pages come, and AWS's refusals too: 403; 407 and 511 ask for a login
/// (RFC 9110, section 15.5.8; RFC 6585, section 6), 451 is a legal demand (RFC 7725), 470 is Azure
/// Firewall's.
pub(in crate::verdict) fn is_refusal(status: u16) -> bool {
    matches!(status, 403 | 407 | 451 | 470 | 511)
}

/// Statuses that AWS's APIs were seen to answer with a bare HTML page (aws-sdk-ruby #2196).
fn is_clumsy(status: u16) -> bool {
    matches!(status, 400 | 404 | 405)
}

/// Judges a reply that may have been made by the box that re-signed the chain. Where it shows too
/// little itself, the genuine answer of an open network decides.
pub(super) fn behind_inspection(
    path: &Path,
    reply: &Reply,
    recorded: Option<&Recorded>,
) -> Meaning {
    let doubtful = Meaning::NotAws(Failure::HttpNotAws, Verdict::Unknown);
    let meaning = by_itself(path, reply);
    let genuine = recorded.and_then(Recorded::genuine_answer);
    let Some(genuine) = genuine.filter(|_| meaning == doubtful) else {
        return meaning;
    };
    match (genuine.aws_mark, genuine.is_like(reply)) {
        (true, false) => Meaning::NotAws(Failure::HttpNotAws, Verdict::Blocked),
        (false, true) => Meaning::AsRecorded,
        // The same but for the mark, which a gateway may have taken out; or AWS leaves none.
        (true, true) | (false, false) => meaning,
    }
}

fn by_itself(path: &Path, reply: &Reply) -> Meaning {
    if reply.aws_mark().is_some() {
        return Meaning::Aws;
    }
    if fingerprint::block_page(reply).is_some() {
        return Meaning::NotAws(Failure::HttpBlockPage, Verdict::Blocked);
    }
    // A host that is not AWS's, as the company's identity provider, has no marks to show.
    if !is_aws(path.host.as_str()) {
        return Meaning::Unproven;
    }
    if is_redirect(reply.status) {
        return of_redirect(path, reply);
    }
    if reply.status >= 500 && reply.status != 511 {
        return Meaning::NotAws(Failure::HttpServerError, Verdict::Unknown);
    }
    let html_for_json = path.json && is_html(reply);
    let odd = || page::speaks_of_policy(reply) || page::leads_away(path, reply);
    if html_for_json && !is_clumsy(reply.status) {
        Meaning::NotAws(Failure::HttpNotAws, Verdict::Blocked)
    } else if html_for_json || is_refusal(reply.status) || odd() {
        Meaning::NotAws(Failure::HttpNotAws, Verdict::Unknown)
    } else {
        Meaning::Unproven
    }
}

/// Statuses that lead on (RFC 9110, section 15.4).
fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// A box that opens TLS can put its page at any path of the host itself, as PAN-OS does, and at
/// names that its owner has below AWS's shared domains.
fn of_redirect(path: &Path, reply: &Reply) -> Meaning {
    let doubtful = Meaning::NotAws(Failure::HttpNotAws, Verdict::Unknown);
    let Some((target, host)) = redirect_target(path, reply) else {
        return doubtful;
    };
    if host == path.host.as_str() {
        let asked = path.url.path().trim_end_matches('/');
        let rest = target.path().strip_prefix(asked);
        let goes_on = |rest: &str| {
            rest.trim_matches('/').is_empty() || !asked.is_empty() && rest.starts_with('/')
        };
        return if rest.is_some_and(goes_on) {
            Meaning::Unproven
        } else {
            doubtful
        };
    }
    match (is_of_aws_alone(&host), is_aws(&host)) {
        (true, _) => Meaning::Unproven,
        (false, true) => doubtful,
        (false, false) => Meaning::NotAws(Failure::HttpRedirectAway, Verdict::Blocked),
    }
}

/// The host that a redirect leads to.
pub(in crate::verdict) fn redirect_host(path: &Path, reply: &Reply) -> Option<String> {
    redirect_target(path, reply).map(|(_, host)| host)
}

/// Where a redirect leads, resolved against the URL asked for, and the host of it.
fn redirect_target(path: &Path, reply: &Reply) -> Option<(Url, String)> {
    if !(300..400).contains(&reply.status) {
        return None;
    }
    let target: Url = path.url.join(reply.header("location")?).ok()?;
    let host = target.host_str()?.to_ascii_lowercase();
    // Only a name can be AWS's; an address in a Location is kept as it is.
    let name = host.parse::<HostName>();
    Some((target, name.map_or(host, |name| name.to_string())))
}

/// Whether the reply says or shows that it is an HTML page.
pub(in crate::verdict) fn is_html(reply: &Reply) -> bool {
    let declared = reply.header("content-type").is_some_and(|value| {
        value
            .trim_start()
            .to_ascii_lowercase()
            .starts_with("text/html")
    });
    declared || reply.body.trim_start().starts_with('<')
}

/// What AWS's own answer says of the service.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Service {
    /// It does not serve everybody here.
    Fails(Failure),
    /// It works; some answers are worth a word.
    Works(Option<Phrase>),
}

/// Reads an answer that came over a genuine chain. A refusal is right for most requests without a
/// login, so it counts only against what an open network was answered.
pub(super) fn of_genuine(reply: &Reply, recorded: Option<&Recorded>) -> Service {
    let there = recorded.and_then(Recorded::genuine_answer);
    let there = there.map(|answer| answer.status);
    let note = |key| Service::Works(Some(Phrase::new(key).with("status", reply.status)));
    match reply.status {
        500 | 502..=504 if there != Some(reply.status) => Service::Fails(Failure::HttpServerError),
        500.. => note("note.aws_fault"),
        429 => Service::Fails(Failure::HttpRefused),
        403 | 451 if there.is_some_and(|status| status < 400) => {
            Service::Fails(Failure::HttpRefused)
        }
        403 => note("note.aws_refusal"),
        _ => Service::Works(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_customers_name_is_not_surely_awss() {
        for host in ["signin.aws.amazon.com", "us-east-1.signin.aws"] {
            assert!(is_of_aws_alone(host), "{host}");
        }
        for host in [
            "x.s3.amazonaws.com",
            "d1.cloudfront.net",
            "x.lambda-url.us-east-1.on.aws",
        ] {
            assert!(is_aws(host) && !is_of_aws_alone(host), "{host}");
        }
    }

    #[test]
    fn aws_domains_end_at_a_dot() {
        for host in [
            "us-east-1.signin.aws",
            "mycorp.awsapps.com",
            "aws.amazon.com",
        ] {
            assert!(is_aws(host), "{host}");
        }
        for host in ["notaws", "evil-amazonaws.com", "awsapps.com.evil.example"] {
            assert!(!is_aws(host), "{host}");
        }
    }
}
