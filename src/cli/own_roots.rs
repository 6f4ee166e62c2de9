//! The lists of roots that clients here are set to use, read and checked.
//!
//! Owns the reading: nobody named these files on the command line, so one that cannot be read is
//! no mistake of the run, but a fact about the client that would stop at it.

use std::{collections::BTreeSet, env, fs, io, path::Path};

use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use x509_parser::asn1_rs::{Any, FromDer as _, Tag};

use crate::discovery::{self, DEFAULT_PROFILE, NamedRoots};
use crate::evidence::{RootsTrouble, TrustSetting};
use crate::probe::OwnRoots;
use crate::report::{
    Texts,
    v1::{Said, TrustList},
};
use crate::system::environment::Variable;
use crate::verdict::{Phrase, State};

use super::{flags::Probe, settings, target::Known};

mod keystore;

/// The largest list that is read: Mozilla's whole set takes a quarter of a megabyte, and some times that
/// where each certificate is written out.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The most files of a folder that are looked at: Debian's has 430.
const MOST_FILES: usize = 4096;

/// The line that opens a certificate (RFC 7468, section 5.1).
const BEGINS: &[u8] = b"-----BEGIN CERTIFICATE-----";

/// Every list that a setting names, with the certificates in it.
pub(super) fn own_roots(flags: &Probe) -> Vec<OwnRoots> {
    let profile = flags.profile.clone();
    let profile = profile
        .or_else(|| Variable::AwsDefaultProfile.value())
        .or_else(|| Variable::AwsProfile.value())
        .unwrap_or_else(|| DEFAULT_PROFILE.to_owned());
    let config = Known::here().config.ok();
    let of_profile = config.and_then(|config| config.ca_bundle(&profile).map(Into::into));
    let named = discovery::named_roots(of_profile);
    named.into_iter().map(read).collect()
}

/// What is wrong with the lists that clients do take, each said once.
pub(super) fn states(own: &[OwnRoots]) -> Vec<State> {
    let taken = own.iter().filter(|list| list.shadowed_by.is_none());
    let state = |list: &OwnRoots| {
        let trouble = list.trouble.as_ref().filter(|it| !it.is_ours())?;
        Some(State::RootsUnread {
            setting: list.setting,
            file: list.file.display().to_string(),
            why: trouble.reason(),
        })
    };
    taken.filter_map(state).collect()
}

/// The lists as the report has them; what inspection makes of them is added when it is known.
pub(super) fn described(own: &[OwnRoots]) -> Vec<(TrustSetting, TrustList)> {
    let described = |list: &OwnRoots| {
        let why = list.trouble.as_ref().map(RootsTrouble::reason);
        let why = why.as_ref().map(Phrase::of_reason);
        TrustList {
            setting: list.setting.name().to_owned(),
            file: list.file.display().to_string(),
            certificates: (!list.roots.is_empty()).then_some(list.roots.len()),
            trouble: list.trouble.as_ref().map(|it| it.code().to_owned()),
            why: why.as_ref().map(|why| Texts::english().say(why)),
            said: why.as_ref().map(Said::from),
            shadowed_by: list.shadowed_by.map(|other| other.name().to_owned()),
            holds_interceptor: None,
        }
    };
    own.iter()
        .map(|list| (list.setting, described(list)))
        .collect()
}

fn read(named: NamedRoots) -> OwnRoots {
    let (roots, trouble) = match named.setting {
        TrustSetting::SslCertDir => of_folders(&named.file),
        TrustSetting::JavaTrustStore => of_java(&named.file),
        _ => of_file(&named.file),
    };
    OwnRoots {
        setting: named.setting,
        file: named.file,
        shadowed_by: named.shadowed_by,
        roots,
        trouble,
    }
}

