//! Names that cannot be wrong once made: hosts, host patterns, Regions, directories, partitions.
//!
//! Owns the syntax of each and nothing else: which of them exist, and what they are for, is the
//! catalogue's. Everything here is parsed by `FromStr`, the only way in.

use std::{fmt, str::FromStr};

mod portal;

pub use portal::Portal;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Why a text is no name of the kind asked for. Carries the text and the rule, so that one line
/// can say what was typed and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is not {kind}: {rule}")]
pub struct BadName {
    /// What it was taken for, with its article: "a host name".
    pub kind: &'static str,
    /// The text as given, shortened to 80 characters, and without what follows ? or #: it may hold
    /// a token.
    pub found: String,
    /// The rule that it breaks, in words.
    pub rule: &'static str,
}

impl BadName {
    fn new(kind: &'static str, found: &str, rule: &'static str) -> Self {
        let secret = |c| matches!(c, '?' | '#');
        let found = found.split(secret).next().unwrap_or_default();
        let found = found.chars().take(80).collect();
        Self { kind, found, rule }
    }
}

/// Writes `Display`, `Serialize` and `Deserialize` for a newtype over `String` with `FromStr`.
macro_rules! written_as_text {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?
                    .parse()
                    .map_err(D::Error::custom)
            }
        }
    };
}

/// A fully qualified host name: lower case, letters, digits and inner hyphens, at least two
/// labels, no final dot (RFC 1123, section 2.1; RFC 1035, section 2.3.4 for the lengths).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostName(String);

impl HostName {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is `suffix` or a name below it.
    pub fn is_within(&self, suffix: &HostName) -> bool {
        self.0 == suffix.0
            || self
                .0
                .strip_suffix(&suffix.0)
                .is_some_and(|rest| rest.ends_with('.'))
    }
}

impl FromStr for HostName {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let bad = |rule| Err(BadName::new("a host name", text, rule));
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        if name.len() > 253 {
            return bad("it is longer than 253 characters");
        }
        if !name.contains('.') {
            return bad("it needs at least two labels, as in example.com");
        }
        if !name.split('.').all(is_label) {
            return bad("labels are 1 to 63 letters, digits and inner hyphens");
        }
        let last = name.rsplit('.').next().unwrap_or_default();
        if last.bytes().all(|b| b.is_ascii_digit()) {
            return bad("its last label is a number, as in an IP address");
        }
        Ok(Self(name))
    }
}

written_as_text!(HostName);

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// A host, or every name below one: `oidc.us-east-1.amazonaws.com`, `*.awsapps.com`.
///
/// What a product makes of the asterisk differs; that is the formats' business.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HostPattern {
    wildcard: bool,
    base: HostName,
    text: String,
}

impl HostPattern {
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The name without the asterisk.
    pub fn base(&self) -> &HostName {
        &self.base
    }

    pub fn is_wildcard(&self) -> bool {
        self.wildcard
    }

    /// Whether the pattern as AWS writes it covers `host`: one or more labels below the base for
    /// a wildcard, the host itself otherwise.
    pub fn covers(&self, host: &HostName) -> bool {
        if self.wildcard {
            host != &self.base && host.is_within(&self.base)
        } else {
            host == &self.base
        }
    }
}

impl FromStr for HostPattern {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let (wildcard, rest) = match text.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let base: HostName = rest.parse()?;
        let text = if wildcard {
            format!("*.{base}")
        } else {
            base.to_string()
        };
        Ok(Self {
            wildcard,
            base,
            text,
        })
    }
}

written_as_text!(HostPattern);

/// A group of Regions with its own domain names and its own accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Partition {
    #[serde(rename = "aws")]
    Aws,
    #[serde(rename = "aws-us-gov")]
    UsGov,
    #[serde(rename = "aws-cn")]
    China,
    #[serde(rename = "aws-eusc")]
    Eusc,
}

