//! Names and addresses that look like a base and are somebody else's.
//!
//! Owns the corpus. Who is asked about it is `matching`'s; for products that are given regular
//! expressions, which see more than a name, it is asked here.

use aws_netcheck::{
    allowlist::Purpose,
    catalogue,
    format::{self, Rules},
};

use super::product::{Rule, rules};
use super::{CASES, list, written};

/// Web addresses, without their scheme, of a host of somebody else's that hold a base further on.
fn addresses(base: &str) -> Vec<String> {
    ["?", "#", "\\", "/", ":443?", ";", "%2f", "\u{3002}", ","]
        .into_iter()
        .flat_map(|sign| {
            [
                format!("evil.example{sign}a.{base}/"),
                format!("evil.example{sign}{base}/"),
                format!("evil.example{sign}.{base}:443/"),
            ]
        })
        .collect()
}

/// A regular expression that takes any sign for part of a name goes past the end of the host.
#[test]
fn no_regular_expression_crosses_the_end_of_the_host() {
    let catalogue = catalogue::load().unwrap();
    for case in CASES {
        let list = list(&catalogue, case);
        for id in ["checkpoint", "fortigate"] {
            let format = format::format(id).unwrap();
            let rendering = written(format, &list, &[Purpose::Allow], Rules::Existing);
            for rule in rules(id, &rendering.sections[0].text) {
                let Rule::Regex(regex) = rule else { continue };
                for entry in &list.allow.entries {
                    for address in addresses(entry.base.as_str()) {
                        assert!(!regex.is_match(&address), "{id}: {regex} on {address}");
                    }
                }
            }
        }
    }
}
