//! The sign-ins by IAM Identity Center that the AWS CLI is configured for on this machine.
//!
//! Owns the form of the AWS config file, as the AWS CLI reads it: botocore hands it to Python's
//! `configparser`, so keys are not case-sensitive, indented lines belong to the key above, `#`
//! and `;` begin a comment only at a line's start. Only the keys about sign-in, and about the roots
//! that are trusted for it, are kept: whatever
//! else is in the file, keys and tokens among it, is forgotten here. Which sign-in is meant is
//! the command's.

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use configparser::ini::{Ini, IniDefault};
use url::Url;

use crate::names::{Portal, Region};
use crate::system::environment::Variable;

/// The largest config file that is read. Companies that generate one profile per account and
/// role come to a few hundred KiB.
pub const LARGEST_AWS_CONFIG: u64 = 1024 * 1024;

/// Longer texts of the file are not shown whole.
const LONGEST_SHOWN: usize = 120;

/// Where the config file is, and how to call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AwsConfigFile {
    pub path: PathBuf,
    /// `~/.aws/config`, or what `AWS_CONFIG_FILE` says.
    pub shown: String,
}

impl AwsConfigFile {
    /// `AWS_CONFIG_FILE`, else `.aws/config` in the home directory (AWS SDKs and Tools Reference
    /// Guide, "Location of the shared config and credentials files"). None without either.
    pub fn here() -> Option<Self> {
        Self::of(Variable::AwsConfigFile.value(), std::env::home_dir())
    }

    /// Whether it is the system's empty file, by which people switch the config off.
    pub fn is_switched_off(&self) -> bool {
        let nothing = if cfg!(windows) { "NUL" } else { "/dev/null" };
        self.shown.eq_ignore_ascii_case(nothing)
    }

    fn of(named: Option<String>, home: Option<PathBuf>) -> Option<Self> {
        let (path, shown) = match named {
            // As the CLI does: a tilde in the variable is the home directory, too.
            Some(named) => match (named.strip_prefix("~/"), home) {
                (Some(rest), Some(home)) => (home.join(rest), named),
                _ => (PathBuf::from(&named), named),
            },
            None => (
                home?.join(".aws").join("config"),
                "~/.aws/config".to_owned(),
            ),
        };
        Some(Self { path, shown })
    }
}

/// Why a file is not what the AWS CLI could read. What stands in it is not repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAwsConfig {
    #[error("it is not UTF-8 text")]
    NotText,
    #[error("a line in it is no section, key or comment")]
    BadLine,
    #[error("a section or a key of one section stands in it twice")]
    Twice,
}

/// What the file says about sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AwsConfig {
    /// Every profile, by name, whether it signs in or not.
    pub profiles: Vec<String>,
    /// Profiles that sign in, by name, then sessions.
    pub sign_ins: Vec<SignIn>,
    /// Profiles and sessions that sign in with an AWS Builder ID, which is of no directory.
    pub builder_ids: Vec<String>,
    /// `ca_bundle` of the profiles that have one.
    ca_bundles: HashMap<String, String>,
}

/// A profile or `sso-session` that signs in by IAM Identity Center.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub kind: Section,
    pub name: String,
    /// For people: without login, query and fragment; none if it is no URL.
    pub start_url: Option<String>,
    /// None if the start URL is missing or none of AWS's forms.
    pub portal: Option<Portal>,
    /// The Region of IAM Identity Center: `sso_region`; none if missing or no Region.
    pub region: Option<Region>,
    /// Why the AWS CLI refuses it.
    pub refused: Option<Refused>,
}

/// Why the AWS CLI refuses a profile that says all that is needed here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// Its `sso_session` is not in the file.
    LostSession(String),
    /// Profile and session have different values of this key (botocore's SSO
    /// provider, "The value for ... is inconsistent between profile and sso-session").
    Contradiction(&'static str),
}

