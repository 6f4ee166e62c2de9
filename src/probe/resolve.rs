//! Finding a host's addresses: as applications do, and by raw questions, side by side.
//!
//! Owns which questions are asked and when, and which addresses the walk is given: the system's
//! always, the first name server's at once, the others' when the first does not answer or nobody
//! else has any, a control resolver's only when the name failed; where it led to an odd address, that is
//! asked as well, and its answer is kept for a walk that finds nobody there. Each question is asked once, and again only where the
//! answer was ambiguous, or a refusal, which a limit may give as well as a filter.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{sync::mpsc::UnboundedSender, task::JoinSet};

use crate::evidence::{
    Asker, Failure, Observation, Question, RecordKind, Saw, SystemAnswer, SystemLookup,
};
use crate::names::HostName;

use super::{
    Prober, control_resolver, dns::Ask, journal::Journal, name_server::Asked, system_lookup,
};

/// As often is one question asked.
pub(super) const MOST_ATTEMPTS: u8 = 3;
/// After what was said at once, as a part of a question's time: limits are counted by the second.
const PAUSE: f64 = 0.4;

/// An address, and how long the lookup took that gave it.
pub(super) struct Found {
    pub(super) address: IpAddr,
    pub(super) after: Duration,
    /// Whether the system has it, and programs go there.
    pub(super) of_system: bool,
}

impl Found {
    /// To which others alone are led.
    pub(super) fn of_others(address: IpAddr) -> Self {
        Self {
            address,
            after: Duration::ZERO,
            of_system: false,
        }
    }
}

/// One host's resolution while it goes on.
struct Resolution {
    prober: Arc<Prober>,
    host: HostName,
    journal: Arc<Journal>,
    found: UnboundedSender<Found>,
    running: JoinSet<Asked>,
    /// How long the lookup took so far: the longest of what was asked side by side.
    spent: Duration,
    /// Addresses of servers after the first: used when the first does not answer.
    spare: Vec<IpAddr>,
    /// Whether the first server did not answer a question.
    first_fails: bool,
    /// Whether a usable address was given to the walk.
    any: bool,
    /// Whether the first server has one while the system has none.
    server_knows: bool,
    /// Whether the system answered, and has no address.
    system_is_unclear: bool,
    /// Whether the control resolvers were asked.
    controlled: bool,
    /// Whether the walk needs their addresses.
    lost: bool,
    /// Addresses of theirs that the walk did not need so far.
    elsewhere: Vec<IpAddr>,
}

/// Resolves `host`, gives every address to `found` as soon as it is known, and returns when all
/// questions have ended: with the addresses to which only control resolvers, or other servers than the
/// first, lead, and which were not needed so far.
pub(super) async fn resolve(
    prober: Arc<Prober>,
    host: HostName,
    journal: Arc<Journal>,
    found: UnboundedSender<Found>,
) -> Vec<IpAddr> {
    let mut resolution = Resolution {
        prober,
        host,
        journal,
        found,
        running: JoinSet::new(),
        spent: Duration::ZERO,
        spare: Vec::new(),
        first_fails: false,
        any: false,
        server_knows: false,
        system_is_unclear: false,
        controlled: false,
        lost: false,
        elsewhere: Vec::new(),
    };
    resolution.begin();
    resolution.drain().await;
    // The name server knows the name and the system has no address: one of them may just have
    // been slow. Asked once more.
    if resolution.system_is_unclear && resolution.server_knows {
        resolution.ask_system(2);
        resolution.drain().await;
    }
    if !resolution.any {
        resolution.give_spare();
        resolution.need_control();
        resolution.drain().await;
    }
    let mut elsewhere = resolution.spare;
    elsewhere.append(&mut resolution.elsewhere);
    elsewhere.retain(|address| resolution.prober.may_connect_to(*address));
    elsewhere
}

impl Resolution {
    fn begin(&mut self) {
        if self.prober.options.resolver.is_none() {
            self.ask_system(1);
        }
        let prober = Arc::clone(&self.prober);
        for server in prober.servers() {
            for kind in self.prober.options.families.kinds() {
                self.ask_server(*kind, server, 1, false);
            }
        }
    }

    async fn drain(&mut self) {
        while let Some(ended) = self.running.join_next().await {
            // A task that panicked has nothing to say; the panic itself is reported by the hook.
            let Ok(Asked { seen, beside }) = ended else {
                continue;
            };
            let observation = seen;
            beside
                .into_iter()
                .for_each(|seen| self.journal.controlled(seen));
            self.heed(&observation);
            match &observation.saw {
                Saw::Question(q) if q.asker == Asker::Control => {
                    self.journal.controlled(observation);
                }
                _ => self.journal.observed(observation),
            }
        }
    }

    /// Draws the consequences of one answer.
    fn heed(&mut self, observation: &Observation) {
        let before = self.prober.options.times.question * u32::from(observation.attempt - 1);
        self.spent = self.spent.max(observation.took + before);
        match &observation.saw {
            Saw::SystemLookup(lookup) => {
                for address in lookup.addresses() {
                    self.give(*address, true);
                }
                self.note_that_it_is_known(lookup);
                self.system_is_unclear = !matches!(
                    lookup.answer,
                    SystemAnswer::Addresses(_) | SystemAnswer::TimedOut
                );
            }
            Saw::Question(question) => self.heed_question(question, observation.attempt),
            _ => {}
        }
        let hurt = observation.failure().is_some();
        let only_sinkholes = self.only_sinkholes(&observation.saw);
        if hurt || only_sinkholes {
            self.need_control();
        } else if self.leads_to_an_odd_address(&observation.saw) {
            self.ask_control();
        }
    }

