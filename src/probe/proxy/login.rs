//! Logging in to a proxy, as programs of the logged-on user do: with what they have, best first.
//!
//! Owns what has been tried in one attempt, and what the run has learned of the proxy, so that the
//! next connection need not be refused first. Reading an offer is `challenge`'s, making an answer
//! `answer`'s and `digest`'s, asking for a ticket the system's.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{sync::OwnedMutexGuard, time::timeout};

use crate::evidence::{Offer, Reply, Scheme, TicketFault};
use crate::system::negotiate::{self, Absent, Context, NegotiateFault, Package};

use super::{
    answer::{Answer, Candidate, Credentials, Means, candidates},
    challenge::{self, Challenge},
    digest::{self, Digest, Use},
};

/// Requests of one attempt: each scheme has three at the most, and none needs them all. A proxy that
/// never has enough is not answered for ever.
const MOST_ROUNDS: u8 = 8;

/// What is known of logging in to one proxy.
pub(super) struct Logins {
    /// The proxy's host, as its ticket is for.
    host: String,
    credentials: Option<Credentials>,
    learned: Mutex<Option<Learned>>,
    /// Held while a user and a password are tried that are not known to be taken: a wrong password is
    /// sent once for each scheme, not once for each host, or the account may be locked.
    trial: Arc<tokio::sync::Mutex<()>>,
    /// The schemes by which they were refused.
    refused: Mutex<Vec<Scheme>>,
}

/// What the proxy took.
#[derive(Clone)]
enum Learned {
    Basic,
    /// With the nonce that the proxy gave, and how often it was used.
    Digest(Arc<Digest>, u32),
    Negotiate,
}

/// One attempt to be led, over one connection or several.
pub(super) struct Attempt<'a> {
    logins: &'a Logins,
    /// What came to nothing.
    tried: Vec<Scheme>,
    /// What the last request was sent with.
    current: Option<Candidate>,
    /// While a password is tried for the first time.
    trial: Option<OwnedMutexGuard<()>>,
    /// Requests so far.
    rounds: u8,
    /// A dialogue of several steps.
    context: Option<Context>,
    /// Whether the last answer goes on with one, and so is bound to the connection of the answer before
    /// it; a first one may go over any.
    bound: bool,
    /// Why there is no ticket.
    pub(super) fault: Option<TicketFault>,
}

impl Logins {
    pub(super) fn new(host: String, credentials: Option<Credentials>) -> Self {
        Self {
            host,
            credentials,
            learned: Mutex::new(None),
            trial: Arc::default(),
            refused: Mutex::default(),
        }
    }

    pub(super) fn attempt(&self) -> Attempt<'_> {
        Attempt {
            logins: self,
            tried: Vec::new(),
            current: None,
            trial: None,
            rounds: 0,
            context: None,
            bound: false,
            fault: None,
        }
    }

    /// What is to be sent ahead, by what was taken before; a nonce is counted as it is used.
    fn learned(&self) -> Option<Candidate> {
        let mut learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        match learned.as_mut()? {
            Learned::Basic => Some(Candidate::Basic),
            Learned::Negotiate => Some(Candidate::Negotiate),
            Learned::Digest(digest, count) => {
                *count += 1;
                Some(Candidate::Digest(Digest::clone(digest)))
            }
        }
    }

    fn count(&self) -> u32 {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        match &*learned {
            Some(Learned::Digest(_, count)) => *count,
            _ => 1,
        }
    }

    fn is_learned(&self) -> bool {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        learned.is_some()
    }

    fn refuse(&self, candidate: &Candidate) {
        // What was taken once is no wrong password.
        if candidate.is_of_password() && !self.is_learned() {
            let mut refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
            refused.push(candidate.scheme());
        }
    }

    fn is_refused(&self, candidate: &Candidate) -> bool {
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        refused.contains(&candidate.scheme())
    }

    fn learn(&self, taken: Learned) {
        *self.learned.lock().unwrap_or_else(PoisonError::into_inner) = Some(taken);
    }
}