/// What kind of section a sign-in stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    Profile,
    Session,
}

type Keys = HashMap<String, Option<String>>;

impl AwsConfig {
    /// Reads the bytes of a config file.
    ///
    /// # Errors
    /// What the AWS CLI cannot read either. A byte order mark is passed over.
    pub fn parse(bytes: &[u8]) -> Result<Self, BadAwsConfig> {
        let text = std::str::from_utf8(bytes).map_err(|_| BadAwsConfig::NotText)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Ini::new_from_defaults(rules());
        let read = reader.read(text.to_owned());
        let sections = read.map_err(|_| BadAwsConfig::BadLine)?;
        let complete = |keys: &Keys| keys.values().all(Option::is_some);
        if sections.contains_key(BEFORE_ALL) || !sections.values().all(complete) {
            return Err(BadAwsConfig::BadLine);
        }
        match has_twice(text) {
            true => Err(BadAwsConfig::Twice),
            false => Ok(Self::of(&sections)),
        }
    }

    fn of(sections: &HashMap<String, Keys>) -> Self {
        let (mut profiles, mut sessions) = (HashMap::new(), HashMap::new());
        for (header, keys) in sections {
            match heading(header) {
                Some((Section::Session, name)) => drop(sessions.insert(name, keys)),
                // `[profile default]` goes before `[default]` (AWS SDKs and Tools Reference
                // Guide, "Format of the config file").
                Some((Section::Profile, name)) if header == DEFAULT_PROFILE => {
                    profiles.entry(name).or_insert(keys);
                }
                Some((Section::Profile, name)) => drop(profiles.insert(name, keys)),
                None => {}
            }
        }
        let mut sign_ins: Vec<SignIn> = profiles
            .iter()
            .filter_map(|(name, keys)| profile(name, through(keys, &profiles), &sessions))
            .collect();
        let sessions = sessions.iter();
        sign_ins.extend(sessions.map(|(name, keys)| sign_in(Section::Session, name, &[keys])));
        sign_ins.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
        let (builder_ids, sign_ins): (Vec<SignIn>, Vec<SignIn>) = sign_ins
            .into_iter()
            .partition(|one| one.start_url.as_deref().is_some_and(Portal::is_builder_id));
        let bundle = |(name, keys): (&&str, &&Keys)| {
            let file = key(keys, "ca_bundle")?;
            Some(((*name).to_owned(), file.to_owned()))
        };
        let ca_bundles = profiles.iter().filter_map(bundle).collect();
        let mut profiles: Vec<String> = profiles.into_keys().map(str::to_owned).collect();
        profiles.sort_unstable();
        Self {
            profiles,
            sign_ins,
            builder_ids: builder_ids.into_iter().map(|one| one.name).collect(),
            ca_bundles,
        }
    }

    /// The list of roots that this profile gives the AWS CLI.
    pub fn ca_bundle(&self, profile: &str) -> Option<&str> {
        self.ca_bundles.get(profile).map(String::as_str)
    }
}

/// The profile that is used where none is named.
pub const DEFAULT_PROFILE: &str = "default";

/// Where the reader keeps keys that stand before the first section, which is an error.
const BEFORE_ALL: &str = "\n";

/// As Python's `RawConfigParser` does without arguments.
fn rules() -> IniDefault {
    let mut rules = IniDefault::default();
    BEFORE_ALL.clone_into(&mut rules.default_section);
    rules.comment_symbols = vec!['#', ';'];
    rules.enable_inline_comments = false;
    rules.delimiters = vec!['=', ':'];
    rules.case_sensitive = true;
    rules.multiline = true;
    rules
}

