//! The answer: one sentence, then the counts.
//!
//! Owns which of the possible answers a report gives. It follows the exit status: only required
//! paths decide, and what is blocked weighs more than what is not known.

use crate::plan;
use crate::report::texts::Texts;
use crate::report::v1::{NOT_USED, Path, Report, Step};
use crate::verdict::{Phrase, Verdict};

use super::group::{Group, Word, is_required, to_clients, unique};
use crate::report::page::Ink;

/// The answer in capitals, what it means here, and its colour.
pub(in crate::report) struct Headline {
    pub(in crate::report) ink: Ink,
    pub(in crate::report) answer: String,
    pub(in crate::report) detail: String,
}

/// What the user asked about, as far as the answer names it.
#[derive(Clone, Copy)]
enum Subject {
    SignIn,
    Setup,
    Other,
}

pub(in crate::report) fn headline(report: &Report, texts: &Texts) -> Headline {
    let (ink, answer, detail) = answer(report, texts);
    Headline {
        ink,
        answer: texts.say(&answer),
        detail: texts.say(&detail),
    }
}

/// The gravest thing that can be said of the required paths, as keys.
fn answer(report: &Report, texts: &Texts) -> (Ink, Phrase, Phrase) {
    let (ink, answer, detail) = gravest(report, texts);
    let is_open = ["headline.open_sign_in", "headline.open_other"].contains(&answer.key.as_str());
    match elsewhere(report) {
        // The others were open in the earlier run, and were not looked at again.
        0 if is_open && report.again.is_some() => {
            let detail = Phrase::new("headline.open_again_detail");
            (ink, Phrase::new("headline.open_again"), detail)
        }
        0 => (ink, answer, detail),
        // Open for whom was asked about, and not for others: the answer says for whom.
        count if is_open => {
            let clients = report.clients.keys().map(String::as_str);
            let answer = Phrase::new("headline.open_for").with("clients", named(clients, texts));
            let detail = Phrase::new("headline.open_for_detail")
                .with("count", count)
                .with("paths", texts.count("count.paths", report.paths.len()));
            (ink, answer, detail)
        }
        _ => (ink, answer, detail),
    }
}

/// Required paths that only others call than the clients that were asked about, and that are not
/// usable.
fn elsewhere(report: &Report) -> usize {
    let others = |path: &&Path| is_required(path) && to_clients(path).is_none();
    let bad = |path: &&Path| !matches!(path.verdict, Verdict::Open | Verdict::Degraded);
    let paths = report.paths.iter();
    paths.filter(others).filter(bad).count()
}

