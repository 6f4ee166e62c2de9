//! `--jitter`: a random wait before a run.
//!
//! Owns the draw and the wait. A scheduler that starts a thousand machines at once would have them
//! probe at once: what is blocked is then asked about a thousand times in one second.

use std::{thread, time::Duration};

use super::{flags::Global, say};

/// Waits up to so many seconds, and says so. Nothing is open yet, and an interrupt ends it.
pub(super) fn wait(longest: Option<u64>, global: &Global) {
    let Some(longest) = longest.filter(|seconds| *seconds > 0) else {
        return;
    };
    let wait = drawn(Duration::from_secs(longest));
    if !global.quiet {
        say(&format!(
            "aws-netcheck: --jitter: waits {} s before the run\n",
            wait.as_secs()
        ));
    }
    thread::sleep(wait);
}

/// Evenly drawn between nothing and the longest. A machine without random numbers waits half.
fn drawn(longest: Duration) -> Duration {
    let mut bytes = [0; 4];
    match aws_lc_rs::rand::fill(&mut bytes) {
        Ok(()) => longest.mul_f64(f64::from(u32::from_be_bytes(bytes)) / f64::from(u32::MAX)),
        Err(_) => longest / 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_differ_and_stay_below_the_longest() {
        let longest = Duration::from_secs(600);
        let draws: Vec<Duration> = (0..32).map(|_| drawn(longest)).collect();
        assert!(draws.iter().all(|draw| *draw <= longest));
        assert!(draws.iter().any(|draw| *draw != draws[0]));
    }
}
