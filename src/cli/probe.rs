//! `probe`: plan, probe, judge, report, and the lists of `--fix`.
//!
//! Owns the order of these stages and the runtime that the probe runs on. Everything that can be
//! wrong with the flags is found before the first packet.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use jiff::Timestamp;

use crate::catalogue::{self, Catalogue};
use crate::discovery::{self, NamedProxy};
use crate::evidence::Evidence;
use crate::exit::Exit;
use crate::inquiry;
use crate::plan::{self, Client, Plan};
use crate::probe::{self, Options};
use crate::report::{self, Detail, Report, RunFacts, Texts};
use crate::system;
use crate::verdict::{
    self, Addressee, BothWays, Desk, FailOn, Judgement, Measured, Outcome, Phrase, Shell, State,
    Team, Verdict,
};

use super::{
    Mistake, again,
    arguments::Site,
    color, compared,
    destination::{self, Destination},
    dry_run,
    fix::{self, Fixes},
    flags::{self, Global, Probe},
    jitter, language, own_roots, print, progress, ranges, redact,
    reference::{self, Loaded},
    settings,
    target::{self, Chosen},
    telling::Telling,
    typed, vantage,
};

/// The whole command.
pub(super) fn probe(flags: &Probe, global: &Global, site: &Site) -> Result<Exit, Mistake> {
    let catalogue = catalogue::load()?;
    let before = flags.again.as_deref().map(again::read).transpose()?;
    let taken_up = before.as_ref().map(|before| before.flags(flags));
    let flags = taken_up.as_ref().unwrap_or(flags);
    let Chosen { target, source } = match &before {
        Some(before) => before.target(flags)?,
        None => target::choose(flags, site)?,
    };
    let mut plan = plan::plan(&catalogue, &target)?;
    if let Some(before) = &before {
        before.narrow(&mut plan)?;
    }
    let mut options = settings::options(flags)?;
    let ranges = flags.ip_ranges.as_deref().map(ranges::read).transpose()?;
    let ranges = ranges.map(Arc::new);
    let expected = ranges::expected(&plan, &catalogue, ranges.as_ref());
    options.expected = Some(Arc::new(expected));
    let other = other_way(flags, &options)?;
    let against = flags.reference.as_deref();
    let against = against
        .map(|file| reference::read(file, &plan))
        .transpose()?;
    let others = compared::read(flags.baseline.as_deref(), flags.since.as_deref())?;
    compared::fit(&others, &plan)?;
    let mut destinations = destination::begin(&flags.format, &flags.output)?;
    let fixes = fix::begin(flags, site, &target, &catalogue)?;
    if flags.dry_run {
        let files = fixes.as_ref().map(Fixes::files).unwrap_or_default();
        print(&dry_run::describe(
            &plan,
            &options,
            settings::manners(flags),
            other.is_some(),
            &files,
            Texts::of(language(global)),
        ))?;
        return Ok(Exit::Usable);
    }
    jitter::wait(flags.jitter, global);
    let facts = Facts::before(flags, site, &options, &catalogue, source);
    let telling = match flags.redact {
        // What is told before the report is whole cannot be redacted as the report is.
        Some(_) => Telling::nobody(),
        None => Telling::begin(&facts.run, &plan, &mut destinations, global),
    };
    let (mut measured, mut there) = measure(&plan, options, other, flags, global, telling)?;
    let all = measured.iter_mut().chain(&mut there);
    ranges::locate(all, &plan, &catalogue, ranges)?;
    let ways = Ways {
        here: &measured,
        there: &there,
    };
    let (mut report, judged) = judge(facts, &plan, ways, flags, &site.addressees(), against);
    report.again = before.map(|before| before.compared(&report));
    let exit = judged.and(compared::apply(&others, &mut report));
    let mut shown = shown(global, exit, &destinations);
    let silent = global.quiet && exit == Exit::Usable;
    let for_outside = redact::report(&report, flags.redact, &mut shown)?;
    for destination in destinations {
        if !(silent && destination.is_stdout()) {
            destination.write(&for_outside, &shown)?;
        }
    }
    if let Some(fixes) = fixes {
        fixes.write(&report, global)?;
    }
    if silent {
        warn(&report::in_language(&report, language(global)));
    }
    Ok(exit)
}

