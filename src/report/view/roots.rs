//! What is said of each setting that names a list of roots.
//!
//! Owns the sentence; what is wrong with one that counts stands at the top of every report as a
//! state.

use crate::report::Texts;
use crate::report::v1::TrustList;
use crate::verdict::Phrase;

pub(in crate::report) fn sentence(list: &TrustList, texts: &Texts) -> String {
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
    texts.list(&parts)
}
