//! `aws-netcheck.toml`: what a site says once, so that nobody has to type it.
//!
//! Owns where the file is looked for and what its tables mean. How a table is read, and how a
//! mistake in it is named, is `form`'s; how defaults reach the flags is `defaults`'s.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::Serialize;
use url::Url;

use crate::system::config_directory;
use crate::verdict::Team;

use super::{Mistake, settings};

pub(super) mod defaults;
mod form;
mod products;

pub use defaults::Setting;
pub use form::{BadSetting, Fault, Nearest};
pub use products::PRODUCTS;

pub(super) use products::format_of;

use form::{Entry, File};

/// The name under which the file is found.
pub const NAME: &str = "aws-netcheck.toml";

/// The folder that it has in the user's configuration directory.
const FOLDER: &str = "aws-netcheck";

/// The largest that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;

/// A site file, read and checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteFile {
    pub path: PathBuf,
    /// `[defaults]`: values for flags of `probe` that are not typed.
    pub defaults: Vec<Setting>,
    /// `[also] urls`: hosts of the site's own that sign-in needs, as its identity provider.
    pub also: Vec<Url>,
    /// `[products]`: what filters here, by an id of [`PRODUCTS`]; `probe --fix auto` writes for it.
    pub products: BTreeMap<Device, &'static str>,
    /// `[teams]`: who looks after it.
    pub teams: BTreeMap<Device, String>,
    /// `[names]`: what objects shall be called in lists for firewalls.
    pub names: BTreeMap<Object, String>,
    /// `[labels]`: whatever the site wants to find again in a report.
    pub labels: BTreeMap<String, String>,
}

/// What can stand between a user and AWS, with a product and a team of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Device {
    /// Filters addresses, ports and names.
    Firewall,
    /// A secure web gateway, which opens TLS.
    Gateway,
    /// The resolvers.
    Dns,
    /// A proxy that programs are told of.
    Proxy,
}

impl Device {
    pub const ALL: &[Self] = &[Self::Firewall, Self::Gateway, Self::Dns, Self::Proxy];

    pub fn code(self) -> &'static str {
        match self {
            Self::Firewall => "firewall",
            Self::Gateway => "gateway",
            Self::Dns => "dns",
            Self::Proxy => "proxy",
        }
    }

    /// Who looks after it.
    pub(super) fn team(self) -> Team {
        match self {
            Self::Firewall => Team::Firewall,
            Self::Gateway => Team::Gateway,
            Self::Dns => Team::Dns,
            Self::Proxy => Team::Proxy,
        }
    }
}

/// What has a name in a list for a firewall.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Object {
    /// The list of hosts: a URL category, an address group.
    List,
    /// The rule that allows them.
    Rule,
    /// The rule that leaves their TLS unopened.
    Bypass,
}

impl Object {
    pub const ALL: &[Self] = &[Self::List, Self::Rule, Self::Bypass];

    pub fn code(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Rule => "rule",
            Self::Bypass => "bypass",
        }
    }
}

const TABLES: &[&str] = &["also", "defaults", "labels", "names", "products", "teams"];

/// The widest that a name or a label may be, in characters.
const WIDEST: usize = 200;

/// The file that counts here: the named one, or the first that is found.
///
/// # Errors
/// A file that is not there although it was named, that cannot be read, or that says something
/// it may not.
pub(super) fn here(named: Option<&Path>) -> Result<Option<SiteFile>, Mistake> {
    let path = match named {
        Some(path) => Some(path.to_owned()),
        None => found(),
    };
    path.map(read).transpose()
}

/// Upwards from the working directory, then in the user's configuration directory.
fn found() -> Option<PathBuf> {
    let here = std::env::current_dir().unwrap_or_default();
    let upwards = here.ancestors().map(|folder| folder.join(NAME));
    let settings = config_directory::of_user().map(|folder| folder.join(FOLDER).join(NAME));
    upwards.chain(settings).find(|path| path.is_file())
}

