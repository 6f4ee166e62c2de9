//! What each field of a report holds.
//!
//! Owns the table. A field that is not in it holds [`Kind::Foreign`]: what a later version adds is
//! taken out at the level of companies until somebody has said what it is.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::report::texts::Texts;

/// What a string is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    /// A word, a number or a time of ours, of a standard's, or of AWS's: never anybody's secret.
    Ours,
    /// A sentence, a URL, a command: shown but for what is found in it.
    Text,
    User,
    Machine,
    /// The address of this machine, with or without a port.
    Local,
    Site,
    Directory,
    Label,
    Team,
    /// A path in a file system.
    File,
    /// The same, or a word of ours for what is no file.
    Store,
    /// A host of the company's, or a word of its own for one.
    Host,
    Adapter,
    /// A name in a certificate that is not of the public web.
    Certificate,
    /// Serial numbers and digests of such certificates.
    Digest,
    /// What something on the way said in its own words.
    Foreign,
}

/// By `parent.field`, then by `field`. The parent of what stands in a list is the list's.
const FIELDS: &[(&str, Kind)] = &[
    // Ours: codes, times, what the catalogue says.
    ("schema", Kind::Ours),
    ("tool.name", Kind::Ours),
    ("version", Kind::Ours),
    ("catalogue", Kind::Ours),
    ("run", Kind::Ours),
    ("started", Kind::Ours),
    ("start", Kind::Ours),
    ("redacted", Kind::Ours),
    ("partition", Kind::Ours),
    ("regions", Kind::Ours),
    ("scopes", Kind::Ours),
    ("runs_in", Kind::Ours),
    ("requirement", Kind::Ours),
    ("basis", Kind::Ours),
    ("endpoint", Kind::Ours),
    ("paths.steps", Kind::Ours),
    ("steps.id", Kind::Ours),
    ("steps.title", Kind::Ours),
    ("source.document", Kind::Ours),
    ("source.checked", Kind::Ours),
    ("verdict", Kind::Ours),
    ("clients", Kind::Ours),
    ("layer", Kind::Ours),
    ("failure", Kind::Ours),
    ("failures", Kind::Ours),
    ("cause", Kind::Ours),
    ("confidence", Kind::Ours),
    ("product.name", Kind::Ours),
    ("team", Kind::Ours),
    ("site_product", Kind::Ours),
    ("operation", Kind::Ours),
    ("saw.kind", Kind::Ours),
    ("saw.asker", Kind::Ours),
    ("saw.transport", Kind::Ours),
    ("saw.fault", Kind::Ours),
    ("saw.errno", Kind::Ours),
    ("saw.error", Kind::Ours),
    ("saw.flags", Kind::Ours),
    ("saw.answer", Kind::Ours),
    ("saw.hello", Kind::Ours),
    ("saw.cipher", Kind::Ours),
    ("saw.group", Kind::Ours),
    ("saw.alpn", Kind::Ours),
    ("saw.protocol", Kind::Ours),
    ("saw.login", Kind::Ours),
    ("saw.ticket", Kind::Ours),
    ("saw.alert", Kind::Ours),
    ("alert.name", Kind::Ours),
    ("offers.scheme", Kind::Ours),
    ("type", Kind::Ours),
    ("result", Kind::Ours),
    ("public.root", Kind::Ours),
    ("not_before", Kind::Ours),
    ("not_after", Kind::Ours),
    ("trust_settings.setting", Kind::Ours),
    ("trust_settings.trouble", Kind::Ours),
    ("trust_settings.shadowed_by", Kind::Ours),
    ("programs.program", Kind::Ours),
    ("adapters.kind", Kind::Ours),
    ("not_proven", Kind::Ours),
    ("flags.scope", Kind::Ours),
    ("flags.client", Kind::Ours),
    ("flags.fail-on", Kind::Ours),
    ("how", Kind::Ours),
    ("with", Kind::Ours),
    ("progress", Kind::Ours),
    // Shown but for what is found in them.
    ("id", Kind::Text),
    ("because", Kind::Text),
    ("url", Kind::Text),
    ("host", Kind::Text),
    ("hosts", Kind::Text),
    ("pattern", Kind::Text),
    ("summary", Kind::Text),
    ("evidence", Kind::Text),
    ("notes", Kind::Text),
    ("impact", Kind::Text),
    ("state", Kind::Text),
    ("warnings", Kind::Text),
    ("why", Kind::Text),
    ("ask", Kind::Text),
    ("requests.how", Kind::Text),
    ("not_asked", Kind::Text),
    ("log_filter", Kind::Text),
    ("test", Kind::Text),
    ("risk", Kind::Text),
    ("done", Kind::Text),
    ("peer", Kind::Text),
    ("redirected", Kind::Text),
    ("resolvers", Kind::Text),
    ("servers", Kind::Text),
    ("address", Kind::Text),
    ("addresses", Kind::Text),
    ("saw.name", Kind::Text),
    ("saw.server", Kind::Text),
    ("saw.server_name", Kind::Text),
    ("saw.target", Kind::Text),
    ("owner", Kind::Text),
    ("data", Kind::Text),
    ("path", Kind::Text),
    ("key", Kind::Text),
    ("facts", Kind::Text),
    ("proxy.source", Kind::Text),
    ("proxy_settings.source", Kind::Text),
    ("route.source", Kind::Text),
    ("programs.source", Kind::Text),
    // Of a person or a machine.
    ("user", Kind::User),
    ("sudo_user", Kind::User),
    ("vantage.host", Kind::Machine),
    ("vantage.address", Kind::Local),
    ("local", Kind::Local),
    // Of a company.
    ("site", Kind::Site),
    ("directory", Kind::Directory),
    ("labels", Kind::Label),
    ("team_name", Kind::Team),
    ("site_file", Kind::File),
    ("file", Kind::File),
    ("trust", Kind::Store),
    ("proxy.url", Kind::Host),
    ("proxy_settings.url", Kind::Host),
    ("observations.proxy", Kind::Host),
    ("controls.proxy", Kind::Host),
    ("hops", Kind::Host),
    ("way", Kind::Host),
    ("exempt", Kind::Host),
    ("namespace", Kind::Host),
    ("interface", Kind::Adapter),
    ("adapters.name", Kind::Adapter),
    ("subject", Kind::Certificate),
    ("issuer", Kind::Certificate),
    ("issuer_name", Kind::Certificate),
    ("names", Kind::Certificate),
    ("serial", Kind::Digest),
    ("sha256", Kind::Digest),
    ("flags.proxy", Kind::Host),
    ("flags.resolver", Kind::Host),
    ("flags.pac", Kind::File),
    ("flags", Kind::Foreign),
    ("target.source", Kind::Foreign),
    ("token", Kind::Foreign),
    ("realm", Kind::Foreign),
    ("reason", Kind::Foreign),
    ("detail", Kind::Foreign),
    ("trouble", Kind::Foreign),
    ("ede.text", Kind::Foreign),
    ("headers.name", Kind::Foreign),
    ("headers.value", Kind::Foreign),
    ("facts.title", Kind::Foreign),
    ("facts.text", Kind::Foreign),
    ("facts.token", Kind::Foreign),
    ("facts.issuer", Kind::Certificate),
    ("facts.realm", Kind::Foreign),
    ("facts.detail", Kind::Foreign),
    ("facts.sentence", Kind::Foreign),
    ("facts.profile", Kind::Foreign),
    ("facts.session", Kind::Foreign),
    ("facts.zone", Kind::Host),
    ("facts.namespace", Kind::Host),
    ("facts.proxy", Kind::Host),
    ("facts.file", Kind::File),
    ("facts.site", Kind::Site),
    ("facts.user", Kind::User),
    ("facts.directory", Kind::Directory),
];

