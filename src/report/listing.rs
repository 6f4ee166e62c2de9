//! The catalogue as a list: table, CSV, JSON (schema `aws-netcheck/endpoints/1`).
//!
//! Owns the columns and how a cell is kept harmless in each form. Which rows are listed, and what
//! is filled into their patterns, is the command's.

use serde::Serialize;

use crate::language::Language;
use crate::plan::Requirement;
use crate::verdict::Phrase;

use super::{
    Color, Detail, json,
    page::{Ink, Page},
    separated,
    texts::Texts,
};

/// The name and major version of the JSON form. Fields are only ever added.
pub const SCHEMA: &str = "aws-netcheck/endpoints/1";

/// Rows of the catalogue, and what was asked about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// The date of the catalogue's newest row.
    pub catalogue: String,
    pub target: Target,
    /// In the order of the catalogue.
    pub endpoints: Vec<Row>,
}

impl Listing {
    /// Whether a document is cited without its address.
    fn lacks_an_address(&self) -> bool {
        let mut cited = self.endpoints.iter();
        cited.any(|row| row.document_url.is_none())
    }
}

/// What was asked about; empty lists ask about everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Target {
    pub directory: Option<String>,
    pub regions: Vec<String>,
    pub scopes: Vec<String>,
    pub clients: Vec<String>,
}

/// Who says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    pub title: String,
    pub url: Option<String>,
    /// Its age, as far as it is known.
    pub dated: String,
}

/// One endpoint, with what is known of the target filled in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    pub endpoint: String,
    pub partition: String,
    /// The Region in it, where one was asked about and it has one.
    pub region: Option<String>,
    pub requirement: Requirement,
    pub scopes: Vec<String>,
    pub clients: Vec<String>,
    pub steps: Vec<String>,
    /// As the document writes it; placeholders stay where the target has no value.
    pub pattern: String,
    pub port: u16,
    /// What a run would fetch for it.
    pub urls: Vec<String>,
    /// Why a run cannot test it.
    pub untestable: Option<String>,
    /// What does not work without it.
    pub breaks: String,
    /// `documented`, `observed` or `derived`.
    pub basis: String,
    pub confidence: String,
    /// The title of the document that names it.
    pub document: String,
    pub document_url: Option<String>,
    /// All documents that name it, the strongest first.
    pub documents: Vec<Document>,
    /// When the document was read: a date.
    pub checked: String,
}

/// One way to write a listing.
#[derive(Debug)]
pub struct Form {
    /// The name for `--format`.
    pub id: &'static str,
    /// Whether people read it; what programs read is English.
    pub is_for_people: bool,
    pub render: fn(&Listing, Language, Color, Detail) -> String,
}

/// Every form that there is.
pub const FORMS: &[Form] = &[
    Form {
        id: "table",
        is_for_people: true,
        render: table,
    },
    Form {
        id: "csv",
        is_for_people: false,
        render: |listing, _, _, _| csv(listing),
    },
    Form {
        id: "json",
        is_for_people: false,
        render: |listing, _, _, _| json::text(listing),
    },
];

/// Where the second column of the table begins, and how wide it is.
const SECOND: usize = 13;
const PATTERN: usize = 45;

/// For a screen: 80 columns, the strongest requirement first.
fn table(listing: &Listing, language: Language, color: Color, detail: Detail) -> String {
    let texts = Texts::of(language);
    let mut page = Page::new(color);
    page.hanging((Ink::Plain, ""), 0, &heading(listing, texts));
    for requirement in Requirement::ALL.iter().rev() {
        let of_this = |row: &&Row| row.requirement == *requirement;
        let mut rows = listing.endpoints.iter().filter(of_this).peekable();
        if rows.peek().is_some() {
            page.blank();
        }
        for row in rows {
            draw(&mut page, row, detail, texts);
        }
    }
    let hint = match detail {
        Detail::Folded => Some("listing.more"),
        Detail::Full => listing.lacks_an_address().then_some("listing.no_address"),
    };
    if detail == Detail::Folded {
        page.blank();
    }
    if let Some(hint) = hint {
        page.hanging((Ink::Plain, ""), 0, &texts.say(&Phrase::new(hint)));
    }
    page.into_text()
}

fn heading(listing: &Listing, texts: &Texts) -> String {
    let target = &listing.target;
    let or = |list: &[String], key: &'static str| match list {
        [] => texts.say(&Phrase::new(key)),
        list => list.join(", "),
    };
    let none = || texts.say(&Phrase::new("header.no_directory"));
    let phrase = Phrase::new("listing.heading")
        .with(
            "endpoints",
            texts.count("count.endpoints", listing.endpoints.len()),
        )
        .with("catalogue", &listing.catalogue)
        .with("directory", target.directory.clone().unwrap_or_else(none))
        .with("regions", or(&target.regions, "listing.all_regions"))
        .with("scopes", or(&target.scopes, "listing.all_scopes"))
        .with("clients", or(&target.clients, "listing.all_clients"));
    texts.say(&phrase)
}

