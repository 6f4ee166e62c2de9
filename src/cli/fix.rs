//! `probe --fix`: the lists that mend what a run found, written when it is over.
//!
//! Owns which list goes to which file, and with `auto` which wall is whose. What mends a wall is
//! `from_report`'s. Everything that can be wrong with the flags is found before the first packet,
//! by writing the lists of the whole target and throwing them away.

use std::path::{Path, PathBuf};

use crate::allowlist::{self, Allowlist, Breadth, Extent, Purpose, Remark, Wish};
use crate::catalogue::Catalogue;
use crate::format::{self, Format, Names, Options, Rendering, Rules};
use crate::plan::Target;
use crate::report::Report;
use crate::verdict::Cause;

use super::{
    Mistake,
    arguments::Site,
    delivery::{self, PURPOSE},
    destination::begin_files,
    flags::{Global, Probe},
    from_report::{Found, Mend, Mended, Met},
    say,
    site_file::{Device, SiteFile, format_of},
};

/// In the place of a format: what the site file says.
const AUTO: &str = "auto";

/// What `--fix` asks for.
pub(super) struct Fixes<'a> {
    list: Allowlist,
    names: Names,
    wanted: Vec<Fix>,
    /// The site file whose products `auto` takes.
    auto: Option<&'a SiteFile>,
}

/// One list, and where it goes.
struct Fix {
    format: &'static Format,
    /// With `{purpose}` where there may be several files.
    output: PathBuf,
    /// Whose walls it mends; all where nobody said.
    devices: Option<Vec<Device>>,
}

/// Reads the flags; nothing where there is no `--fix`.
pub(super) fn begin<'a>(
    flags: &Probe,
    site: &'a Site,
    target: &Target,
    catalogue: &Catalogue,
) -> Result<Option<Fixes<'a>>, Mistake> {
    if flags.fix.is_empty() {
        return Ok(None);
    }
    let mut wanted = Vec::new();
    let mut auto = None;
    for value in &flags.fix {
        let (id, place) = match value.split_once('=') {
            Some((id, place)) => (id, Some(Path::new(place))),
            None => (value.as_str(), None),
        };
        if id == AUTO {
            let file = with_products(site)?;
            wanted.extend(of_products(file, place));
            auto = Some(file);
        } else {
            let format = delivery::format(id)?;
            wanted.push(Fix {
                format,
                output: place.map_or_else(|| usual_name(format), Path::to_owned),
                devices: None,
            });
        }
    }
    let fixes = Fixes {
        list: allowlist::allowlist(catalogue, &wish(target))?,
        names: delivery::names(None, site),
        wanted,
        auto,
    };
    fixes.rehearse(&flags.output)?;
    Ok(Some(fixes))
}

/// The same that a report of the run says of itself.
fn wish(target: &Target) -> Wish {
    Wish {
        directory: target.directory.clone(),
        regions: target.regions.clone(),
        scopes: target.scopes.clone(),
        breadth: Breadth::Documented,
        fips: target.fips,
    }
}

fn usual_name(format: &Format) -> PathBuf {
    let (id, extension) = (format.id, format.extension);
    PathBuf::from(format!("aws-netcheck-{id}-{PURPOSE}.{extension}"))
}

fn with_products(site: &Site) -> Result<&SiteFile, Mistake> {
    let file = site.file.as_ref();
    let named = file.filter(|file| !file.products.is_empty());
    named.ok_or_else(|| Mistake::NoProducts {
        file: file.map(|file| file.path.clone()),
    })
}

/// A list for each product that has a format, for the walls of all devices that it is.
fn of_products(file: &SiteFile, folder: Option<&Path>) -> Vec<Fix> {
    let mut fixes: Vec<Fix> = Vec::new();
    for (device, product) in &file.products {
        let Some(format) = format_of(product) else {
            continue;
        };
        let known = fixes.iter_mut().find(|fix| fix.format.id == format.id);
        match known.and_then(|fix| fix.devices.as_mut()) {
            Some(devices) => devices.push(*device),
            None => fixes.push(Fix {
                format,
                output: folder.unwrap_or(Path::new("")).join(usual_name(format)),
                devices: Some(vec![*device]),
            }),
        }
    }
    fixes
}

