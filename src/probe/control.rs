//! Making the controls that an inquiry asked for, each once.
//!
//! Owns the making and what has been made, and that repetitions are made alone. Which ones are worth it is the inquiry's.

use std::{collections::HashSet, sync::Arc, time::Duration};

use tokio::{
    sync::{Mutex, MutexGuard},
    time::{Instant, sleep, timeout},
};
use url::Url;

use crate::evidence::{Control, Evidence, Exchange, Handshake, Hello, Observation, Saw, Way};
use crate::names::HostName;

use super::{
    Prober,
    http::{self, Depth},
    network::Start,
    tcp, tls, trust,
};

/// Asks for controls, given the evidence so far in the order of the paths.
pub type Inquiry<'a> = dyn FnMut(&[Evidence]) -> Vec<Control> + 'a;

/// The controls of a run that were begun.
#[derive(Default)]
pub(super) struct Begun(HashSet<Control>);

/// More than this are never made in one run, whatever is asked for.
pub const MOST_CONTROLS: usize = 128;

impl Begun {
    /// Those that are new; from now on they are begun.
    pub(super) fn new_ones(&mut self, asked: Vec<Control>) -> Vec<Control> {
        let mut new = asked;
        new.retain(|one| self.0.len() < MOST_CONTROLS && self.0.insert(one.clone()));
        new
    }
}

/// Who repeats what: one after another, and the first a while after the many that a run begins with. A
/// limit on connections is met by those, and not by these.
#[derive(Default)]
pub(super) struct Repeats {
    begun: Mutex<bool>,
}

/// Between two repetitions: limits are by the second, however short this run's own times are.
const PACE: Duration = Duration::from_millis(50);

impl Repeats {
    async fn turn(&self, pause: Duration) -> MutexGuard<'_, bool> {
        let mut begun = self.begun.lock().await;
        sleep(if *begun { PACE } else { pause }).await;
        *begun = true;
        begun
    }
}

/// Makes one, as soon as there is a place for its socket. None where this system cannot.
pub(super) async fn make(prober: Arc<Prober>, control: &Control) -> Option<Observation> {
    // Where the user leads connections elsewhere, none goes past that.
    if !prober.network.admits(control.peer) {
        return None;
    }
    let times = &prober.options.times;
    let _alone = match control.repeats() {
        true => Some(prober.repeats.turn(times.busy).await),
        false => None,
    };
    let _place = prober.network.place().await;
    // As long as a second attempt at the same may take, with which it runs side by side.
    let limit = times.connect;
    match &control.way {
        Way::Connect => {
            let time = control.time;
            let (seen, _) = tcp::connect(&prober.network, control.peer, time, limit).await;
            Some(seen)
        }
        Way::Fetch => fetch(&prober, control, limit).await,
        Way::Handshake { server_name, hello } => {
            shake(&prober, control, server_name, *hello, limit).await
        }
    }
}

/// One GET without TLS, of which the head of the reply is read.
async fn fetch(prober: &Prober, control: &Control, limit: Duration) -> Option<Observation> {
    let peer = control.peer;
    let url = Url::parse(&format!("http://{}/", control.host)).ok()?;
    let (_, stream) = tcp::connect(&prober.network, peer, control.time, limit).await;
    let mut stream = stream?;
    let local = stream.local_addr().ok();
    let options = &prober.options;
    let request = http::request(&url, &options.user_agent);
    let start = Start::now();
    let end = Instant::now() + limit;
    let depth = std::future::ready(Depth::Head);
    let outcome = http::exchange(&mut stream, &request, end, &options.times, depth).await;
    let url = url.to_string();
    Some(Observation {
        started: start.wall,
        took: start.elapsed(),
        attempt: control.time,
        local,
        peer: Some(peer),
        redirected: prober.network.redirected(peer),
        proxy: None,
        saw: Saw::Exchange(Exchange { url, outcome }),
    })
}

async fn shake(
    prober: &Prober,
    control: &Control,
    server_name: &HostName,
    hello: Hello,
    limit: Duration,
) -> Option<Observation> {
    let peer = control.peer;
    let start = Start::now();
    let dialing = match hello {
        Hello::SmallSegments => prober.network.small_segments(peer),
        _ => prober.network.socket(peer),
    };
    let stream = timeout(limit, dialing.ok()?.connect()).await.ok()?.ok()?;
    let local = stream.local_addr().ok();
    let left = limit.saturating_sub(start.elapsed());
    let begun = Start::now();
    let configuration = prober.tls.configuration(hello);
    let name = tls::server_name(server_name);
    let made = tls::handshake(configuration, stream, name.clone(), left).await;
    let took = begun.elapsed();
    let (acknowledged, received, outcome) = match made {
        Err(broken) => (
            broken.acknowledged,
            Some(broken.received),
            Err(broken.fault),
        ),
        Ok(agreed) => {
            let verifiers = Arc::clone(&prober.verifiers);
            let limit = prober.options.times.trust;
            let session = trust::verify(verifiers, agreed.facts, name, limit).await;
            (None, None, Ok(session))
        }
    };
    Some(Observation {
        started: begun.wall,
        took,
        attempt: control.time,
        local,
        peer: Some(peer),
        redirected: prober.network.redirected(peer),
        proxy: None,
        saw: Saw::Handshake(Handshake {
            server_name: server_name.clone(),
            hello,
            acknowledged,
            received,
            outcome,
        }),
    })
}