/// What is to be had of a list, and what is wrong with it.
type List = (Vec<CertificateDer<'static>>, Option<RootsTrouble>);

fn of_file(file: &Path) -> List {
    match bytes(file) {
        Ok(bytes) => certificates(&bytes),
        Err(trouble) => (Vec::new(), Some(trouble)),
    }
}

fn of_java(file: &Path) -> List {
    match bytes(file).and_then(|bytes| keystore::trusted(&bytes)) {
        Ok(roots) => (roots, None),
        Err(trouble) => (Vec::new(), Some(trouble)),
    }
}

/// A pipe without a writer must not hold up the run, so that only an ordinary file is opened.
fn bytes(file: &Path) -> Result<Vec<u8>, RootsTrouble> {
    let kind = fs::metadata(file).map_err(|why| unread(&why))?;
    if !kind.is_file() {
        return Err(RootsTrouble::NoFile);
    }
    settings::read(file, LARGEST, "a PEM file").map_err(|mistake| match mistake {
        settings::Mistake::Unreadable { why, .. } => unread(&why),
        settings::Mistake::TooLarge { limit, .. } => RootsTrouble::TooLarge(limit),
        other => RootsTrouble::Unreadable(other.to_string()),
    })
}

fn unread(why: &io::Error) -> RootsTrouble {
    match why.kind() {
        io::ErrorKind::NotFound => RootsTrouble::Missing,
        _ => RootsTrouble::Unreadable(why.to_string()),
    }
}

/// What stands beside certificates is passed over, as OpenSSL does with keys and comments.
fn certificates(bytes: &[u8]) -> List {
    let decoded = CertificateDer::pem_slice_iter(bytes).filter_map(Result::ok);
    let found: Vec<_> = decoded.filter(|one| is_der(one)).collect();
    let lines = bytes.split(|byte| *byte == b'\n');
    let begun = lines.filter(|line| line.trim_ascii_end() == BEGINS).count();
    let trouble = if found.len() < begun {
        Some(RootsTrouble::Broken)
    } else if found.is_empty() && is_der(bytes) {
        Some(RootsTrouble::Der)
    } else {
        found.is_empty().then_some(RootsTrouble::NoCertificate)
    };
    (found, trouble)
}

/// Whether this is a whole value of the type of a certificate (RFC 5280, section 4.1). More is not
/// asked: one that we cannot read may be one that others can.
fn is_der(bytes: &[u8]) -> bool {
    matches!(Any::from_der(bytes), Ok((_, value)) if value.tag() == Tag::Sequence)
}

/// All certificates in the files of all folders, each once: most stand there under several names.
/// A file that is none is passed over.
fn of_folders(value: &Path) -> List {
    let mut found = BTreeSet::new();
    let mut trouble = None;
    for folder in env::split_paths(value.as_os_str()) {
        match fs::read_dir(&folder) {
            Ok(entries) => {
                let files = entries.take(MOST_FILES).filter_map(Result::ok);
                let lists = files.map(|entry| of_file(&entry.path()).0);
                found.extend(lists.flatten().map(|one| one.to_vec()));
            }
            // Systems do not all have a word for it.
            Err(_) if folder.is_file() => trouble = Some(RootsTrouble::NoFolder),
            Err(why) => trouble = Some(unread(&why)),
        }
    }
    let found: Vec<_> = found.into_iter().map(CertificateDer::from).collect();
    match found.is_empty() {
        true => (found, trouble.or(Some(RootsTrouble::NoCertificate))),
        false => (found, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pem() -> String {
        let made = rcgen::generate_simple_self_signed(["ca.example".to_owned()]);
        made.unwrap().cert.pem()
    }

    #[test]
    fn a_list_is_checked_as_openssl_does() {
        let good = pem();
        let other = pem().replace('\n', "\r\n");
        let key = rcgen::KeyPair::generate().unwrap().serialize_pem();
        let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        let no_base64 = damaged.replace("AAAA", "!!!!");
        let cut = &good[..good.len() / 2];
        let broken = Some(RootsTrouble::Broken);
        let cases: &[(&str, String, usize, Option<RootsTrouble>)] = &[
            ("two", format!("{good}{other}"), 2, None),
            (
                "words and a key beside",
                format!("CN=x\n{good}{key}"),
                1,
                None,
            ),
            ("no text between", good.trim_end().to_owned(), 1, None),
            (
                "damaged last",
                format!("{good}{damaged}"),
                1,
                broken.clone(),
            ),
            (
                "damaged first",
                format!("{no_base64}{good}"),
                1,
                broken.clone(),
            ),
            ("cut off", cut.to_owned(), 0, broken.clone()),
            ("cut off last", format!("{good}{cut}"), 1, broken),
            ("a key", key, 0, Some(RootsTrouble::NoCertificate)),
            (
                "a page",
                "<html>".into(),
                0,
                Some(RootsTrouble::NoCertificate),
            ),
            (
                "nothing",
                String::new(),
                0,
                Some(RootsTrouble::NoCertificate),
            ),
        ];
        for (name, text, count, trouble) in cases {
            let (found, said) = certificates(text.as_bytes());
            assert_eq!((found.len(), said), (*count, trouble.clone()), "{name}");
        }
    }

    #[test]
    fn a_certificate_in_der_is_called_so() {
        let der = CertificateDer::from_pem_slice(pem().as_bytes()).unwrap();
        assert_eq!(certificates(&der), (Vec::new(), Some(RootsTrouble::Der)));
    }

    #[test]
    fn folders_hold_each_certificate_once() {
        let folder = tempfile::TempDir::new().unwrap();
        let (one, two) = (folder.path().join("one"), folder.path().join("two"));
        for place in [&one, &two] {
            fs::create_dir(place).unwrap();
        }
        let value = |places: &[&Path]| env::join_paths(places).unwrap();
        let read = |places: &[&Path]| {
            let (found, trouble) = of_folders(Path::new(&value(places)));
            (found.len(), trouble)
        };
        let nothing = Some(RootsTrouble::NoCertificate);
        assert_eq!(read(&[&one, &two]), (0, nothing));
        let authority = pem();
        for name in ["ca.pem", "5ed36f99.0"] {
            fs::write(one.join(name), &authority).unwrap();
        }
        fs::write(two.join("ca.pem"), &authority).unwrap();
        fs::write(two.join("README"), "no certificate").unwrap();
        let gone = folder.path().join("gone");
        assert_eq!(read(&[&gone, &one, &two]), (1, None));
        assert_eq!(read(&[&gone]), (0, Some(RootsTrouble::Missing)));
        let file = one.join("ca.pem");
        assert_eq!(read(&[&file]), (0, Some(RootsTrouble::NoFolder)));
    }
}
