//! AWS's published address ranges, and which of them an address is in.
//!
//! Owns both forms of the list: AWS's own (`ip-ranges.json`; Amazon VPC User Guide, "AWS IP address
//! ranges") and the compact one in `data/`. That an address is in none of them is a flag and no
//! proof: the list may be older than the address, and a private endpoint is in none.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    net::IpAddr,
    str::FromStr,
};

use ipnet::IpNet;
use jiff::civil::Date;
use prefix_trie::joint::JointPrefixMap;
use serde::{Deserialize, Serialize};

use crate::names::{Partition, Region};

/// What this program was built with.
const SHIPPED: &str = include_str!("../../data/aws-ranges.txt");

/// The first word of the compact form's first line, before the date.
const PUBLISHED: &str = "published";

/// The whole list.
#[derive(Debug, Clone)]
pub struct Ranges {
    published: Date,
    /// The Region of each range; some are `GLOBAL`.
    regions: JointPrefixMap<IpNet, String>,
}

/// Why a text is no list of ranges.
#[derive(Debug, thiserror::Error)]
pub enum BadRanges {
    #[error("{0}")]
    Form(#[from] serde_json::Error),
    #[error("{0:?} is no date")]
    Date(String),
    #[error("{0:?} is no address range")]
    Range(String),
    #[error("it has no ranges")]
    Empty,
}

/// What the list says of one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Located {
    pub address: IpAddr,
    /// None where no range has it.
    pub range: Option<PublishedRange>,
    /// When AWS published the list.
    pub published: Date,
}

/// One range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedRange {
    pub prefix: IpNet,
    /// As in `us-east-1`, or `GLOBAL`.
    pub region: String,
}

/// AWS's own form, as far as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", expecting = "AWS's ip-ranges.json")]
struct Document {
    create_date: String,
    prefixes: Vec<V4>,
    #[serde(rename = "ipv6_prefixes")]
    ipv6_prefixes: Vec<V6>,
}

#[derive(Deserialize)]
struct V4 {
    ip_prefix: String,
    region: String,
}

#[derive(Deserialize)]
struct V6 {
    ipv6_prefix: String,
    region: String,
}

impl Ranges {
    /// Those that this program was built with.
    ///
    /// # Errors
    ///
    /// None but a broken build, which a test excludes.
    pub fn shipped() -> Result<Self, BadRanges> {
        SHIPPED.parse()
    }

    /// AWS's own form.
    ///
    /// # Errors
    ///
    /// Another form, or a range that is none.
    pub fn from_json(bytes: &[u8]) -> Result<Self, BadRanges> {
        let document: Document = serde_json::from_slice(bytes)?;
        let v4 = document.prefixes.into_iter();
        let v4 = v4.map(|row| (row.ip_prefix, row.region));
        let v6 = document.ipv6_prefixes.into_iter();
        let v6 = v6.map(|row| (row.ipv6_prefix, row.region));
        Self::new(&document.create_date, v4.chain(v6))
    }

    /// The date begins `created`: a time may follow it.
    fn new(created: &str, rows: impl Iterator<Item = (String, String)>) -> Result<Self, BadRanges> {
        let date = created.get(..10).unwrap_or(created);
        let published = date
            .parse()
            .map_err(|_| BadRanges::Date(clipped(created)))?;
        let mut regions = JointPrefixMap::new();
        for (range, region) in rows {
            let range: IpNet = range
                .parse()
                .map_err(|_| BadRanges::Range(clipped(&range)))?;
            regions.insert(range.trunc(), region);
        }
        if regions.is_empty() {
            return Err(BadRanges::Empty);
        }
        Ok(Self { published, regions })
    }

    /// The narrowest range that has this address.
    pub fn locate(&self, address: IpAddr) -> Located {
        let host = IpNet::from(address.to_canonical());
        let found = self.regions.get_lpm(&host);
        Located {
            address,
            range: found.map(|(prefix, region)| PublishedRange {
                prefix,
                region: region.clone(),
            }),
            published: self.published,
        }
    }

    /// Whether the list knows Regions of this partition: of another it says nothing.
    pub fn covers(&self, partition: Partition) -> bool {
        let regions: BTreeSet<&str> = self.regions.values().map(String::as_str).collect();
        let of = |region: &&str| Region::from_str(region).is_ok_and(|r| r.partition() == partition);
        regions.iter().any(of)
    }

