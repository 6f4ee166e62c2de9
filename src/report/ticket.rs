//! The change as plain text, for a ticket system that takes nothing else.
//!
//! Owns the look: 80 columns, labels on the left, one task after the other, so that each can be
//! cut out for its team's queue. Commands and filters are not wrapped: they get copied.

use super::page::{COLUMNS, Ink, Page, pad};
use super::tasks::{self, Change, Item, Part, Task};
use super::{Color, Options, Report, Texts, translated, width};

/// The column of everything beside a label.
const INDENT: usize = 11;

pub(super) fn render(report: &Report, options: &Options) -> String {
    let texts = Texts::of(options.language);
    let report = &translated::report(report, texts);
    of_change(&tasks::change(report, options, texts), texts)
}

/// Any change, whatever it was made from.
pub(super) fn of_change(change: &Change, texts: &Texts) -> String {
    let mut page = Page::new(Color::Never);
    let lead = texts.find("ticket.change").unwrap_or_default();
    page.hanging((Ink::Plain, lead), INDENT, &change.title);
    parts(&mut page, &change.head);
    for one in &change.tasks {
        page.blank();
        task(&mut page, one);
    }
    page.blank();
    parts(&mut page, &change.foot);
    page.into_text()
}

/// One task alone, for its team's queue.
pub(super) fn of_task(one: &Task) -> String {
    let mut page = Page::new(Color::Never);
    task(&mut page, one);
    page.into_text()
}

fn task(page: &mut Page, task: &Task) {
    let room = COLUMNS.saturating_sub(width(&task.title) + width(&task.weight));
    match room {
        // Too long to stand side by side.
        0 => {
            page.hanging((Ink::Plain, ""), 0, &task.title);
            page.hanging((Ink::Plain, ""), 0, &task.weight);
        }
        room => {
            let title = pad(&task.title, width(&task.title) + room);
            page.line(&[(Ink::Plain, &title), (Ink::Plain, &task.weight)]);
        }
    }
    parts(page, &task.parts);
}

fn parts(page: &mut Page, parts: &[Part]) {
    for part in parts {
        for (index, item) in part.items.iter().enumerate() {
            let label = if index == 0 { part.label.as_str() } else { "" };
            match item {
                Item::Text(text) => page.hanging((Ink::Plain, label), INDENT, text),
                Item::Code(code) => page.verbatim(label, INDENT, code),
            }
        }
    }
}
