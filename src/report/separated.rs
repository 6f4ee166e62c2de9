//! Comma-separated values, for spreadsheets (RFC 4180): a head line, then a line for each row.
//!
//! Owns what a spreadsheet would take for more than text. Which columns there are is each list's.

use super::harmless;

/// The whole text of a list whose columns are fixed. Every row is as long as the head.
pub(super) fn text<const N: usize>(
    columns: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> String {
    let columns = columns.map(str::to_owned);
    table(&columns, rows.map(Vec::from))
}

/// The whole text of a list whose columns come from what is listed.
pub(super) fn table(columns: &[String], rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(columns.iter().map(|cell| neutral(cell)));
    for row in rows {
        let _ = writer.write_record(row.iter().map(|cell| neutral(cell)));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What a spreadsheet may take a cell for a formula by (OWASP, "CSV Injection"): the wide and the
/// small forms are read like the others where the language is Japanese or Chinese.
const FORMULA: [char; 13] = [
    '=', '+', '-', '@', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}', '\u{fe66}', '\u{fe62}',
    '\u{fe63}', '\u{fe6b}', '\u{2212}',
];

/// A cell that a spreadsheet does not take for a formula. Some drop the blanks before it, and what
/// nobody sees, and look at the rest.
fn neutral(cell: &str) -> String {
    let unseen = |sign: char| sign.is_whitespace() || harmless::is_harmful(sign);
    let rest = cell.trim_start_matches(unseen);
    if rest.starts_with(FORMULA) || cell.starts_with(['\t', '\r', '\n']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula_nor_is_a_head() {
        let row = || {
            [
                "=1+1",
                "+1",
                "-1",
                "@a",
                "\tx",
                "\u{ff1d}1",
                " =1",
                "\u{a0}+1",
                "\u{3000}\u{ff1d}1",
                "\u{200b}=1",
                " \t -1",
                "\u{fe66}1",
                " a",
                "a=1",
            ]
        };
        let cells = || row().map(str::to_owned);
        let text = table(&cells(), std::iter::once(cells().to_vec()));
        let line = "'=1+1,'+1,'-1,'@a,'\tx,'\u{ff1d}1,' =1,'\u{a0}+1,'\u{3000}\u{ff1d}1,\
                    '\u{200b}=1,' \t -1,'\u{fe66}1, a,a=1\n";
        assert_eq!(text, format!("{line}{line}"));
    }
}
