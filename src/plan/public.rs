//! What of a name or a URL is in AWS's public documents, and says nothing of who asks.
//!
//! Owns that question, answered by the catalogue; what becomes of a name is for who asks. What the
//! catalogue does not have counts as somebody's: a bucket, a load balancer, an account.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::catalogue::{self, Placeholder, regional};
use crate::names::Region;

/// Below these the name of an account stands (AWS IAM User Guide, "Creating an alias for your AWS
/// account ID"), as the alias of a directory does in the catalogue's own names.
const ACCOUNTS: &[&str] = &[
    "signin.aws.amazon.com",
    "signin.amazonaws-us-gov.com",
    "signin.amazonaws.cn",
];

/// Who is named by a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose<'n> {
    /// Nobody: everyone asks for it.
    Everybodys,
    /// The tenant in its first label.
    Of(&'n str),
    Unknown,
}

/// The names and paths of the catalogue, with `{region}` for each Region.
#[derive(Debug, Default)]
pub struct Public {
    names: BTreeSet<String>,
    /// What follows the tenant in names that begin with one.
    below_tenants: BTreeSet<String>,
    /// The parts of paths.
    segments: BTreeSet<String>,
    documents: BTreeSet<String>,
}

static PUBLIC: LazyLock<Public> = LazyLock::new(|| {
    let mut public = Public::default();
    if let Ok(catalogue) = catalogue::load() {
        for row in &catalogue.endpoints {
            public.add(&row.pattern);
            row.tests.iter().for_each(|url| public.add(url));
        }
        let documents = catalogue.documents.into_iter();
        public.documents = documents.map(|document| document.title).collect();
    }
    for accounts in ACCOUNTS {
        public.below_tenants.insert((*accounts).to_owned());
    }
    public
});

impl Public {
    fn add(&mut self, template: &str) {
        let bare = template
            .split_once("://")
            .map_or(template, |(_, bare)| bare);
        let bare = bare.split(['?', '#']).next().unwrap_or_default();
        let (name, path) = bare.split_once('/').unwrap_or((bare, ""));
        let name = any_region(&regional(name));
        match name.split_once('.') {
            Some((first, below)) if is_tenant(first) => {
                self.below_tenants.insert(below.to_owned());
            }
            // As AWS writes it, and as a plan has it.
            _ => {
                self.names.insert(name);
                self.names
                    .insert(any_region(bare.split('/').next().unwrap_or_default()));
            }
        }
        let segments = path.split('/').filter(|segment| !is_tenant(segment));
        self.segments.extend(segments.map(str::to_owned));
    }

    /// Those of the catalogue in this program; of none, where it cannot be read, and then nothing is public.
    pub fn get() -> &'static Self {
        &PUBLIC
    }

    /// Of a name or a pattern, in any case.
    pub fn whose<'n>(&self, name: &'n str) -> Whose<'n> {
        let whole = any_region(&name.to_ascii_lowercase());
        if self.names.contains(&whole) {
            return Whose::Everybodys;
        }
        let below = whole.split_once('.').map(|(_, below)| below);
        let first = name.split_once('.').map(|(first, _)| first);
        match (first, below) {
            (Some(first), Some(below))
                if (first == "*" || is_tenant(first)) && self.below_tenants.contains(below) =>
            {
                Whose::Everybodys
            }
            (Some(first), Some(below)) if self.below_tenants.contains(below) => Whose::Of(first),
            _ => Whose::Unknown,
        }
    }

    /// Whether a part of a path is one of those that everyone asks for.
    pub fn has_segment(&self, segment: &str) -> bool {
        segment.is_empty() || self.segments.contains(segment)
    }

    /// Whether it is the title of a document that the catalogue goes by.
    pub fn has_document(&self, title: &str) -> bool {
        self.documents.contains(title)
    }
}

fn is_tenant(text: &str) -> bool {
    [Placeholder::Directory, Placeholder::Instance]
        .iter()
        .any(|placeholder| placeholder.is_in(text))
}

/// The name with `{region}` in the place of a Region.
fn any_region(name: &str) -> String {
    let label = |label: &str| match label.parse::<Region>() {
        Ok(_) => Placeholder::Region.text().to_owned(),
        Err(_) => label.to_owned(),
    };
    name.split('.').map(label).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_catalogue_has_is_everybodys_and_the_rest_is_somebodys() {
        for (name, whose) in [
            ("signin.aws.amazon.com", Whose::Everybodys),
            ("eu-central-1.signin.aws", Whose::Everybodys),
            ("OIDC.us-east-1.amazonaws.com", Whose::Everybodys),
            ("*.awsapps.com", Whose::Everybodys),
            ("oidc.*.amazonaws.com", Whose::Everybodys),
            ("{instance}.portal.us-east-1.app.aws", Whose::Everybodys),
            ("mycorp.awsapps.com", Whose::Of("mycorp")),
            ("d-9067abcdef.awsapps.com", Whose::Of("d-9067abcdef")),
            ("ssoins-1.portal.us-east-1.app.aws", Whose::Of("ssoins-1")),
            ("contoso.signin.aws.amazon.com", Whose::Of("contoso")),
            ("us-east-1.signin.aws.amazon.com", Whose::Everybodys),
            ("bucket.s3.amazonaws.com", Whose::Unknown),
            ("mycorp.awsapps.com.evil.example", Whose::Unknown),
            ("signin.corp.example", Whose::Unknown),
            ("aws", Whose::Unknown),
        ] {
            assert_eq!(PUBLIC.whose(name), whose, "{name}");
        }
    }

    #[test]
    fn of_paths_the_catalogues_parts_are_everybodys() {
        for (segment, has) in [("start", true), ("platform", true), ("d-9067abcdef", false)] {
            assert_eq!(PUBLIC.has_segment(segment), has, "{segment}");
        }
    }
}