fn gravest(report: &Report, texts: &Texts) -> (Ink, Phrase, Phrase) {
    let counts = |path: &&Path| is_required(path) && to_clients(path).is_some();
    let required: Vec<&Path> = report.paths.iter().filter(counts).collect();
    let of = |verdict| -> Vec<&Path> {
        let paths = required.iter().copied();
        paths
            .filter(|path| to_clients(path) == Some(verdict))
            .collect()
    };
    let blocked = of(Verdict::Blocked);
    let unknown = of(Verdict::Unknown);
    let degraded = of(Verdict::Degraded);
    if report.paths.is_empty() {
        let detail = Phrase::new("headline.nothing_detail");
        (Ink::Doubtful, Phrase::new("headline.nothing"), detail)
    } else if blocked.len() + unknown.len() == required.len() && nothing_gets_out(report) {
        let hosts = texts.count("count.hosts", hosts(report.paths.iter()));
        let detail = Phrase::new("headline.nothing_reached_detail").with("hosts", hosts);
        (Ink::Bad, Phrase::new("headline.nothing_reached"), detail)
    } else if let Some((answer, detail)) = for_some(report, &blocked, Verdict::Blocked, texts) {
        (Ink::Bad, answer, detail)
    } else if !blocked.is_empty() {
        let detail = blocked_detail(report, &blocked, texts);
        (Ink::Bad, Phrase::new(blocked_answer(&blocked)), detail)
    } else if report.interrupted {
        let paths = texts.count("count.paths", report.summary.unknown);
        let detail = Phrase::new("headline.interrupted_detail").with("paths", paths);
        (Ink::Doubtful, Phrase::new("headline.interrupted"), detail)
    } else if let Some((answer, detail)) = for_some(report, &unknown, Verdict::Unknown, texts) {
        (Ink::Doubtful, answer, detail)
    } else if !unknown.is_empty() {
        let detail = Phrase::new("headline.unknown_detail");
        let detail = detail.with("count", unknown.len());
        let detail = detail.with("total", required.len());
        (Ink::Doubtful, Phrase::new("headline.unknown"), detail)
    } else if let count @ 1.. = unproven(&required) {
        let detail = Phrase::new("headline.unproven_detail");
        let detail = detail.with("count", count).with("total", required.len());
        (
            Ink::Doubtful,
            Phrase::new(unproven_answer(&required)),
            detail,
        )
    } else if !degraded.is_empty() {
        let (answer, detail) = degraded_answer(report, &degraded, texts);
        (Ink::Doubtful, Phrase::new(answer), detail)
    } else if only_derived(report) {
        let detail = Phrase::new("headline.derived_detail");
        (Ink::Doubtful, Phrase::new("headline.unknown"), detail)
    } else if required.is_empty() {
        let usable = |path: &&Path| matches!(path.verdict, Verdict::Open | Verdict::Degraded);
        let usable = report.paths.iter().filter(usable).count();
        let detail = Phrase::new("headline.none_required_detail")
            .with("count", usable)
            .with("paths", texts.count("count.paths", report.paths.len()));
        let ink = match usable == report.paths.len() {
            true => Ink::Good,
            false => Ink::Doubtful,
        };
        (ink, Phrase::new("headline.none_required"), detail)
    } else {
        let detail = Phrase::new("headline.open_detail");
        (Ink::Good, Phrase::new(open_answer(&required)), detail)
    }
}

/// Where all that is blocked, or not known, is usable by itself, and not with the roots, the hello, the
/// login or the way of some client: for whom it is so, and what it is for the others.
fn for_some(
    report: &Report,
    bad: &[&Path],
    verdict: Verdict,
    texts: &Texts,
) -> Option<(Phrase, Phrase)> {
    let usable = |path: &&Path| matches!(path.verdict, Verdict::Open | Verdict::Degraded);
    if bad.is_empty() || !bad.iter().all(usable) {
        return None;
    }
    let with = |wanted: &[Verdict]| -> Vec<&str> {
        let is = |of: &str| wanted.iter().any(|verdict| verdict.code() == of);
        let clients = report.clients.iter().filter(|(_, of)| is(&of.verdict));
        clients.map(|(client, _)| client.as_str()).collect()
    };
    let spared = with(&[Verdict::Open, Verdict::Degraded]);
    if spared.is_empty() {
        return None;
    }
    let answer = match (verdict, subject(bad)) {
        (Verdict::Unknown, _) => "headline.unknown_for",
        (_, Subject::SignIn) => "headline.blocked_for_sign_in",
        (_, Subject::Setup | Subject::Other) => "headline.blocked_for_other",
    };
    let clients = named(with(&[verdict]).into_iter(), texts);
    let detail = Phrase::new(spared_detail(report, &spared));
    let detail = detail.with("clients", named(spared.into_iter(), texts));
    Some((Phrase::new(answer).with("clients", clients), detail))
}

fn named<'a>(clients: impl Iterator<Item = &'a str>, texts: &Texts) -> String {
    let names = clients.map(|client| texts.code("client", client));
    texts.list(&names.collect::<Vec<_>>())
}

/// What the required paths are for these clients, none of which is blocked.
fn spared_detail(report: &Report, clients: &[&str]) -> &'static str {
    let has = |path: &Path, wanted: &dyn Fn(&str) -> bool| {
        let mut of = path.clients.iter();
        of.any(|(client, verdict)| clients.contains(&client.as_str()) && wanted(verdict))
    };
    let paths = report.paths.iter().filter(|path| is_required(path));
    let called: Vec<&Path> = paths.filter(|path| has(path, &|v| v != NOT_USED)).collect();
    let is_degraded = |path: &&&Path| has(path, &|v| v == Verdict::Degraded.code());
    let mut degraded = called.iter().filter(is_degraded).peekable();
    if unproven(&called) > 0 {
        "headline.spared_unproven"
    } else if degraded.peek().is_none() {
        "headline.spared_open"
    } else if degraded.all(|path| Word::of(path) == Word::Inspected) {
        "headline.spared_inspected"
    } else {
        "headline.spared_degraded"
    }
}