fn read(path: PathBuf) -> Result<SiteFile, Mistake> {
    let bytes = settings::read(&path, LARGEST, "a site file")?;
    let text = String::from_utf8(bytes).map_err(|_| Mistake::NoText { file: path.clone() })?;
    Ok(parse(path, &text)?)
}

/// The meaning of a file's text.
///
/// # Errors
/// The first thing that it may not say.
pub fn parse(path: PathBuf, text: &str) -> Result<SiteFile, BadSetting> {
    let file = File::new(path.clone(), text);
    let mut site = SiteFile {
        path,
        defaults: Vec::new(),
        also: Vec::new(),
        products: BTreeMap::new(),
        teams: BTreeMap::new(),
        names: BTreeMap::new(),
        labels: BTreeMap::new(),
    };
    for table in file.entries()? {
        let entries = match TABLES.contains(&table.key) {
            true => table.entries()?,
            false => return Err(table.unknown(TABLES)),
        };
        match table.key {
            "defaults" => site.defaults = defaults::read(&site.path, &entries)?,
            "also" => site.also = also(&entries)?,
            "products" => site.products = by_code(&entries, Device::ALL, Device::code, product)?,
            "teams" => site.teams = by_code(&entries, Device::ALL, Device::code, short)?,
            "names" => site.names = by_code(&entries, Object::ALL, Object::code, short)?,
            _ => site.labels = labels(&entries)?,
        }
    }
    Ok(site)
}

fn also(entries: &[Entry<'_>]) -> Result<Vec<Url>, BadSetting> {
    let mut urls = Vec::new();
    for entry in entries {
        if entry.key != "urls" {
            return Err(entry.unknown(&["urls"]));
        }
        for text in entry.texts()? {
            let url = Url::parse(text).ok().filter(is_plain);
            urls.push(url.ok_or_else(|| {
                let rule = "give an https URL with a host name, and no user name, as in \
                            https://login.example.com/";
                let plain = text.split(['?', '#']).next().unwrap_or_default();
                entry.bad(format!("{plain:?}: {rule}"))
            })?);
        }
    }
    Ok(urls)
}

/// What can be asked without giving anything away.
fn is_plain(url: &Url) -> bool {
    let no_login = url.username().is_empty() && url.password().is_none();
    url.scheme() == "https" && url.domain().is_some() && no_login
}

/// A table whose keys are the codes of `all`.
fn by_code<K: Copy + Ord, V>(
    entries: &[Entry<'_>],
    all: &[K],
    code: fn(K) -> &'static str,
    value: impl Fn(&Entry<'_>) -> Result<V, BadSetting>,
) -> Result<BTreeMap<K, V>, BadSetting> {
    let codes: Vec<&str> = all.iter().map(|one| code(*one)).collect();
    let mut read = BTreeMap::new();
    for entry in entries {
        let known = all.iter().find(|one| code(**one) == entry.key);
        let known = known.ok_or_else(|| entry.unknown(&codes))?;
        read.insert(*known, value(entry)?);
    }
    Ok(read)
}

fn product(entry: &Entry<'_>) -> Result<&'static str, BadSetting> {
    let text = entry.text()?;
    let known = PRODUCTS.iter().find(|product| **product == text);
    known
        .copied()
        .ok_or_else(|| entry.no_choice(text, PRODUCTS))
}

fn labels(entries: &[Entry<'_>]) -> Result<BTreeMap<String, String>, BadSetting> {
    let label = |entry: &Entry<'_>| Ok((entry.key.to_owned(), short(entry)?));
    entries.iter().map(label).collect()
}

fn short(entry: &Entry<'_>) -> Result<String, BadSetting> {
    let text = entry.text()?;
    if text.trim().is_empty() || text.chars().count() > WIDEST {
        return Err(entry.bad(format!("give 1 to {WIDEST} characters")));
    }
    Ok(text.to_owned())
}