/// Headers whose name and value say nothing of who asked, nor of who answered.
const HARMLESS_HEADERS: &[&str] = &[
    "accept-ranges",
    "age",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "date",
    "expires",
    "last-modified",
    "pragma",
    "proxy-connection",
    "retry-after",
    "strict-transport-security",
    "transfer-encoding",
    "vary",
    "x-content-type-options",
    "x-frame-options",
];

/// Where a string stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    parent: &'a str,
    field: &'a str,
    /// Inside a handshake whose chain leads to a public root.
    genuine: bool,
    /// In what a verifier said.
    check: bool,
}

impl<'a> Place<'a> {
    pub(super) fn top() -> Self {
        Self {
            parent: "",
            field: "",
            genuine: false,
            check: false,
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
        let known = self.known();
        match known {
            Kind::Certificate | Kind::Digest if self.genuine => Kind::Ours,
            Kind::Text if self.field == "key" && is_key(text) => Kind::Ours,
            Kind::Foreign if self.field == "source" && text == "flags" => Kind::Ours,
            Kind::Foreign if self.field == "reason" && (self.check || is_standard(text)) => {
                Kind::Ours
            }
            _ => known,
        }
    }

    fn known(self) -> Kind {
        self.classed().unwrap_or(Kind::Foreign)
    }

    /// What the table says.
    pub(super) fn classed(self) -> Option<Kind> {
        let whole = format!("{}.{}", self.parent, self.field);
        let find = |name: &str| FIELDS.iter().find(|(known, _)| *known == name);
        // Maps whose keys are anybody's: all their values are of one kind.
        let map = || find(self.parent).filter(|_| MAPS.contains(&self.parent));
        let found = find(&whole).or_else(map).or_else(|| find(self.field));
        found.map(|(_, kind)| *kind)
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

    /// Shows each string below the value, with what it is.
    pub(super) fn walk<'v>(self, value: &'v Value, visit: &mut impl FnMut(Kind, &'v str))
    where
        'v: 'a,
    {
        match value {
            Value::String(text) => visit(self.kind(text), text),
            Value::Array(all) => all.iter().for_each(|one| self.walk(one, visit)),
            Value::Object(object) if is_harmless_header(self, object) => {}
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
            Value::Object(object) if is_harmless_header(self, object) => {}
            Value::Object(object) => self.change_object(object, made),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn change_object(
        self,
        object: &mut Map<String, Value>,
        made: &mut impl FnMut(Kind, &str) -> String,
    ) {
        let Self { genuine, check, .. } = self.within(object);
        let fields = std::mem::take(object);
        for (field, mut value) in fields {
            let here = Place {
                genuine,
                check,
                ..self
            };
            here.into_field(&field).change(&mut value, made);
            let field = match self.field {
                "labels" => made(Kind::Label, &field),
                _ => field,
            };
            object.insert(field, value);
        }
    }

    fn within(self, object: &Map<String, Value>) -> Self {
        let is_handshake = object.contains_key("chain") && object.contains_key("public");
        let passed = |check: &str| {
            let result = object["public"].pointer(&format!("/{check}/result"));
            result.and_then(Value::as_str) == Some("passed")
        };
        Self {
            genuine: match is_handshake {
                true => passed("chain") && passed("name"),
                false => self.genuine,
            },
            check: object.contains_key("result") && object.contains_key("reason"),
            ..self
        }
    }
}

/// Fields that are maps.
const MAPS: &[&str] = &["clients", "facts", "flags", "labels", "trust"];

/// Whether it is the name of a text of ours, and no text.
fn is_key(text: &str) -> bool {
    Texts::english().find(text).is_some()
}

/// Whether the reason of a status is a standard one (RFC 9110, section 15).
fn is_standard(text: &str) -> bool {
    let of_status =
        (100..600).filter_map(|code| reqwest::StatusCode::from_u16(code).ok()?.canonical_reason());
    of_status
        .into_iter()
        .any(|known| known.eq_ignore_ascii_case(text))
}

fn is_harmless_header(place: Place<'_>, object: &Map<String, Value>) -> bool {
    let name = object.get("name").and_then(Value::as_str);
    let harmless = |name: &str| HARMLESS_HEADERS.contains(&name.to_ascii_lowercase().as_str());
    place.field == "headers" && name.is_some_and(harmless)
}
