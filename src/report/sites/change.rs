//! One ticket for each group of sites: the change that the report of one of them asks for, and all
//! the sites that it is for.
//!
//! Owns the head of such a ticket, and what is said where there is none. The tasks are those of one
//! report.

use crate::report::tasks::{self, Change, Item, Part};
use crate::report::{Options, Texts, markdown, ticket, translated};
use crate::verdict::Phrase;

use super::v1::{Group, Sites};
use super::view::{self, View};

/// As many names stand in a ticket; a table has them all.
const MOST_SITES: usize = 500;

/// The widest line of names: a sentence may have so much, or it is cut.
const WIDEST_NAMES: usize = 600;

pub(super) fn ticket(sites: &Sites, options: &Options) -> String {
    let texts = Texts::of(options.language);
    let of = |change: &Change| ticket::of_change(change, texts);
    let rule = format!("{}\n", "=".repeat(80));
    joined(sites, texts, &format!("\n{rule}\n"), of)
}

pub(super) fn markdown(sites: &Sites, options: &Options) -> String {
    joined(
        sites,
        Texts::of(options.language),
        "\n",
        markdown::of_change,
    )
}

/// Every change, and at the end what no change is for.
fn joined(sites: &Sites, texts: &Texts, between: &str, text: impl Fn(&Change) -> String) -> String {
    let mut changes = changes(sites, texts);
    changes.extend(rest(sites, texts));
    let changes: Vec<String> = changes.iter().map(text).collect();
    changes.join(between)
}

/// The changes that can be asked for, in the order of the groups.
pub(super) fn changes(sites: &Sites, texts: &Texts) -> Vec<Change> {
    let view = View { sites, texts };
    let groups = sites.groups.iter();
    groups.filter_map(|group| change(&view, group)).collect()
}

/// The change of one group; none where its report asks for nothing.
pub(super) fn change(view: &View<'_>, group: &Group) -> Option<Change> {
    let report = group
        .report
        .as_ref()
        .filter(|report| !report.requests.is_empty())?;
    let example = view
        .sites
        .sites
        .iter()
        .find(|site| site.site == group.example)?;
    let options = Options {
        saved: Some(example.file.clone()).filter(|_| example.line.is_none()),
        ..Options::default()
    };
    let report = translated::report(report, view.texts);
    let mut change = tasks::change(&report, &options, view.texts);
    let count = view.texts.count("count.sites", group.sites.len());
    let title = Phrase::new("sites.change").with("id", group.id);
    change.title = view.texts.say(&title.with("sites", count));
    change.head = head(view, group, &example.run);
    Some(change)
}

fn head(view: &View<'_>, group: &Group, run: &str) -> Vec<Part> {
    let texts = view.texts;
    let say = |phrase: &Phrase| Item::Text(texts.compose(phrase));
    let mut impact = vec![Item::Text(view.share(group))];
    impact.extend(view.walls(group).into_iter().map(Item::Text));
    let between = Phrase::new("sites.between").with("first", group.first);
    let example = Phrase::new("sites.example")
        .with("site", &group.example)
        .with("run", run);
    let part = |key: &str, items: Vec<Item>| Part {
        label: texts.label(key).to_owned(),
        items,
    };
    vec![
        part("ticket.impact", impact),
        part("sites.sites", names(view, group)),
        part(
            "ticket.seen",
            vec![say(&between.with("last", group.last)), say(&example)],
        ),
    ]
}

/// The names of all its sites, as many to a line as a line may hold.
fn names(view: &View<'_>, group: &Group) -> Vec<Item> {
    let mut lines: Vec<String> = Vec::new();
    for name in group.sites.iter().take(MOST_SITES) {
        let name = view::name(name);
        match lines.last_mut() {
            Some(line) if line.len() + name.len() < WIDEST_NAMES => {
                line.push_str(", ");
                line.push_str(&name);
            }
            _ => lines.push(name),
        }
    }
    let left = group.sites.len().saturating_sub(MOST_SITES);
    if left > 0 {
        let more = Phrase::new("sites.more_in_table").with("count", left);
        lines.push(view.texts.say(&more));
    }
    lines.into_iter().map(Item::Text).collect()
}

/// What no ticket can be written for: a change without a task. None where there is nothing of it.
fn rest(sites: &Sites, texts: &Texts) -> Option<Change> {
    let view = View { sites, texts };
    let without = |group: &&Group| !group.walls.is_empty() && change(&view, group).is_none();
    let without: Vec<&Group> = sites.groups.iter().filter(without).collect();
    let asked = sites
        .groups
        .iter()
        .any(|group| change(&view, group).is_some());
    let line = |group: &&Group| {
        let phrase = Phrase::new("sites.without_ticket").with("id", group.id);
        let phrase = phrase.with("sites", texts.count("count.sites", group.sites.len()));
        Item::Text(texts.compose(&phrase.with("walls", view.walls(group).join(" "))))
    };
    let mut items: Vec<Item> = without.iter().map(line).collect();
    if items.is_empty() && !asked {
        items.push(Item::Text(texts.label("ticket.nothing").to_owned()));
    }
    let part = Part {
        label: texts.label("sites.groups").to_owned(),
        items,
    };
    (!part.items.is_empty()).then(|| Change {
        title: texts.label("sites.no_change").to_owned(),
        head: vec![part],
        tasks: Vec::new(),
        foot: Vec::new(),
    })
}
