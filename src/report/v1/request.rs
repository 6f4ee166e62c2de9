//! What one team is asked, as it is saved.
//!
//! Owns the form of a request; whom it goes to and what it asks was decided by the verdict.

use serde::{Deserialize, Serialize};

use super::Said;

/// What to ask of one team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    pub id: u32,
    pub team: String,
    /// Whether sign-in fails without it.
    pub blocking: bool,
    pub ask: String,
    /// Where the product has it that the site file names, or that left its mark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    pub not_asked: Vec<String>,
    pub hosts: Vec<String>,
    /// Ids of the paths that it is about.
    pub because: Vec<String>,
    /// For the log of the product that the site file names, or that left its mark; empty where its
    /// language is not known.
    pub log_filter: String,
    /// A command for people without this tool.
    pub test: String,
    pub risk: String,
    /// How the site calls the team.
    #[serde(default)]
    pub team_name: Option<String>,
    /// What the site says that the team looks after: nothing measured.
    #[serde(default)]
    pub site_product: Option<String>,
    #[serde(default)]
    pub cause: String,
    /// Codes of what failed where its walls are; empty in older reports.
    #[serde(default)]
    pub failures: Vec<String>,
    /// What was seen, weightiest first.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// Connections that failed, to be found in a log.
    #[serde(default)]
    pub seen: Vec<Seen>,
    /// How many more there are than `seen` has.
    #[serde(default)]
    pub more_seen: usize,
    /// What the test gives when the change is made.
    #[serde(default)]
    pub done: String,
    /// The texts before they were worded.
    #[serde(default)]
    pub said: RequestSaid,
}

/// The texts of a request before they were worded, in the order of the worded ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestSaid {
    #[serde(default)]
    pub ask: Option<Said>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<Said>,
    #[serde(default)]
    pub not_asked: Vec<Said>,
    #[serde(default)]
    pub evidence: Vec<Said>,
    #[serde(default)]
    pub risk: Option<Said>,
    #[serde(default)]
    pub done: Option<Said>,
}

impl Request {
    /// Whether it asks for the mending of such a wall. Two walls of one path may both be undetermined,
    /// at two layers and for two teams.
    pub fn is_about(&self, failure: &str, cause: &str) -> bool {
        let named = self.failures.iter().any(|one| one == failure);
        self.cause == cause && (named || self.failures.is_empty())
    }
}

/// One connection or question that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    pub host: String,
    /// RFC 3339, UTC, with milliseconds.
    pub started: String,
    /// Address and port here.
    pub local: Option<String>,
    /// Address and port meant over there.
    pub peer: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_walls_with_one_cause_it_is_about_the_one_that_it_names() {
        let request = |failures: &[&str]| -> Request {
            let saved = serde_json::json!({
                "id": 1, "team": "dns", "blocking": true, "ask": "", "not_asked": [], "hosts": [],
                "because": [], "log_filter": "", "test": "", "risk": "",
                "cause": "undetermined", "failures": failures,
            });
            serde_json::from_value(saved).unwrap()
        };
        let dns = request(&["dns.timeout"]);
        assert!(dns.is_about("dns.timeout", "undetermined"));
        assert!(!dns.is_about("tls.reset", "undetermined"));
        assert!(!dns.is_about("dns.timeout", "dns_outage"));
        assert!(request(&[]).is_about("tls.reset", "undetermined"));
    }
}