impl Attempt<'_> {
    /// What to send with the first request: what the proxy took before.
    pub(super) async fn ahead(&mut self, target: &str, limit: Duration) -> Option<Answer> {
        let candidate = self.logins.learned()?;
        let count = self.logins.count();
        self.make(candidate, None, target, count, limit).await
    }

    /// What to send after a reply that wants a login; none where nothing is left.
    pub(super) async fn next(
        &mut self,
        reply: &Reply,
        target: &str,
        limit: Duration,
    ) -> Option<Answer> {
        self.rounds += 1;
        if self.rounds > MOST_ROUNDS {
            return None;
        }
        let challenges = challenges(reply);
        let further = self.go_on(&challenges, limit).await;
        self.bound = further.is_some();
        if further.is_some() {
            return further;
        }
        let stale = matches!(&self.current, Some(Candidate::Digest(_)))
            && Digest::strongest(&challenges).is_some_and(|digest| digest.is_stale());
        if let Some(current) = self.current.take().filter(|_| !stale) {
            self.logins.refuse(&current);
            self.tried.push(current.scheme());
        }
        if !stale {
            self.trial = None;
        }
        for candidate in candidates(&challenges, self.means()) {
            if self.tried.contains(&candidate.scheme()) {
                continue;
            }
            if !self.may_try(&candidate).await {
                continue;
            }
            let scheme = candidate.scheme();
            match self.make(candidate, None, target, 1, limit).await {
                Some(answer) => return Some(answer),
                None => self.tried.push(scheme),
            }
        }
        None
    }

    /// Whether the next answer has to go over the same connection.
    pub(super) fn is_bound(&self) -> bool {
        self.bound
    }

    /// Whether there is any sense in this one: not where it was refused already. Waits while somebody
    /// else finds out.
    async fn may_try(&mut self, candidate: &Candidate) -> bool {
        if !candidate.is_of_password() {
            return true;
        }
        if self.trial.is_none() && !self.logins.is_learned() {
            self.trial = Some(Arc::clone(&self.logins.trial).lock_owned().await);
        }
        // Found out meanwhile: nobody else need wait.
        if self.logins.is_learned() {
            self.trial = None;
        }
        !self.logins.is_refused(candidate)
    }

    /// The last request was taken.
    pub(super) fn accepted(&mut self) {
        match &self.current {
            Some(Candidate::Basic) => self.logins.learn(Learned::Basic),
            Some(Candidate::Negotiate) => self.logins.learn(Learned::Negotiate),
            Some(Candidate::Digest(digest)) => {
                let count = self.logins.count();
                let digest = Arc::new(digest.clone());
                self.logins.learn(Learned::Digest(digest, count));
            }
            // Bound to its connection: the next one begins anew.
            Some(Candidate::Ntlm) | None => {}
        }
        self.trial = None;
    }

    fn means(&self) -> Means {
        Means {
            ntlm: negotiate::available(Package::Ntlm).is_ok(),
            login: self.logins.credentials.is_some(),
        }
    }

    /// The next step of a dialogue that the proxy goes on with.
    async fn go_on(&mut self, challenges: &[Challenge], limit: Duration) -> Option<Answer> {
        let context = self.context.take()?;
        let candidate = self.current.clone()?;
        let scheme = candidate.scheme();
        let token = challenges.iter().find(|one| one.scheme == scheme)?;
        let token = token.token_bytes().filter(|token| !token.is_empty())?;
        self.step(context, candidate, Some(token), limit).await
    }

    async fn make(
        &mut self,
        candidate: Candidate,
        token: Option<Vec<u8>>,
        target: &str,
        count: u32,
        limit: Duration,
    ) -> Option<Answer> {
        let package = match &candidate {
            Candidate::Negotiate => Package::Negotiate,
            Candidate::Ntlm => Package::Ntlm,
            Candidate::Basic => {
                let answer = Answer::basic(self.logins.credentials.as_ref()?)?;
                self.current = Some(candidate);
                return Some(answer);
            }
            Candidate::Digest(digest) => {
                let answer = self.prove(digest, target, count)?;
                self.current = Some(candidate);
                return Some(answer);
            }
        };
        let host = self.logins.host.clone();
        let made = off_the_runtime(limit, move || Context::new(package, &host)).await;
        match made {
            Ok(context) => self.step(context, candidate, token, limit).await,
            Err(fault) => {
                self.fault = Some(fault);
                None
            }
        }
    }

    fn prove(&self, digest: &Digest, target: &str, count: u32) -> Option<Answer> {
        let credentials = self.logins.credentials.as_ref()?;
        let client_nonce = digest::client_nonce().ok()?;
        let used = Use {
            method: "CONNECT",
            target,
            count,
            client_nonce: &client_nonce,
        };
        Some(digest.answer(credentials, used))
    }

    async fn step(
        &mut self,
        mut context: Context,
        candidate: Candidate,
        token: Option<Vec<u8>>,
        limit: Duration,
    ) -> Option<Answer> {
        let stepped = off_the_runtime(limit, move || {
            let step = context.step(token.as_deref())?;
            Ok((context, step))
        });
        match stepped.await {
            Ok((context, step)) => {
                let answer = Answer::with_token(candidate.scheme(), &step.token);
                self.context = Some(context);
                self.current = Some(candidate);
                Some(answer)
            }
            Err(fault) => {
                self.fault = Some(fault);
                None
            }
        }
    }
}

/// Asks the system, which may wait for a KDC, and stops waiting at the limit: the thread itself ends
/// when the system lets it.
async fn off_the_runtime<T: Send + 'static>(
    limit: Duration,
    ask: impl FnOnce() -> Result<T, NegotiateFault> + Send + 'static,
) -> Result<T, TicketFault> {
    match timeout(limit, tokio::task::spawn_blocking(ask)).await {
        Ok(Ok(asked)) => asked.map_err(fault),
        Ok(Err(_)) => Err(TicketFault::Other("the library failed".to_owned())),
        Err(_) => Err(TicketFault::TimedOut),
    }
}

fn fault(fault: NegotiateFault) -> TicketFault {
    match fault {
        NegotiateFault::Absent(Absent::NoLibrary | Absent::NotHere) => TicketFault::NoLibrary,
        NegotiateFault::NoCredentials => TicketFault::NoTicket,
        NegotiateFault::Expired => TicketFault::Expired,
        NegotiateFault::ServerUnknown => TicketFault::ProxyUnknown,
        NegotiateFault::ClockSkew => TicketFault::ClockSkew,
        NegotiateFault::KdcUnreachable => TicketFault::NoKdc,
        other @ NegotiateFault::Other { .. } => TicketFault::Other(other.to_string()),
    }
}

fn challenges(reply: &Reply) -> Vec<Challenge> {
    let offered = reply.headers.iter();
    let offered = offered.filter(|(name, _)| name.eq_ignore_ascii_case("proxy-authenticate"));
    challenge::parse(offered.map(|(_, value)| value.as_str()))
}

/// What a refusal offers, as it may be told.
pub(super) fn offers(reply: &Reply) -> Vec<Offer> {
    challenges(reply).iter().map(Challenge::offer).collect()
}
