//! From entries to the lines of a product's list.
//!
//! Owns the choice between the product's bare name and its wildcard, the dropping of lines that
//! another line covers *by the product's own rules*, and the finding of what came out wider,
//! narrower or not at all.

use std::cmp::Reverse;

use crate::allowlist::{
    Entry, Extent, Operator, Reach, Remark, UrlPath, has_buckets_below, reaches,
};
use crate::names::HostName;

use super::dialect::{Dialect, Paths, Ports, Sense};

/// How a line is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The name alone.
    Bare,
    /// With the product's wildcard.
    Wildcard,
}

/// One line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line<'a> {
    pub form: Form,
    pub base: &'a HostName,
    pub path: UrlPath,
    pub port: u16,
    /// What the product makes of it.
    pub sense: Sense,
    /// What it is for: at least one, the first being the one that it was made from.
    pub entries: Vec<&'a Entry>,
}

impl Line<'_> {
    /// The line's name with something before it for a wildcard.
    pub fn with(&self, wildcard: &str) -> String {
        match self.form {
            Form::Bare => self.base.to_string(),
            Form::Wildcard => format!("{wildcard}{}", self.base),
        }
    }

    /// As AWS writes it.
    pub fn pattern(&self) -> String {
        self.with("*.")
    }

    /// Why it is there, on one line.
    pub fn why(&self) -> String {
        let why: Vec<_> = self.entries.iter().flat_map(|entry| &entry.why).collect();
        let strongest = why.iter().min_by_key(|why| Reverse(why.requirement));
        let said = strongest.map_or("", |why| &why.breaks);
        let requirement = self.entries.iter().map(|entry| entry.requirement).max();
        let requirement = requirement.map_or("", |requirement| requirement.code());
        let mut ids: Vec<&str> = Vec::new();
        for why in why {
            if !ids.contains(&why.endpoint.as_str()) {
                ids.push(&why.endpoint);
            }
        }
        format!("{requirement}, {}; without it: {said}", ids.join(" "))
    }

    /// The reach of the entry that it was made from.
    fn asked(&self) -> Option<Reach> {
        self.entries.first().map(|entry| entry.reach)
    }

    fn includes(&self, other: &Self, ports: Ports) -> bool {
        let same_port = ports == Ports::Ignored || self.port == other.port;
        let names = if self.base == other.base {
            self.sense.surely.includes(other.sense.surely)
        } else {
            reaches_all_of(self, other)
        };
        same_port && names && self.path.includes(&other.path)
    }
}

/// Whether a line means all that another with a longer base surely means.
fn reaches_all_of(one: &Line<'_>, other: &Line<'_>) -> bool {
    let labels = |name: &HostName| name.as_str().split('.').count();
    match (one.sense.surely, other.sense.surely) {
        (Reach::Below | Reach::ItselfAndBelow, of_other) => {
            let within = other.base != one.base && other.base.is_within(one.base);
            // Where a wildcard ends at some depth, another one from deeper down goes further.
            let deepest = one.sense.deepest;
            let deep_enough = deepest == usize::MAX
                || (of_other == Reach::Itself && labels(other.base) <= labels(one.base) + deepest);
            within && deep_enough
        }
        (Reach::OneBelow, Reach::Itself) => reaches(one.base, Reach::OneBelow, other.base),
        _ => false,
    }
}

/// The lines of a list, and how they differ from its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Translation<'a> {
    pub lines: Vec<Line<'a>>,
    pub remarks: Vec<Remark>,
}

/// Puts entries into a dialect.
pub(super) fn translate<'a>(entries: &'a [Entry], dialect: &Dialect) -> Translation<'a> {
    let mut lines: Vec<Line<'a>> = Vec::new();
    let (mut left_out, mut shared) = (Vec::new(), Vec::new());
    for entry in entries {
        if dialect.paths == Paths::Dropped && needs_its_path(entry) {
            shared.push(entry.pattern());
            continue;
        }
        let forms = forms(entry.reach, dialect);
        if forms.is_empty() {
            left_out.push(entry.pattern());
        }
        lines.extend(forms.into_iter().map(|(form, sense)| Line {
            form,
            base: &entry.base,
            path: match dialect.paths {
                Paths::Kept => entry.path.clone(),
                Paths::Dropped | Paths::Unseen => UrlPath::Any,
            },
            port: entry.port,
            sense,
            entries: vec![entry],
        }));
    }
    let lines = minimised(lines, dialect.ports);
    let mut remarks = vec![
        Remark::new(
            Extent::LeftOut,
            left_out,
            "the product has no wildcard for it",
        ),
        Remark::new(Extent::LeftOut, shared, NEEDS_ITS_PATH),
    ];
    remarks.extend(differences(&lines, entries, dialect.paths));
    remarks.retain(|remark| !remark.entries.is_empty());
    Translation { lines, remarks }
}

const NEEDS_ITS_PATH: &str = "without its path it admits what any customer of AWS keeps there; \
                              --breadth broad has it";