/// Kind and name of a section: `default`, `profile NAME`, `sso-session NAME`; quotes around the
/// name are taken off. All others are not about sign-in.
fn heading(header: &str) -> Option<(Section, &str)> {
    if header == DEFAULT_PROFILE {
        return Some((Section::Profile, DEFAULT_PROFILE));
    }
    let (kind, name) = header.split_once(char::is_whitespace)?;
    let kind = match kind {
        "profile" => Section::Profile,
        "sso-session" => Section::Session,
        _ => return None,
    };
    let name = name.trim();
    let quoted = ['"', '\'']
        .iter()
        .find_map(|&quote| name.strip_prefix(quote)?.strip_suffix(quote));
    match quoted {
        Some(name) => Some((kind, name)),
        None => (!name.is_empty() && !name.contains(char::is_whitespace)).then_some((kind, name)),
    }
}

/// A profile that only takes another's sign-in and assumes a role: the keys of that other one
/// (AWS SDKs and Tools Reference Guide, "Assume role credential provider", `source_profile`).
fn through<'a>(keys: &'a Keys, profiles: &HashMap<&str, &'a Keys>) -> &'a Keys {
    /// Longer chains are loops.
    const LONGEST: usize = 16;
    let mut keys = keys;
    for _ in 0..LONGEST {
        let next = || profiles.get(key(keys, "source_profile")?).copied();
        match signs_in(keys) {
            true => break,
            false => match next() {
                Some(source) => keys = source,
                None => break,
            },
        }
    }
    keys
}

fn signs_in(keys: &Keys) -> bool {
    key(keys, "sso_session").is_some() || key(keys, "sso_start_url").is_some()
}

fn profile(name: &str, keys: &Keys, sessions: &HashMap<&str, &Keys>) -> Option<SignIn> {
    if !signs_in(keys) {
        return None;
    }
    let named = key(keys, "sso_session");
    let session = named.and_then(|session| sessions.get(session)).copied();
    // The session's word goes first.
    let places: Vec<&Keys> = session.into_iter().chain([keys]).collect();
    let refused = match (named, session) {
        (Some(named), None) => {
            let named = named.chars().take(LONGEST_SHOWN).collect();
            Some(Refused::LostSession(named))
        }
        (_, Some(session)) => contradiction(keys, session).map(Refused::Contradiction),
        (None, None) => None,
    };
    Some(SignIn {
        refused,
        ..sign_in(Section::Profile, name, &places)
    })
}

/// The key that both have, with different values.
fn contradiction(profile: &Keys, session: &Keys) -> Option<&'static str> {
    ["sso_region", "sso_start_url"].into_iter().find(|shared| {
        let (ours, theirs) = (key(profile, shared), key(session, shared));
        ours.is_some() && theirs.is_some() && ours != theirs
    })
}

fn sign_in(kind: Section, name: &str, places: &[&Keys]) -> SignIn {
    let find = |wanted| places.iter().find_map(|keys| key(keys, wanted));
    let url = find("sso_start_url");
    SignIn {
        kind,
        name: name.to_owned(),
        start_url: url.and_then(shown_url),
        portal: url.and_then(|url| url.parse().ok()),
        region: find("sso_region").and_then(|region| region.parse().ok()),
        refused: None,
    }
}

/// Whether a section, or a key of one section, stands there twice: Python's `configparser` is
/// strict, and the AWS CLI with it. A line that is indented more than the key above belongs to it.
fn has_twice(text: &str) -> bool {
    let (mut sections, mut keys) = (HashSet::new(), HashSet::new());
    let mut indent = None;
    for line in text.lines() {
        let body = line.trim();
        if body.is_empty() || body.starts_with(['#', ';']) {
            continue;
        }
        let depth = line.chars().take_while(|c| c.is_whitespace()).count();
        if indent.is_some_and(|above| depth > above) {
            continue;
        }
        if let Some((header, _)) = body
            .strip_prefix('[')
            .and_then(|rest| rest.rsplit_once(']'))
        {
            keys.clear();
            indent = None;
            if !sections.insert(header) {
                return true;
            }
        } else {
            let name = body.split(['=', ':']).next().unwrap_or(body).trim_end();
            indent = Some(depth);
            if !keys.insert(name.to_lowercase()) {
                return true;
            }
        }
    }
    false
}

