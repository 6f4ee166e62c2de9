//! Host names and patterns of them, as scenario files write both.
//!
//! Owns which pattern is about a name, and which of several.

/// The row whose pattern fits a name best.
pub(crate) fn most_exact<'a, T>(
    rows: &'a [T],
    name: &str,
    pattern: impl Fn(&T) -> &str,
) -> Option<&'a T> {
    let exactness = |row: &&T| (!pattern(row).starts_with('*'), pattern(row).len());
    rows.iter()
        .filter(|row| fits(pattern(row), name))
        .max_by_key(exactness)
}

/// Whether a name is the one meant, or ends as the pattern does after its asterisk.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix('*') {
        Some(suffix) => name.ends_with(suffix),
        None => name == pattern,
    }
}
