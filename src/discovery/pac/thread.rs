//! The thread that a script runs on, and what is said between it and the caller.
//!
//! Owns the limit of time. The engine looks at the clock as it goes, but not inside every built-in
//! function: a search of one long text in another can take hours. So the script has a thread of
//! its own, which is left behind when it does not end; it cannot ask for anything any more. The
//! caller waits, and answers what the script asks of the [`World`].

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc,
        mpsc::{self, Receiver, RecvTimeoutError, Sender},
    },
    thread,
    time::{Duration, Instant},
};

use jiff::Zoned;

use super::{
    PacFault, World,
    engine::{self, Task},
};

/// Of the thread; the script's own share of it is less (`engine`).
const STACK: usize = 4 * 1024 * 1024;

/// How much longer than the script's time the caller waits for it to notice.
const GRACE: Duration = Duration::from_millis(250);

/// More patience than this is this.
const MOST_PATIENCE: Duration = Duration::from_secs(600);

/// The different names that one evaluation may ask about. Chromium ends a script after 20
/// (`services/proxy_resolver/proxy_resolver_v8_tracing.cc`); others have no limit.
const MOST_LOOKUPS: usize = 64;

/// What the thread tells the caller.
enum Message {
    Asked(Question),
    Ended(Result<Option<String>, PacFault>),
}

enum Question {
    Resolve(String),
    OwnAddresses,
    Now,
}

enum Answer {
    Addresses(Vec<IpAddr>),
    Now(Box<Zoned>),
}

/// The script must end: it has no more time, or may not ask any more.
#[derive(Debug)]
pub(super) struct Stopped;

/// Reads the script without running it.
pub(super) fn check(source: Arc<str>, patience: Duration) -> Result<(), PacFault> {
    attend(None, patience, move |line| {
        engine::check(&source, line).map(|()| None)
    })
    .map(drop)
}

/// Runs the script and its function. None if that returned null.
pub(super) fn find(
    source: Arc<str>,
    task: Task,
    patience: Duration,
    world: &dyn World,
) -> Result<Option<String>, PacFault> {
    attend(Some(world), patience, move |line| {
        engine::find(&source, task, line)
    })
}

/// Starts the thread, and answers it until it ends or its time is over.
fn attend(
    world: Option<&dyn World>,
    patience: Duration,
    work: impl FnOnce(Line) -> Result<Option<String>, PacFault> + Send + 'static,
) -> Result<Option<String>, PacFault> {
    let patience = patience.min(MOST_PATIENCE);
    let (messages, inbox) = mpsc::channel();
    let (answers, answered) = mpsc::channel();
    let mut end = Instant::now() + patience + GRACE;
    thread::Builder::new()
        .name("pac".to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let result = work(Line::new(messages.clone(), answered, patience));
            // Nobody listens if it took too long.
            let _ = messages.send(Message::Ended(result));
        })
        .map_err(|_| PacFault::NoEngine)?;
    loop {
        let left = end.saturating_duration_since(Instant::now());
        match inbox.recv_timeout(left) {
            Ok(Message::Asked(question)) => {
                let asked = Instant::now();
                let answer = world.map(|world| answer(world, question));
                end += asked.elapsed();
                answer.map(|answer| answers.send(answer));
            }
            Ok(Message::Ended(result)) => return result,
            Err(RecvTimeoutError::Timeout) => return Err(PacFault::TooSlow),
            // It panicked.
            Err(RecvTimeoutError::Disconnected) => return Err(PacFault::NoEngine),
        }
    }
}

fn answer(world: &dyn World, question: Question) -> Answer {
    match question {
        Question::Resolve(host) => Answer::Addresses(world.resolve(&host)),
        Question::OwnAddresses => Answer::Addresses(world.own_addresses()),
        Question::Now => Answer::Now(Box::new(world.now())),
    }
}

/// The thread's end of the line to the caller. Nothing is asked twice.
pub(super) struct Line {
    messages: Sender<Message>,
    answers: Receiver<Answer>,
    end: Cell<Instant>,
    fault: RefCell<Option<PacFault>>,
    resolved: RefCell<HashMap<String, Vec<IpAddr>>>,
    own: OnceCell<Vec<IpAddr>>,
    now: OnceCell<Zoned>,
}

impl Line {
    fn new(messages: Sender<Message>, answers: Receiver<Answer>, patience: Duration) -> Self {
        Self {
            messages,
            answers,
            end: Cell::new(Instant::now() + patience),
            fault: RefCell::default(),
            resolved: RefCell::default(),
            own: OnceCell::new(),
            now: OnceCell::new(),
        }
    }

    /// Whether the script must end. Once it must, it must.
    pub(super) fn is_over(&self) -> bool {
        if self.fault.borrow().is_none() && Instant::now() >= self.end.get() {
            self.stop(PacFault::TooSlow);
        }
        self.fault.borrow().is_some()
    }

    /// Why it must.
    pub(super) fn fault(&self) -> Option<PacFault> {
        self.fault.borrow().clone()
    }

    pub(super) fn resolve(&self, host: &str) -> Result<Vec<IpAddr>, Stopped> {
        if let Some(known) = self.resolved.borrow().get(host) {
            return Ok(known.clone());
        }
        if self.resolved.borrow().len() >= MOST_LOOKUPS {
            return Err(self.stop(PacFault::TooManyLookups));
        }
        let found = self.addresses(Question::Resolve(host.to_owned()))?;
        let mut resolved = self.resolved.borrow_mut();
        resolved.insert(host.to_owned(), found.clone());
        Ok(found)
    }

    pub(super) fn own_addresses(&self) -> Result<Vec<IpAddr>, Stopped> {
        if let Some(known) = self.own.get() {
            return Ok(known.clone());
        }
        let found = self.addresses(Question::OwnAddresses)?;
        Ok(self.own.get_or_init(|| found).clone())
    }

    pub(super) fn now(&self) -> Result<Zoned, Stopped> {
        if let Some(known) = self.now.get() {
            return Ok(known.clone());
        }
        match self.ask(Question::Now)? {
            Answer::Now(now) => Ok(self.now.get_or_init(|| *now).clone()),
            Answer::Addresses(_) => Err(Stopped),
        }
    }

    fn addresses(&self, question: Question) -> Result<Vec<IpAddr>, Stopped> {
        match self.ask(question)? {
            Answer::Addresses(addresses) => Ok(addresses),
            Answer::Now(_) => Err(Stopped),
        }
    }

    fn ask(&self, question: Question) -> Result<Answer, Stopped> {
        if self.is_over() {
            return Err(Stopped);
        }
        let asked = Instant::now();
        // Both fail when the caller has gone, and that it has when the time was over.
        let sent = self.messages.send(Message::Asked(question));
        let answer = sent.ok().and_then(|()| self.answers.recv().ok());
        self.end.set(self.end.get() + asked.elapsed());
        answer.ok_or_else(|| self.stop(PacFault::TooSlow))
    }

    fn stop(&self, fault: PacFault) -> Stopped {
        self.fault.borrow_mut().get_or_insert(fault);
        Stopped
    }
}
