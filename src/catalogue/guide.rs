//! What AWS's set-up guide asks for beside its steps, and the trouble that it lists.
//!
//! Owns the meaning of `data/prerequisites.toml` and `data/troubles.toml`. Their texts are in
//! `data/texts`, by id; which hosts a trouble has to do with is said by endpoints.

use serde::Deserialize;

use super::load::{BadData, built_in, rows};

/// What must be there before a step, and no network test can prove.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prerequisite {
    /// The key of its text: `prerequisite.ID`.
    pub id: String,
    /// The first step that needs it.
    pub step: String,
}

/// What goes wrong in a step, as the guide lists it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trouble {
    /// The key of its texts: `trouble.ID`, `advice.ID`, `network.ID`.
    pub id: String,
    pub step: String,
    /// The endpoints whose loss looks the same.
    pub endpoints: Vec<String>,
}

/// The guide beside its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guide {
    /// In the order of the steps.
    pub prerequisites: Vec<Prerequisite>,
    pub troubles: Vec<Trouble>,
}

impl Guide {
    /// Its id among the documents.
    pub const DOCUMENT: &str = "seed";
}

/// The guide's lists that are built in.
///
/// # Errors
/// The first thing that is wrong with their files; a test holds that there is nothing.
pub fn guide() -> Result<Guide, BadData> {
    let prerequisites = include_str!(concat!(env!("OUT_DIR"), "/prerequisites.json"));
    let troubles = include_str!(concat!(env!("OUT_DIR"), "/troubles.json"));
    let (first, second) = ("data/prerequisites.toml", "data/troubles.toml");
    Ok(Guide {
        prerequisites: rows(first, "prerequisite", prerequisites, built_in)?,
        troubles: rows(second, "trouble", troubles, built_in)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::load;

    #[test]
    fn the_lists_lead_to_steps_and_endpoints_that_exist() {
        let (guide, catalogue) = (guide().unwrap(), load().unwrap());
        let step = |id: &String| catalogue.steps.iter().any(|step| &step.id == id);
        let endpoint = |id: &String| catalogue.endpoints.iter().any(|row| &row.id == id);
        for prerequisite in &guide.prerequisites {
            assert!(step(&prerequisite.step), "{}", prerequisite.id);
        }
        for trouble in &guide.troubles {
            assert!(step(&trouble.step), "{}", trouble.id);
            assert!(!trouble.endpoints.is_empty(), "{}", trouble.id);
            for id in &trouble.endpoints {
                assert!(endpoint(id), "{}: {id}", trouble.id);
            }
        }
        assert!(catalogue.document(Guide::DOCUMENT).is_some());
    }
}
