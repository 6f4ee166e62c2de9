//! Whether a proxy lets anybody in who knocks.
//!
//! Owns the count of connections that are being opened to it, and the waiting for what comes of them: one
//! that is refused beside one that is let in met a limit, and is worth another attempt; where all are
//! refused nobody is there, and another proxy may be tried at once. Who asks one that says itself that it is busy is `turns`' matter.

use std::time::Duration;

use tokio::{sync::watch, time::timeout};

/// Those who knock, and whether any was let in.
#[derive(Debug, Default)]
struct Crowd {
    knocking: usize,
    let_in: bool,
}

/// Where connections come in.
#[derive(Debug, Default)]
pub(super) struct Door {
    crowd: watch::Sender<Crowd>,
}

/// One connection that is being opened.
pub(super) struct Knock<'a> {
    door: &'a Door,
    let_in: bool,
}

impl Door {
    /// Somebody begins to connect.
    pub(super) fn knock(&self) -> Knock<'_> {
        self.crowd.send_modify(|crowd| crowd.knocking += 1);
        Knock {
            door: self,
            let_in: false,
        }
    }

    /// Whether somebody is let in, once that is known or `limit` is over.
    pub(super) async fn lets_others_in(&self, limit: Duration) -> bool {
        let mut crowd = self.crowd.subscribe();
        let known = crowd.wait_for(|crowd| crowd.let_in || crowd.knocking == 0);
        matches!(timeout(limit, known).await, Ok(Ok(crowd)) if crowd.let_in)
    }
}

impl Knock<'_> {
    /// What came of it.
    pub(super) fn end(mut self, let_in: bool) {
        self.let_in = let_in;
    }
}

/// Also where the run ends before the connection.
impl Drop for Knock<'_> {
    fn drop(&mut self) {
        self.door.crowd.send_modify(|crowd| {
            crowd.knocking -= 1;
            crowd.let_in |= self.let_in;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test(start_paused = true)]
    async fn who_is_refused_hears_of_others_and_waits_for_nobody_else() {
        let door = Door::default();
        let (first, second) = (door.knock(), door.knock());
        first.end(false);
        let waits = door.lets_others_in(LONG);
        tokio::pin!(waits);
        assert!(futures_util::poll!(waits.as_mut()).is_pending());
        second.end(false);
        assert!(!waits.await);
        let third = door.knock();
        assert!(!door.lets_others_in(LONG).await);
        third.end(true);
        assert!(door.lets_others_in(LONG).await);
    }
}