/// Scheme, host, port and path: what else may stand in a URL may be a secret.
fn shown_url(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let port = url.port().map(|port| format!(":{port}"));
    let (host, port) = (url.host_str()?, port.unwrap_or_default());
    let shown = format!("{}://{host}{port}{}", url.scheme(), url.path());
    Some(shown.chars().take(LONGEST_SHOWN).collect())
}

/// The value of a key in any case, if it is not empty.
fn key<'a>(keys: &'a Keys, wanted: &str) -> Option<&'a str> {
    let found = keys
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
    found.1.as_deref().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> AwsConfig {
        AwsConfig::parse(text.as_bytes()).unwrap()
    }

    /// `kind name directory region` of every sign-in.
    fn listed(text: &str) -> Vec<String> {
        let read = read(text);
        let all = read.sign_ins.iter();
        all.map(|one| {
            let directory = one.portal.as_ref().map(|portal| portal.directory.as_str());
            let region = one.region.as_ref().map(Region::as_str);
            let (directory, region) = (directory.unwrap_or("-"), region.unwrap_or("-"));
            format!("{:?} {} {directory} {region}", one.kind, one.name)
        })
        .collect()
    }

    #[test]
    fn profiles_take_what_their_session_says() {
        let text = "\
[default]
region = eu-central-1

[profile dev]
sso_session = corp
sso_account_id = 123456789012

[profile old]
sso_start_url = https://d-9067a1b2c3.awsapps.com/start
sso_region = us-west-2

[profile lost]
sso_session = nowhere

[sso-session corp]
sso_start_url = https://mycorp.awsapps.com/start#/
sso_region = eu-west-1
sso_registration_scopes = sso:account:access

[sso-session spare]
sso_start_url = https://spare.awsapps.com/start
sso_region = us-east-1
";
        assert_eq!(
            listed(text),
            [
                "Profile dev mycorp eu-west-1",
                "Profile lost - -",
                "Profile old d-9067a1b2c3 us-west-2",
                "Session corp mycorp eu-west-1",
                "Session spare spare us-east-1",
            ]
        );
        assert_eq!(read(text).profiles, ["default", "dev", "lost", "old"]);
    }

    #[test]
    fn odd_files_are_read_as_the_aws_cli_reads_them() {
        let expected = ["Profile a b mycorp us-east-1"];
        for text in [
            // Line ends, a byte order mark, tabs, colons, spaces, upper-case keys.
            "\u{feff}[profile \"a b\"]\r\nsso_start_url=https://mycorp.awsapps.com/start\r\nsso_region=us-east-1\r\n",
            "[profile\t'a b']\nSSO_Start_URL\t:\tmycorp\nsso_region   =   us-east-1   \n",
            // Comments of both kinds; an indented block with keys of its own; unknown keys.
            "# x\n; y\n[profile 'a b']\ns3 =\n  sso_region = eu-west-1\n\n  addressing_style = path\n# z\nsso_region = us-east-1\nsso_start_url = mycorp\nfoo = bar\n",
        ] {
            assert_eq!(listed(text), expected, "{text}");
        }
        assert_eq!(listed(""), [""; 0]);
    }

    #[test]
    fn the_profile_named_default_goes_before_the_section() {
        let text = "[default]\nsso_start_url = one\nsso_region = us-east-1\n[profile default]\nsso_start_url = two\n";
        assert_eq!(listed(text), ["Profile default two -"]);
    }

    #[test]
    fn comments_within_a_line_are_part_of_the_value_as_for_the_aws_cli() {
        let text = "[profile a]\nsso_start_url = mycorp\nsso_region = us-east-1 # ours";
        assert_eq!(listed(text), ["Profile a mycorp -"]);
    }

    #[test]
    fn what_is_no_config_file_is_said_without_its_text() {
        for (bytes, expected) in [
            (&b"\xff\xfe[\0"[..], BadAwsConfig::NotText),
            (
                b"sso_region = us-east-1\n[default]\n",
                BadAwsConfig::BadLine,
            ),
            (b"[default\nsso_region = us-east-1", BadAwsConfig::BadLine),
            (b"[default]\nAKIDSECRET", BadAwsConfig::BadLine),
            (b"[default]\n= AKIDSECRET", BadAwsConfig::BadLine),
            (
                b"[default]\na = SECRET\n[other]\n[default]\nb = SECRET",
                BadAwsConfig::Twice,
            ),
            (
                b"[default]\na = SECRET\nb=\nA : SECRET",
                BadAwsConfig::Twice,
            ),
        ] {
            let error = AwsConfig::parse(bytes).unwrap_err();
            assert_eq!(error, expected);
            assert!(!error.to_string().contains("SECRET"));
        }
    }

    #[test]
    fn keys_of_a_block_are_not_those_of_the_section() {
        let text = "[default]\ns3 =\n  a = 1\n  b = 2\nec2 =\n  a = 1\na = 3\n[other]\na = 4\n";
        assert!(!has_twice(text));
        assert!(has_twice(&format!("{text}A=5")));
    }

    #[test]
    fn a_role_signs_in_as_its_source() {
        let text = "\
[profile role]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = middle
[profile middle]
source_profile = base
[profile base]
sso_start_url = mycorp
sso_region = us-east-1
[profile loop]
source_profile = loop
[profile gone]
source_profile = nowhere
";
        assert_eq!(
            listed(text),
            [
                "Profile base mycorp us-east-1",
                "Profile middle mycorp us-east-1",
                "Profile role mycorp us-east-1",
            ]
        );
    }

    #[test]
    fn what_the_aws_cli_refuses_is_known() {
        let refused = |text: &str| read(text).sign_ins[0].refused.clone();
        let session = "[sso-session corp]\nsso_start_url = mycorp\nsso_region = us-east-1\n";
        let profile = |keys: &str| format!("[profile a]\nsso_session = corp\n{keys}\n{session}");
        assert_eq!(refused(&profile("")), None);
        assert_eq!(refused(&profile("sso_region = us-east-1")), None);
        assert_eq!(
            refused(&profile("sso_region = eu-west-1")),
            Some(Refused::Contradiction("sso_region"))
        );
        let lost = "[profile a]\nsso_session = corp\nsso_start_url = mycorp\n";
        assert_eq!(refused(lost), Some(Refused::LostSession("corp".to_owned())));
    }

    #[test]
    fn secrets_are_forgotten() {
        let text = "[profile a]\naws_secret_access_key = S3CRET\nsso_start_url = https://u:S3CRET@idp.example/start?t=S3CRET#S3CRET\nsso_region = S3CRET";
        let read = read(text);
        assert_eq!(
            read.sign_ins[0].start_url.as_deref(),
            Some("https://idp.example/start")
        );
        assert!(!format!("{read:?}").contains("S3CRET"));
    }

    #[test]
    fn the_file_is_where_the_variable_says_or_at_home() {
        let of = |named: Option<&str>, home: Option<&str>| {
            let file = AwsConfigFile::of(named.map(str::to_owned), home.map(PathBuf::from))?;
            Some((file.path, file.shown))
        };
        let found = |path: &[&str], shown: &str| Some((path.iter().collect(), shown.to_owned()));
        assert_eq!(
            of(None, Some("/home/jane")),
            found(&["/home/jane", ".aws", "config"], "~/.aws/config")
        );
        assert_eq!(
            of(Some("~/x"), Some("/home/jane")),
            found(&["/home/jane", "x"], "~/x")
        );
        assert_eq!(of(Some("/etc/x"), None), found(&["/etc/x"], "/etc/x"));
        assert_eq!(of(None, None), None);
    }
}
