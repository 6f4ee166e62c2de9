//! Sites on a terminal: the answer, a block for each group, then the table.
//!
//! Owns the look: 80 columns, whatever comes. What is said is `view`'s.

use crate::report::page::{COLUMNS, Ink, Page, pad};
use crate::report::view::group::Word;
use crate::report::{Detail, Options, Texts, harmless_within};
use crate::verdict::{Phrase, Verdict};

use super::v1::{Group, Sites};
use super::view::{self, View};

/// The column of everything below the head of a block.
const INDENT: usize = 13;
/// How much a folded screen lists.
const MOST_GROUPS: usize = 20;
const MOST_NAMES: usize = 12;
const MOST_WALLS: usize = 4;
/// The column of the first letter of a row.
const ROW: usize = 30;
/// As many columns of letters are as wide as the page.
const MOST_LETTERS: usize = (COLUMNS - ROW) / 2;

pub(super) fn render(sites: &Sites, options: &Options) -> String {
    let view = View {
        sites,
        texts: Texts::of(options.language),
    };
    let screen = Screen {
        view,
        full: options.detail == Detail::Full,
    };
    let mut page = Page::new(options.color);
    screen.answer(&mut page);
    for group in screen.shown() {
        page.blank();
        screen.block(&mut page, group);
    }
    screen.more_groups(&mut page);
    screen.table(&mut page);
    page.blank();
    page.hanging((Ink::Plain, ""), 0, view.texts.label("sites.closing"));
    page.into_text()
}

struct Screen<'a> {
    view: View<'a>,
    full: bool,
}

impl<'a> Screen<'a> {
    fn most(&self, folded: usize) -> usize {
        if self.full { usize::MAX } else { folded }
    }

