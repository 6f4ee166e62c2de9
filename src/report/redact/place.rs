//! Where a string of a report stands, and what that makes it.
//!
//! Owns the way through the saved form, and what depends on more than the field: whose chain a
//! certificate is in, which header a value is of. What a field holds is the table's.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::plan::{Public, Whose};
use crate::report::texts::Texts;

use super::fields::{self, Kind};
use super::form::is_number;

/// Headers whose value may say who answered, and whose name does not (IANA, "Hypertext Transfer Protocol
/// Field Name Registry"; those of AWS's and Squid's answers). Which are saved at all is the assembly's.
const KNOWN_HEADERS: &[&str] = &[
    "connection",
    "content-language",
    "content-security-policy",
    "etag",
    "location",
    "mime-version",
    "proxy-authenticate",
    "proxy-status",
    "refresh",
    "server",
    "set-cookie",
    "vary",
    "via",
    "www-authenticate",
    "x-amz-cf-id",
    "x-amz-cf-pop",
    "x-amzn-requestid",
    "x-amzn-trace-id",
    "x-cache",
    "x-cache-lookup",
    "x-squid-error",
];

/// Headers whose value says nothing of who asked, nor of who answered, if it has no words but these.
const HARMLESS_HEADERS: &[&str] = &[
    "accept-ranges",
    "age",
    "cache-control",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "expires",
    "last-modified",
    "pragma",
    "retry-after",
    "strict-transport-security",
    "transfer-encoding",
    "x-content-type-options",
    "x-frame-options",
];

/// Beside numbers.
const HARMLESS_WORDS: &str = "age amz application apr aug br bytes cache charset chunked css dec \
    deflate deny feb fri gmt gzip html identity image includesubdomains iso jan javascript json jul \
    jun mar max may mon must no none nosniff nov oct plain preload private proxy public revalidate \
    sameorigin sat sep store sun text thu transform tue utf wed x xml";

/// Where a string stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    parent: &'a str,
    field: &'a str,
    /// Inside a handshake with AWS whose chain leads to a public root.
    genuine: bool,
    /// In a header that says nothing of who asked, nor of who answered.
    harmless: bool,
}

impl<'a> Place<'a> {
    pub(super) fn top() -> Self {
        Self {
            parent: "",
            field: "",
            genuine: false,
            harmless: false,
        }
    }

    fn into_field(self, field: &'a str) -> Self {
        Self {
            parent: self.field,
            field,
            ..self
        }
    }

    /// What a string there is.
    pub(super) fn kind(self, text: &str) -> Kind {
        match self.classed().unwrap_or(Kind::Form) {
            Kind::Certificate | Kind::Digest if self.genuine => Kind::Genuine,
            Kind::Ours if self.field == "root" && self.genuine => Kind::Genuine,
            _ if self.harmless && (self.is_header_name() || has_harmless_words(text)) => {
                Kind::Genuine
            }
            Kind::Foreign if self.is_header_name() && is_known_header(text) => Kind::Genuine,
            // A number of what nobody knows.
            Kind::Form if self.parent == "headers" && is_number(text) => Kind::Foreign,
            Kind::Foreign if self.field == "key" && is_key(text) => Kind::Ours,
            known => known,
        }
    }

    fn is_header_name(self) -> bool {
        (self.parent, self.field) == ("headers", "name")
    }

    /// Whether it names who signed, or was signed, in a chain of AWS's that leads to a public root.
    pub(super) fn is_genuine_name(self) -> bool {
        self.genuine && matches!(self.field, "subject" | "issuer" | "issuer_name")
    }

    fn classed(self) -> Option<Kind> {
        fields::kind(self.parent, self.field)
    }

    /// Gathers the names of those below the value that are not in the table.
    pub(super) fn unclassed(self, value: &Value, names: &mut BTreeSet<String>) {
        match value {
            Value::String(_) if self.classed().is_none() => {
                names.insert(format!("{}.{}", self.parent, self.field));
            }
            Value::Array(all) => all.iter().for_each(|one| self.unclassed(one, names)),
            Value::Object(object) => {
                for (field, value) in object {
                    self.into_field(field).unclassed(value, names);
                }
            }
            _ => {}
        }
    }

    /// Shows each string below the value, with where it stands.
    pub(super) fn walk<'v>(self, value: &'v Value, visit: &mut impl FnMut(Place<'_>, &'v str))
    where
        'v: 'a,
    {
        match value {
            Value::String(text) => visit(self, text),
            Value::Array(all) => all.iter().for_each(|one| self.walk(one, visit)),
            Value::Object(object) => {
                let here = self.within(object);
                for (field, value) in object {
                    here.into_field(field).walk(value, visit);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Puts into each string below the value what is made of it.
    pub(super) fn change(self, value: &mut Value, made: &mut impl FnMut(Kind, &str) -> String) {
        match value {
            Value::String(text) => *text = made(self.kind(text), text),
            Value::Array(all) => all.iter_mut().for_each(|one| self.change(one, made)),
            Value::Object(object) => self.change_object(object, made),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn change_object(
        self,
        object: &mut Map<String, Value>,
        made: &mut impl FnMut(Kind, &str) -> String,
    ) {
        let here = self.within(object);
        let fields = std::mem::take(object);
        for (field, mut value) in fields {
            here.into_field(&field).change(&mut value, made);
            let field = match self.field {
                "labels" => made(Kind::Label, &field),
                _ => field,
            };
            object.insert(field, value);
        }
    }

    fn within(self, object: &Map<String, Value>) -> Self {
        let genuine = match object.contains_key("chain") && object.contains_key("public") {
            true => is_genuine(object),
            false => self.genuine,
        };
        let is_header = self.field == "headers";
        Self {
            harmless: is_header && is_harmless(object),
            genuine,
            ..self
        }
    }
}

/// Whether a handshake was with AWS itself: of other hosts who signs for them names them.
fn is_genuine(handshake: &Map<String, Value>) -> bool {
    let passed = |check: &str| {
        let result = handshake["public"].pointer(&format!("/{check}/result"));
        result.and_then(Value::as_str) == Some("passed")
    };
    let name = handshake.get("server_name").and_then(Value::as_str);
    let of_aws = name.is_some_and(|name| Public::get().whose(name) != Whose::Unknown);
    of_aws && passed("chain") && passed("name")
}

/// Whether it is the name of a text of ours, and no text.
fn is_key(text: &str) -> bool {
    Texts::english().find(text).is_some()
}

fn is_harmless(header: &Map<String, Value>) -> bool {
    let name = header.get("name").and_then(Value::as_str);
    name.is_some_and(|name| HARMLESS_HEADERS.contains(&lower(name).as_str()))
}

/// Whether its name is one that many servers and proxies send.
pub(super) fn is_known_header(name: &str) -> bool {
    let name = lower(name);
    KNOWN_HEADERS.contains(&name.as_str()) || HARMLESS_HEADERS.contains(&name.as_str())
}

fn has_harmless_words(value: &str) -> bool {
    let known = |word: &str| {
        HARMLESS_WORDS
            .split_whitespace()
            .any(|known| known == lower(word))
    };
    let words = value.split(|sign: char| !sign.is_ascii_alphabetic());
    let mut words = words.filter(|word| !word.is_empty());
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    value.is_ascii() && digits <= 20 && words.all(known)
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}
