//! What one team is asked, part by part.
//!
//! Owns the parts of a task and their order. Whom a request goes to and what it asks was decided by
//! the verdict.

use crate::report::clients;
use crate::report::v1::{Path, Product, Request, Seen};
use crate::verdict::{Confidence, Phrase, Verdict};

use super::{Item, Of, Task};

/// As many grounds and documents are listed, and the rest counted. Hosts are what is asked for:
/// all of them stand there.
const MOST_EVIDENCE: usize = 8;
const MOST_DOCUMENTS: usize = 3;

impl<'a> Of<'a> {
    pub(super) fn task(&self, one: &Request) -> Task {
        let team = match &one.team_name {
            Some(name) => name.clone(),
            None => self.team(&one.team),
        };
        let product = self.found(one).or_else(|| self.stated(one));
        let title = match &product {
            Some(product) => Phrase::new("ticket.task_product").with("product", product),
            None => Phrase::new("ticket.task"),
        };
        let title = title
            .with("id", one.id)
            .with("team", self.texts.loud(&team));
        let weight = if one.blocking {
            "blocking"
        } else {
            "recommended"
        };
        let texts = |all: &[String]| all.iter().cloned().map(Item::Text).collect::<Vec<_>>();
        let hosts = one.hosts.iter().cloned().map(Item::Code);
        let mut evidence = texts(&one.evidence);
        self.cut(&mut evidence, MOST_EVIDENCE, "ticket.more_evidence");
        evidence.extend(self.confidence(one));
        let ask = self.texts.sentence(&capitalized(&one.ask));
        let ask = std::iter::once(ask).chain(one.how.clone());
        let ask = ask.map(Item::Text).collect();
        let parts = [
            self.part("ask", ask),
            self.part("hosts", hosts.collect()),
            self.part("not_asked", texts(&one.not_asked)),
            self.part(self.label_of_breaks(one), self.breaks(one)),
            self.part("evidence", evidence),
            self.part("log", self.log(one)),
            self.part("test", self.test(one)),
            self.part("risk", vec![Item::Text(one.risk.clone())]),
            self.part("source", self.documents(one)),
        ];
        Task {
            title: self.texts.say(&title),
            team,
            product,
            weight: self.word(weight),
            parts: parts.into_iter().flatten().collect(),
        }
    }

    fn team(&self, code: &str) -> String {
        let key = format!("team.{code}");
        self.texts.find(&key).unwrap_or(code).to_owned()
    }

    fn paths(&self, one: &'a Request) -> impl Iterator<Item = &'a Path> + use<'a> {
        let paths = self.report.paths.iter();
        paths.filter(|path| one.because.contains(&path.id))
    }