    fn shown(&self) -> impl Iterator<Item = &'a Group> {
        self.view.sites.groups.iter().take(self.most(MOST_GROUPS))
    }

    fn answer(&self, page: &mut Page) {
        let texts = self.view.texts;
        let tool = format!("aws-netcheck {}   ", self.view.sites.version);
        let read = texts.count("count.sites_opening", self.view.sites.read.reports);
        page.line(&[(Ink::Strong, &tool), (Ink::Plain, &read)]);
        page.blank();
        let (word, answer) = self.view.answer();
        page.line(&[(ink(word), &answer)]);
        page.hanging((Ink::Plain, ""), 0, &self.view.counts());
        for note in self.view.notes() {
            page.hanging((Ink::Doubtful, texts.word("state")), INDENT, &note);
        }
    }

    fn block(&self, page: &mut Page, group: &Group) {
        let texts = self.view.texts;
        let word = view::word(group);
        let number = pad(&format!("{} ", group.id), 2);
        let label = texts.word(word.key());
        let label = pad(label, INDENT.saturating_sub(number.len()));
        let share = self.view.share(group);
        page.line(&[
            (Ink::Strong, &number),
            (ink(word), &label),
            (Ink::Strong, &share),
        ]);
        let walls = self.view.walls(group);
        for wall in walls.iter().take(self.most(MOST_WALLS)) {
            page.hanging((Ink::Plain, ""), INDENT, wall);
        }
        self.more(page, walls.len(), MOST_WALLS);
        if walls.is_empty() {
            page.hanging((Ink::Plain, ""), INDENT, texts.label("sites.nothing"));
        }
        let lead = format!("  {}", texts.label("sites.sites").to_lowercase());
        page.hanging((Ink::Plain, &lead), INDENT, &self.names(group));
        for asked in self.view.asks(group) {
            let lead = format!("  {}", texts.word("ask"));
            page.hanging((Ink::Plain, &lead), INDENT, &asked);
        }
    }

    /// How many groups have no block.
    fn more_groups(&self, page: &mut Page) {
        let all = self.view.sites.groups.len();
        let left = all.saturating_sub(self.most(MOST_GROUPS));
        if left > 0 {
            page.blank();
            let phrase = Phrase::new("sites.more_groups").with("count", left);
            page.hanging((Ink::Plain, ""), 0, &self.view.texts.say(&phrase));
        }
    }

    fn more(&self, page: &mut Page, count: usize, folded: usize) {
        let left = count.saturating_sub(self.most(folded));
        if left > 0 {
            let phrase = Phrase::new("sites.more_sites").with("count", left);
            page.hanging((Ink::Plain, ""), INDENT, &self.view.texts.say(&phrase));
        }
    }

    /// The first names, and how many more there are.
    fn names(&self, group: &Group) -> String {
        let names = group.sites.iter().take(MOST_NAMES);
        let names: Vec<String> = names.map(|name| view::name(name)).collect();
        let left = group.sites.len().saturating_sub(MOST_NAMES);
        match left {
            0 => names.join(", "),
            left => {
                let phrase = Phrase::new("sites.more_sites").with("count", left);
                format!("{} {}", names.join(", "), self.view.texts.say(&phrase))
            }
        }
    }

    /// A letter for each path that is not open everywhere, and what the letters' columns are.
    fn table(&self, page: &mut Page) {
        let all = self.view.columns();
        let columns = &all[..all.len().min(MOST_LETTERS)];
        if columns.is_empty() {
            return;
        }
        page.blank();
        let title = self.view.texts.label("sites.endpoints");
        page.line(&[(Ink::Strong, title)]);
        for (at, column) in columns.iter().enumerate() {
            let endpoint = &self.view.sites.endpoints[*column];
            let lead = format!("  {}", letter(at));
            page.hanging((Ink::Plain, &lead), 4, &endpoint.id);
        }
        let left = all.len() - columns.len();
        if left > 0 {
            let phrase = Phrase::new("sites.more_in_table").with("count", left);
            page.hanging((Ink::Plain, ""), 4, &self.view.texts.say(&phrase));
        }
        if let Some(sentence) = self.view.open_everywhere() {
            page.hanging((Ink::Plain, ""), 0, &sentence);
        }
        page.blank();
        let heads: Vec<String> = (0..columns.len()).map(letter).collect();
        page.line(&[(Ink::Plain, &pad("", ROW)), (Ink::Faint, &heads.join(" "))]);
        match self.full {
            true => self.rows_of_sites(page, columns),
            false => self.rows_of_groups(page, columns),
        }
        page.hanging((Ink::Faint, ""), 0, self.view.texts.label("sites.legend"));
    }

    /// All sites of a group have the same letters, but for what was not tested at some.
    fn rows_of_groups(&self, page: &mut Page, columns: &[usize]) {
        for group in self.shown() {
            let Some(site) = self.view.members(group).next() else {
                continue;
            };
            let sites = self.view.texts.count("count.sites", group.sites.len());
            let lead = format!("{:<3}{sites}", group.id);
            self.row(page, &lead, columns, &site.verdicts);
        }
    }

    fn rows_of_sites(&self, page: &mut Page, columns: &[usize]) {
        for site in &self.view.sites.sites {
            let lead = format!("{:<3}{}", site.group, view::name(&site.site));
            self.row(page, &lead, columns, &site.verdicts);
        }
    }

    fn row(&self, page: &mut Page, lead: &str, columns: &[usize], row: &[Option<Verdict>]) {
        let lead = harmless_within(lead, ROW - 1);
        let lead = pad(&lead, ROW);
        let mut spans = vec![(Ink::Plain, lead.as_str())];
        for column in columns {
            let verdict = row.get(*column).copied().flatten();
            let ink = verdict.map_or(Ink::Faint, |verdict| ink(view::word_of(verdict)));
            spans.push((ink, sign(verdict)));
            spans.push((Ink::Plain, " "));
        }
        spans.pop();
        page.line(&spans);
    }
}

/// What stands in the table.
pub(super) fn sign(verdict: Option<Verdict>) -> &'static str {
    match verdict {
        Some(Verdict::Blocked) => "B",
        Some(Verdict::Degraded) => "D",
        Some(Verdict::Unknown) => "U",
        Some(Verdict::Open) => ".",
        None => "-",
    }
}

/// `a` to `z`: there are no more columns than letters.
fn letter(at: usize) -> String {
    let letter = u8::try_from(at).map_or(b'?', |at| b'a'.saturating_add(at));
    char::from(letter).to_string()
}

fn ink(word: Word) -> Ink {
    match word {
        Word::Open => Ink::Good,
        Word::Blocked => Ink::Bad,
        Word::Degraded | Word::Inspected | Word::Unknown => Ink::Doubtful,
    }
}
