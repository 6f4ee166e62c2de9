//! Names one a line, as AWS writes them: for products without a format of their own, and for
//! mails. `*.` is one label or more.

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Format, Job, Limits, Line, Proof, RulesOn, Section, Sense, Told,
};

pub(super) const FORMAT: Format = Format {
    id: "txt",
    product: "Any product",
    writes: "names, one a line",
    proof: Proof::Own,
    variants: &[],
    extension: "txt",
    told: Told::Comments(Comment::line("# ")),
    naming: None,
    dialects: &[
        Dialect::hosts(Purpose::Allow, Sense::ITSELF, Some(Sense::BELOW)),
        Dialect::hosts(Purpose::NoDecrypt, Sense::ITSELF, Some(Sense::BELOW)),
    ],
    unproven: &[],
    notes: &[
        "*. stands for one label or more, and not for the name itself: look up what your product \
         makes of it",
    ],
    rule_notes: &[],
    limits: Limits::PUNYCODE,
    denies: Denies::Nothing,
    rules_on: RulesOn::Both,
    has_rules: false,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    let line = |line: &Line<'_>| format!("{}{}\n", why("", FORMAT.told, line), line.with("*."));
    job.each("", |list| list.lines.iter().map(line).collect())
}
