//! Asking a name server again: alone, where it answered others.
//!
//! Owns what is known of each name server in a run. One that answers some questions and not others may
//! filter names, and may as well be busy or limit how many questions it takes of one machine, of which a
//! run puts many at once: AdGuard Home drops all beyond 20 in a second, dnsmasq refuses while 150 are on
//! their way (`--dns-forward-max`), Pi-hole after 1,000 in a minute. Asked alone and a little later it answers, unless it filters, or has
//! no answers left for anybody; that shows in a name which it knew before.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

use tokio::time::sleep;

use crate::evidence::{Asker, Observation, RecordKind, Saw};
use crate::names::HostName;

use super::{
    Prober,
    dns::{self, Ask},
    turns::{Turn, Turns},
};

/// Between two lone questions. Limits are by the second, however short this run's own times are.
const PACE: Duration = Duration::from_millis(100);
/// As often is asked at the most what it knew.
const MOST_REPEATS: u8 = 2;

/// All of a run.
#[derive(Default)]
pub(super) struct NameServers(Mutex<HashMap<SocketAddr, Arc<NameServer>>>);

/// What is known of one.
#[derive(Default)]
pub(super) struct NameServer {
    turns: Turns,
    /// The first question that it answered with addresses.
    known: OnceLock<(HostName, RecordKind)>,
    /// How often that was asked again.
    repeated: AtomicU8,
}

/// One question's answer, and what was asked beside it.
pub(super) struct Asked {
    pub(super) seen: Observation,
    pub(super) beside: Option<Observation>,
}

impl NameServers {
    /// A panic elsewhere while the lock was held leaves a whole map behind.
    pub(super) fn at(&self, address: SocketAddr) -> Arc<NameServer> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(address).or_default())
    }
}

impl NameServer {
    /// It answered a question, be it this machine's own lookup that put it.
    pub(super) fn knows(&self, name: &HostName, kind: RecordKind) {
        self.known.get_or_init(|| (name.clone(), kind));
    }

    /// Alone, where it answered others or says no at once: many questions in vain would cost much time
    /// where it is silent to all.
    pub(super) async fn turn(&self, at_once: bool) -> Turn {
        if self.known.get().is_none() && !at_once {
            return None;
        }
        self.turns.suspect();
        let turn = self.turns.take().await;
        if turn.is_some() {
            sleep(PACE).await;
        }
        turn
    }

    /// Puts a question, the first time beside all others and then alone, after `pause` where it was said no
    /// at once.
    pub(super) async fn ask(&self, prober: &Prober, ask: Ask, pause: Duration) -> Asked {
        sleep(pause).await;
        let turn = match ask.attempt {
            1 => None,
            _ => self.turn(!pause.is_zero()).await,
        };
        let seen = self.put(prober, &ask).await;
        let answered = gives_addresses(&seen);
        if seen.failure().is_none() {
            self.turns.served(&turn);
        }
        if answered {
            self.knows(&ask.name, ask.kind);
        }
        let in_vain = turn.is_some() && seen.failure().is_some();
        if in_vain {
            self.turns.refused(&turn);
        }
        let beside = match in_vain {
            true => self.ask_what_it_knew(prober, ask.server).await,
            false => None,
        };
        Asked { seen, beside }
    }

    async fn ask_what_it_knew(&self, prober: &Prober, server: SocketAddr) -> Option<Observation> {
        let (name, kind) = self.known.get()?.clone();
        let before = self.repeated.fetch_add(1, Ordering::Relaxed);
        let ask = Ask {
            name,
            kind,
            server,
            asker: Asker::Repeated,
            attempt: 2,
        };
        if before >= MOST_REPEATS {
            return None;
        }
        sleep(PACE).await;
        Some(self.put(prober, &ask).await)
    }

    async fn put(&self, prober: &Prober, ask: &Ask) -> Observation {
        let _place = prober.network.place().await;
        dns::ask(&prober.network, ask, prober.options.times.question).await
    }
}

fn gives_addresses(seen: &Observation) -> bool {
    match &seen.saw {
        Saw::Question(question) => {
            let reply = question.reply();
            reply.is_some_and(|reply| reply.addresses().next().is_some())
        }
        _ => false,
    }
}