fn shown(global: &Global, exit: Exit, destinations: &[Destination]) -> report::Options {
    report::Options {
        language: language(global),
        color: color(global),
        detail: match global.verbose {
            0 => Detail::Folded,
            _ => Detail::Full,
        },
        exit: exit.status(),
        saved: destinations.iter().find_map(|d| d.saved_json()),
    }
}

/// Where the report is not shown: that it may be about the wrong thing.
fn warn(report: &Report) {
    for doubt in report::doubts(report) {
        super::say(&format!("warning: {}\n", report::harmless(doubt)));
    }
}

/// The options of the other way, where both are to be gone.
fn other_way(flags: &Probe, options: &Options) -> Result<Option<Options>, Mistake> {
    if !flags.both_ways {
        return Ok(None);
    }
    let proxies = options.proxies.other_way().ok_or(Mistake::OneWay)?;
    Ok(Some(Options {
        proxies: Arc::new(proxies),
        ..options.clone()
    }))
}

/// What was seen on the way that programs go, and on the other one, where it was gone.
#[derive(Clone, Copy)]
struct Ways<'a> {
    here: &'a [Measured],
    there: &'a [Measured],
}

/// Runs the probe on a runtime of its own, on both ways at once, which share what one may open. One thread is enough: the work is
/// waiting, and chains are verified off it.
fn measure(
    plan: &Plan,
    options: Options,
    other: Option<Options>,
    flags: &Probe,
    global: &Global,
    mut telling: Telling<'_>,
) -> Result<(Vec<Measured>, Vec<Measured>), Mistake> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Mistake::Start)?;
    let bar = progress::of(plan.paths.len(), global);
    let running = run(plan, options, flags, |index| {
        bar.inc(1);
        telling.ended(&plan.paths[index]);
    });
    let beside = async {
        match other {
            Some(other) => run(plan, other, flags, |_| {}).await,
            None => Ok(Vec::new()),
        }
    };
    let (here, there) = runtime.block_on(async { tokio::join!(running, beside) });
    bar.finish_and_clear();
    // The system's lookups may hold threads for many seconds more; nobody waits for them.
    runtime.shutdown_background();
    Ok((pair(plan, here?), pair(plan, there?)))
}

/// One run, with its controls.
async fn run(
    plan: &Plan,
    options: Options,
    flags: &Probe,
    ended: impl FnMut(usize),
) -> Result<Vec<Evidence>, Mistake> {
    let deadline = Duration::from_secs(flags.deadline);
    let interrupted = system::signals::asked_to_stop();
    let manners = settings::manners(flags);
    let mut inquiry = |known: &[Evidence]| inquiry::controls(&plan.paths, known, manners);
    let running = probe::run(
        &plan.paths,
        options,
        deadline,
        interrupted,
        &mut inquiry,
        ended,
    );
    Ok(running.await?)
}

fn pair(plan: &Plan, evidence: Vec<Evidence>) -> Vec<Measured> {
    let paths = plan.paths.iter().cloned();
    paths
        .zip(evidence)
        .map(|(path, evidence)| Measured { path, evidence })
        .collect()
}

/// The verdict on everything, as a report and as an exit status.
fn judge(
    facts: Facts,
    plan: &Plan,
    ways: Ways<'_>,
    flags: &Probe,
    addressees: &BTreeMap<Team, Addressee>,
    against: Option<Loaded>,
) -> (Report, Exit) {
    let (reference, named) = against.map(|read| (read.reference, read.named)).unzip();
    let measured = ways.here;
    let mut findings = verdict::judge(measured, reference.as_ref());
    let there = verdict::judge(ways.there, None).judgements;
    let both = both_ways(ways, &there);
    let state = verdict::compare_ways(&mut findings.judgements, &both);
    findings.states.extend(state);
    let steps = verdict::steps(&plan.steps, measured, &findings.judgements);
    let fail_on = match flags.fail_on {
        None | Some(flags::FailOn::Blocked) => FailOn::Blocked,
        Some(flags::FailOn::Degraded) => FailOn::Degraded,
    };
    let clients = settings::clients(flags);
    let outcome = verdict::outcome(measured, &findings.judgements, &clients, fail_on);
    let exit = match outcome {
        Outcome::Usable => Exit::Usable,
        Outcome::Blocked => Exit::Blocked,
        Outcome::Inconclusive => Exit::Inconclusive,
    };
    let judged: Vec<report::Measured<'_>> = measured
        .iter()
        .zip(&findings.judgements)
        .enumerate()
        .map(|(index, (one, judgement))| report::Measured {
            path: &one.path,
            evidence: &one.evidence,
            judgement,
            clients: asked_for(verdict::clients(&one.path, judgement), &clients),
            other: both.get(index).filter(|ways| ways.differ()),
        })
        .collect();
    let mut run = facts.after(&findings, measured);
    run.reference = named;
    let overall = verdict::by_client(measured, &findings.judgements, &clients);
    let asked = verdict::requests(measured, &findings.judgements, &clients, addressees, desk());
    let report = report::assemble(run, plan, &judged, steps, &overall, &asked);
    (report, exit)
}

