//! What a field shows at the level of companies.
//!
//! Owns what becomes of each kind there: a name of AWS's stays, another has its stand-in, and what has
//! no form that says that it is nobody's is taken out whole.

use crate::evidence::{NO_SETTING, Program};
use crate::plan::{Public, Whose};

use super::fields::Kind;
use super::form::{
    Url, host_and_place, host_and_port, is_address, is_name, is_number, is_ours, is_plain,
    is_software, is_squid_page,
};
use super::place::is_known_header;
use super::replace::{Replacer, spliced, words};

/// Files and folders that every machine of one kind has.
const SYSTEM_FILES: &[&str] = &[
    "/etc/hosts",
    "/etc/resolv.conf",
    "/etc/pki/tls/cert.pem",
    "/etc/pki/tls/certs",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/ssl/certs",
    "/etc/ssl/certs/ca-certificates.crt",
    "C:\\Windows\\System32\\drivers\\etc\\hosts",
];

/// How a PAC file is named as a setting.
const PAC_FILE: &str = "PAC file ";

/// Where a proxy or a list of roots is set, by the names that discovery has for it.
const SETTINGS: &[&str] = &[
    NO_SETTING,
    "--proxy",
    "ALL_PROXY",
    "AWS_CA_BUNDLE",
    "GNOME",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "JAVA_TOOL_OPTIONS",
    "JDK_JAVA_OPTIONS",
    "KDE",
    "NODE_EXTRA_CA_CERTS",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "Windows",
    "Windows (WinHTTP)",
    "Windows (WinINET)",
    "_JAVA_OPTIONS",
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "macOS",
];

/// What stands before the text in the token of a fingerprint, where it is no header.
const LABELS: &[&str] = &[
    "issuer CN=",
    "issuer O=",
    "issuer OU=",
    "subject O=",
    "CRL ",
    "root SHA-256 ",
    "HTTP status ",
    "HTTP reason ",
    "redirect to ",
    "page title: ",
    "page text: ",
    "address ",
    "CNAME ",
    "policy zone ",
    "extended DNS error: ",
];

