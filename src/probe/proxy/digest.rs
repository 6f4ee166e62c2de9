//! `Digest`: proof of a password without sending it (RFC 7616).
//!
//! Owns the computation, and the choice of the algorithm where several are offered. It has `auth`
//! and the form of before there was a `qop`; `auth-int`, hashed names and SHA-512/256 it does not
//! have, because no proxy was seen that asks for them.

use std::fmt::Write as _;

use aws_lc_rs::{digest as aws, rand};
use md5::{Digest as _, Md5};
use zeroize::Zeroizing;

use crate::evidence::Scheme;

use super::answer::{Answer, Credentials};
use super::challenge::Challenge;

/// The hash, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Hash {
    Md5,
    Sha256,
}

/// A challenge that can be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    realm: String,
    nonce: String,
    opaque: Option<String>,
    hash: Hash,
    /// `-sess`: the secret is bound to the first nonces.
    session: bool,
    /// As the server wrote it, which it gets back.
    algorithm: Option<String>,
    /// `auth` was offered; else the form of RFC 2069.
    auth: bool,
    stale: bool,
}

/// What is asked for, and how often the nonce was used.
#[derive(Debug, Clone, Copy)]
pub struct Use<'a> {
    /// `CONNECT`.
    pub method: &'a str,
    /// As in the request's first line: `host:port`.
    pub target: &'a str,
    /// 1 for the first request with this nonce, and one more for each after it.
    pub count: u32,
    /// Our own nonce, from [`client_nonce`].
    pub client_nonce: &'a str,
}

