//! The access portal as its URL names it: a directory, and in some forms a Region.
//!
//! Owns the forms of AWS's portal URLs in all partitions. What a directory's own name must look
//! like is [`Directory`]'s.

use std::str::FromStr;

use super::{BadName, Directory, Partition, Region};

/// What a portal URL says, or the bare name of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portal {
    pub directory: Directory,
    /// Only some forms hold it; `https://mycorp.awsapps.com/start` does not.
    pub region: Option<Region>,
    /// Every form of a URL is of one; a bare name is of none.
    pub partition: Option<Partition>,
    /// Whether the form is the one of the dual-stack portal.
    pub dual_stack: bool,
}

impl FromStr for Portal {
    type Err = BadName;

    fn from_str(text: &str) -> Result<Self, BadName> {
        let directory = text.parse()?;
        let lower = text.trim().to_ascii_lowercase();
        let parts = parts(&lower);
        Ok(Self {
            directory,
            region: parts.region.and_then(|region| region.parse().ok()),
            partition: parts.partition,
            dual_stack: parts.dual_stack,
        })
    }
}

/// The first label of AWS's own portal for AWS Builder ID (AWS Sign-In User Guide, "Domains to add
/// to your allow list").
const BUILDER_ID: &str = "view";

impl Portal {
    /// Whether this start URL is that of AWS Builder ID, whose portal is no company's.
    pub fn is_builder_id(url: &str) -> bool {
        let lower = url.trim().to_ascii_lowercase();
        let parts = parts(&lower);
        let of_aws = parts.partition.is_none_or(|one| one == Partition::Aws);
        parts.name == BUILDER_ID && of_aws
    }
}

/// The rule that a text in lower case breaks, where it only looks like a directory's.
pub(super) fn mistaken(text: &str) -> Option<&'static str> {
    let name = parts(text).name;
    if Portal::is_builder_id(text) {
        return Some(
            "it is AWS's own portal for AWS Builder ID; --scope builder-id tests its hosts",
        );
    }
    // An ARN may have this form (botocore's sso-admin model, InstanceArn); no portal's URL known does.
    if name.strip_prefix("ins-").is_some_and(|id| id.len() == 16) {
        return Some(
            "an instance id stands in a portal's URL as ssoins- and sixteen letters or digits",
        );
    }
    name.contains("/directory/").then_some(
        "a URL with /directory/ begins with https://start.us-gov-home.awsapps.com in GovCloud, https://start.home.awsapps.cn in China",
    )
}

/// What a text holds, in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Parts<'a> {
    pub(super) name: &'a str,
    region: Option<&'a str>,
    partition: Option<Partition>,
    dual_stack: bool,
}

impl<'a> Parts<'a> {
    fn new(name: &'a str, region: Option<&'a str>, partition: Option<Partition>) -> Self {
        let dual_stack = false;
        Self {
            name,
            region,
            partition,
            dual_stack,
        }
    }
}

/// Hosts whose path ends in the directory, with what stands between `start.` and this; a Region
/// may come first (IAM Identity Center in GovCloud, "Portal URLs"; in China likewise).
const NAMED_IN_PATH: &[(&str, Partition)] = &[
    ("us-gov-home.awsapps.com", Partition::UsGov),
    ("home.awsapps.cn", Partition::China),
];

/// `{instance}.{region}.` and one of these (IAM Identity Center User Guide, "Update firewalls and
/// gateways"; those of China and the European Sovereign Cloud follow the partition's DNS suffix).
const AFTER_REGION: &[&str] = &[
    "portal.amazonaws.com",
    "portal.amazonaws.com.cn",
    "portal.amazonaws.eu",
];

/// `{instance}.portal.{region}.` and one of these: the dual-stack form.
const AFTER_PORTAL: &[&str] = &[
    "app.aws",
    "app.amazonwebservices.com.cn",
    "api.amazonwebservices.eu",
];

/// The issuer: `https://identitycenter.amazonaws.com/{instance}` is no address to visit, but the
/// console shows it and the AWS CLI takes it as a start URL (awscli/customizations/sso/resolve.py).
const ISSUERS: &[(&str, Partition)] = &[
    ("identitycenter.amazonaws.com", Partition::Aws),
    ("identitycenter.us-gov.amazonaws.com", Partition::UsGov),
    ("identitycenter.amazonaws.com.cn", Partition::China),
    ("identitycenter.amazonaws.eu", Partition::Eusc),
];

/// The directory's name and the Region in a portal URL in lower case. Any other text is given
/// back as the name: `mycorp.example` is a mistake to name, not to cut to a label.
pub(super) fn parts(text: &str) -> Parts<'_> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, place) = rest.split_at(end);
    // The one port of https; a portal at another one is none of AWS's.
    let host = host.strip_suffix(":443").unwrap_or(host);
    in_path(host, place)
        .or_else(|| in_host(host, place))
        .unwrap_or(Parts::new(rest, None, None))
}