impl Partition {
    /// As in an ARN: `aws`, `aws-us-gov`, `aws-cn`, `aws-eusc`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Aws => "aws",
            Self::UsGov => "aws-us-gov",
            Self::China => "aws-cn",
            Self::Eusc => "aws-eusc",
        }
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A Region code. The form is checked, not the existence: AWS opens Regions faster than tools
/// are updated (botocore's sso-admin model has `([a-z]+-){2,3}\d`, 1 to 32 characters).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Region(String);

impl Region {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition by the prefixes of botocore's partitions.json.
    pub fn partition(&self) -> Partition {
        match self.0.split('-').collect::<Vec<_>>().as_slice() {
            ["us", "gov", ..] => Partition::UsGov,
            ["cn", ..] => Partition::China,
            ["eusc", ..] => Partition::Eusc,
            _ => Partition::Aws,
        }
    }
}

/// The one partition of Regions; none where there is no Region.
///
/// # Errors
/// Two Regions of different partitions, which share no host.
pub fn one_partition(regions: &[Region]) -> Result<Option<Partition>, (Region, Region)> {
    let Some((first, others)) = regions.split_first() else {
        return Ok(None);
    };
    let partition = first.partition();
    match others.iter().find(|other| other.partition() != partition) {
        None => Ok(Some(partition)),
        Some(other) => Err((first.clone(), other.clone())),
    }
}

impl FromStr for Region {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let bad = |rule| Err(BadName::new("a Region", text, rule));
        let labels: Vec<&str> = text.split('-').collect();
        let well_formed = text.len() <= 32
            && matches!(labels.len(), 3 | 4)
            && labels.split_last().is_some_and(|(number, words)| {
                number.len() == 1
                    && number.bytes().all(|b| b.is_ascii_digit())
                    && words
                        .iter()
                        .all(|w| !w.is_empty() && w.bytes().all(|b| b.is_ascii_lowercase()))
            });
        if !well_formed {
            return bad("a Region code looks like us-east-1 or us-gov-west-1, in lower case");
        }
        // aws-iso, -b, -e and -f (botocore's partitions.json).
        if labels[1].starts_with("iso") {
            return bad("its partition is not on the internet, and cannot be tested from there");
        }
        Ok(Self(text.to_owned()))
    }
}

written_as_text!(Region);

/// The Identity Center directory or instance, as it stands in a portal URL.
///
/// An alias and an id are different names of one directory: each has a portal host (or path) of
/// its own, and only the one that people use needs to be open.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Directory {
    /// A customised name: `mycorp` (botocore's ds model, AliasName: 1 to 62 letters, digits and
    /// inner hyphens, not starting with `d-`).
    Alias(String),
    /// `d-` and ten hexadecimal digits (botocore's ds model, DirectoryId).
    Id(String),
    /// `ssoins-` and sixteen letters or digits (botocore's sso-admin model, InstanceArn).
    Instance(String),
}

impl Directory {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Alias(text) | Self::Id(text) | Self::Instance(text) => text,
        }
    }
}

impl fmt::Display for Directory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Directory {
    type Err = BadName;

