//! The cases: each mechanism where it must be found, and near to it where it must not.
//!
//! Owns situations and what must be said of them. Addresses are those of documentation (RFC 5737,
//! RFC 3849); names are real ones of AWS.

use aws_netcheck::verdict::Measured;

use super::sketch::Sketch;

pub(super) use products::SERIAL;

mod astray;
mod controls;
mod dns;
mod healthy;
mod http;
mod lookup;
mod network;
mod own_roots;
mod pages;
mod products;
mod proxies;
mod proxy_answers;
mod proxy_logins;
mod slow;
mod steadiness;
mod tcp;
mod tls;
mod unfinished;

/// A situation and, in lines, what must be said of it.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) paths: Vec<Measured>,
    pub(super) must: Vec<String>,
}

fn case<const N: usize>(name: &'static str, paths: [Sketch; N], must: &[&str]) -> Case {
    Case {
        name,
        paths: paths.into_iter().map(Sketch::measured).collect(),
        must: must.iter().map(|line| (*line).to_owned()).collect(),
    }
}

const PORTAL: &str = "mycorp.awsapps.com";
const OIDC: &str = "oidc.us-east-1.amazonaws.com";
const SSO: &str = "portal.sso.us-east-1.amazonaws.com";
const SIGNIN: &str = "us-east-1.signin.aws";

const A: &str = "203.0.113.57";
const B: &str = "203.0.113.91";
const C: &str = "198.51.100.7";
const D: &str = "198.51.100.8";
const A6: &str = "2001:db8::57";
const C6: &str = "2001:db8::7";

pub(super) fn cases() -> Vec<Case> {
    let mut all = healthy::cases();
    all.extend(astray::cases());
    all.extend(dns::cases());
    all.extend(lookup::cases());
    all.extend(tcp::cases());
    all.extend(tls::cases());
    all.extend(own_roots::cases());
    all.extend(controls::cases());
    all.extend(slow::cases());
    all.extend(steadiness::cases());
    all.extend(http::cases());
    all.extend(pages::cases());
    all.extend(network::cases());
    all.extend(products::cases());
    all.extend(proxies::cases());
    all.extend(proxy_answers::cases());
    all.extend(proxy_logins::cases());
    all.extend(unfinished::cases());
    all
}
