//! Allow-lists in the words of firewalls, gateways and resolvers.
//!
//! Owns what every format declares of its product, and the way from entries to text: `dialect`
//! says what a product makes of a name, `translate` puts entries into it, `page` words head and
//! remarks, `rendering` puts all together. Each product is one file in `products` and one row in [`FORMATS`]. Pure.

use serde::Serialize;

use crate::allowlist::{Allowlist, Extent, Purpose, Remark};

mod dialect;
mod limits;
mod naming;
mod page;
mod products;
mod rendering;
mod translate;

pub use dialect::{Denies, Dialect, Paths, Ports, RulesOn, Sense};
pub use limits::{Idn, Limits, Most, Room};
pub use naming::{BadName, Letters, Name, Names, Naming};
pub use products::FORMATS;
pub use rendering::{Rendering, Section, Told};
pub use translate::{Form, Line, Translation};

pub use page::{Comment, json};

use page::Head;

/// How it was checked that a product takes what is written, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// The product's own engine reads it, and was asked about names.
    Engine,
    /// The vendor's own schema or library takes it.
    Schema,
    /// The vendor's documentation describes it; nothing of the vendor's has read it.
    Documentation,
    /// The form is ours.
    Own,
}

impl Proof {
    /// In words, for a table.
    pub fn words(self) -> &'static str {
        match self {
            Self::Engine => "engine",
            Self::Schema => "vendor schema",
            Self::Documentation => "vendor documentation",
            Self::Own => "own form",
        }
    }
}

/// A product, and what it is told.
pub struct Format {
    /// In kebab-case: the name of its file and of its golden folder.
    pub id: &'static str,
    pub product: &'static str,
    /// What is written, as half a sentence.
    pub writes: &'static str,
    pub proof: Proof,
    /// Other forms of it, for `--as`; the first is the default. Empty where there is one form.
    pub variants: &'static [&'static str],
    /// What the name of a file of it ends in, without the dot.
    pub extension: &'static str,
    /// Where its output says what it was made from.
    pub told: Told,
    /// Where it has objects with names.
    pub naming: Option<Naming>,
    /// One for each sort of list that it has.
    pub dialects: &'static [Dialect],
    /// What nothing of the vendor's has confirmed; stands in the output.
    pub unproven: &'static [&'static str],
    /// What to know before it is used; stands in the output.
    pub notes: &'static [&'static str],
    /// The same of what only `--with-rules` writes.
    pub rule_notes: &'static [&'static str],
    /// How much the product takes.
    pub limits: Limits,
    /// What is refused on account of it.
    pub denies: Denies,
    /// What its lists decide on.
    pub rules_on: RulesOn,
    /// Where `--with-rules` adds something.
    pub has_rules: bool,
    body: fn(&Job<'_>) -> Vec<Section>,
}

impl Format {
    pub fn purposes(&self) -> impl Iterator<Item = Purpose> {
        self.dialects.iter().map(|dialect| dialect.purpose)
    }
}

/// The format with this id.
pub fn format(id: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.id == id)
}

/// What is wanted of a format.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// Those that the format lacks are passed over.
    pub purposes: &'a [Purpose],
    pub names: &'a Names,
    /// Whether rules that use the lists are wanted too.
    pub rules: Rules,
    /// One of the format's variants; `None` is the first.
    pub variant: Option<&'a str>,
}

/// What is written beside the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// Nothing: rules that exist refer to the lists.
    Existing,
    /// Complete rules.
    Written,
}

/// What a format's file is given.
struct Job<'a> {
    names: &'a Names,
    head: &'a Head,
    limits: &'a Limits,
    rules: Rules,
    variant: &'a str,
    lists: Vec<Listed<'a>>,
    /// What is said of each list, and first of the whole.
    remarks: &'a [(Option<Purpose>, Remark)],
}

/// One list in the product's dialect.
struct Listed<'a> {
    purpose: Purpose,
    lines: Vec<Line<'a>>,
}

impl Listed<'_> {
    /// The ports of its lines, each once, 443 first.
    fn ports(&self) -> Vec<u16> {
        let entries = self.lines.iter().flat_map(|line| &line.entries);
        let mut ports: Vec<u16> = entries.map(|entry| entry.port).collect();
        ports.sort_unstable_by(|one, other| other.cmp(one));
        ports.dedup();
        ports
    }
}

impl Job<'_> {
    /// The name of the object that holds a list.
    fn name(&self, purpose: Purpose) -> &str {
        match purpose {
            Purpose::Allow => &self.names.allow.text,
            Purpose::NoDecrypt => &self.names.no_decrypt.text,
        }
    }

    /// The name of the rule that uses a list.
    fn rule(&self, purpose: Purpose) -> &str {
        match purpose {
            Purpose::Allow => &self.names.allow_rule.text,
            Purpose::NoDecrypt => &self.names.no_decrypt_rule.text,
        }
    }

    /// What it was made from, for a field that the product keeps as free text.
    fn description(&self) -> String {
        self.head.description(self.limits)
    }

    fn with_rules(&self) -> bool {
        self.rules == Rules::Written
    }

    /// One section for each list.
    fn each(&self, how: &str, text: impl Fn(&Listed<'_>) -> String) -> Vec<Section> {
        let section = |list: &Listed<'_>| Section::new(list.purpose, how, text(list));
        self.lists.iter().map(section).collect()
    }
}

/// Why nothing is written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unwritable {
    #[error(transparent)]
    Name(#[from] BadName),
    #[error("{format} has no list of purpose {purpose}: it has {}", .known.join(", "))]
    NoSuchList {
        format: &'static str,
        purpose: String,
        known: Vec<&'static str>,
    },
    #[error(
        "{format} can express none of the entries: choose another --breadth, or another format"
    )]
    Nothing {
        format: &'static str,
        /// What was left out, and why.
        remarks: Vec<Remark>,
    },
    #[error("{format} has no form {found:?}: {}", forms(.known))]
    NoSuchVariant {
        format: &'static str,
        found: String,
        known: &'static [&'static str],
    },
}