    /// The compact form: a line for each Region, its ranges joined where they touch.
    pub fn compact(&self) -> String {
        let mut of_region: BTreeMap<&str, Vec<IpNet>> = BTreeMap::new();
        for (range, region) in &self.regions {
            of_region.entry(region).or_default().push(range);
        }
        let mut text = format!("{PUBLISHED} {}\n", self.published);
        for (region, ranges) in of_region {
            text.push_str(region);
            for range in IpNet::aggregate(&ranges) {
                let _ = write!(text, " {range}");
            }
            text.push('\n');
        }
        text
    }
}

/// Reads the compact form.
impl FromStr for Ranges {
    type Err = BadRanges;

    fn from_str(text: &str) -> Result<Self, BadRanges> {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let created = first.strip_prefix(PUBLISHED).map(str::trim_start);
        let created = created.ok_or_else(|| BadRanges::Date(clipped(first)))?;
        let rows = rest.lines().flat_map(|line| {
            let mut words = line.split(' ');
            let region = words.next().unwrap_or_default();
            words.map(move |range| (range.to_owned(), region.to_owned()))
        });
        Self::new(created, rows)
    }
}

/// A text of a file, for an error: it may be anything.
fn clipped(text: &str) -> String {
    text.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: &str = r#"{"syncToken": "1", "createDate": "2026-08-22-15-17-05", "prefixes": [
        {"ip_prefix": "203.0.113.0/25", "region": "us-east-1", "service": "AMAZON"},
        {"ip_prefix": "203.0.113.128/25", "region": "us-east-1", "service": "AMAZON"},
        {"ip_prefix": "203.0.113.64/26", "region": "GLOBAL", "service": "CLOUDFRONT"}],
        "ipv6_prefixes": [{"ipv6_prefix": "2001:db8::/32", "region": "eu-west-1"}]}"#;

    fn region(ranges: &Ranges, address: &str) -> Option<String> {
        let located = ranges.locate(address.parse().unwrap());
        located.range.map(|range| range.region)
    }

    #[test]
    fn the_narrowest_range_counts() {
        let ranges = Ranges::from_json(SMALL.as_bytes()).unwrap();
        for (address, expected) in [
            ("203.0.113.1", Some("us-east-1")),
            ("203.0.113.65", Some("GLOBAL")),
            ("::ffff:203.0.113.65", Some("GLOBAL")),
            ("2001:db8::1", Some("eu-west-1")),
            ("198.51.100.1", None),
            ("2001:db9::1", None),
        ] {
            assert_eq!(region(&ranges, address).as_deref(), expected, "{address}");
        }
        assert!(ranges.covers(Partition::Aws));
        assert!(!ranges.covers(Partition::China));
    }

    #[test]
    fn both_forms_say_the_same() {
        let ranges = Ranges::from_json(SMALL.as_bytes()).unwrap();
        let compact = ranges.compact();
        assert_eq!(
            compact,
            "published 2026-08-22\nGLOBAL 203.0.113.64/26\neu-west-1 2001:db8::/32\n\
             us-east-1 203.0.113.0/24\n"
        );
        let read: Ranges = compact.parse().unwrap();
        assert_eq!(region(&read, "203.0.113.65").as_deref(), Some("GLOBAL"));
        assert_eq!(read.compact(), compact);
    }

    #[test]
    fn what_is_shipped_knows_aws_and_nobody_else() {
        let ranges = Ranges::shipped().unwrap();
        assert_eq!(
            region(&ranges, "3.5.140.9").as_deref(),
            Some("ap-northeast-2")
        );
        for other in ["8.8.8.8", "192.168.1.1", "203.0.113.1", "146.112.61.104"] {
            assert_eq!(region(&ranges, other), None, "{other}");
        }
        for partition in [Partition::Aws, Partition::UsGov, Partition::China] {
            assert!(ranges.covers(partition), "{partition}");
        }
        assert_eq!(ranges.compact(), SHIPPED);
    }

    #[test]
    fn what_is_no_list_is_refused_in_one_line() {
        for (text, expected) in [
            ("{}", "missing field"),
            (
                r#"{"createDate": "soon", "prefixes": [], "ipv6_prefixes": []}"#,
                "no date",
            ),
            (
                r#"{"createDate": "2026-08-22", "prefixes": [], "ipv6_prefixes": []}"#,
                "no ranges",
            ),
            (
                r#"{"createDate": "2026-08-22", "prefixes": [{"ip_prefix": "x", "region": "y"}], "ipv6_prefixes": []}"#,
                "no address range",
            ),
        ] {
            let why = Ranges::from_json(text.as_bytes())
                .err()
                .unwrap()
                .to_string();
            assert!(why.contains(expected) && !why.contains('\n'), "{why}");
        }
    }
}
