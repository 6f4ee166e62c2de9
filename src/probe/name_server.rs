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
        atomic::{AtomicBool, Ordering},
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

/// Between two lone questions, as a part of the pause before somebody busy is asked again.
const PACE: f64 = 0.1;

/// All of a run.
#[derive(Default)]
pub(super) struct NameServers(Mutex<HashMap<SocketAddr, Arc<NameServer>>>);

/// What is known of one.
#[derive(Default)]
pub(super) struct NameServer {
    turns: Turns,
    /// The first question that it answered with addresses.
    known: OnceLock<(HostName, RecordKind)>,
    /// Whether that was asked again.
    repeated: AtomicBool,
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
    /// Alone, where it answered others and did not answer this; a second after it was asked by many.
    pub(super) async fn turn(&self, prober: &Prober) -> Turn {
        self.known.get()?;
        self.turns.suspect();
        let turn = self.turns.take().await;
        if turn.is_some() {
            sleep(prober.options.times.busy.mul_f64(PACE)).await;
        }
        turn
    }

    /// Puts a question, the first time beside all others and then alone, after `pause`.
    pub(super) async fn ask(&self, prober: &Prober, ask: Ask, pause: Duration) -> Asked {
        sleep(pause).await;
        let turn = match ask.attempt {
            1 => None,
            _ => self.turn(prober).await,
        };
        let seen = self.put(prober, &ask).await;
        let answered = gives_addresses(&seen);
        if answered {
            self.known.get_or_init(|| (ask.name.clone(), ask.kind));
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

    /// Once in a run.
    async fn ask_what_it_knew(&self, prober: &Prober, server: SocketAddr) -> Option<Observation> {
        let (name, kind) = self.known.get()?.clone();
        let first = !self.repeated.swap(true, Ordering::Relaxed);
        let ask = Ask {
            name,
            kind,
            server,
            asker: Asker::Repeated,
            attempt: 2,
        };
        match first {
            true => Some(self.put(prober, &ask).await),
            false => None,
        }
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
