//! Values of flags that have bounds.
//!
//! Owns the bounds and what is said of a value outside them.

pub(super) fn deadline(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(seconds) if (1..=3600).contains(&seconds) => Ok(seconds),
        _ => Err("give whole seconds from 1 to 3600".to_owned()),
    }
}

/// A day: who waits longer is started at another time.
pub(super) fn jitter(text: &str) -> Result<u64, String> {
    match text.parse() {
        Ok(seconds) if seconds <= 86_400 => Ok(seconds),
        _ => Err("give whole seconds from 0 to 86400".to_owned()),
    }
}

pub(super) fn concurrency(text: &str) -> Result<u16, String> {
    match text.parse() {
        Ok(sockets) if (1..=4096).contains(&sockets) => Ok(sockets),
        _ => Err("give a number from 1 to 4096".to_owned()),
    }
}

/// Below a tenth even a healthy network looks silent; above ten nobody waits.
pub(super) fn factor(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(factor) if (0.1..=10.0).contains(&factor) => Ok(factor),
        _ => Err("give a factor from 0.1 to 10".to_owned()),
    }
}

/// What can stand in a header: a line break would begin another one.
pub(super) fn header_text(text: &str) -> Result<String, String> {
    let printable = text.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    if !text.is_empty() && text.len() <= 200 && printable {
        Ok(text.to_owned())
    } else {
        Err("give up to 200 printable ASCII characters".to_owned())
    }
}