    /// Takes the bare name, a portal host, or a portal URL: people paste what the console shows.
    fn from_str(text: &str) -> Result<Self, BadName> {
        let bad = |rule| Err(BadName::new("a directory", text, rule));
        let lower = text.trim().to_ascii_lowercase();
        let label = portal::parts(&lower).name;
        if let Some(rule) = portal::mistaken(&lower) {
            return bad(rule);
        }
        if let Some(digits) = label.strip_prefix("d-") {
            return if digits.len() == 10 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
                Ok(Self::Id(label.to_owned()))
            } else {
                bad("a directory id is d- and ten hexadecimal digits, as in d-9067a1b2c3")
            };
        }
        if let Some(rest) = label.strip_prefix("ssoins-") {
            return if rest.len() == 16 && rest.bytes().all(|b| b.is_ascii_alphanumeric()) {
                Ok(Self::Instance(label.to_owned()))
            } else {
                bad("an instance id is ssoins- and sixteen letters or digits")
            };
        }
        if label.len() <= 62 && is_label(label) {
            Ok(Self::Alias(label.to_owned()))
        } else {
            bad(
                "give the first label of the portal URL, as in mycorp for https://mycorp.awsapps.com/start",
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names_are_lower_case_and_lose_their_final_dot() {
        let host: HostName = "MyCorp.AwsApps.com.".parse().unwrap();
        assert_eq!(host.as_str(), "mycorp.awsapps.com");
        for bad in [
            "", "com", "a..b", "-a.com", "a_.com", "1.2.3.4", "a.com/x", "*.a.com", "a b.com",
        ] {
            assert!(bad.parse::<HostName>().is_err(), "{bad}");
        }
        assert!(
            format!("{}.com", "a".repeat(64))
                .parse::<HostName>()
                .is_err()
        );
    }

    #[test]
    fn a_wildcard_covers_names_below_its_base_and_no_look_alike() {
        let pattern: HostPattern = "*.awsapps.com".parse().unwrap();
        let covers = |host: &str| pattern.covers(&host.parse().unwrap());
        assert!(covers("mycorp.awsapps.com"));
        assert!(covers("a.b.awsapps.com"));
        assert!(!covers("awsapps.com"));
        assert!(!covers("evilawsapps.com"));
        assert!(!covers("x.awsapps.com.evil.example"));
    }

    #[test]
    fn regions_know_their_partition() {
        for (region, partition) in [
            ("us-east-1", Partition::Aws),
            ("us-gov-west-1", Partition::UsGov),
            ("cn-north-1", Partition::China),
            ("eusc-de-east-1", Partition::Eusc),
            ("mars-north-9", Partition::Aws),
        ] {
            assert_eq!(region.parse::<Region>().unwrap().partition(), partition);
        }
        for bad in [
            "",
            "us-east",
            "US-EAST-1",
            "us_east_1",
            "us-east-12",
            "us-east-1a",
            "a-b-c-d-1",
        ] {
            assert!(bad.parse::<Region>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_only_looks_like_a_target_is_told_from_a_mistyped_one() {
        let rule = |text: &str| text.parse::<Directory>().unwrap_err().rule;
        assert!(rule("https://view.awsapps.com/start").contains("AWS Builder ID"));
        assert!(rule("ins-1234567890abcdef").contains("ssoins-"));
        assert!(rule("https://start.awsapps.com/directory/mycorp").contains("us-gov-home"));
        for secret in ["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1"] {
            let refused = secret.parse::<Region>().unwrap_err().rule;
            assert!(refused.contains("not on the internet"), "{refused}");
        }
    }

    #[test]
    fn directories_are_taken_bare_or_from_a_portal_url() {
        let parse = |text: &str| text.parse::<Directory>();
        for text in [
            "mycorp",
            "MyCorp",
            "mycorp.awsapps.com",
            "https://mycorp.awsapps.com/start#/",
        ] {
            assert_eq!(parse(text), Ok(Directory::Alias("mycorp".into())), "{text}");
        }
        assert_eq!(
            parse("https://d-9067A1B2C3.awsapps.com/start"),
            Ok(Directory::Id("d-9067a1b2c3".into()))
        );
        assert_eq!(
            parse("https://ssoins-7223a1b2c3d4e5f6.us-east-1.portal.amazonaws.com"),
            Ok(Directory::Instance("ssoins-7223a1b2c3d4e5f6".into()))
        );
        for bad in [
            "",
            "view",
            "view.awsapps.com",
            "https://view.awsapps.com/start",
            "ins-1234567890abcdef",
            "https://start.awsapps.com/directory/mycorp",
            "d-123",
            "my corp",
            "-a",
            "mycorp.example",
            "https://evil.example/start",
            "ssoins-1",
            "ü",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