/// Whether the host alone would admit what AWS's customers run: only the path is AWS's own.
fn needs_its_path(entry: &Entry) -> bool {
    entry.operator == Operator::AwsShared && entry.path != UrlPath::Any
}

/// The forms in which a reach is said: one, or two where only both together say it, or none.
fn forms(reach: Reach, dialect: &Dialect) -> Vec<(Form, Sense)> {
    let bare = (Form::Bare, dialect.bare);
    let wildcard = dialect.wildcard.map(|sense| (Form::Wildcard, sense));
    let says = |(_, sense): &(Form, Sense)| sense.surely.includes(reach);
    // The narrowest that is enough.
    let mut enough: Vec<_> = [Some(bare), wildcard]
        .into_iter()
        .flatten()
        .filter(says)
        .collect();
    enough.sort_by_key(|(_, sense)| sense.at_most);
    match (enough.first(), wildcard) {
        (Some(one), _) => vec![*one],
        (None, Some(wildcard)) if reach == Reach::ItselfAndBelow => vec![bare, wildcard],
        (None, Some(wildcard)) => vec![wildcard],
        (None, None) => Vec::new(),
    }
}

/// The lines without those that another one covers; it takes over what they are for.
fn minimised(lines: Vec<Line<'_>>, ports: Ports) -> Vec<Line<'_>> {
    let mut kept: Vec<Line<'_>> = Vec::new();
    for line in lines {
        if let Some(wider) = kept.iter_mut().find(|wider| wider.includes(&line, ports)) {
            wider.entries.extend(line.entries);
            continue;
        }
        let mut line = line;
        kept.retain(|narrower| {
            let covered = line.includes(narrower, ports);
            if covered {
                line.entries.extend(narrower.entries.iter().copied());
            }
            !covered
        });
        kept.push(line);
    }
    kept
}

/// How lines differ from the entries of their list. What another entry asks for is not wider.
fn differences(lines: &[Line<'_>], entries: &[Entry], shown: Paths) -> Vec<Remark> {
    let wanted = |host: &HostName| entries.iter().any(|entry| entry.covers(host));
    let apex = |line: &&Line<'_>| line.sense.at_most.has_apex() && !wanted(line.base);
    let sure = |line: &&Line<'_>| apex(line) && line.sense.surely.has_apex();
    let perhaps = |line: &&Line<'_>| apex(line) && !line.sense.surely.has_apex();
    let deep = |line: &&Line<'_>| {
        line.asked() == Some(Reach::Itself) && line.sense.at_most.includes(Reach::Below)
    };
    let below = |line: &&Line<'_>| deep(line) && !has_buckets_below(line.base);
    let bucket = |line: &&Line<'_>| deep(line) && has_buckets_below(line.base);
    let one_level = |line: &&Line<'_>| {
        let deeper = line
            .asked()
            .is_some_and(|asked| asked.includes(Reach::Below));
        deeper && line.sense.surely == Reach::OneBelow
    };
    let to_a_depth = |line: &&Line<'_>| {
        let mut asked = line.entries.iter().map(|entry| entry.reach);
        line.sense.deepest < usize::MAX && asked.any(|reach| reach.includes(Reach::Below))
    };
    let paths = |line: &&Line<'_>| {
        let any = |entry: &&Entry| entry.path == UrlPath::Any;
        shown == Paths::Dropped && line.path == UrlPath::Any && !line.entries.iter().any(any)
    };
    let base = |line: &Line<'_>| line.base.to_string();
    let pattern = |line: &Line<'_>| line.pattern();
    let told = |extent, names: Vec<String>, why: &str| Remark::new(extent, names, why);
    let of = |which: &dyn Fn(&&Line<'_>) -> bool, name: &dyn Fn(&Line<'_>) -> String| {
        lines
            .iter()
            .filter(which)
            .map(name)
            .collect::<Vec<String>>()
    };
    let deepest = lines.iter().map(|line| line.sense.deepest).min();
    let depth = format!("{NOT_DEEPER} {} labels longer", deepest.unwrap_or_default());
    vec![
        told(Extent::Wider, of(&sure, &base), ITSELF_TOO),
        told(Extent::Wider, of(&perhaps, &base), PERHAPS_ITSELF_TOO),
        told(Extent::Wider, of(&below, &pattern), BELOW_TOO),
        told(Extent::Wider, of(&bucket, &pattern), BUCKETS_BELOW),
        told(Extent::Narrower, of(&one_level, &pattern), ONE_LEVEL),
        told(Extent::Narrower, of(&to_a_depth, &pattern), &depth),
        told(Extent::Wider, of(&paths, &pattern), ANY_PATH),
    ]
}

const ITSELF_TOO: &str = "the name itself is matched too, not only the names below it";
const PERHAPS_ITSELF_TOO: &str = "on some versions the name itself is matched too";
const BELOW_TOO: &str = "every name below it is matched too";
const BUCKETS_BELOW: &str = "every name below it is matched too, and those are buckets of others, for a \
                             bucket's name may have dots; leave it out, or compare whole hosts in \
                             a rule of your own";
