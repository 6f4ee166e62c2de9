//! Sites as one page that holds everything it shows: the groups with their tickets, and the table.
//!
//! Owns what stands in the page. Style, script, policy and the escaping are those of the page of one
//! report; what is said is `view`'s.

use askama::Template;

use crate::report::html::{SCRIPT, STYLE, policy, sentence_case, with_one_line_end};
use crate::report::view::group::Word;
use crate::report::{Options, Texts, ticket};
use crate::verdict::{Phrase, Verdict};

use super::v1::{Group, Site, Sites};
use super::view::{self, View};
use super::{change, terminal::sign};

const OWN_STYLE: &str = include_str!("../html/many.css");

/// The page, as its template names the parts.
#[derive(Template)]
#[template(path = "many.html")]
struct Page {
    texts: &'static Texts,
    language: &'static str,
    policy: String,
    style: String,
    script: String,
    version: String,
    title: String,
    tone: Word,
    answer: String,
    counts: String,
    notes: Vec<String>,
    groups: Vec<GroupOf>,
    columns: Vec<String>,
    open: Option<String>,
    rows: Vec<Row>,
    made_by: String,
}

struct GroupOf {
    id: usize,
    word: Word,
    state: String,
    share: String,
    walls: Vec<String>,
    asks: Vec<String>,
    names: Vec<String>,
    ticket: Option<String>,
}

struct Row {
    group: usize,
    name: String,
    word: Word,
    state: String,
    tested: String,
    /// The class of a cell, and its letter.
    cells: Vec<(&'static str, &'static str)>,
}

pub(super) fn render(sites: &Sites, options: &Options) -> String {
    let texts = Texts::of(options.language);
    let page = Page::of(&View { sites, texts }, texts, options);
    // Writing to memory cannot fail, and no template asks for more.
    page.render().unwrap_or_default()
}

impl Page {
    fn of(view: &View<'_>, texts: &'static Texts, options: &Options) -> Self {
        let sites = view.sites;
        let (tone, answer) = view.answer();
        let answer = sentence_case(&answer);
        let style = [STYLE, OWN_STYLE].map(with_one_line_end).concat();
        let script = with_one_line_end(SCRIPT);
        let columns = view.columns();
        let made_by = Phrase::new("sites.made_by")
            .with("name", "aws-netcheck")
            .with("version", &sites.version)
            .with(
                "reports",
                texts.count("count.sites_opening", sites.read.reports),
            );
        let ids = columns.iter().map(|at| sites.endpoints[*at].id.clone());
        Self {
            texts,
            language: options.language.code(),
            policy: policy(&style, &script),
            version: sites.version.clone(),
            title: texts.say(&Phrase::new("sites.title").with("answer", &answer)),
            tone,
            answer,
            counts: view.counts(),
            notes: view.notes(),
            groups: sites.groups.iter().map(|one| group(view, one)).collect(),
            columns: ids.collect(),
            open: view.open_everywhere(),
            rows: sites
                .sites
                .iter()
                .map(|site| row(view, site, &columns))
                .collect(),
            made_by: texts.say(&made_by),
            style,
            script: script.into_owned(),
        }
    }
}

fn group(view: &View<'_>, group: &Group) -> GroupOf {
    let word = view::word(group);
    let change = change::change(view, group);
    GroupOf {
        id: group.id,
        word,
        state: sentence_case(view.texts.word(word.key())),
        share: view.share(group),
        walls: view.walls(group),
        asks: view.asks(group),
        names: group.sites.iter().map(|name| view::name(name)).collect(),
        ticket: change.map(|change| ticket::of_change(&change, view.texts)),
    }
}

fn row(view: &View<'_>, site: &Site, columns: &[usize]) -> Row {
    let word = view::word_of(site.verdict);
    let cell = |at: &usize| {
        let verdict = site.verdicts.get(*at).copied().flatten();
        (verdict.map_or("untested", Verdict::code), sign(verdict))
    };
    Row {
        group: site.group,
        name: view::name(&site.site),
        word,
        state: sentence_case(view.texts.word(word.key())),
        tested: site.started.to_string(),
        cells: columns.iter().map(cell).collect(),
    }
}
