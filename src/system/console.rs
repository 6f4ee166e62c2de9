//! Whether the terminal understands colours.
//!
//! Owns the question. When colours are wanted is the command line's.

/// A console of Windows does after it was told to, since Windows 10 (Microsoft, "Console Virtual
/// Terminal Sequences", `ENABLE_VIRTUAL_TERMINAL_PROCESSING`); an older one would show the codes.
/// Terminals of other systems need not be asked.
pub fn takes_colors() -> bool {
    anstyle_query::windows::enable_ansi_colors() != Some(false)
}