    /// The walls that it is about.
    fn walls(&self, one: &'a Request) -> impl Iterator<Item = WallOf<'a>> {
        self.paths(one).filter_map(|path| wall_of(path, one))
    }

    /// The product whose mark is on all of its walls.
    fn found(&self, one: &'a Request) -> Option<String> {
        let mut names = self
            .walls(one)
            .map(|(_, product)| product.map(|product| &product.name));
        let first = names.next()??;
        names
            .all(|name| name == Some(first))
            .then(|| first.to_owned())
    }

    /// The product that the site file names: by its own name, where there is one.
    fn stated(&self, one: &Request) -> Option<String> {
        let id = one.site_product.as_ref()?;
        let name = self.texts.find(&format!("product.{id}"));
        Some(name.unwrap_or(id).to_owned())
    }

    /// How sure it is, and whose word the product is.
    fn confidence(&self, one: &'a Request) -> Option<Item> {
        let level = self.walls(one).next()?.0?.code();
        let product = self.walls(one).find_map(|(_, product)| product);
        let stated = self.stated(one);
        let other = stated.filter(|stated| product.is_none_or(|found| found.name != *stated));
        let phrase = match (product, other) {
            (None, None) => Phrase::new("ticket.confidence_unnamed"),
            (None, Some(stated)) => Phrase::new("ticket.confidence").with("stated", stated),
            (Some(_), None) => Phrase::new("ticket.confidence_product"),
            (Some(_), Some(stated)) => Phrase::new("ticket.confidence_both").with("stated", stated),
        };
        let phrase = match product {
            Some(product) => phrase
                .with("product", &product.name)
                .with("token", &product.token),
            None => phrase,
        };
        Some(Item::Text(self.texts.say(&phrase.with("level", level))))
    }

    /// What breaks, once each, in which steps and for whom.
    fn breaks(&self, one: &'a Request) -> Vec<Item> {
        let mut lines: Vec<String> = Vec::new();
        for path in self.paths(one) {
            if !lines.contains(&path.impact) {
                lines.push(path.impact.clone());
            }
        }
        lines.extend(self.steps(one));
        let of_client = |(client, verdict): (&str, &str)| {
            let phrase = Phrase::new("ticket.clients").with("client", client);
            self.texts.say(&phrase.with("verdict", verdict))
        };
        let clients: Vec<String> = clients::gravest(self.paths(one))
            .into_iter()
            .map(of_client)
            .collect();
        if !clients.is_empty() {
            lines.push(self.texts.list(&clients));
        }
        lines.into_iter().map(Item::Text).collect()
    }

    /// The steps that need the hosts, and whether they fail for want of them.
    fn steps(&self, one: &'a Request) -> Vec<String> {
        let needs = |id: &String| self.paths(one).any(|path| path.steps.contains(id));
        let steps = self.report.steps.iter().filter(|step| needs(&step.id));
        let said = steps.map(|step| {
            let decides = step.because.iter().any(|id| one.because.contains(id));
            let phrase = match one.blocking && step.verdict == Verdict::Blocked && decides {
                true => Phrase::new("headline.step_fails"),
                false => Phrase::new("ticket.needed"),
            };
            let phrase = phrase.with("id", &step.id).with("title", &step.title);
            self.texts.say(&phrase)
        });
        said.collect()
    }

    /// What does not let through at all breaks something; what lets some through would, if lost.
    fn label_of_breaks(&self, one: &'a Request) -> &'static str {
        let blocked = |path: &Path| path.verdict == Verdict::Blocked;
        match self.paths(one).any(blocked) {
            true => "why",
            false => "without",
        }
    }

    /// Leaves the first, and says how many there are beside them.
    fn cut(&self, items: &mut Vec<Item>, most: usize, key: &'static str) {
        let left = items.len().saturating_sub(most);
        items.truncate(most);
        items.extend(self.more(key, left));
    }

    fn more(&self, key: &'static str, count: usize) -> Option<Item> {
        let phrase = Phrase::new(key).with("count", count);
        (count > 0).then(|| Item::Text(self.texts.say(&phrase)))
    }

    fn log(&self, one: &Request) -> Vec<Item> {
        let line = |seen: &Seen| {
            let end = |end: &Option<String>| end.clone().unwrap_or_else(|| "-".to_owned());
            let started = seen.started.trim_end_matches('Z').replace('T', " ");
            let phrase = Phrase::new("ticket.connection")
                .with("started", started)
                .with("local", end(&seen.local))
                .with("peer", end(&seen.peer));
            Item::Text(self.texts.say(&phrase.with("host", &seen.host)))
        };
        let filter = Some(&one.log_filter).filter(|filter| !filter.is_empty());
        let filter = filter.cloned().map(Item::Code);
        let mut lines: Vec<Item> = filter
            .into_iter()
            .chain(one.seen.iter().map(line))
            .collect();
        lines.extend(self.more("ticket.more_seen", one.more_seen));
        lines
    }

    fn test(&self, one: &Request) -> Vec<Item> {
        if one.test.is_empty() {
            return Vec::new();
        }
        let done = Phrase::new("ticket.test_done").with("done", &one.done);
        vec![
            Item::Code(one.test.clone()),
            Item::Text(self.texts.say(&done)),
        ]
    }

    /// The documents that ask for the hosts: they are the reason.
    fn documents(&self, one: &'a Request) -> Vec<Item> {
        let mut documents: Vec<String> = Vec::new();
        for path in self.paths(one) {
            let phrase = Phrase::new("ticket.document")
                .with("title", &path.source.document)
                .with("pattern", &path.pattern);
            let document = self
                .texts
                .say(&phrase.with("checked", &path.source.checked));
            if !documents.contains(&document) {
                documents.push(document);
            }
        }
        let mut documents = documents.into_iter().map(Item::Text).collect();
        self.cut(&mut documents, MOST_DOCUMENTS, "ticket.more_documents");
        documents
    }
}

/// How sure a wall is, and whose it is.
type WallOf<'p> = (Option<Confidence>, Option<&'p Product>);

/// The wall that a request is about: the main one, or one behind it.
fn wall_of<'p>(path: &'p Path, one: &Request) -> Option<WallOf<'p>> {
    let main = path.failure.as_deref().zip(path.cause.as_deref());
    if main.is_some_and(|(failure, cause)| one.is_about(failure, cause)) {
        return Some((path.confidence, path.product.as_ref()));
    }
    let mut behind = path.also.iter();
    let wall = behind.find(|wall| one.is_about(&wall.failure, &wall.cause))?;
    Some((wall.confidence, wall.product.as_ref()))
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