    /// The system asks the first server first, unless it has the name from elsewhere.
    fn note_that_it_is_known(&self, lookup: &SystemLookup) {
        let asked = lookup.hosts_file.is_empty();
        let kind = match lookup.addresses().first() {
            Some(address) if address.is_ipv4() => RecordKind::A,
            Some(_) => RecordKind::Aaaa,
            None => return,
        };
        if let Some(server) = self.prober.servers().next().filter(|_| asked) {
            self.prober.name_servers.at(server).knows(&self.host, kind);
        }
    }

    fn heed_question(&mut self, question: &Question, attempt: u8) {
        let Some(server) = question.server.parse().ok() else {
            return self.heed_control(question);
        };
        if question.asker == Asker::Control {
            return self.heed_control(question);
        }
        let first = self.prober.servers().next() == Some(server);
        for address in question.reply().into_iter().flat_map(|r| r.addresses()) {
            if first {
                self.server_knows |= !self.prober.is_sinkhole(address);
                self.give(address, false);
            } else {
                self.spare.push(address);
            }
        }
        let failure = question.failure();
        // Applications fall over to the next server, and so does the walk.
        self.first_fails |= first && failure.is_some_and(|f| !f.is_denial());
        if self.first_fails {
            self.give_spare();
        }
        if failure.is_some_and(|failure| attempt < most_attempts(failure)) {
            let at_once = failure != Some(Failure::DnsTimeout);
            self.ask_server(question.kind, server, attempt + 1, at_once);
        }
    }

    fn heed_control(&mut self, question: &Question) {
        for address in question.reply().into_iter().flat_map(|r| r.addresses()) {
            match self.lost {
                true => self.give(address, false),
                false => self.elsewhere.push(address),
            }
        }
    }

    /// Whether applications are led where the host is not expected to be.
    fn leads_to_an_odd_address(&self, saw: &Saw) -> bool {
        let Some(expected) = &self.prober.options.expected else {
            return false;
        };
        // There is nobody to ask about it.
        if self.prober.options.control_resolvers.is_empty() {
            return false;
        }
        let mut addresses = given(saw).into_iter();
        addresses.any(|address| expected.is_odd(&self.host, address))
    }

    fn only_sinkholes(&self, saw: &Saw) -> bool {
        let addresses = given(saw);
        !addresses.is_empty()
            && addresses
                .into_iter()
                .all(|address| self.prober.is_sinkhole(address))
    }

    fn give_spare(&mut self) {
        for address in std::mem::take(&mut self.spare) {
            self.give(address, false);
        }
    }

    /// Hands an address to the walk, which drops repeats.
    fn give(&mut self, address: IpAddr, of_system: bool) {
        if !self.prober.may_connect_to(address) {
            return;
        }
        self.any = true;
        // The walk has ended early: the address is of no use to anybody.
        let _ = self.found.send(Found {
            address,
            after: self.spent,
            of_system,
        });
    }

    fn ask_server(&mut self, kind: RecordKind, server: SocketAddr, attempt: u8, at_once: bool) {
        let prober = Arc::clone(&self.prober);
        let ask = Ask {
            name: self.host.clone(),
            kind,
            server,
            asker: Asker::Configured,
            attempt,
        };
        // Never after silence, which was pause enough.
        let pause = match at_once {
            true => prober.options.times.question.mul_f64(PAUSE),
            false => Duration::ZERO,
        };
        self.running.spawn(async move {
            let line = prober.name_servers.at(server);
            line.ask(&prober, ask, pause).await
        });
    }

    /// The name failed: the walk goes on with what the control resolvers give.
    fn need_control(&mut self) {
        self.lost = true;
        for address in std::mem::take(&mut self.elsewhere) {
            self.give(address, false);
        }
        self.ask_control();
    }

    fn ask_control(&mut self) {
        if std::mem::replace(&mut self.controlled, true) {
            return;
        }
        for resolver in self.prober.options.control_resolvers.clone() {
            for kind in self.prober.options.families.kinds() {
                let (prober, host, resolver, kind) = (
                    Arc::clone(&self.prober),
                    self.host.clone(),
                    resolver.clone(),
                    *kind,
                );
                self.running.spawn(async move {
                    let _place = prober.network.place().await;
                    let limit = prober.options.times.connect;
                    let seen = control_resolver::ask(
                        &prober.network,
                        &prober.secure,
                        &resolver,
                        &host,
                        kind,
                        limit,
                    );
                    alone(seen.await)
                });
            }
        }
    }

    fn ask_system(&mut self, attempt: u8) {
        let prober = Arc::clone(&self.prober);
        let host = self.host.clone();
        self.running.spawn(async move {
            // It asks the same servers, the first of them first.
            let server = prober.servers().next().filter(|_| attempt > 1);
            let line = server.map(|server| prober.name_servers.at(server));
            let _turn = match &line {
                Some(line) => line.turn(true).await,
                None => None,
            };
            let _place = prober.network.place().await;
            alone(system_lookup::ask(&prober, host, attempt).await)
        });
    }
}

/// Nothing was asked beside it.
fn alone(seen: Observation) -> Asked {
    Asked { seen, beside: None }
}

/// The addresses in an answer.
fn given(saw: &Saw) -> Vec<IpAddr> {
    match saw {
        Saw::SystemLookup(lookup) => lookup.addresses().to_vec(),
        Saw::Question(q) => q.reply().into_iter().flat_map(|r| r.addresses()).collect(),
        _ => Vec::new(),
    }
}

/// How often a question is asked at the most that fails so. Of three in a row a lossy line takes
/// few; a limit on questions refuses some of them, and a filter refuses a name again.
fn most_attempts(failure: Failure) -> u8 {
    match failure {
        Failure::DnsRefused => 2,
        failure if failure.is_ambiguous() => MOST_ATTEMPTS,
        _ => 1,
    }
}
