//! `explain`: the page of one code, or the list of all.
//!
//! Owns nothing but the choice; the pages are the report's.

use crate::exit::Exit;
use crate::report::explain;

use super::{Mistake, flags::Global, language, print};

pub(super) fn explain(code: Option<&str>, global: &Global) -> Result<Exit, Mistake> {
    let language = language(global);
    let text = match code {
        None => explain::list(language),
        Some(code) => {
            let page = explain::page(code, language);
            page.map_err(|unknown| Mistake::UnknownCode(unknown.to_string()))?
        }
    };
    print(&text)?;
    Ok(Exit::Usable)
}
