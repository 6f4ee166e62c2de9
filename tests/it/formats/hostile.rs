//! Names and addresses that look like a base and are somebody else's.
//!
//! Owns the corpus. Who is asked about it is `matching`'s; for products that are given regular
//! expressions, which see more than a name, it is asked here.

use aws_netcheck::{
    allowlist::Purpose,
    catalogue,
    format::{self, Rules},
};

use url::Host;

use super::product::{Rule, rules};
use super::{CASES, list, written};

/// Names that look like a base and are somebody else's.
pub(super) fn look_alikes(base: &str) -> Vec<String> {
    let (first, rest) = base.split_once('.').unwrap();
    let mut names = vec![
        format!("evil{base}"),
        format!("evil-{base}"),
        format!("a.evil{base}"),
        format!("{base}.evil.example"),
        format!("a.{base}.evil.example"),
        format!("{base}evil.example"),
        format!("{first}x{rest}"),
        format!("{first}-{rest}"),
        format!("{first}.evil{rest}"),
        format!("{base}x"),
        format!("evil.example.{first}"),
        "evil.example".to_owned(),
        rest.to_owned(),
        format!("evil.{rest}"),
        format!("xn--{base}"),
        format!("a.xn--{base}"),
    ];
    let homograph = homograph(base);
    names.extend([format!("a.{homograph}"), homograph]);
    names
}

/// The name in letters that look the same (Cyrillic), as it goes over the wire.
fn homograph(base: &str) -> String {
    let like = |letter| match letter {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'o' => 'о',
        'p' => 'р',
        's' => 'ѕ',
        other => other,
    };
    let name: String = base.chars().map(like).collect();
    let name = Host::parse(&name).unwrap().to_string();
    assert!(name.contains("xn--"), "{base}: {name}");
    name
}

/// The same name as it may be spelled: in upper case, with the final dot of the root, with both.
pub(super) fn disguised(name: &str) -> [String; 4] {
    let upper = name.to_ascii_uppercase();
    [
        format!("{name}."),
        format!("{upper}."),
        name.to_owned(),
        upper,
    ]
}

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
