//! What the flags mean on this machine.
//!
//! Owns the reading of the files that flags name and of the machine's own settings; every mistake
//! is found here, before anything is probed, and named in one line.

use std::{
    fs, io,
    io::Read as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::pki_types::{CertificateDer, pem::PemObject};
use url::Url;

use crate::catalogue::Client;
use crate::discovery::{BadProxy, Pac, Proxies, ProxyServer, Settings, Traveller, pac};
use crate::fingerprint;
use crate::inquiry::Manners;
use crate::plan;
use crate::probe::{self, Families, Options, Roots, Times};
use crate::report::BadReport;
use crate::system;

use super::flags::{Controls, Probe};
use super::own_roots::own_roots;
use super::proxy_login;
use super::site_file::{BadSetting, Nearest};
use super::target::Unclear;

/// What is wrong with what the user gave: one line that names the thing and the mend.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Mistake {
    #[error("could not read {}: {why}; give {wanted} that can be read", file.display())]
    Unreadable {
        file: PathBuf,
        why: io::Error,
        /// With its article: "a PEM file".
        wanted: &'static str,
    },
    #[error("{} is not text in UTF-8: is it the right file?", file.display())]
    NoText { file: PathBuf },
    #[error("{} is no report of ours: {why}; give one that --format json wrote", file.display())]
    NoReport { file: PathBuf, why: BadReport },
    #[error("{} is redacted: its names are stand-ins; give the report that it was made from", file.display())]
    Redacted { file: PathBuf },
    #[error("the report could not be redacted, and is not shown: {0}")]
    Unredacted(crate::report::redact::Unredacted),
    #[error("{} is about {about}: leave out --directory and --region, or record a report for the target that is typed", file.display())]
    OtherTarget { file: PathBuf, about: String },
    #[error(transparent)]
    Setting(#[from] BadSetting),
    #[error("{} is larger than {limit} bytes: is it the right file?", file.display())]
    TooLarge { file: PathBuf, limit: u64 },
    #[error("{} is no list of AWS's address ranges: {why}; give https://ip-ranges.amazonaws.com/ip-ranges.json as a file", file.display())]
    NoRanges {
        file: PathBuf,
        why: crate::evidence::BadRanges,
    },
    #[error("the built-in address ranges are broken: {0}")]
    Ranges(#[from] crate::evidence::BadRanges),
    #[error("{} holds no certificate: give a PEM file with BEGIN CERTIFICATE lines", file.display())]
    NoCertificate { file: PathBuf },
    #[error("{}, certificate {number}: {why}; mend it or take it out", file.display())]
    BadCertificate {
        file: PathBuf,
        number: usize,
        why: String,
    },
    #[error("{} was recorded in partition {found}, and this run is about {partition}", file.display())]
    OtherPartition {
        file: PathBuf,
        found: String,
        partition: String,
    },
    #[error("{} has no path in common with this run: record it with the same --directory and --region", file.display())]
    NothingShared { file: PathBuf },
    #[error("in {} everything was open: there is nothing to test again; leave out --again", file.display())]
    NothingFailed { file: PathBuf },
    #[error(transparent)]
    List(#[from] crate::allowlist::BadWish),
    #[error(transparent)]
    Format(#[from] crate::format::Unwritable),
    #[error("nothing of the report is for {format} to mend: the lines above say what is")]
    NothingToMend { format: &'static str },
    #[error("there is no command {0:?}: aws-netcheck --help lists them")]
    NoCommand(String),
    #[error("no format is named: choose one of --list-formats, as in --format paloalto")]
    NoListFormat,
    #[error("{format} writes {count} bodies that cannot share the file {}: put {{purpose}} into its name, or choose one with allowlist --purpose", file.display())]
    SeveralBodies {
        format: &'static str,
        count: usize,
        file: PathBuf,
    },
    #[error("unknown format {found:?}: {nearest}")]
    UnknownFormat { found: String, nearest: Nearest },
    #[error(
        "more than one report for the same place: give each --format its own --output, and each --fix its own file"
    )]
    SamePlace,
    #[error("several lists for standard output: give each --format its own --output")]
    SeveralLists,
    #[error("--output {}: {{purpose}} is all that can stand in braces; write that, or leave the braces out", file.display())]
    OtherBraces { file: PathBuf },
    #[error("--fix auto takes products from a site file, and {}: name them there, as in [products] gateway = \"zscaler\", or give --fix FORMAT=FILE", match file { Some(file) => format!("{} names none", file.display()), None => "there is none".to_owned() })]
    NoProducts { file: Option<PathBuf> },
    #[error("--format {format} shows one report alone: give one file, or one of {known}")]
    OfOneReport { format: &'static str, known: String },
    #[error("--baseline and --since compare one report with another: give one file")]
    ManyCompared,
    #[error("no file fits {pattern:?}: is it the right folder?")]
    NoMatch { pattern: String },
    #[error("{pattern:?} is no pattern of file names: {why}")]
    BadPattern {
        pattern: String,
        why: glob::PatternError,
    },
    #[error("nothing of what was given is a report: the lines above say why")]
    NoReports,
    #[error("{count} of the files or lines above are no reports: mend them, or leave out --strict")]
    NotAllReports { count: usize },
    #[error("--output {} has no --format of its own", file.display())]
    NoFormat { file: PathBuf },
    #[error("could not write {}: {why}; give a file in a folder that can be written to", file.display())]
    Unwritable { file: PathBuf, why: io::Error },
    #[error("{} is no file to write to: give the name of a new or an ordinary file", file.display())]
    NoFile { file: PathBuf },
    #[error("could not connect from {address}: {why}; give an address of this machine")]
    NotOurs {
        address: std::net::IpAddr,
        why: io::Error,
    },
    #[error(
        "--both-ways: no setting names a proxy here, so that there is one way alone; give --proxy URL or --pac, or leave it out"
    )]
    OneWay,
    #[error("--proxy: {0}; or say auto or direct")]
    Proxy(BadProxy),
    #[error(
        "--proxy holds a login, which every user of this machine can read in the list of processes: put the URL into HTTPS_PROXY, or the login into a file for --proxy-login"
    )]
    LoginTyped,
    #[error("--pac holds a login, and browsers fetch PAC files without one: leave it out")]
    PacLogin,
    #[error("{} does not begin with USER:PASSWORD in a line of its own, in UTF-8: write it so", file.display())]
    NoLogin { file: PathBuf },
    #[error("-4 or -6 contradicts --source: leave one of them out")]
    OtherFamily,
    #[error(transparent)]
    Target(#[from] plan::BadTarget),
    #[error(transparent)]
    Unclear(#[from] Unclear),
    #[error("the built-in catalogue is broken: {0}")]
    Catalogue(#[from] crate::catalogue::BadData),
    #[error("TLS could not be set up: {0}")]
    Tls(#[from] rustls::Error),
    #[error("could not write to standard output: {0}")]
    Unprintable(io::Error),
    #[error("could not start: {0}")]
    Start(io::Error),
    #[error("{0}")]
    UnknownCode(String),
}

impl Mistake {
    /// What there is to choose from, a line each.
    pub(super) fn rows(&self) -> &[String] {
        match self {
            Self::Unclear(unclear) => unclear.rows(),
            _ => &[],
        }
    }
}

/// The largest PEM file that is read: Mozilla's whole set is a quarter of it.
pub(super) const LARGEST_PEM: u64 = 1024 * 1024;

/// Whose verdict counts.
pub(super) fn clients(flags: &Probe) -> Vec<Client> {
    if flags.client.is_empty() {
        vec![Client::Browser, Client::AwsCli]
    } else {
        flags.client.clone()
    }
}

/// How far controls may go.
pub(super) fn manners(flags: &Probe) -> Manners {
    match flags.controls {
        Controls::None => Manners::None,
        Controls::Gentle => Manners::Gentle,
        Controls::Full => Manners::Full,
    }
}

/// How to probe.
pub(super) fn options(flags: &Probe) -> Result<Options, Mistake> {
    if let Some(source) = flags.source
        && let Err(why) = probe::can_connect_from(source)
    {
        return Err(Mistake::NotOurs {
            address: source,
            why,
        });
    }
    Ok(Options {
        families: families(flags)?,
        resolver: flags.resolver,
        name_servers: match flags.resolver {
            Some(_) => Vec::new(),
            None => system::name_servers::configured(),
        },
        control_resolvers: flags.control_resolver.clone(),
        redirects: flags.connect_to.clone(),
        proxies: Arc::new(match &flags.pac {
            Some(place) => Proxies::by_pac(pac(place)?, Settings::here()),
            None => proxies(flags)?,
        }),
        proxy_login: flags
            .proxy_login
            .as_deref()
            .map(proxy_login::read)
            .transpose()?,
        source: flags.source,
        times: Times::scaled(flags.timeout),
        places: probe::places(usize::from(flags.concurrency).min(system::limits::sockets())),
        user_agent: match &flags.user_agent {
            Some(text) => text.clone(),
            None => format!("aws-netcheck/{}", env!("CARGO_PKG_VERSION")),
        },
        roots: Roots {
            public: flags
                .public_roots
                .as_deref()
                .map(certificates)
                .transpose()?,
            machine: flags.ca_bundle.as_deref().map(certificates).transpose()?,
            own: own_roots(flags),
        },
        avoid: fingerprint::is_surely_sinkhole,
        expected: None,
    })
}

/// The ways out. A flag's value is never repeated: it may hold a password.
fn proxies(flags: &Probe) -> Result<Proxies, Mistake> {
    let traveller = match clients(flags).as_slice() {
        [Client::AwsCli] => Traveller::AwsCli,
        _ => Traveller::Browser,
    };
    match flags.proxy.as_deref().unwrap_or("auto") {
        "auto" => {
            let search = system::name_servers::search_domains();
            Ok(Proxies::automatic(Settings::here(), traveller, &search))
        }
        "direct" => Ok(Proxies::none()),
        url => {
            let server = ProxyServer::parse(url).map_err(Mistake::Proxy)?;
            match server.login {
                Some(_) => Err(Mistake::LoginTyped),
                None => Ok(Proxies::given(server)),
            }
        }
    }
}

/// A file is read before anything is sent; a URL is fetched by the probe, whose finding it is if it
/// cannot be had.
fn pac(place: &str) -> Result<Pac, Mistake> {
    if let Ok(url) = place.parse::<Url>()
        && matches!(url.scheme(), "http" | "https")
    {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Mistake::PacLogin);
        }
        return Ok(Pac::Url(url));
    }
    let limit = pac::LONGEST as u64;
    Ok(Pac::File {
        name: place.to_owned(),
        bytes: read(Path::new(place), limit, "a PAC file")?,
    })
}

/// The families to look at: a source address leaves only its own.
fn families(flags: &Probe) -> Result<Families, Mistake> {
    let source = flags.source.map(|source| source.is_ipv4());
    match (flags.ipv4, flags.ipv6, source) {
        (true, _, Some(false)) | (_, true, Some(true)) => Err(Mistake::OtherFamily),
        (true, ..) | (.., Some(true)) => Ok(Families::V4),
        (_, true, _) | (.., Some(false)) => Ok(Families::V6),
        _ => Ok(Families::Both),
    }
}

/// All certificates of a PEM file; at least one, and every one readable.
fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, Mistake> {
    let bytes = read(file, LARGEST_PEM, "a PEM file")?;
    let mut found = Vec::new();
    for (index, item) in CertificateDer::pem_slice_iter(&bytes).enumerate() {
        let bad = |why: String| Mistake::BadCertificate {
            file: file.to_owned(),
            number: index + 1,
            why,
        };
        let certificate = item.map_err(|error| bad(error.to_string()))?;
        if let Err(error) = rustls::server::ParsedCertificate::try_from(&certificate) {
            return Err(bad(error.to_string()));
        }
        found.push(certificate);
    }
    if found.is_empty() {
        let file = file.to_owned();
        return Err(Mistake::NoCertificate { file });
    }
    Ok(found)
}

/// A whole file, if it is not larger than `limit` bytes.
pub(super) fn read(file: &Path, limit: u64, wanted: &'static str) -> Result<Vec<u8>, Mistake> {
    let unreadable = |why| Mistake::Unreadable {
        file: file.to_owned(),
        why,
        wanted,
    };
    let opened = fs::File::open(file).map_err(unreadable)?;
    read_all(opened, file, limit, wanted)
}

/// All of what is read under this name, if it is not longer than `limit` bytes.
pub(super) fn read_all(
    from: impl io::Read,
    file: &Path,
    limit: u64,
    wanted: &'static str,
) -> Result<Vec<u8>, Mistake> {
    let unreadable = |why| Mistake::Unreadable {
        file: file.to_owned(),
        why,
        wanted,
    };
    let mut bytes = Vec::new();
    let length = from.take(limit + 1).read_to_end(&mut bytes);
    let length = length.map_err(unreadable)? as u64;
    if length > limit {
        let file = file.to_owned();
        return Err(Mistake::TooLarge { file, limit });
    }
    Ok(bytes)
}