/// Who has to mend a wall, the likeliest first: the first that the site file names is asked. A
/// name that is only shown is what firewalls look at; pages and opened TLS are a gateway's.
fn responsible(met: &Met<'_>) -> &'static [Device] {
    match (met.mend(), met.layer) {
        (Mend::Nothing(_), _) => &[],
        (Mend::Resolve, _) => &[Device::Dns],
        (Mend::NoDecrypt, _) => &[Device::Gateway, Device::Proxy, Device::Firewall],
        (Mend::Allow, _) if met.is_of(Cause::ProxyPolicy) => &[Device::Proxy, Device::Gateway],
        (Mend::Allow, "http") => &[Device::Gateway, Device::Proxy, Device::Firewall],
        (Mend::Allow, _) => &[Device::Firewall, Device::Gateway, Device::Proxy],
    }
}

fn owner(met: &Met<'_>, file: &SiteFile) -> Option<Device> {
    let known = |device: &&Device| file.products.contains_key(device);
    responsible(met).iter().find(known).copied()
}

impl Fixes<'_> {
    /// Finds bad names, places that cannot be written to, and bodies that cannot share a file.
    fn rehearse(&self, reports: &[PathBuf]) -> Result<(), Mistake> {
        let mut places = reports.to_vec();
        for fix in &self.wanted {
            let whole = format::write(fix.format, &self.list, &self.options())?;
            let files = delivery::in_files(fix.format, &whole, &fix.output)?;
            places.extend(files.into_iter().map(|file| file.place));
        }
        begin_files(&places).map(drop)
    }

    fn options(&self) -> Options<'_> {
        Options {
            purposes: Purpose::ALL,
            names: &self.names,
            rules: Rules::Existing,
            variant: None,
        }
    }

    /// For `--dry-run`: a line for each file, before it is known what will be in it.
    pub(super) fn files(&self) -> Vec<String> {
        let line = |fix: &Fix| format!("{}: {}", fix.format.id, fix.output.display());
        self.wanted.iter().map(line).collect()
    }

    /// Writes the lists that mend what the report found, and says what is in none.
    pub(super) fn write(&self, report: &Report, global: &Global) -> Result<(), Mistake> {
        let found = Found::of(report);
        if found.walls().is_empty() {
            if !global.quiet {
                say("fix: nothing was found blocked or inspected, so no list is written\n");
            }
            return Ok(());
        }
        let mut written = Vec::new();
        for fix in &self.wanted {
            match self.mended(fix, &found)? {
                Mended::Written(rendering) => written.push((fix, rendering)),
                Mended::Nothing(remarks) => nothing(fix, &remarks),
            }
        }
        deliver(&written, global)?;
        if let Some(file) = self.auto {
            let nobodys = found.by_reason(|met| match (met.mend(), owner(met, file)) {
                (Mend::Nothing(why), _) => Some((Extent::LeftOut, why)),
                (mend, None) => Some((Extent::LeftOut, unnamed(mend))),
                (_, Some(_)) => None,
            });
            let about = format!("fix {AUTO}");
            let unwritten = unwritten(&found, file);
            let all = nobodys.iter().chain(&unwritten);
            all.for_each(|remark| delivery::remark(&about, remark));
        }
        Ok(())
    }

    fn mended(&self, fix: &Fix, found: &Found<'_>) -> Result<Mended, Mistake> {
        let belongs = |met: &Met<'_>| match (&fix.devices, self.auto) {
            (Some(devices), Some(file)) => {
                owner(met, file).is_some_and(|device| devices.contains(&device))
            }
            _ => true,
        };
        let part = found.part(belongs);
        part.mended(fix.format, &self.list, &self.options())
    }
}

/// All files first: what is said of a list is said of one that is there.
fn deliver(written: &[(&Fix, Rendering)], global: &Global) -> Result<(), Mistake> {
    let mut files = Vec::new();
    for (fix, rendering) in written {
        let of_format = delivery::in_files(fix.format, rendering, &fix.output)?;
        files.extend(of_format.into_iter().map(|file| (fix.format.id, file)));
    }
    delivery::write(files, global)?;
    for (fix, rendering) in written {
        delivery::tell(fix.format, rendering, global);
    }
    Ok(())
}

/// Why a list has nothing in it. With `auto`, a product that no wall is of needs no word.
fn nothing(fix: &Fix, remarks: &[Remark]) {
    let missing = |remark: &&Remark| remark.extent == Extent::LeftOut;
    let missing: Vec<&Remark> = remarks.iter().filter(missing).collect();
    for remark in &missing {
        delivery::remark(fix.format.id, remark);
    }
    let (id, file) = (fix.format.id, fix.output.display());
    if !missing.is_empty() || fix.devices.is_none() {
        say(&format!(
            "{id}: nothing that was found is for it to mend, so {file} is not written\n"
        ));
    }
}

fn unnamed(mend: Mend) -> &'static str {
    match mend {
        Mend::Resolve => {
            "a resolver withholds the name, and the site file names no product for dns: name it \
             in [products], or give --fix FORMAT=FILE"
        }
        _ => {
            "the site file names no product for whoever blocks or inspects it: name gateway or \
             firewall in [products], or give --fix FORMAT=FILE"
        }
    }
}

/// What is left to do by hand: walls of products that no format is for.
fn unwritten(found: &Found<'_>, file: &SiteFile) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (device, product) in &file.products {
        let of_device = found.part(|met| owner(met, file) == Some(*device));
        if format_of(product).is_none() && !of_device.walls().is_empty() {
            let code = device.code();
            let why = format!(
                "there is no format for {code} = \"{product}\": give --fix txt=FILE or \
                 csv=FILE, and enter it by hand"
            );
            remarks.push(Remark::new(Extent::LeftOut, of_device.hosts(), why));
        }
    }
    remarks
}