/// A nonce that nobody has had before: 128 bits of chance in hex.
///
/// # Errors
/// Where the system has no chance to give.
pub fn client_nonce() -> Result<String, aws_lc_rs::error::Unspecified> {
    let mut bytes = [0; 16];
    rand::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

impl Digest {
    /// `None` where it is another scheme, or asks for something that is not here.
    pub fn new(challenge: &Challenge) -> Option<Self> {
        if challenge.scheme != Scheme::Digest {
            return None;
        }
        let owned = |name: &str| challenge.parameter(name).map(str::to_owned);
        let algorithm = owned("algorithm");
        // Without a name MD5 is meant (RFC 7616, section 3.3).
        let (hash, session) = match algorithm.as_deref().unwrap_or("MD5") {
            name if name.eq_ignore_ascii_case("MD5") => (Hash::Md5, false),
            name if name.eq_ignore_ascii_case("MD5-sess") => (Hash::Md5, true),
            name if name.eq_ignore_ascii_case("SHA-256") => (Hash::Sha256, false),
            name if name.eq_ignore_ascii_case("SHA-256-sess") => (Hash::Sha256, true),
            _ => return None,
        };
        let auth = match challenge.parameter("qop") {
            None | Some("") => false,
            Some(offered) if list_has(offered, "auth") => true,
            Some(_) => return None,
        };
        Some(Self {
            realm: owned("realm")?,
            nonce: owned("nonce")?,
            opaque: owned("opaque"),
            hash,
            session,
            algorithm,
            auth,
            stale: challenge
                .parameter("stale")
                .is_some_and(|value| value.eq_ignore_ascii_case("true")),
        })
    }

    /// The strongest that can be answered; among equals the first (RFC 7616, section 3.7).
    pub fn strongest(challenges: &[Challenge]) -> Option<Self> {
        let all = challenges.iter().filter_map(Self::new);
        all.reduce(|best, next| if next.hash > best.hash { next } else { best })
    }

    /// Whether the answer before this challenge had the right password and only too old a nonce:
    /// the same login is to be sent again, once, with the new nonce (RFC 7616, section 3.3).
    pub fn is_stale(&self) -> bool {
        self.stale
    }

    /// The header for one request.
    pub fn answer(&self, credentials: &Credentials, used: Use<'_>) -> Answer {
        let count = format!("{:08x}", used.count);
        let response = self.response(credentials, used, &count);
        let mut value = String::from("Digest ");
        // Writing to a String does not fail.
        let mut quoted = |name: &str, text: &str| {
            let text = text.replace('\\', r"\\").replace('"', "\\\"");
            let _ = write!(value, "{name}=\"{text}\", ");
        };
        quoted("username", credentials.user());
        quoted("realm", &self.realm);
        quoted("nonce", &self.nonce);
        quoted("uri", used.target);
        if let Some(opaque) = &self.opaque {
            quoted("opaque", opaque);
        }
        if self.auth || self.session {
            quoted("cnonce", used.client_nonce);
        }
        if let Some(algorithm) = &self.algorithm {
            let _ = write!(value, "algorithm={algorithm}, ");
        }
        if self.auth {
            let _ = write!(value, "qop=auth, nc={count}, ");
        }
        let _ = write!(value, "response=\"{}\"", *response);
        Answer::new(Scheme::Digest, value)
    }

    /// RFC 7616, section 3.4.1; without `qop` RFC 2069, section 2.1.1.
    fn response(&self, login: &Credentials, used: Use<'_>, count: &str) -> Zeroizing<String> {
        let hash = |parts: &[&str]| self.hash.of(parts);
        let mut secret = hash(&[login.user(), &self.realm, login.password()]);
        if self.session {
            secret = hash(&[&secret, &self.nonce, used.client_nonce]);
        }
        let request = hash(&[used.method, used.target]);
        if self.auth {
            let (nonce, ours) = (&self.nonce, used.client_nonce);
            hash(&[&secret, nonce, count, ours, "auth", &request])
        } else {
            hash(&[&secret, &self.nonce, &request])
        }
    }
}

impl Hash {
    /// The hash of the parts with colons between them, in hex.
    fn of(self, parts: &[&str]) -> Zeroizing<String> {
        let colons = parts.iter().enumerate().flat_map(|(index, part)| {
            let colon: &[u8] = if index == 0 { b"" } else { b":" };
            [colon, part.as_bytes()]
        });
        Zeroizing::new(match self {
            Self::Md5 => {
                let mut state = Md5::new();
                colons.for_each(|bytes| state.update(bytes));
                hex(&state.finalize())
            }
            Self::Sha256 => {
                let mut state = aws::Context::new(&aws::SHA256);
                colons.for_each(|bytes| state.update(bytes));
                hex(state.finish().as_ref())
            }
        })
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn list_has(list: &str, wanted: &str) -> bool {
    list.split([',', ' '])
        .any(|one| one.eq_ignore_ascii_case(wanted))
}

#[cfg(test)]
mod tests {
    use super::super::challenge::parse;
    use super::*;

    fn answered(line: &str, user: &str, password: &str, used: Use<'_>) -> String {
        let digest = Digest::strongest(&parse([line])).unwrap();
        let login = Credentials::new(user.to_owned(), password.to_owned()).unwrap();
        digest.answer(&login, used).header().to_owned()
    }

    const OF_THE_RFC: Use<'static> = Use {
        method: "GET",
        target: "/dir/index.html",
        count: 1,
        client_nonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    };

    #[test]
    fn both_examples_of_the_rfc_come_out() {
        // RFC 7616, section 3.9.1.
        for (algorithm, response) in [
            ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
            (
                "SHA-256",
                "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
            ),
        ] {
            let line = format!(
                "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm={algorithm}, nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\""
            );
            let header = answered(&line, "Mufasa", "Circle of Life", OF_THE_RFC);
            let expected = format!(
                "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", uri=\"/dir/index.html\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", algorithm={algorithm}, qop=auth, nc=00000001, response=\"{response}\""
            );
            assert_eq!(header, expected);
        }
    }

    /// The answers of curl 7.88 to such challenges: the RFC has no example of a session.
    #[test]
    fn a_session_is_computed_as_curl_does() {
        for (algorithm, client_nonce, response) in [
            (
                "MD5-sess",
                "YTBhMzI2YzBjMDcwNmE5ZmM3OGUzMDUzZTNlZWFjY2Y=",
                "06b1d18e250ed7f993aceda458e67f5c",
            ),
            (
                "SHA-256-sess",
                "NTEwM2YwNzNjOWRmM2E3MjQzOTY3MGQ3Y2I0NWVmNGM=",
                "44302cc5348f31811befbfabf4af5a337c2eb5f59b6cd25adb9bb18c3ee6ae46",
            ),
        ] {
            let line = format!(
                r#"Digest realm="corp", nonce="bm9uY2U=", qop="auth", algorithm={algorithm}"#
            );
            let used = Use {
                method: "CONNECT",
                target: "portal.example:443",
                count: 1,
                client_nonce,
            };
            let header = answered(&line, "alice", "open sesame", used);
            assert!(
                header.ends_with(&format!("response=\"{response}\"")),
                "{header}"
            );
        }
    }

    #[test]
    fn the_stronger_algorithm_is_taken_and_unknown_ones_are_not() {
        let of = |line: &str| Digest::strongest(&parse([line])).map(|one| (one.hash, one.session));
        let both = "Digest realm=a, nonce=b, algorithm=MD5, Digest realm=a, nonce=b, algorithm=sha-256-SESS";
        assert_eq!(of(both), Some((Hash::Sha256, true)));
        assert_eq!(of("Digest realm=a, nonce=b"), Some((Hash::Md5, false)));
        for line in [
            "Digest realm=a, nonce=b, algorithm=SHA-512-256",
            "Digest realm=a, nonce=b, qop=auth-int",
            "Digest realm=a",
            "Basic realm=a, nonce=b",
        ] {
            assert_eq!(of(line), None, "{line}");
        }
    }

    #[test]
    fn quotes_are_escaped_in_the_header_and_not_in_the_hash() {
        let used = Use {
            method: "CONNECT",
            target: "a:443",
            count: 10,
            client_nonce: "c",
        };
        let header = answered(
            r#"Digest realm="the \"proxy\"", nonce="n""#,
            r#"DOM\al"#,
            "p",
            used,
        );
        let start = r#"Digest username="DOM\\al", realm="the \"proxy\"", nonce="n", uri="a:443", response=""#;
        assert!(header.starts_with(start), "{header}");
        let secret = Hash::Md5.of(&[r#"DOM\al:the "proxy":p"#]);
        let response = Hash::Md5.of(&[&secret, "n", &Hash::Md5.of(&["CONNECT:a:443"])]);
        assert!(
            header.ends_with(&format!("response=\"{}\"", *response)),
            "{header}"
        );
    }

    #[test]
    fn a_stale_nonce_is_not_a_wrong_password() {
        let of = |line: &str| Digest::strongest(&parse([line])).unwrap().is_stale();
        assert!(of("Digest realm=a, nonce=b, stale=TRUE"));
        assert!(!of("Digest realm=a, nonce=b, stale=false"));
        assert!(!of("Digest realm=a, nonce=b"));
    }

    #[test]
    fn no_two_nonces_are_alike() {
        let (one, other) = (client_nonce().unwrap(), client_nonce().unwrap());
        assert_eq!(one.len(), 32);
        assert_ne!(one, other);
    }
}
