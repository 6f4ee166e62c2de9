//! What goes back to a proxy that wants a login: `Proxy-Authorization`.
//!
//! Owns the choice among what is offered, the header's value, and the care for secrets: nothing
//! here shows a password, a ticket or a header in `Debug`, and memory that held one is overwritten.
//! Where a login comes from, and the dialogue of several steps with its connection, are others'.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::evidence::Scheme;

use super::challenge::Challenge;
use super::digest::Digest;

/// A name and a password. It is not cloned, and whoever wants to share it puts it into an `Arc`.
pub struct Credentials {
    user: Zeroizing<String>,
    password: Zeroizing<String>,
}

/// Control characters cannot stand in a header, and no scheme allows them (RFC 7617, section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a login has control characters")]
pub struct NotCredentials;

impl Credentials {
    /// A login from its two parts, neither of them escaped in any way.
    ///
    /// # Errors
    /// Where one of them cannot be sent.
    pub fn new(user: String, password: String) -> Result<Self, NotCredentials> {
        let made = Self {
            user: Zeroizing::new(user),
            password: Zeroizing::new(password),
        };
        let mut both = made.user.chars().chain(made.password.chars());
        if both.any(char::is_control) {
            return Err(NotCredentials);
        }
        Ok(made)
    }

    pub(super) fn user(&self) -> &str {
        &self.user
    }

    pub(super) fn password(&self) -> &str {
        &self.password
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// The value of `Proxy-Authorization`.
pub struct Answer {
    scheme: Scheme,
    value: Zeroizing<String>,
}

impl Answer {
    pub(super) fn new(scheme: Scheme, value: String) -> Self {
        Self {
            scheme,
            value: Zeroizing::new(value),
        }
    }

    /// `Basic`, in UTF-8 (RFC 7617). `None` where the name has a colon, which would end it.
    pub fn basic(credentials: &Credentials) -> Option<Self> {
        if credentials.user.contains(':') {
            return None;
        }
        let (user, password) = (credentials.user(), credentials.password());
        let joined = Zeroizing::new([user, password].join(":"));
        Some(Self::with_token(Scheme::Basic, joined.as_bytes()))
    }

    /// `Negotiate` (RFC 4559, section 4.2) or `NTLM`, with what the system made.
    pub fn with_token(scheme: Scheme, token: &[u8]) -> Self {
        let token = Zeroizing::new(STANDARD.encode(token));
        // `join` asks for all of the memory at once: no copy is left behind where it grew.
        let value = [scheme.name(), &token].join(" ");
        Self::new(scheme, value)
    }

    pub fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The secret itself, for the request alone.
    pub fn header(&self) -> &str {
        &self.value
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Answer")
            .field("scheme", &self.scheme)
            .finish_non_exhaustive()
    }
}

/// With what this machine could answer. Whether the system has tickets shows when it is asked for one:
/// that there is no library for them is worth telling too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Means {
    /// The system can be asked for NTLM: SSPI.
    pub ntlm: bool,
    /// There is a name and a password.
    pub login: bool,
}

/// A challenge that can be answered, and with what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidate {
    Negotiate,
    Ntlm,
    Digest(Digest),
    Basic,
}

impl Candidate {
    /// Whether it is made of a user's name and password, and not of what the system has.
    pub fn is_of_password(&self) -> bool {
        matches!(self, Self::Digest(_) | Self::Basic)
    }

    pub fn scheme(&self) -> Scheme {
        match self {
            Self::Negotiate => Scheme::Negotiate,
            Self::Ntlm => Scheme::Ntlm,
            Self::Digest(_) => Scheme::Digest,
            Self::Basic => Scheme::Basic,
        }
    }
}

/// What can be answered, best first, in the order of browsers: Negotiate, NTLM, Digest, Basic
/// (Chromium, "HTTP authentication"). The next counts where the one before it comes to nothing, as
/// Negotiate does without a ticket.
pub fn candidates(challenges: &[Challenge], means: Means) -> Vec<Candidate> {
    let offers = |scheme: &Scheme| challenges.iter().any(|one| one.scheme == *scheme);
    let system = [(Candidate::Negotiate, true), (Candidate::Ntlm, means.ntlm)];
    let login = [
        Digest::strongest(challenges).map(Candidate::Digest),
        offers(&Scheme::Basic).then_some(Candidate::Basic),
    ];
    let system = system
        .into_iter()
        .filter(|(candidate, is_there)| *is_there && offers(&candidate.scheme()));
    let system = system.map(|(candidate, _)| candidate);
    let login = login.into_iter().flatten().filter(|_| means.login);
    system.chain(login).collect()
}

#[cfg(test)]
mod tests {
    use super::super::challenge::parse;
    use super::*;

    fn credentials(user: &str, password: &str) -> Credentials {
        Credentials::new(user.to_owned(), password.to_owned()).unwrap()
    }

    #[test]
    fn basic_is_as_in_the_rfc() {
        // RFC 7617, sections 2 and 2.1.
        for (user, password, value) in [
            (
                "Aladdin",
                "open sesame",
                "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
            ),
            ("test", "123\u{a3}", "Basic dGVzdDoxMjPCow=="),
        ] {
            let answer = Answer::basic(&credentials(user, password)).unwrap();
            assert_eq!(answer.header(), value);
        }
        assert!(Answer::basic(&credentials("a:b", "c")).is_none());
        assert!(Answer::basic(&credentials("a", "b:c")).is_some());
    }

    #[test]
    fn a_login_cannot_add_a_header() {
        for (user, password) in [
            ("a\r\nX: y", "b"),
            ("a", "b\n"),
            ("a\0", "b"),
            ("a", "\u{85}"),
        ] {
            let refused = Credentials::new(user.to_owned(), password.to_owned());
            assert_eq!(refused.err(), Some(NotCredentials));
        }
    }

    #[test]
    fn nothing_secret_is_shown() {
        let login = credentials("alice", "hunter2");
        let answer = Answer::basic(&login).unwrap();
        assert_eq!(format!("{login:?}"), "Credentials { .. }");
        assert_eq!(format!("{answer:?}"), "Answer { scheme: Basic, .. }");
    }

    #[test]
    fn the_best_that_can_be_answered_comes_first() {
        let all = parse([
            r#"Basic realm="a""#,
            r#"Digest realm="a", nonce="b", qop="auth", algorithm=SHA-256"#,
            "NTLM",
            "Negotiate",
            "Bearer",
        ]);
        let schemes = |ntlm: bool, login: bool| -> Vec<String> {
            let means = Means { ntlm, login };
            let found = candidates(&all, means);
            found.iter().map(|one| one.scheme().to_string()).collect()
        };
        assert_eq!(
            schemes(true, true),
            ["Negotiate", "NTLM", "Digest", "Basic"]
        );
        assert_eq!(schemes(false, false), ["Negotiate"]);
        assert_eq!(schemes(false, true), ["Negotiate", "Digest", "Basic"]);
        let all_means = Means {
            ntlm: true,
            login: true,
        };
        assert_eq!(candidates(&parse(["Bearer", "Kerberos"]), all_means), []);
    }
}
