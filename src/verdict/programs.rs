//! Programs that go another way than the one that was walked.
//!
//! Owns what that means: of a client that goes elsewhere nothing is known, and whoever reads the report
//! is told once who goes where. Which way a program goes is evidence.

use crate::evidence::{DIRECT, ERROR, NO_SETTING, Program, ProgramWay, Route};
use crate::plan::{Client, Path};

use super::network::Network;
use super::walk::Walk;
use super::{Phrase, State};

/// More than these in one run are lists of exceptions, which the report has path by path.
const MOST: usize = 3;

/// The way of the AWS CLI, where it calls the path and goes elsewhere. A way that was walked past a
/// setting that cannot be read is compared with none.
pub(super) fn of_cli<'a>(path: &Path, route: Option<&'a Route>) -> Option<&'a ProgramWay> {
    let route = route.filter(|_| path.clients.contains(&Client::AwsCli))?;
    let mut programs = route.programs.iter();
    let cli = programs.find(|one| one.program == Program::AwsCli)?;
    (!cli.is_walked(route)).then_some(cli)
}

/// What is said of it at the path.
pub(super) fn note(cli: &ProgramWay) -> Phrase {
    let phrase = match (&cli.source, &cli.exempt) {
        (None, _) => Phrase::new("note.cli_elsewhere_unset"),
        (Some(source), Some(word)) => Phrase::new("note.cli_elsewhere_exempt")
            .with("source", source)
            .with("word", word),
        (Some(source), None) if cli.way == ERROR => {
            Phrase::new("note.cli_elsewhere_error").with("source", source)
        }
        (Some(source), None) => Phrase::new("note.cli_elsewhere").with("source", source),
    };
    phrase.with("way", &cli.way)
}

/// The setting of other programs that names a proxy, and the proxy, where this path was walked past every
/// proxy because its own settings name none, and nothing at all gets out so: then the direct way may be
/// closed by design, and what stands in it is nobody's fault.
pub(super) fn proxy_of_others(walk: &Walk<'_>, network: &Network<'_>) -> Option<(String, String)> {
    let route = walk.evidence.route.as_ref()?;
    let directly = route.hops.first().is_none_or(|hop| hop == DIRECT);
    if !directly || route.exempt.is_some() || !network.is_closed() {
        return None;
    }
    let mut others = route.programs.iter();
    let other = others.find(|one| one.exempt.is_none() && ![DIRECT, ERROR].contains(&&*one.way))?;
    Some((other.source.clone()?, other.way.clone()))
}

/// Who goes where, once for each way that was walked and that somebody does not go.
pub(super) fn states(network: &Network<'_>) -> Vec<State> {
    let mut states: Vec<State> = Vec::new();
    for walk in network.walks() {
        let Some(route) = &walk.evidence.route else {
            continue;
        };
        let others = others(route);
        if others.is_empty() {
            continue;
        }
        let state = State::ProgramsDiffer {
            walked: walked(route),
            others,
        };
        if !states.contains(&state) && states.len() < MOST {
            states.push(state);
        }
    }
    let walks = network.walks().iter();
    let ways: Vec<&ProgramWay> = walks
        .filter_map(|walk| of_cli(walk.path, walk.evidence.route.as_ref()))
        .collect();
    let mut failing = ways.iter().filter(|way| way.fails);
    if let Some(source) = failing.find_map(|way| way.source.clone()) {
        states.push(State::CliFails { source });
    }
    if ways.iter().any(|way| !way.fails) {
        states.push(State::CliElsewhere);
    }
    states
}

fn walked(route: &Route) -> String {
    let way = route.hops.first().map_or(DIRECT, String::as_str);
    match route.source.as_str() {
        NO_SETTING => way.to_owned(),
        source => with_reason(way, Some(source), route.exempt.as_deref()),
    }
}

/// Those that go elsewhere, by the way that they go: `curl, Go: WAY (SETTING)`.
fn others(route: &Route) -> String {
    let mut ways: Vec<(String, Vec<&str>)> = Vec::new();
    for one in route.programs.iter().filter(|one| !one.is_walked(route)) {
        let way = with_reason(&one.way, one.source.as_deref(), one.exempt.as_deref());
        match ways.iter_mut().find(|(known, _)| *known == way) {
            Some((_, names)) => names.push(one.program.name()),
            None => ways.push((way, vec![one.program.name()])),
        }
    }
    let said = ways.into_iter();
    let said: Vec<String> = said
        .map(|(way, names)| format!("{}: {way}", names.join(", ")))
        .collect();
    said.join("; ")
}

fn with_reason(way: &str, source: Option<&str>, exempt: Option<&str>) -> String {
    match (source, exempt) {
        (None, _) => way.to_owned(),
        (Some(source), None) => format!("{way} ({source})"),
        (Some(source), Some(word)) => format!("{way} ({source}, NO_PROXY {word})"),
    }
}