impl Replacer<'_> {
    pub(super) fn of_company(&mut self, kind: Kind, text: &str) -> String {
        match kind {
            Kind::Name => self.list(text, |this, one| this.name(one)),
            Kind::Form => self.list(text, Self::form),
            Kind::Id => self.id(text),
            Kind::Setting => self.setting(text),
            Kind::Ways => text
                .split("; ")
                .map(|one| self.way(one))
                .collect::<Vec<_>>()
                .join("; "),
            Kind::Token => self.token(text),
            Kind::File => self.file(text),
            Kind::Store if text.contains(['/', '\\']) => self.file(text),
            Kind::Store if is_setting(text) => text.to_owned(),
            Kind::Store => self.form(text),
            Kind::Certificate => self.certificate(text),
            Kind::Command => self.command(text),
            _ => self.stand_in(kind, text),
        }
    }

    /// Several things side by side, as a sentence has them.
    fn list(&mut self, text: &str, mut each: impl FnMut(&mut Self, &str) -> String) -> String {
        let made = text.split(", ").map(|one| each(self, one));
        made.collect::<Vec<_>>().join(", ")
    }

    /// By its form; what has none is somebody's words.
    fn form(&mut self, text: &str) -> String {
        if let Some(given) = self.stand_ins.given(text) {
            return given;
        }
        if self.has_form(text) {
            return self.formed(text);
        }
        // `1.1 proxy.corp (squid/5.7)`: where each word has a form, the whole has.
        let mut words = text.split(' ');
        match text.contains(' ') && words.all(|word| self.has_form(word)) {
            true => {
                let made = text.split(' ').map(|word| self.formed(word));
                made.collect::<Vec<_>>().join(" ")
            }
            false => self.stand_in(Kind::Foreign, text),
        }
    }

    fn has_form(&self, text: &str) -> bool {
        self.is_public(text) || is_address(text) || Url::read(text).is_some() || is_full_name(text)
    }

    fn formed(&mut self, text: &str) -> String {
        match self.is_public(text) || is_address(text) {
            true => self.with_addresses(text),
            false => self.name(text),
        }
    }

    fn is_public(&self, text: &str) -> bool {
        let bare = text.trim_start_matches('(').trim_end_matches(')');
        self.genuine.contains(text) && !names_directory(text)
            || is_ours(text)
            || is_number(text)
            || is_squid_page(text)
            || is_software(bare)
    }

    /// The field that gave a product away, and what was in it.
    fn token(&mut self, text: &str) -> String {
        let header = text.strip_prefix("header ");
        let header = header.and_then(|rest| rest.split_once(": "));
        if let Some((name, value)) = header.filter(|(name, _)| is_known_header(name)) {
            return format!("header {name}: {}", self.form(value));
        }
        let label = LABELS.iter().find(|label| text.starts_with(**label));
        let (label, value) = text.split_at(label.map_or(0, |label| label.len()));
        format!("{label}{}", self.form(value))
    }

    /// A host with or without its port, or a URL, or a word that stands where a host could.
    fn name(&mut self, text: &str) -> String {
        if let Some(url) = Url::read(text) {
            let scheme = match is_ours(url.scheme) {
                true => url.scheme.to_owned(),
                false => self.stand_in(Kind::Foreign, url.scheme),
            };
            let rest = self.host_and_place(url.host, url.place);
            return format!("{scheme}://{rest}");
        }
        if is_ours(text) || is_number(text) || is_address(text) {
            return self.with_addresses(text);
        }
        // `PROXY proxy.corp:8080`, as a PAC file has it.
        let (word, rest) = match text.split_once(' ') {
            Some((word, rest)) if is_ours(word) => (format!("{word} "), rest),
            _ => (String::new(), text),
        };
        let (host, place) = host_and_place(rest);
        format!("{word}{}", self.host_and_place(host, place))
    }

    fn host_and_place(&mut self, host: &str, place: &str) -> String {
        let (bare, port) = host_and_port(host);
        let is_public = Public::get().whose(bare) != Whose::Unknown;
        let place = match place {
            "" | "/" => place.to_owned(),
            _ if is_public => self.place(place),
            _ => format!("/{}", self.stand_in(Kind::Foreign, place)),
        };
        format!("{}{port}{place}", self.host(bare))
    }

    /// A host, or a pattern for some.
    pub(super) fn host(&mut self, host: &str) -> String {
        if is_address(host) {
            return self.with_addresses(host);
        }
        match Public::get().whose(host) {
            Whose::Everybodys => host.to_owned(),
            Whose::Of(whose) => format!(
                "{}{}",
                self.stand_in(Kind::Directory, whose),
                &host[whose.len()..]
            ),
            Whose::Unknown if self.persons.has_machine(host) => self.stand_in(Kind::Machine, host),
            Whose::Unknown if host.is_empty() => String::new(),
            Whose::Unknown => match host.strip_prefix("*.") {
                Some(below) => format!("*.{}", self.stand_in(Kind::Name, below)),
                None => self.stand_in(Kind::Name, host),
            },
        }
    }

    /// What follows a host of AWS's: as everyone asks for it, but for the directory that is in it.
    fn place(&mut self, place: &str) -> String {
        let directory =
            |this: &Self, segment: &str| this.stand_ins.given_to(Kind::Directory, segment);
        let plain = place
            .split('/')
            .all(|one| Public::get().has_segment(one) || directory(self, one).is_some());
        if !plain {
            return format!("/{}", self.stand_in(Kind::Foreign, place));
        }
        let made = place
            .split('/')
            .map(|one| match Public::get().has_segment(one) {
                true => one.to_owned(),
                false => directory(self, one).unwrap_or_default(),
            });
        made.collect::<Vec<_>>().join("/")
    }

    /// The endpoint, and where its path leads.
    fn id(&mut self, text: &str) -> String {
        match text.split_once('#') {
            Some((endpoint, place)) if is_plain(endpoint) => {
                format!("{endpoint}#{}", self.name(place))
            }
            _ => self.stand_in(Kind::Foreign, text),
        }
    }

    fn file(&mut self, text: &str) -> String {
        let mut of_system = SYSTEM_FILES.iter();
        if Url::read(text).is_some() {
            self.name(text)
        } else if of_system.any(|file| file.eq_ignore_ascii_case(text)) {
            text.to_owned()
        } else {
            self.stand_in(Kind::File, text)
        }
    }

    /// A variable, a desktop, or a PAC file with where it is.
    fn setting(&mut self, text: &str) -> String {
        let Some(place) = text.strip_prefix(PAC_FILE) else {
            return match is_setting(text) {
                true => text.to_owned(),
                false => self.stand_in(Kind::Foreign, text),
            };
        };
        let place = place.split(" of ").next().unwrap_or(place);
        let place = place.strip_suffix(" (WPAD)").unwrap_or(place);
        format!("{PAC_FILE}{}", self.file(place))
    }

    /// `curl, Go: WAY (SETTING, NO_PROXY WORD)`, of which the way alone is always there.
    fn way(&mut self, text: &str) -> String {
        let is_program = |name: &str| Program::ALL.iter().any(|program| program.name() == name);
        let (programs, rest) = match text.split_once(": ") {
            Some((names, rest)) if names.split(", ").all(is_program) => {
                (format!("{names}: "), rest)
            }
            _ => (String::new(), text),
        };
        let reason = rest.strip_suffix(')');
        let Some((way, why)) = reason.and_then(|rest| rest.split_once(" (")) else {
            return format!("{programs}{}", self.name(rest));
        };
        let why = match why.split_once(", NO_PROXY ") {
            Some((source, word)) => {
                format!("{}, NO_PROXY {}", self.setting(source), self.name(word))
            }
            None => self.setting(why),
        };
        format!("{programs}{} ({why})", self.name(way))
    }

    /// A name, alone or among others (RFC 4514): then the common name stands for all.
    fn certificate(&mut self, text: &str) -> String {
        if self.genuine.contains(text) {
            return self.genuine(text);
        }
        let common = text.split(", ").find_map(|one| one.strip_prefix("CN="));
        let (before, name) = common.map_or(("", text), |name| ("CN=", name));
        let name = match is_name(name) && name.contains('.') {
            true => self.host(name),
            false => self.stand_in(Kind::Certificate, name),
        };
        format!("{before}{name}")
    }

    /// What is AWS's own, but for the names of directories in it: a certificate may be made for one portal.
    pub(super) fn genuine(&mut self, text: &str) -> String {
        let parts = text.split(", ").map(|part| match of_directory(part) {
            Some((before, name)) => format!("{before}{}", self.host(name)),
            None => part.to_owned(),
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// A command or a filter of ours: only addresses, and what other fields hold, are in it.
    fn command(&mut self, text: &str) -> String {
        let mut text = self.with_addresses(text);
        for file in self.files {
            text = text.replace(file.as_str(), &self.file(file));
        }
        let inside = |sign: char| !sign.is_whitespace() && !"'\"()|,;".contains(sign);
        let words = words(&text, inside).into_iter();
        let made = words.map(|at| (at.clone(), self.word_of_command(&text[at])));
        spliced(&text, made)
    }

    /// A URL, or a host that another field has; anything else is the command's own.
    fn word_of_command(&mut self, word: &str) -> String {
        if Url::read(word).is_some() {
            return self.name(word);
        }
        let known = |this: &Self, host: &str| match Public::get().whose(host) {
            Whose::Of(_) => true,
            _ => this.stand_ins.given_to(Kind::Name, host).is_some(),
        };
        // `host:port:address`, as curl's --resolve and --connect-to have it.
        let made = word.split(':').map(|part| match known(self, part) {
            true => self.host(part),
            false => part.to_owned(),
        });
        made.collect::<Vec<_>>().join(":")
    }
}

/// Whether it is a host with its domain, with or without a port.
fn is_full_name(text: &str) -> bool {
    let (host, _) = host_and_port(text);
    is_name(host) && host.contains('.')
}

/// Whether it is the name of a setting that is known.
fn is_setting(text: &str) -> bool {
    SETTINGS.contains(&text)
}

fn names_directory(text: &str) -> bool {
    text.split(", ").any(|part| of_directory(part).is_some())
}

/// The name of a host of one directory's, and what stands before it.
fn of_directory(part: &str) -> Option<(&str, &str)> {
    let name = part.strip_prefix("CN=").unwrap_or(part);
    let name = name.strip_prefix("*.").unwrap_or(name);
    let before = &part[..part.len() - name.len()];
    matches!(Public::get().whose(name), Whose::Of(_)).then_some((before, name))
}
