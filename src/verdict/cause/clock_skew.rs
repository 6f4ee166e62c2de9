//! This machine's clock is wrong.
//!
//! Rule, for a chain that is genuine but for its time: the `Date` of an answer over it lies
//! within the certificate's validity while this machine's clock does not; or the same is seen at
//! another host, and no chain is genuine by this clock. One expired certificate among good ones
//! is the server's fault.
//!
//! Before all rules that doubt a chain, since a wrong clock spoils genuine ones.

use jiff::{SignedDuration, Timestamp};

use crate::evidence::{Certificate, Check, Session};
use crate::verdict::walk::{Reach, Walk};

use super::{Case, Confidence, Found, Phrase};

pub(super) fn find(case: &Case<'_, '_>) -> Option<Found> {
    let reach = case.reach()?;
    let session = reach.session().filter(|session| only_time_fails(session))?;
    let summary = Phrase::new("summary.clock_skew");
    if let Some((date, clock)) = session.leaf().and_then(|leaf| true_date(reach, leaf)) {
        let hours = clock.duration_since(date).as_hours();
        let evidence = Phrase::new("evidence.date_header")
            .with("date", date)
            .with("clock", format!("{clock:.0}"))
            .with("hours", hours);
        return Some(Found::new(Confidence::High, summary).because([evidence]));
    }
    let alike = case
        .network
        .siblings(case.walk)
        .find(|w| shows(w, session))?;
    let genuine = case.network.walks().iter().any(Walk::is_genuine);
    let evidence = Phrase::new("evidence.sibling_same_time").with("host", alike.host());
    (!genuine).then(|| Found::new(Confidence::High, summary).because([evidence]))
}

/// A public chain for the right name: what an attacker or a box cannot make.
pub(super) fn only_time_fails(session: &Session) -> bool {
    let public = &session.public;
    public.chain == Check::Passed && public.name == Check::Passed && public.time != Check::Passed
}

/// Whether another host's chain fails by its time alone, and in the same direction.
fn shows(walk: &Walk<'_>, like: &Session) -> bool {
    let mut sessions = walk.reaches.iter().filter_map(Reach::session);
    sessions.any(|session| only_time_fails(session) && session.public.time == like.public.time)
}

/// The date by the server, where the certificate is valid at that time, and this machine's at the
/// same moment.
fn true_date(reach: &Reach<'_>, leaf: &Certificate) -> Option<(Timestamp, Timestamp)> {
    let (seen, exchange) = reach.exchanges().find(|(_, e)| e.reply().is_some())?;
    let date = http_date(exchange.reply()?.header("date")?)?;
    let valid = leaf.not_before <= date && date <= leaf.not_after;
    // A cached answer is minutes old; a clock that spoils certificates is further off.
    let off = date.duration_since(seen.started).abs() > SignedDuration::from_mins(10);
    (valid && off).then_some((date, seen.started))
}

/// The preferred form of a date in HTTP (RFC 9110, section 5.6.7).
fn http_date(text: &str) -> Option<Timestamp> {
    let zoned = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_header_is_read() {
        let date = http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        assert_eq!(date.to_string(), "1994-11-06T08:49:37Z");
        assert_eq!(http_date("yesterday"), None);
    }
}