/// On how many of them something answered over an inspected connection that may be AWS or not. A
/// host of the user's own has no marks to show.
fn unproven(required: &[&Path]) -> usize {
    let of_aws = required.iter().filter(|path| path.endpoint != plan::ALSO);
    let is_doubtful = |path: &&&Path| {
        let mut notes = path.said.notes.iter();
        notes.any(|note| note.key.starts_with("note.answer_unproven"))
    };
    of_aws.filter(is_doubtful).count()
}

/// Whether what is required of the catalogue was all derived by a rule. What the user named beside
/// the catalogue proves no sign-in.
fn only_derived(report: &Report) -> bool {
    let listed = |path: &&Path| path.is_required() && path.endpoint != plan::ALSO;
    let mut listed = report.paths.iter().filter(listed).peekable();
    listed.peek().is_some() && listed.all(|path| !path.counts)
}

/// Whether the trouble is the whole network's, so that no step or host is the one that fails.
fn nothing_gets_out(report: &Report) -> bool {
    const STATES: &[&str] = &[
        "state.no_network",
        "state.no_outside_name",
        "state.nothing_connects",
        "state.resolver_dead",
    ];
    let said = &report.vantage.said;
    said.iter()
        .any(|phrase| STATES.contains(&phrase.key.as_str()))
}

/// The user's own purpose comes first: signing in, then setting up.
fn subject(paths: &[&Path]) -> Subject {
    let any = |scope: &str| {
        paths
            .iter()
            .any(|path| path.scopes.iter().any(|s| s == scope))
    };
    if any("sign-in") {
        Subject::SignIn
    } else if any("setup") {
        Subject::Setup
    } else {
        Subject::Other
    }
}

fn open_answer(required: &[&Path]) -> &'static str {
    match subject(required) {
        Subject::SignIn => "headline.open_sign_in",
        Subject::Setup | Subject::Other => "headline.open_other",
    }
}

fn unproven_answer(required: &[&Path]) -> &'static str {
    match subject(required) {
        Subject::SignIn => "headline.unproven_sign_in",
        Subject::Setup | Subject::Other => "headline.unproven_other",
    }
}

fn blocked_answer(blocked: &[&Path]) -> &'static str {
    match subject(blocked) {
        Subject::SignIn => "headline.blocked_sign_in",
        Subject::Setup => "headline.blocked_setup",
        Subject::Other => "headline.blocked_other",
    }
}

/// The first step of the guide that fails, and how many more; without one, how many hosts.
fn blocked_detail(report: &Report, blocked: &[&Path], texts: &Texts) -> Phrase {
    let steps = report.steps.iter();
    let failing: Vec<&Step> = steps
        .filter(|step| step.verdict == Verdict::Blocked)
        .collect();
    match failing.as_slice() {
        [] => {
            let hosts = texts.count("count.hosts", hosts(blocked.iter().copied()));
            Phrase::new("headline.hosts_fail").with("hosts", hosts)
        }
        [only] => Phrase::new("headline.step_fails")
            .with("id", &only.id)
            .with("title", &only.title),
        all if all.len() == report.steps.len() => {
            Phrase::new("headline.steps_fail").with("count", all.len())
        }
        [first, more @ ..] => Phrase::new("headline.step_and_more_fail")
            .with("count", more.len())
            .with("id", &first.id)
            .with("title", &first.title),
    }
}

