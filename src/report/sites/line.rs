//! A report of which only its line is left.
//!
//! Owns the reading of what `report::line` writes: it says how many paths are in which state and what
//! failed, but not which paths, so that there is no ticket in it.

use crate::report::v1::Summary;
use crate::report::{BadReport, called};
use crate::verdict::Verdict;

use super::gist::Gist;
use super::v1::Wall;

/// What every line begins with.
const SCHEMA: &str = "aws-netcheck/line/1 ";

/// Whether the bytes say that they are such a line.
pub fn is_line(bytes: &[u8]) -> bool {
    without_mark(bytes).starts_with(SCHEMA.as_bytes())
}

/// Some editors, and PowerShell's redirection, put a byte order mark before the text.
pub(super) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The values of a line, whose order is fixed. No value has a space or an equals sign in it.
struct Values<'a>(std::str::SplitAsciiWhitespace<'a>);

impl<'a> Values<'a> {
    fn text(&mut self, name: &str) -> Result<&'a str, BadReport> {
        let word = self.0.next().and_then(|word| word.split_once('='));
        let found = word.filter(|(known, _)| *known == name);
        found.map(|(_, value)| value).ok_or(BadReport::Line)
    }

    fn number<T: std::str::FromStr>(&mut self, name: &str) -> Result<T, BadReport> {
        self.text(name)?.parse().map_err(|_| BadReport::Line)
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<Gist, BadReport> {
    let text = std::str::from_utf8(without_mark(bytes)).map_err(|_| BadReport::Line)?;
    let text = text.strip_prefix(SCHEMA).ok_or(BadReport::Line)?;
    let mut values = Values(text.split_ascii_whitespace());
    let run = values.text("run")?.to_owned();
    let word = Some(values.text("site")?).filter(|word| !word.is_empty());
    let word = word.unwrap_or(&run);
    let site = called::name(word);
    let started = values.text("started")?;
    let started = started
        .parse()
        .map_err(|_| BadReport::NoTime(started.to_owned()))?;
    let exit = values.number("exit")?;
    let summary = Summary {
        open: values.number("open")?,
        degraded: values.number("degraded")?,
        unknown: values.number("unknown")?,
        blocked: values.number("blocked")?,
    };
    let walls = values.0.filter_map(wall).collect();
    Ok(Gist {
        key: match called::is_cut(word) {
            true => word.to_owned(),
            false => called::word(&site),
        },
        site,
        host: None,
        run,
        started,
        verdict: verdict(exit, &summary)?,
        summary,
        partial: false,
        cells: Vec::new(),
        walls,
        asked: Vec::new(),
        whole: false,
    })
}

/// By the exit status, which is what the required paths came to. One of 1 where nothing is blocked is
/// that of `--fail-on degraded`.
fn verdict(exit: u8, summary: &Summary) -> Result<Verdict, BadReport> {
    match exit {
        0 if summary.degraded > 0 => Ok(Verdict::Degraded),
        0 => Ok(Verdict::Open),
        1 if summary.blocked == 0 => Ok(Verdict::Degraded),
        1 => Ok(Verdict::Blocked),
        3 => Ok(Verdict::Unknown),
        _ => Err(BadReport::Line),
    }
}

/// `FAILURE/CAUSE=HOST+N`; `more=N` says that the line was cut.
fn wall(word: &str) -> Option<Wall> {
    let (codes, hosts) = word.split_once('=')?;
    let (failure, cause) = codes.split_once('/')?;
    let (host, more) = hosts.rsplit_once('+').unwrap_or((hosts, "0"));
    let code = |code: &str| Some(code.to_owned()).filter(|code| code != "-");
    Some(Wall {
        failure: code(failure),
        cause: code(cause),
        hosts: vec![host.to_owned()],
        more_hosts: more.parse().unwrap_or_default(),
        ..Wall::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "aws-netcheck/line/1 run=7f site=FRA started=2026-11-24T07:12:03.000Z";

    #[test]
    fn a_line_says_what_failed_and_how_often() {
        let rest = "exit=1 open=4 degraded=1 unknown=0 blocked=2 \
                    tls.reset/sni_filter=mycorp.awsapps.com+1 -/-=a.example more=3\n";
        let gist = read(format!("{START} {rest}").as_bytes()).unwrap();
        assert_eq!(
            (gist.site.as_str(), gist.verdict),
            ("FRA", Verdict::Blocked)
        );
        assert_eq!(gist.summary.blocked, 2);
        let wall = &gist.walls[0];
        assert_eq!(wall.failure.as_deref(), Some("tls.reset"));
        assert_eq!(
            (wall.hosts[0].as_str(), wall.more_hosts),
            ("mycorp.awsapps.com", 1)
        );
        assert_eq!((gist.walls.len(), &gist.walls[1].failure), (2, &None));
    }

    #[test]
    fn the_exit_status_decides() {
        for (exit, degraded, blocked, verdict) in [
            (0, 0, 3, Verdict::Open),
            (0, 1, 0, Verdict::Degraded),
            (1, 1, 0, Verdict::Degraded),
            (1, 0, 1, Verdict::Blocked),
            (3, 0, 0, Verdict::Unknown),
        ] {
            let rest =
                format!("exit={exit} open=0 degraded={degraded} unknown=0 blocked={blocked}");
            let gist = read(format!("{START} {rest}").as_bytes()).unwrap();
            assert_eq!(gist.verdict, verdict, "{rest}");
        }
    }

    #[test]
    fn what_is_cut_or_of_another_order_is_no_line() {
        for rest in [
            "",
            "exit=1",
            "exit=x open=0",
            "open=0 exit=1",
            "exit=2 open=0 degraded=0 unknown=0 blocked=0",
        ] {
            assert!(
                read(format!("{START} {rest}").as_bytes()).is_err(),
                "{rest}"
            );
        }
    }
}
