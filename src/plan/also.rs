//! URLs that the user names beside the catalogue: the company's identity provider and others.
//!
//! Owns what such a URL must be, and how it joins the paths. It is a required path of the sign-in
//! like any other, though only the user vouches for its name.

use jiff::civil::Date;
use url::{Position, Url};

use super::{Client, Path, Requirement, Scope, Voucher};
use crate::catalogue::{Basis, NamedByUser, Step};
use crate::names::{BadName, HostName};

/// The name that stands in the place of a catalogue row.
pub const ALSO: &str = "also";

/// A URL beside the catalogue: https, with a host name, without login, query and fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Also {
    url: Url,
    host: HostName,
    named: Date,
    /// Whether there was a query or a fragment.
    cut: bool,
}

/// Why a text is no such URL. It is not repeated: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAlso {
    #[error("give a whole URL, as in https://idp.example.com/")]
    NotUrl,
    #[error("only https is tested: begin it with https://")]
    NotHttps,
    #[error("give a port from 1 to 65535")]
    Port,
    #[error("leave out user name and password: no login is sent")]
    Login,
    #[error(transparent)]
    Host(#[from] BadName),
}

impl Also {
    /// Reads what the user gave on the day `named`. Query and fragment are left out, for they may
    /// hold tokens: they are neither sent nor kept.
    ///
    /// # Errors
    /// What cannot be tested, or should not have been typed.
    pub fn new(text: &str, named: Date) -> Result<Self, BadAlso> {
        let mut url = Url::parse(text.trim()).map_err(|_| BadAlso::NotUrl)?;
        if url.scheme() != "https" {
            return Err(BadAlso::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BadAlso::Login);
        }
        if url.port() == Some(0) {
            return Err(BadAlso::Port);
        }
        let host = url.host_str().ok_or(BadAlso::NotUrl)?.parse()?;
        let cut = url.query().is_some() || url.fragment().is_some();
        url.set_query(None);
        url.set_fragment(None);
        Ok(Self {
            url,
            host,
            named,
            cut,
        })
    }

    pub(super) fn host(&self) -> &HostName {
        &self.host
    }

    pub fn url(&self) -> &Url {
        &self.url
    }

    /// Whether a query or fragment was left out.
    pub fn was_cut(&self) -> bool {
        self.cut
    }

    fn path(&self, said: &NamedByUser, steps: &[Step]) -> Path {
        let place = &self.url[Position::BeforeHost..Position::AfterPath];
        Path {
            id: format!("{ALSO}#{place}"),
            endpoint: ALSO.to_owned(),
            port: self.url.port_or_known_default().unwrap_or(443),
            requirement: Requirement::Required,
            scopes: vec![Scope::SignIn],
            steps: needing(steps),
            clients: vec![Client::Browser],
            pattern: self.host.to_string(),
            breaks: said.breaks.clone(),
            document: said.document.clone(),
            checked: self.named,
            json: false,
            deep: false,
            voucher: Voucher::Typed,
            basis: None,
            url: self.url.clone(),
            host: self.host.clone(),
        }
    }
}

/// The steps that such a URL can break.
fn needing(steps: &[Step]) -> Vec<String> {
    let needing = steps.iter().filter(|step| step.beside_catalogue);
    needing.map(|step| step.id.clone()).collect()
}

/// Adds the URLs. One that a row asks for too stays that row's path, and is required now.
pub(super) fn join(paths: &mut Vec<Path>, also: &[Also], said: &NamedByUser, steps: &[Step]) {
    for one in also {
        let Some(path) = paths.iter_mut().find(|path| path.url == one.url) else {
            paths.push(one.path(said, steps));
            continue;
        };
        path.requirement = Requirement::Required;
        path.basis = path.basis.filter(|basis| *basis != Basis::Derived);
        path.steps.extend(needing(steps));
        path.steps.sort_unstable();
        path.steps.dedup();
        if !path.clients.contains(&Client::Browser) {
            path.clients.push(Client::Browser);
            path.clients.sort_unstable();
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn also(text: &str) -> Result<Also, BadAlso> {
        Also::new(text, date(2026, 11, 22))
    }

    #[test]
    fn a_url_keeps_its_port_and_path_and_loses_what_may_be_secret() {
        let one = also("https://IdP.example.com:8443/sso/saml?SAMLRequest=S3CRET#S3CRET").unwrap();
        let path = one.path(&NamedByUser::default(), &[]);
        assert_eq!(path.url.as_str(), "https://idp.example.com:8443/sso/saml");
        assert_eq!(path.id, "also#idp.example.com:8443/sso/saml");
        assert_eq!((path.host.as_str(), path.port), ("idp.example.com", 8443));
        assert_eq!(path.voucher, Voucher::Typed);
        assert!(one.was_cut());
        assert!(!format!("{one:?}").contains("S3CRET"));
        assert!(!also("https://idp.example.com").unwrap().was_cut());
    }

    #[test]
    fn what_cannot_be_tested_is_refused_and_not_repeated() {
        for (text, expected) in [
            ("idp.example.com", BadAlso::NotUrl),
            ("https://", BadAlso::NotUrl),
            ("http://idp.example.com/?S3CRET", BadAlso::NotHttps),
            ("idp.example.com:8443/?S3CRET", BadAlso::NotHttps),
            ("https://idp.example.com:0/?S3CRET", BadAlso::Port),
            ("https://jane:S3CRET@idp.example.com/", BadAlso::Login),
            ("https://S3CRET@idp.example.com/", BadAlso::Login),
        ] {
            let error = also(text).unwrap_err();
            assert_eq!(error, expected, "{text}");
            assert!(!error.to_string().contains("S3CRET"));
        }
        for text in [
            "https://idp/",
            "https://192.0.2.1/",
            "https://[2001:db8::1]/",
        ] {
            assert!(matches!(also(text), Err(BadAlso::Host(_))), "{text}");
        }
    }

    #[test]
    fn the_same_url_twice_is_one_path_and_the_stronger() {
        let one = also("https://idp.example.com/x?a").unwrap();
        let mut paths = Vec::new();
        join(
            &mut paths,
            &[one.clone(), one.clone()],
            &NamedByUser::default(),
            &[],
        );
        assert_eq!(paths.len(), 1);

        let mut row = one.path(&NamedByUser::default(), &[]);
        row.endpoint = "row".into();
        row.requirement = Requirement::Optional;
        row.clients = vec![Client::AwsCli];
        row.basis = Some(Basis::Derived);
        let mut paths = vec![row];
        join(&mut paths, &[one], &NamedByUser::default(), &[]);
        assert_eq!(paths.len(), 1);
        assert_eq!(paths[0].endpoint, "row");
        assert_eq!(paths[0].requirement, Requirement::Required);
        assert_eq!(paths[0].clients, [Client::Browser, Client::AwsCli]);
        assert!(paths[0].counts());
    }
}