/// Where the commands of a ticket will be typed.
fn desk() -> Desk {
    Desk {
        shell: match cfg!(windows) {
            true => Shell::Windows,
            false => Shell::Posix,
        },
        has_proxy: discovery::curl_has_proxy(),
    }
}

/// Each path on both ways; nothing where one alone was gone.
fn both_ways<'a>(ways: Ways<'a>, there: &'a [Judgement]) -> Vec<BothWays<'a>> {
    let pairs = ways.here.iter().zip(ways.there).zip(there);
    pairs
        .map(|((here, other), judgement)| BothWays {
            main: &here.evidence,
            other,
            judgement,
        })
        .collect()
}

/// The verdicts of the clients that the user asked about.
fn asked_for(
    all: Vec<(Client, Option<Verdict>)>,
    clients: &[Client],
) -> Vec<(Client, Option<Verdict>)> {
    let mut asked = all;
    asked.retain(|(client, _)| clients.contains(client));
    asked
}

/// What is known of the run beside its paths, while it goes on.
struct Facts {
    run: RunFacts,
    vantage: vantage::Gathering,
    /// What is true of this machine whatever the paths show.
    states: Vec<State>,
    clock: Instant,
}

impl Facts {
    #[expect(
        clippy::disallowed_methods,
        reason = "a run's beginning is read by its command"
    )]
    fn before(
        flags: &Probe,
        site: &Site,
        options: &Options,
        catalogue: &Catalogue,
        target_source: Vec<Phrase>,
    ) -> Self {
        let started = Timestamp::now();
        let file = site.file.as_ref();
        Self {
            run: RunFacts {
                tool_version: env!("CARGO_PKG_VERSION").to_owned(),
                catalogue: catalogue.date,
                run: run_id(started),
                started,
                took: Duration::ZERO,
                site: flags.site.clone(),
                site_file: file.map(|file| file.path.display().to_string()),
                flags: typed::kept(flags),
                labels: file.map_or_else(BTreeMap::new, |file| file.labels.clone()),
                target_source,
                vantage: report::Vantage::default(),
                interrupted: false,
                reference: None,
            },
            vantage: vantage::begin(flags, options),
            states: states(options),
            clock: Instant::now(),
        }
    }

    fn after(mut self, findings: &verdict::Findings, measured: &[Measured]) -> RunFacts {
        use crate::evidence::Ending;
        self.run.took = self.clock.elapsed();
        self.run.interrupted = measured
            .iter()
            .any(|one| one.evidence.ending == Ending::Interrupted);
        let states = findings.states.iter().chain(&self.states);
        let states: Vec<Phrase> = states.map(State::phrase).collect();
        self.run.vantage = self.vantage.end(measured, &findings.judgements);
        self.run.vantage.state.extend(states);
        self.run
    }
}

/// What is wrong with the settings of this machine, whatever the paths show.
fn states(options: &Options) -> Vec<State> {
    let mut states: Vec<State> = callback(options).into_iter().collect();
    states.extend(own_roots::states(&options.roots.own));
    states
}

/// Whether browsers would lose their way back to `aws sso login`.
fn callback(options: &Options) -> Option<State> {
    let NamedProxy { source, url } = options.proxies.of_callback()?;
    let proxy = url?;
    Some(State::CallbackToProxy { source, proxy })
}

/// Six hexadecimal digits: enough to tell the runs of a day apart in a ticket.
fn run_id(started: Timestamp) -> String {
    let mixed = started.as_nanosecond() ^ i128::from(std::process::id());
    format!("{:06x}", (mixed ^ (mixed >> 24)) & 0xff_ffff)
}