fn forms(known: &[&str]) -> String {
    match known {
        [] => "it has one form, leave --as out".to_owned(),
        known => format!("it has {}", known.join(", ")),
    }
}

/// Writes lists in a format.
///
/// # Errors
/// A name that the product does not take, or nothing that it can be told.
pub fn write(
    format: &Format,
    allowlist: &Allowlist,
    options: &Options<'_>,
) -> Result<Rendering, Unwritable> {
    let mut of_lists = Vec::new();
    let lists = listed(format, allowlist, options.purposes, &mut of_lists);
    if lists.is_empty() {
        return Err(nothing(format, options, of_lists));
    }
    let mut remarks = about(format, options.rules);
    let mut names = options.names.clone();
    if let Some(naming) = &format.naming {
        let purposes: Vec<Purpose> = lists.iter().map(|list| list.purpose).collect();
        names = naming.fitted(format.product, options.names, &purposes)?;
        let rules = options.rules == Rules::Written;
        remarks.extend(naming.changes(options.names, &names, &purposes, rules));
    }
    remarks.extend(allowlist.remarks.iter().cloned());
    let whole = remarks.into_iter().map(|remark| (None, remark));
    let mut remarks: Vec<_> = whole.chain(of_lists).collect();
    let mut head = Head::of(&allowlist.origin, &remarks);
    if let Some(remark) = format.limits.of_description(&head.whole()) {
        head.unproven |= remark.extent == Extent::Unproven;
        remarks.push((None, remark));
    }
    let sections = (format.body)(&Job {
        names: &names,
        head: &head,
        limits: &format.limits,
        rules: options.rules,
        variant: variant(format, options)?,
        lists,
        remarks: &remarks,
    });
    let regions = &allowlist.origin.regions;
    Ok(Rendering::new(format, &head, sections, remarks, regions))
}

/// The lists that hold something, in the product's dialects, and what to say of each.
fn listed<'a>(
    format: &Format,
    allowlist: &'a Allowlist,
    purposes: &[Purpose],
    remarks: &mut Vec<(Option<Purpose>, Remark)>,
) -> Vec<Listed<'a>> {
    let mut lists = Vec::new();
    let wanted = |dialect: &&Dialect| purposes.contains(&dialect.purpose);
    for dialect in format.dialects.iter().filter(wanted) {
        let (purpose, list) = (dialect.purpose, allowlist.list(dialect.purpose));
        let mut translation = translate::translate(&list.entries, dialect);
        let of_limits = format.limits.kept(&mut translation.lines);
        translation.remarks.extend(of_limits);
        let kept = kept(&list.remarks, &translation.remarks);
        let all = kept.into_iter().chain(translation.remarks);
        remarks.extend(all.map(|remark| (Some(purpose), remark)));
        let lines = translation.lines;
        if !lines.is_empty() {
            lists.push(Listed { purpose, lines });
        }
    }
    lists
}

/// The remarks on a list, less those that speak of entries which the product cannot be told.
fn kept(remarks: &[Remark], of_product: &[Remark]) -> Vec<Remark> {
    let left_out = |entry: &String| {
        let mut out = of_product
            .iter()
            .filter(|one| one.extent == Extent::LeftOut);
        out.any(|one| one.entries.contains(entry))
    };
    let mut kept = remarks.to_vec();
    kept.retain_mut(|remark| {
        let of_entries = remark.extent == Extent::Wider && !remark.entries.is_empty();
        if of_entries {
            remark.entries.retain(|entry| !left_out(entry));
        }
        !of_entries || !remark.entries.is_empty()
    });
    kept
}

/// What is to be said of everything in a format.
fn about(format: &Format, rules: Rules) -> Vec<Remark> {
    let whole = |extent, why: &&str| Remark::new(extent, Vec::new(), *why);
    let unproven = format
        .unproven
        .iter()
        .map(|why| whole(Extent::Unproven, why));
    let of_rules = match rules {
        Rules::Existing => &[],
        Rules::Written => format.rule_notes,
    };
    let notes = format.notes.iter().chain(of_rules);
    let notes = notes.map(|why| whole(Extent::Note, why));
    notes.chain(unproven).collect()
}

fn nothing(
    format: &Format,
    options: &Options<'_>,
    remarks: Vec<(Option<Purpose>, Remark)>,
) -> Unwritable {
    let has = |purpose: &Purpose| format.purposes().any(|known| known == *purpose);
    match options.purposes {
        wanted if wanted.iter().any(has) => {
            let mut remarks: Vec<Remark> = remarks.into_iter().map(|(_, one)| one).collect();
            remarks.retain(|one| one.extent == Extent::LeftOut);
            let format = format.id;
            Unwritable::Nothing { format, remarks }
        }
        wanted => Unwritable::NoSuchList {
            format: format.id,
            purpose: wanted
                .iter()
                .map(|one| one.code())
                .collect::<Vec<_>>()
                .join(", "),
            known: format.purposes().map(Purpose::code).collect(),
        },
    }
}

fn variant<'a>(format: &Format, options: &Options<'a>) -> Result<&'a str, Unwritable> {
    let known = format.variants;
    match options.variant {
        None => Ok(known.first().copied().unwrap_or_default()),
        Some(wanted) if known.contains(&wanted) => Ok(wanted),
        Some(wanted) => Err(Unwritable::NoSuchVariant {
            format: format.id,
            found: wanted.to_owned(),
            known,
        }),
    }
}