fn degraded_answer(report: &Report, degraded: &[&Path], texts: &Texts) -> (&'static str, Phrase) {
    let inspected = degraded
        .iter()
        .all(|path| Word::of(path) == Word::Inspected);
    let sign_in = matches!(subject(degraded), Subject::SignIn);
    let answer = match (inspected, sign_in) {
        (true, true) => "headline.inspected_sign_in",
        (true, false) => "headline.inspected_other",
        (false, true) => "headline.degraded_sign_in",
        (false, false) => "headline.degraded_other",
    };
    let detail = if inspected {
        let all = report.paths.iter();
        let all = all.filter(|path| Word::of(path) == Word::Inspected);
        let hosts = texts.count("count.hosts", hosts(all));
        Phrase::new("headline.inspected_detail").with("hosts", hosts)
    } else {
        Phrase::new("headline.degraded_detail")
    };
    (answer, detail)
}

fn hosts<'a>(paths: impl Iterator<Item = &'a Path>) -> usize {
    unique(paths.map(|path| path.host.as_str())).len()
}

/// "2 causes, 2 teams."
pub(in crate::report) fn causes(
    report: &Report,
    groups: &[Group<'_>],
    texts: &Texts,
) -> Option<String> {
    let causes = groups.iter().filter(|group| group.first().cause.is_some());
    let causes = causes.count();
    if causes == 0 {
        return None;
    }
    let mut counts = vec![texts.count("count.causes", causes)];
    let teams = unique(report.requests.iter().map(|request| &request.team)).len();
    if teams > 0 {
        counts.push(texts.count("count.teams", teams));
    }
    Some(texts.sentence(&texts.list(&counts)))
}

/// "21 paths: 19 open, 1 inspected, 1 blocked. 2 causes, 2 teams."
pub(in crate::report) fn counts(report: &Report, groups: &[Group<'_>], texts: &Texts) -> String {
    let paths = texts.count("count.paths", report.paths.len());
    let shares = by_word(report, texts).into_iter();
    let shares: Vec<String> = shares.map(|(_, _, said)| said).collect();
    let counts = format!("{paths}: {}", texts.list(&shares));
    let mut sentences = vec![texts.sentence(&counts)];
    sentences.extend(causes(report, groups, texts));
    texts.sentences(&sentences)
}

/// What it comes to for each client, where that differs, is not open, or only one was asked about.
pub(in crate::report) fn by_client(report: &Report, texts: &Texts) -> Option<String> {
    let clients = || report.clients.iter();
    let one = |(client, of): (&String, &crate::report::v1::ClientSummary)| {
        let verdict = match of.verdict.as_str() {
            NOT_USED => texts.word(NOT_USED),
            verdict => verdict,
        };
        let phrase = Phrase::new("headline.one_client").with("client", client);
        texts.say(&phrase.with("verdict", verdict))
    };
    let mut verdicts = unique(clients().map(|(_, of)| of.verdict.as_str()));
    let differ = verdicts.len() > 1;
    verdicts.retain(|verdict| ![NOT_USED, Verdict::Open.code()].contains(verdict));
    let fails = !verdicts.is_empty();
    match clients().next() {
        Some((client, _)) if report.clients.len() == 1 => {
            let phrase = Phrase::new("headline.only_client");
            Some(texts.say(&phrase.with("client", client)))
        }
        Some(_) if differ || fails => {
            let list: Vec<String> = clients().map(one).collect();
            let phrase = Phrase::new("headline.by_client");
            Some(texts.compose(&phrase.with("list", texts.list(&list))))
        }
        _ => None,
    }
}

/// "19 open", "1 inspected", with the number: what there is none of is left out.
pub(in crate::report) fn by_word(report: &Report, texts: &Texts) -> Vec<(Word, usize, String)> {
    let words = [
        Word::Open,
        Word::Inspected,
        Word::Degraded,
        Word::Unknown,
        Word::Blocked,
    ];
    let number = |word: Word| {
        let paths = report.paths.iter();
        let count = paths.filter(|path| Word::of(path) == word).count();
        let phrase = Phrase {
            key: format!("count.{}", word.key()),
            facts: Vec::new(),
        };
        (count > 0).then(|| (word, count, texts.say(&phrase.with("count", count))))
    };
    words.into_iter().filter_map(number).collect()
}
