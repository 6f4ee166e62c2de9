//! What a proxy or a server that wants a login offers: schemes and realms.
//!
//! Owns the shapes. Reading them out of headers, and answering them, is the probe's.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An authentication scheme (IANA, "HTTP Authentication Schemes"); in reports its name alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Scheme {
    Basic,
    Bearer,
    Digest,
    Negotiate,
    /// Registered by nobody, offered by many (Microsoft, MS-NTHT).
    Ntlm,
    /// As it was written.
    Other(String),
}

impl Scheme {
    const KNOWN: [Self; 5] = [
        Self::Basic,
        Self::Bearer,
        Self::Digest,
        Self::Negotiate,
        Self::Ntlm,
    ];

    /// Its name, in the usual spelling.
    pub fn name(&self) -> &str {
        match self {
            Self::Basic => "Basic",
            Self::Bearer => "Bearer",
            Self::Digest => "Digest",
            Self::Negotiate => "Negotiate",
            Self::Ntlm => "NTLM",
            Self::Other(name) => name,
        }
    }
}

/// Names are compared without case (RFC 9110, section 11.1).
impl From<String> for Scheme {
    fn from(name: String) -> Self {
        let mut known = Self::KNOWN.into_iter();
        let found = known.find(|scheme| scheme.name().eq_ignore_ascii_case(&name));
        found.unwrap_or(Self::Other(name))
    }
}

impl From<Scheme> for String {
    fn from(scheme: Scheme) -> Self {
        scheme.name().to_owned()
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(self.name())
    }
}

/// One way to log in that was offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    pub scheme: Scheme,
    /// What the login is for, in the other side's words: untrusted text, at most 256 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub realm: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scheme_is_its_name_and_comes_back_from_it() {
        for (text, scheme) in [
            ("\"Basic\"", Scheme::Basic),
            ("\"NTLM\"", Scheme::Ntlm),
            ("\"Kerberos\"", Scheme::Other("Kerberos".to_owned())),
        ] {
            assert_eq!(serde_json::to_string(&scheme).unwrap(), text);
            assert_eq!(serde_json::from_str::<Scheme>(text).unwrap(), scheme);
        }
        assert_eq!(Scheme::from("ntlm".to_owned()), Scheme::Ntlm);
    }
}
