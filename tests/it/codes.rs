//! The codes and their pages: promised to scripts, so that none comes or goes by accident.

use aws_netcheck::{
    evidence::Failure,
    report::explain,
    verdict::{Cause, Verdict},
};

use crate::golden;

#[test]
fn the_list_of_codes_is_the_accepted_one() {
    let verdicts = Verdict::ALL
        .iter()
        .map(|v| format!("verdict {}\n", v.code()));
    let failures = Failure::ALL
        .iter()
        .map(|f| format!("failure {}\n", f.code()));
    let causes = Cause::ALL.iter().map(|c| format!("cause {}\n", c.code()));
    golden::compare(
        "codes.txt",
        &verdicts.chain(failures).chain(causes).collect::<String>(),
    );
}

#[test]
fn a_page_and_the_list_look_as_accepted() {
    let page = explain::page("tls.reset").unwrap_or_else(|error| error.to_string());
    golden::compare("explain/tls.reset.txt", &page);
    golden::compare("explain/list.txt", &explain::list());
}
