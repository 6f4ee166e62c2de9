//! What the judgements come to: for each set-up step, and for the exit status.
//!
//! Owns which paths count and how verdicts add up. The number of the exit status is the
//! command's.

use serde::{Deserialize, Serialize};

use crate::plan::{Client, Path, PlannedStep, Requirement};

use super::{Judgement, Measured, Verdict, client};

/// A set-up step, and whether it can be done from here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepVerdict {
    pub id: String,
    pub title: String,
    /// The worst of its required paths; unknown where none was measured.
    pub verdict: Verdict,
    /// The ids of the paths that fix it; none for an open step.
    pub because: Vec<String>,
}

/// Judges each step by the paths that it requires. A recommended path breaks no step.
pub fn steps(
    planned: &[PlannedStep],
    measured: &[Measured],
    judgements: &[Judgement],
) -> Vec<StepVerdict> {
    let judged = |step: &PlannedStep| {
        let needed: Vec<(&Measured, Verdict)> = required(measured, judgements)
            .filter(|(one, _)| one.path.counts() && one.path.steps.contains(&step.id))
            .map(|(one, judgement)| (one, judgement.verdict))
            .collect();
        let worst = needed.iter().map(|(_, verdict)| *verdict).max();
        // What the user named beside the catalogue can break a step, and proves none.
        let listed = needed
            .iter()
            .any(|(one, _)| !one.path.is_beside_catalogue());
        let verdict = match worst {
            Some(worst) if listed || worst == Verdict::Blocked => worst,
            _ => Verdict::Unknown,
        };
        let decides = |verdict_of_path| verdict_of_path == verdict && verdict != Verdict::Open;
        StepVerdict {
            id: step.id.clone(),
            title: step.title.clone(),
            verdict,
            because: needed
                .iter()
                .filter(|(_, of_path)| decides(*of_path))
                .map(|(one, _)| one.path.id.clone())
                .collect(),
        }
    };
    planned.iter().map(judged).collect()
}

/// What the required paths come to for one client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientVerdict {
    pub client: Client,
    /// The worst of the required paths that it calls; none where it calls none.
    pub verdict: Option<Verdict>,
    /// The ids of the paths that fix it; none where it is open.
    pub because: Vec<String>,
}

/// Judges each client by the required paths that it calls and that count.
pub fn by_client(
    measured: &[Measured],
    judgements: &[Judgement],
    asked: &[Client],
) -> Vec<ClientVerdict> {
    let judged = |wanted: &Client| {
        let called: Vec<(&Path, Verdict)> = required(measured, judgements)
            .filter(|(one, _)| one.path.counts())
            .filter_map(|(one, judgement)| {
                let mut all = client::clients(&one.path, judgement).into_iter();
                let (_, verdict) = all.find(|(client, _)| client == wanted)?;
                Some((&one.path, verdict?))
            })
            .collect();
        let worst = called.iter().map(|(_, verdict)| *verdict).max();
        let decides = |verdict: Verdict| Some(verdict) == worst && verdict != Verdict::Open;
        ClientVerdict {
            client: *wanted,
            verdict: worst,
            because: called
                .iter()
                .filter(|(_, verdict)| decides(*verdict))
                .map(|(path, _)| path.id.clone())
                .collect(),
        }
    };
    asked.iter().map(judged).collect()
}

/// From which verdict on a required path fails the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    Blocked,
    Degraded,
}

/// What a run comes to for a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every required path is usable.
    Usable,
    /// A required path is blocked.
    Blocked,
    /// A required path is unknown, and none is blocked; or what is required was only derived by
    /// a rule, so that nothing can be concluded from it; or nothing is required of these clients,
    /// and what they would use is not usable.
    Inconclusive,
}

/// Adds up the required paths that one of these clients calls. Rows derived by a rule, and hosts
/// that only other clients call, do not count.
pub fn outcome(
    measured: &[Measured],
    judgements: &[Judgement],
    clients: &[Client],
    fail_on: FailOn,
) -> Outcome {
    let of = |wanted: &dyn Fn(&Path) -> bool| -> Vec<Verdict> {
        required(measured, judgements)
            .filter(|(one, _)| wanted(&one.path))
            .flat_map(|(one, judgement)| client::clients(&one.path, judgement))
            .filter(|(client, _)| clients.contains(client))
            .filter_map(|(_, verdict)| verdict)
            .collect()
    };
    let verdicts = of(&|path| path.counts());
    // What the user named beside the catalogue counts, and proves no sign-in.
    let listed = of(&|path| path.counts() && !path.is_beside_catalogue());
    let only_derived = listed.is_empty() && !of(&|path| !path.counts()).is_empty();
    let usable = |verdict: &Verdict| matches!(verdict, Verdict::Open | Verdict::Degraded);
    let mut all = judgements.iter().map(|judgement| &judgement.verdict);
    let nothing_required = verdicts.is_empty() && !all.all(usable);
    let fails = |verdict: &Verdict| match verdict {
        Verdict::Blocked => true,
        Verdict::Degraded => fail_on == FailOn::Degraded,
        Verdict::Open | Verdict::Unknown => false,
    };
    if verdicts.iter().any(fails) {
        Outcome::Blocked
    } else if verdicts.contains(&Verdict::Unknown) || only_derived || nothing_required {
        Outcome::Inconclusive
    } else {
        Outcome::Usable
    }
}

fn required<'a>(
    measured: &'a [Measured],
    judgements: &'a [Judgement],
) -> impl Iterator<Item = (&'a Measured, &'a Judgement)> {
    measured
        .iter()
        .zip(judgements)
        .filter(|(one, _)| one.path.requirement == Requirement::Required)
}
