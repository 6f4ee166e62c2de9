//! The exit statuses, which scripts rely on.

/// How a run ends, as the process's exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: every required path is usable, or the command did what was asked.
    Usable,
    /// 1: a required path is blocked (or degraded, with `--fail-on degraded`).
    Blocked,
    /// 2: usage or file error; nothing was probed.
    Usage,
    /// 3: a required path is unknown, and none is blocked; or none counts.
    Inconclusive,
}

impl Exit {
    /// That of two judgements of one run: blocked weighs more than inconclusive, and that more than
    /// usable.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let all = [Self::Usage, Self::Blocked, Self::Inconclusive];
        let either = |exit: &Self| self == *exit || other == *exit;
        all.into_iter().find(either).unwrap_or(Self::Usable)
    }

    pub fn status(self) -> u8 {
        match self {
            Self::Usable => 0,
            Self::Blocked => 1,
            Self::Usage => 2,
            Self::Inconclusive => 3,
        }
    }
}
