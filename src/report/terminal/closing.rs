//! The end of the screen: what was not tested, how to go on, and the exit status.
//!
//! Owns the hints. It promises nothing that the report does not hold.

use crate::report::v1::{Path, Report};
use crate::report::view::group::{Group, unique};
use crate::report::view::limits::limits;
use crate::report::{Detail, Options, Texts, width};
use crate::verdict::Phrase;

use super::page::{COLUMNS, Ink, Page, rows};

pub(super) fn draw(
    page: &mut Page,
    report: &Report,
    options: &Options,
    groups: &[Group<'_>],
    texts: &Texts,
) {
    let lead = texts.say(&Phrase::new("closing.not_tested"));
    let limits = texts.clauses(&limits(report, options.detail, texts));
    let limits = texts.sentence(&limits);
    page.hanging((Ink::Plain, &lead), width(&lead), &limits);
    for line in rows(&hints(report, options, groups, texts), "   ", COLUMNS) {
        page.line(&[(Ink::Plain, &line)]);
    }
}

fn hints(report: &Report, options: &Options, groups: &[Group<'_>], texts: &Texts) -> Vec<String> {
    let mut hints = vec![match &options.saved {
        Some(file) => Phrase::new("closing.saved").with("file", file),
        None => Phrase::new("closing.save"),
    }];
    if let Some(code) = groups.first().and_then(|group| code(group.first())) {
        hints.push(Phrase::new("closing.explain").with("code", code));
    }
    hints.extend(requests(report));
    hints.extend(again(report, options));
    if options.detail == Detail::Folded && !report.paths.is_empty() {
        let paths = texts.count("count.paths", report.paths.len());
        hints.push(Phrase::new("closing.all").with("paths", paths));
    }
    hints.push(Phrase::new("closing.exit").with("status", options.exit));
    texts.say_all(&hints)
}

/// How to get what is asked for to those who can do it.
fn requests(report: &Report) -> Vec<Phrase> {
    if report.requests.is_empty() {
        return Vec::new();
    }
    let products = report.requests.iter().filter_map(|request| {
        let product = request.site_product.as_ref()?;
        Some(format!("{}={product}", request.team))
    });
    let products: Vec<String> = products.collect();
    let lists = match unique(products.iter().map(String::as_str)).as_slice() {
        [] => Phrase::new("closing.lists"),
        known => Phrase::new("closing.lists_auto").with("products", known.join(", ")),
    };
    vec![Phrase::new("closing.ticket"), lists]
}

/// How to see, in the minute after the change, what came of it.
fn again(report: &Report, options: &Options) -> Option<Phrase> {
    let file = options.saved.as_deref()?;
    let asked = !report.requests.is_empty();
    asked.then(|| Phrase::new("closing.again").with("file", file))
}

/// The code that explains most: the cause, or where that is not known the failure.
fn code(path: &Path) -> Option<&str> {
    match path.cause.as_deref() {
        Some("undetermined") | None => path.failure.as_deref(),
        cause => cause,
    }
}
