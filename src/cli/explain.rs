//! `explain`: the page of one code, or the list of all.
//!
//! Owns nothing but the choice; the pages are the report's.

use crate::exit::Exit;
use crate::report::explain;

use super::{Mistake, print};

pub(super) fn explain(code: Option<&str>) -> Result<Exit, Mistake> {
    let text = match code {
        None => explain::list(),
        Some(code) => {
            explain::page(code).map_err(|unknown| Mistake::UnknownCode(unknown.to_string()))?
        }
    };
    print(&text)?;
    Ok(Exit::Usable)
}
