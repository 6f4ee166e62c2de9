//! The settings that name lists of roots, a line each.
//!
//! Owns what is said of each; what is wrong with one that counts stands at the top of every report
//! as a state.

use crate::report::Texts;
use crate::report::v1::{Report, TrustList};
use crate::verdict::Phrase;

use super::page::{Ink, Page};

pub(super) fn draw(page: &mut Page, report: &Report, texts: &Texts) {
    let lists = &report.vantage.trust_settings;
    if !lists.is_empty() {
        page.blank();
    }
    for list in lists {
        let label = format!("  {}", texts.word("roots"));
        page.hanging((Ink::Plain, &label), 13, &sentence(list, texts));
    }
}

fn sentence(list: &TrustList, texts: &Texts) -> String {
    let certificates = list.certificates.unwrap_or_default();
    let phrase = match (certificates, &list.why) {
        (0, Some(why)) => Phrase::new("trust.unread").with("why", why),
        (_, Some(why)) => Phrase::new("trust.read_in_part").with("why", why),
        (_, None) => Phrase::new("trust.read"),
    };
    let phrase = phrase
        .with("setting", &list.setting)
        .with("file", &list.file)
        .with(
            "certificates",
            texts.count("count.certificates", certificates),
        );
    let mut parts = vec![texts.say(&phrase)];
    parts.extend(list.holds_interceptor.map(|holds| {
        texts.say(&match holds {
            true => Phrase::new("trust.holds_interceptor"),
            false => Phrase::new("trust.lacks_interceptor"),
        })
    }));
    let other = list.shadowed_by.as_ref();
    parts.extend(other.map(|other| {
        let phrase = Phrase::new("trust.shadowed").with("other", other);
        texts.say(&phrase)
    }));
    parts.join(", ")
}
