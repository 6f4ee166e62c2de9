//! Netskope, as a body for its API and a list of domains for SSL decryption policies.
//!
//! One asterisk, first, with a dot after it. The newer documentation has `*.example.com` match
//! `example.com` too, the older one does not, so an apex that is needed gets its own line and a
//! wildcard is said to be wider. In a decryption policy the domain is compared with the TLS server
//! name alone (docs.netskope.com, "URL Lists", "URL List Best Practices").

use serde::Serialize;

use crate::allowlist::Purpose;
use crate::format::json;
use crate::format::{
    Denies, Dialect, Format, Job, Limits, Listed, Naming, Proof, RulesOn, Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "netskope",
    product: "Netskope",
    writes: "an API body for a URL list, and domains for a decryption policy",
    proof: Proof::Documentation,
    variants: &[],
    extension: "txt",
    told: Told::Nowhere("a URL list is a name and its URLs, and domains are pasted"),
    naming: Some(Naming::with(255, "-_.")),
    dialects: &[
        Dialect::hosts(
            Purpose::Allow,
            Sense::ITSELF,
            Some(Sense::BELOW_PERHAPS_ITSELF),
        ),
        Dialect::hosts(
            Purpose::NoDecrypt,
            Sense::ITSELF,
            Some(Sense::BELOW_PERHAPS_ITSELF),
        ),
    ],
    unproven: &[
        "whether the service wants urls and type inside data, as here, or beside name, as the \
         vendor's SDK writes them",
        "the path of the call that deploys a URL list",
    ],
    notes: &["a URL list takes effect when it is deployed: POST /api/v2/policy/urllist/deploy"],
    rule_notes: &[],
    limits: Limits::UNNAMED,
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: false,
    body,
};

#[derive(Serialize)]
struct UrlList<'a> {
    name: &'a str,
    data: Data,
}

#[derive(Serialize)]
struct Data {
    urls: Vec<String>,
    #[serde(rename = "type")]
    kind: &'static str,
}

fn body(job: &Job<'_>) -> Vec<Section> {
    let section = |list: &Listed<'_>| match list.purpose {
        Purpose::Allow => {
            let how = "POST /api/v2/policy/urllist";
            Section::new(list.purpose, how, json(&url_list(job, list)))
        }
        Purpose::NoDecrypt => {
            let how = "SSL decryption policy, action Do Not Decrypt, criterion Domain";
            Section::new(list.purpose, how, domains(list).join("\n"))
        }
    };
    job.lists.iter().map(section).collect()
}

fn domains(list: &Listed<'_>) -> Vec<String> {
    list.lines.iter().map(|line| line.with("*.")).collect()
}

fn url_list<'a>(job: &'a Job<'_>, list: &Listed<'_>) -> UrlList<'a> {
    UrlList {
        name: job.name(list.purpose),
        data: Data {
            urls: domains(list),
            kind: "exact",
        },
    }
}
