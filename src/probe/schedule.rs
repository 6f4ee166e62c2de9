//! All hosts at once, ended in time, with results in the order of the plan.
//!
//! Owns the beginning and the end of a run: what is known so far is returned whenever it is
//! stopped.

use std::{collections::HashMap, sync::Arc, time::Duration};

use tokio::task::JoinSet;

use crate::evidence::{Control, Ending, Evidence};
use crate::names::HostName;
use crate::plan::Path;

use super::{
    Options, Prober,
    control::{self, Begun, Inquiry},
    journal::{Alarm, Journal},
    walk::Host,
};

/// What ends a run before it is complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    Deadline,
    Interrupted,
}

impl From<Stop> for Ending {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Deadline => Self::Deadline,
            Stop::Interrupted => Self::Interrupted,
        }
    }
}

/// What a task of a run ended as.
enum Ended {
    /// The path with this index has its answer.
    Path(usize),
    Control,
}

/// One path while it is measured.
struct Running {
    host: Arc<Host>,
    journal: Arc<Journal>,
    complete: bool,
}

/// Probes every path, and stops at the deadline or when `interrupted` completes. The evidence
/// comes in the order of `paths`; `ended` is told each path's index as it ends. From the first failure
/// on, whenever something failed or ended, `inquiry` is shown what is known by then; what it asks for
/// runs beside second attempts.
///
/// # Errors
///
/// Only where the TLS library cannot be set up, before anything is sent.
pub async fn run(
    paths: &[Path],
    options: Options,
    deadline: Duration,
    interrupted: impl Future<Output = ()>,
    inquiry: &mut Inquiry<'_>,
    mut ended: impl FnMut(usize),
) -> Result<Vec<Evidence>, rustls::Error> {
    let prober = Arc::new(Prober::new(options, paths)?);
    let mut tasks = JoinSet::new();
    let alarm = Arc::new(Alarm::default());
    let mut running = start(&prober, paths, &alarm, &mut tasks);
    let (mut begun, mut known) = (Begun::default(), Known::default());
    let stop = async {
        tokio::select! {
            () = interrupted => Stop::Interrupted,
            () = tokio::time::sleep(deadline) => Stop::Deadline,
        }
    };
    tokio::pin!(stop);
    let ending = loop {
        tokio::select! {
            task = tasks.join_next() => match task {
                None => break Ending::Complete,
                Some(Ok(Ended::Control)) => {}
                Some(Ok(Ended::Path(index))) => {
                    tracing::info!(path = paths[index].id, "ended");
                    running[index].complete = true;
                    ended(index);
                }
                // Ours broken: no report is better than half a one that looks whole.
                Some(Err(broken)) => match broken.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(_) => break Ending::Interrupted,
                },
            },
            () = alarm.rings() => {}
            stopped = &mut stop => break stopped.into(),
        }
        // Where all is well there is nothing to inquire into.
        if alarm.has_rung() {
            for asked in begun.new_ones(inquiry(known.brought_up_to_date(&running))) {
                try_out(&prober, asked, &running, &mut tasks);
            }
        }
    };
    tasks.abort_all();
    Ok(running.iter().map(|path| path.evidence(ending)).collect())
}

/// Starts every host once, and every path beside its host.
fn start(
    prober: &Arc<Prober>,
    paths: &[Path],
    alarm: &Arc<Alarm>,
    tasks: &mut JoinSet<Ended>,
) -> Vec<Running> {
    let mut counts: HashMap<(&HostName, u16), usize> = HashMap::new();
    for path in paths {
        *counts.entry((&path.host, path.port)).or_default() += 1;
    }
    let mut hosts: HashMap<(&HostName, u16), Arc<Host>> = HashMap::new();
    let mut running = Vec::with_capacity(paths.len());
    for (index, path) in paths.iter().enumerate() {
        let key = (&path.host, path.port);
        let host = hosts.entry(key).or_insert_with(|| {
            let count = counts.get(&key).copied().unwrap_or(1);
            Arc::new(Host::new(
                Arc::clone(prober),
                path.host.clone(),
                path.port,
                path.url.clone(),
                count,
                Arc::clone(alarm),
            ))
        });
        let journal = Arc::new(Journal::telling(Arc::clone(alarm)));
        tasks.spawn(one_path(
            index,
            Arc::clone(host),
            path.clone(),
            Arc::clone(&journal),
        ));
        running.push(Running {
            host: Arc::clone(host),
            journal,
            complete: false,
        });
    }
    running
}

/// A path is complete when it has its answer and all that its host was asked is answered.
async fn one_path(index: usize, host: Arc<Host>, path: Path, journal: Arc<Journal>) -> Ended {
    tokio::join!(host.walked(), host.path(&path, &journal));
    host.settle().await;
    Ended::Path(index)
}

/// Begins a control; its result is written down for the host that it is about.
fn try_out(prober: &Arc<Prober>, asked: Control, running: &[Running], tasks: &mut JoinSet<Ended>) {
    let about = |one: &&Running| one.host.name == asked.host && one.host.port == asked.port;
    let Some(journal) = running
        .iter()
        .find(about)
        .map(|one| Arc::clone(&one.host.journal))
    else {
        return;
    };
    let prober = Arc::clone(prober);
    tasks.spawn(async move {
        if let Some(seen) = control::make(prober, &asked).await {
            journal.controlled(seen);
        }
        Ended::Control
    });
}

/// What is known of every path while the run goes on. Of many paths few have changed since it was last
/// asked for.
#[derive(Default)]
struct Known {
    evidence: Vec<Evidence>,
    /// Of which each was made.
    extents: Vec<Extent>,
}

/// How much was known of a path. What is known grows, and never changes otherwise.
#[derive(PartialEq, Eq)]
struct Extent {
    of_host: usize,
    own: usize,
    has_ways: bool,
    complete: bool,
}

impl Known {
    fn brought_up_to_date(&mut self, running: &[Running]) -> &[Evidence] {
        for (index, path) in running.iter().enumerate() {
            let extent = path.extent();
            if self.extents.get(index) == Some(&extent) {
                continue;
            }
            let evidence = path.evidence(Ending::Deadline);
            if index < self.evidence.len() {
                self.evidence[index] = evidence;
                self.extents[index] = extent;
            } else {
                self.evidence.push(evidence);
                self.extents.push(extent);
            }
        }
        &self.evidence
    }
}

impl Running {
    fn extent(&self) -> Extent {
        Extent {
            of_host: self.host.journal.length(),
            own: self.journal.length(),
            has_ways: self.host.ways().is_some(),
            complete: self.complete,
        }
    }

    fn evidence(&self, ending: Ending) -> Evidence {
        let host = self.host.journal.read();
        let own = self.journal.read();
        let ways = self.host.ways();
        let mut observations = host.observations;
        observations.extend(own.observations);
        observations.sort_by_key(|o| o.started);
        let mut controls = host.controls;
        controls.extend(own.controls);
        Evidence {
            observations,
            controls,
            without_route: host.without_route,
            not_tried: host.not_tried,
            route: ways.and_then(|ways| ways.route.clone()),
            bypassed_proxy: ways.and_then(|ways| ways.unread.clone()),
            located: Vec::new(),
            ending: if self.complete {
                Ending::Complete
            } else {
                ending
            },
        }
    }
}
