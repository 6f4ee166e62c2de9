//! Remarks in short: names that differ in their Region alone become one.
//!
//! Owns the shortening. A remark itself keeps every name, for programs.

use crate::names::Region;

use super::Remark;

/// What stands for a Region, as in AWS's own patterns.
const REGION: &str = "{region}";

/// So many names are shorter as one with its Regions counted.
const SEVERAL: usize = 3;

impl Remark {
    /// The same with one name for those that differ in their Region alone.
    #[must_use]
    pub fn folded(&self, regions: &[Region]) -> Self {
        let mut groups: Vec<(String, Vec<&String>)> = Vec::new();
        for entry in &self.entries {
            let pattern = without_region(entry, regions).unwrap_or_else(|| entry.clone());
            match groups.iter_mut().find(|(known, _)| *known == pattern) {
                Some((_, entries)) => entries.push(entry),
                None => groups.push((pattern, vec![entry])),
            }
        }
        let mut entries = Vec::new();
        for (pattern, of_pattern) in groups {
            match of_pattern.len() {
                SEVERAL.. => entries.push(format!("{pattern} ({} Regions)", of_pattern.len())),
                _ => entries.extend(of_pattern.into_iter().cloned()),
            }
        }
        Self {
            entries,
            ..self.clone()
        }
    }

    /// The same with so many names at the most, and the others counted.
    #[must_use]
    pub fn cut(mut self, most: usize) -> Self {
        let more = self.entries.len().saturating_sub(most);
        // One more is as short as its count.
        if more > 1 {
            self.entries.truncate(most);
            self.entries.push(format!("and {more} more"));
        }
        self
    }
}

/// The name with a sign for its Region, where it holds one between dots and hyphens.
fn without_region(name: &str, regions: &[Region]) -> Option<String> {
    let is_end = |c: Option<char>| c.is_none_or(|c| c == '.' || c == '-');
    regions.iter().find_map(|region| {
        let region = region.as_str();
        let mut folded = String::new();
        let mut rest = name;
        while let Some((before, after)) = rest.split_once(region) {
            if !is_end(before.chars().last()) || !is_end(after.chars().next()) {
                return None;
            }
            folded.push_str(before);
            folded.push_str(REGION);
            rest = after;
        }
        folded.push_str(rest);
        (folded != name).then_some(folded)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allowlist::Extent;

    #[test]
    fn names_that_differ_in_their_region_become_one() {
        let regions = ["us-east-1", "eu-west-1", "ap-south-1"];
        let regions: Vec<Region> = regions.iter().map(|one| one.parse().unwrap()).collect();
        let entries = [
            "oidc.us-east-1.amazonaws.com",
            "x.example",
            "oidc.eu-west-1.amazonaws.com",
            "sts.us-east-1.amazonaws.com",
            "sts.us-east-11.amazonaws.com",
            "oidc.ap-south-1.amazonaws.com",
        ];
        let entries = entries.map(str::to_owned).to_vec();
        let remark = Remark::new(Extent::Wider, entries, "why");
        let folded = remark.folded(&regions);
        assert_eq!(
            folded.entries,
            [
                "oidc.{region}.amazonaws.com (3 Regions)",
                "x.example",
                "sts.us-east-1.amazonaws.com",
                "sts.us-east-11.amazonaws.com",
            ]
        );
        assert_eq!(folded.clone().cut(3).entries.len(), 4);
        assert_eq!(folded.cut(2).entries[2], "and 2 more");
    }
}
