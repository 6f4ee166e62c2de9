//! How every value gets into the page: harmless first, then escaped for HTML.
//!
//! Owns the one door. The templates' configuration names it for every value of every template, so
//! that none can be forgotten.

use std::fmt::{self, Write};

use askama::filters::{Escaper, Html};

use crate::report::harmless;

/// What came over the network can hold signs that reorder or hide the text around them; they are
/// shown as `\u{..}`, as on a terminal.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Harmless;

impl Escaper for Harmless {
    fn write_escaped_str<W: Write>(&self, into: W, text: &str) -> fmt::Result {
        Html.write_escaped_str(into, &harmless(text))
    }
}