const ONE_LEVEL: &str = "names more than one label longer are not matched";
const NOT_DEEPER: &str = "not matched are names more than";
const ANY_PATH: &str = "every path of the host: AWS names one path, and only a gateway that opens \
                        TLS sees paths";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allowlist::{Purpose, Requirement, Why};

    fn entry(pattern: &str) -> Entry {
        let (reach, base) = match pattern.strip_prefix("*.") {
            Some(base) => (Reach::Below, base),
            None => (Reach::Itself, pattern),
        };
        Entry {
            base: base.parse().unwrap(),
            reach,
            path: UrlPath::Any,
            port: 443,
            requirement: Requirement::Required,
            operator: Operator::Aws,
            why: vec![Why {
                endpoint: "portal".into(),
                pattern: pattern.into(),
                requirement: Requirement::Required,
                breaks: "it does not open".into(),
                document: "A page".into(),
                checked: "2026-11-22".parse().unwrap(),
            }],
        }
    }

    /// The lines in a dialect, with a dot for its wildcard, and the remarks.
    fn told(patterns: &[&str], bare: Sense, wildcard: Option<Sense>) -> (Vec<String>, Vec<String>) {
        let entries: Vec<Entry> = patterns.iter().map(|pattern| entry(pattern)).collect();
        let dialect = Dialect::hosts(Purpose::Allow, bare, wildcard);
        let translation = translate(&entries, &dialect);
        let lines = translation
            .lines
            .iter()
            .map(|line| line.with("."))
            .collect();
        let remarks = translation.remarks.iter().map(ToString::to_string);
        (lines, remarks.collect())
    }

    #[test]
    fn a_line_that_another_covers_is_dropped_by_the_rules_of_the_product() {
        let patterns = ["a.x.com", "x.com", "*.x.com", "b.x.com"];
        let (lines, remarks) = told(&patterns, Sense::ITSELF, Some(Sense::ALL));
        assert_eq!(lines, [".x.com"]);
        assert!(remarks.is_empty(), "{remarks:?}");
        let (lines, _) = told(&patterns, Sense::ITSELF, Some(Sense::BELOW));
        assert_eq!(lines, ["x.com", ".x.com"]);
        let (lines, _) = told(&patterns, Sense::ALL, None);
        assert_eq!(lines, ["x.com"]);
    }

    #[test]
    fn where_documents_differ_the_apex_keeps_its_own_line() {
        let sense = Some(Sense::BELOW_PERHAPS_ITSELF);
        let (lines, remarks) = told(&["*.x.com", "x.com"], Sense::ITSELF, sense);
        assert_eq!(lines, [".x.com", "x.com"]);
        assert!(remarks.is_empty(), "{remarks:?}");
        let (_, remarks) = told(&["*.x.com"], Sense::ITSELF, sense);
        assert_eq!(remarks, [format!("wider: x.com: {PERHAPS_ITSELF_TOO}")]);
    }

    #[test]
    fn a_wildcard_that_ends_at_a_depth_does_not_cover_one_from_deeper_down() {
        let sense = Some(Sense::ALL.to_depth(2));
        let patterns = ["*.x.com", "*.a.x.com", "b.a.x.com", "c.b.a.x.com"];
        let (lines, remarks) = told(&patterns, Sense::ITSELF, sense);
        assert_eq!(lines, [".x.com", ".a.x.com"]);
        let narrower = format!("narrower: *.x.com, *.a.x.com: {NOT_DEEPER} 2 labels longer");
        assert!(remarks.contains(&narrower), "{remarks:?}");
        let (_, remarks) = told(&["b.a.x.com"], Sense::ITSELF, sense);
        assert!(remarks.is_empty(), "{remarks:?}");
    }

    #[test]
    fn what_comes_out_otherwise_is_told() {
        let (lines, remarks) = told(&["*.x.com", "y.com"], Sense::ITSELF, None);
        assert_eq!(lines, ["y.com"]);
        assert_eq!(
            remarks,
            ["left out: *.x.com: the product has no wildcard for it"]
        );
        let (_, remarks) = told(&["*.x.com"], Sense::ITSELF, Some(Sense::ONE_BELOW));
        assert_eq!(remarks, [format!("narrower: *.x.com: {ONE_LEVEL}")]);
        let (_, remarks) = told(&["y.com"], Sense::ALL, None);
        assert_eq!(remarks, [format!("wider: y.com: {BELOW_TOO}")]);
    }

    #[test]
    fn a_host_that_aws_shares_is_left_out_where_its_path_cannot_be_said() {
        let mut bucket = entry("s3.x.com");
        bucket.operator = Operator::AwsShared;
        bucket.path = UrlPath::Prefix("/bucket".into());
        let entries = [bucket];
        let hosts = Dialect::hosts(Purpose::Allow, Sense::ITSELF, None);
        let translation = translate(&entries, &hosts);
        assert!(translation.lines.is_empty());
        assert_eq!(translation.remarks[0].extent, Extent::LeftOut);
        let lookups = Dialect::lookups(Sense::ITSELF, None);
        assert_eq!(translate(&entries, &lookups).lines.len(), 1);
    }
}