fn draw(page: &mut Page, row: &Row, detail: Detail, texts: &Texts) {
    let requirement = texts.code("requirement", row.requirement.code());
    let lead = (Ink::Strong, requirement.as_str());
    let clients = row.clients.join(", ");
    if row.pattern.len() < PATTERN {
        let line = format!("{:<PATTERN$}{clients}", row.pattern);
        page.hanging(lead, SECOND, &line);
    } else {
        page.hanging(lead, SECOND, &row.pattern);
        page.hanging((Ink::Plain, ""), SECOND + PATTERN, &clients);
    }
    page.hanging((Ink::Plain, ""), SECOND, &row.breaks);
    if detail == Detail::Full {
        for line in details(row, texts) {
            page.hanging((Ink::Plain, ""), SECOND, &line);
        }
        page.blank();
    } else if row.basis != "documented" {
        page.hanging(
            (Ink::Plain, ""),
            SECOND,
            &format!("({})", texts.code("basis", &row.basis)),
        );
    }
}

/// The other columns, in sentences.
fn details(row: &Row, texts: &Texts) -> Vec<String> {
    let mut phrases = vec![
        Phrase::new("listing.purpose")
            .with("endpoint", &row.endpoint)
            .with("partition", &row.partition)
            .with("scopes", row.scopes.join(", ")),
    ];
    if !row.steps.is_empty() {
        phrases.push(Phrase::new("listing.steps").with("steps", row.steps.join(", ")));
    }
    if let Some(why) = &row.untestable {
        phrases.push(Phrase::new("listing.untestable").with("why", why));
    }
    let source = Phrase::new("listing.source")
        .with("basis", &row.basis)
        .with("checked", &row.checked)
        .with("document", &row.document);
    phrases.push(source);
    let mut lines: Vec<String> = phrases.iter().map(|phrase| texts.compose(phrase)).collect();
    lines.extend(row.document_url.clone());
    for more in row.documents.iter().skip(1) {
        let also = Phrase::new("listing.also_named").with("document", &more.title);
        lines.push(texts.compose(&also));
    }
    lines
}

const COLUMNS: [&str; 17] = [
    "endpoint",
    "partition",
    "region",
    "requirement",
    "scopes",
    "clients",
    "steps",
    "pattern",
    "port",
    "urls",
    "untestable",
    "breaks",
    "basis",
    "confidence",
    "document",
    "document_url",
    "checked",
];

/// Lists with spaces between.
fn csv(listing: &Listing) -> String {
    separated::text(COLUMNS, listing.endpoints.iter().map(cells))
}

/// In the order of [`COLUMNS`].
fn cells(row: &Row) -> [String; COLUMNS.len()] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        row.endpoint.clone(),
        row.partition.clone(),
        text(&row.region),
        row.requirement.to_string(),
        row.scopes.join(" "),
        row.clients.join(" "),
        row.steps.join(" "),
        row.pattern.clone(),
        row.port.to_string(),
        row.urls.join(" "),
        text(&row.untestable),
        row.breaks.clone(),
        row.basis.clone(),
        row.confidence.clone(),
        row.document.clone(),
        text(&row.document_url),
        row.checked.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(breaks: &str) -> Row {
        Row {
            endpoint: "portal".into(),
            partition: "aws".into(),
            region: None,
            requirement: Requirement::Required,
            scopes: vec!["sign-in".into(), "setup".into()],
            clients: vec!["browser".into()],
            steps: vec![],
            pattern: "*.awsapps.com".into(),
            port: 443,
            urls: vec![],
            untestable: None,
            breaks: breaks.into(),
            basis: "documented".into(),
            confidence: "high".into(),
            document: "A page, of AWS's".into(),
            document_url: None,
            documents: vec![],
            checked: "2026-11-22".into(),
        }
    }

    fn listing(breaks: &str) -> Listing {
        Listing {
            schema: SCHEMA,
            catalogue: "2026-11-22".into(),
            target: Target::default(),
            endpoints: vec![row(breaks)],
        }
    }

    #[test]
    fn no_cell_is_a_formula() {
        for start in ["=", "+", "-", "@", "\t", "\r"] {
            let formula = format!("{start}cmd|' /C calc'!A0");
            let text = csv(&listing(&formula));
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            assert_eq!(&record[11], format!("'{formula}"));
        }
    }

    #[test]
    fn commas_quotes_and_line_ends_stay_in_their_cell() {
        let breaks = "a \"b\", c\nd";
        let text = csv(&listing(breaks));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap(), &COLUMNS[..]);
        let record = reader.records().next().unwrap().unwrap();
        assert_eq!(&record[11], breaks);
        assert_eq!(&record[4], "sign-in setup");
        assert_eq!(&record[14], "A page, of AWS's");
    }

    #[test]
    fn a_table_fits_a_terminal_whatever_comes() {
        let mut listing = listing("\x1b[2J");
        listing.endpoints[0].pattern = "x".repeat(300);
        for detail in [Detail::Folded, Detail::Full] {
            let text = table(&listing, Language::English, Color::Never, detail);
            for line in text.lines() {
                assert!(crate::report::width(line) <= 80, "{line}");
            }
            assert!(!text.contains('\x1b'), "{text}");
        }
    }
}