fn in_path<'a>(host: &'a str, place: &'a str) -> Option<Parts<'a>> {
    if let Some((_, partition)) = ISSUERS.iter().find(|(issuer, _)| *issuer == host) {
        let name = place.strip_prefix('/')?.split(['/', '?', '#']).next()?;
        return Some(Parts::new(name, None, Some(*partition)));
    }
    let host = host.strip_prefix("start.")?;
    let (region, partition) = NAMED_IN_PATH.iter().find_map(|(base, partition)| {
        let before = host.strip_suffix(base)?;
        let region = before.strip_suffix('.').filter(|region| !region.is_empty());
        Some((region, *partition))
    })?;
    let (_, name) = place.split_once("/directory/")?;
    let name = name.split(['/', '?', '#']).next().unwrap_or(name);
    Some(Parts::new(name, region, Some(partition)))
}

fn in_host<'a>(host: &'a str, place: &str) -> Option<Parts<'a>> {
    // Those that have their directory in the path are named otherwise.
    if place.starts_with("/directory/") {
        return None;
    }
    if let Some(name) = host.strip_suffix(".awsapps.com") {
        let parts = Parts::new(name, None, Some(Partition::Aws));
        return (!name.contains('.')).then_some(parts);
    }
    let (name, rest) = host.split_once('.')?;
    // Those hosts are named by instance alone: another name is a mistake.
    if !name.starts_with("ssoins-") {
        return None;
    }
    let of = |region: &str| region.parse().ok().map(|region: Region| region.partition());
    if let Some(region) = before(rest, AFTER_REGION) {
        return Some(Parts::new(name, Some(region), of(region)));
    }
    let region = before(rest.strip_prefix("portal.")?, AFTER_PORTAL)?;
    Some(Parts {
        dual_stack: true,
        ..Parts::new(name, Some(region), of(region))
    })
}

/// What stands before one of these, and the dot between.
fn before<'a>(host: &'a str, bases: &[&str]) -> Option<&'a str> {
    let found = bases.iter().find_map(|base| host.strip_suffix(base))?;
    found.strip_suffix('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_portal_url_gives_its_directory_and_region() {
        let instance = "ssoins-7223a1b2c3d4e5f6";
        for (url, directory, region) in [
            ("mycorp", "mycorp", None),
            ("https://mycorp.awsapps.com/start", "mycorp", None),
            ("https://MyCorp.awsapps.com/start/#/", "mycorp", None),
            (
                "https://d-9067a1b2c3.awsapps.com/start",
                "d-9067a1b2c3",
                None,
            ),
            (
                "https://ssoins-7223a1b2c3d4e5f6.us-east-1.portal.amazonaws.com",
                instance,
                Some("us-east-1"),
            ),
            (
                "https://ssoins-7223a1b2c3d4e5f6.portal.eu-west-1.app.aws/",
                instance,
                Some("eu-west-1"),
            ),
            (
                "https://start.us-gov-home.awsapps.com/directory/mycorp",
                "mycorp",
                None,
            ),
            (
                "https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-9067a1b2c3?x=1",
                "d-9067a1b2c3",
                Some("us-gov-west-1"),
            ),
            (
                "https://start.cn-north-1.home.awsapps.cn/directory/mycorp#/",
                "mycorp",
                Some("cn-north-1"),
            ),
            (
                "https://ssoins-7223a1b2c3d4e5f6.cn-north-1.portal.amazonaws.com.cn",
                instance,
                Some("cn-north-1"),
            ),
            (
                "https://ssoins-7223a1b2c3d4e5f6.portal.cn-north-1.app.amazonwebservices.com.cn",
                instance,
                Some("cn-north-1"),
            ),
            (
                "https://ssoins-7223a1b2c3d4e5f6.eusc-de-east-1.portal.amazonaws.eu",
                instance,
                Some("eusc-de-east-1"),
            ),
            (
                "https://identitycenter.amazonaws.com/ssoins-7223a1b2c3d4e5f6",
                instance,
                None,
            ),
            (
                "https://ssoins-7223a1b2c3d4e5f6.portal.eusc-de-east-1.api.amazonwebservices.eu",
                instance,
                Some("eusc-de-east-1"),
            ),
        ] {
            let portal: Portal = url.parse().unwrap();
            assert_eq!(portal.directory.as_str(), directory, "{url}");
            let found = portal.region.as_ref().map(Region::as_str);
            assert_eq!(found, region, "{url}");
        }
    }

    #[test]
    fn look_alikes_and_incomplete_urls_are_no_directory() {
        for bad in [
            "https://start.us-gov-home.awsapps.com/",
            "https://a.b.awsapps.com/start",
            "https://mycorp.awsapps.com.evil.example/start",
            "https://evilawsapps.com/start",
            "https://.awsapps.com/",
            "https://start.home.awsapps.cn/directory/",
            "https://start.us-gov-home.awsapps.com/start/mycorp",
            "https://identitycenter.amazonaws.com",
            "https://mycorp.us-east-1.portal.amazonaws.com",
            "https://aa-gyxmap389.account-access.us-east-1.app.aws",
            "https://ssoins-7223a1b2c3d4e5f6.portal.us-east-1.app.aws.evil.example",
        ] {
            assert!(bad.parse::<Portal>().is_err(), "{bad}");
        }
    }
}
