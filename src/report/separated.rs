//! Comma-separated values, for spreadsheets (RFC 4180): a head line, then a line for each row.
//!
//! Owns what a spreadsheet would take for more than text. Which columns there are is each list's.

/// The whole text. Every row is as long as the head.
pub(super) fn text<const N: usize>(
    columns: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(columns);
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| neutral(cell)));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A cell that a spreadsheet does not take for a formula (OWASP, "CSV Injection").
fn neutral(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}
