//! From many gists to sites, columns and groups.
//!
//! Owns which report counts for a site and what makes two sites alike. It keeps of each report what
//! a row needs, so that ten thousand fit in little memory.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;

use crate::report::called;
use crate::report::v1::{Report, Summary};
use crate::verdict::Verdict;

use super::gist::{Cell, Gist};
use super::v1::{Endpoint, Group, Read, SCHEMA, Site, Sites, Skipped, Wall};

/// All scopes of one directory and Region have some eighty paths.
const MOST_COLUMNS: usize = 500;

/// As many broken files are named in the report; all of them are on stderr.
const MOST_SKIPPED: usize = 100;

/// A lone site is compared with as many groups.
const MOST_COMPARED: usize = 100;

/// Where a report is.
#[derive(Debug, Clone)]
pub struct Origin {
    pub file: String,
    /// From 1; none where the report is the whole file.
    pub line: Option<usize>,
    /// In bytes, from the beginning of the file.
    pub offset: u64,
}

/// What was read so far.
#[derive(Debug, Default)]
pub struct Gatherer {
    read: Read,
    columns: Columns,
    signatures: HashMap<Signature, usize>,
    kinds: Vec<Vec<Wall>>,
    /// By the site's key.
    sites: BTreeMap<String, Machines>,
    /// Those of which there is a whole report.
    runs: HashSet<(String, Timestamp)>,
    /// They wait for the whole reports, so that one of the same run is known.
    lines: Vec<(Gist, Origin)>,
}

/// What is the same at two sites that one ticket is for.
type Signature = (Vec<Wall>, Vec<super::gist::Asked>, bool);

/// The newest report of each machine of a site. Of a line the machine is not known.
type Machines = BTreeMap<Option<String>, Kept>;

#[derive(Debug)]
struct Kept {
    row: Site,
    kind: usize,
    cells: Vec<(usize, Verdict)>,
}

#[derive(Debug, Default)]
struct Columns {
    by_id: HashMap<String, Option<usize>>,
    endpoints: Vec<Endpoint>,
    left_out: usize,
}

impl Columns {
    /// The path's column, if there is room for it.
    fn of(&mut self, cell: &Cell) -> Option<usize> {
        if let Some(known) = self.by_id.get(&cell.id) {
            return *known;
        }
        if self.endpoints.len() == MOST_COLUMNS {
            self.left_out += 1;
            // Those beyond are not told apart for ever: a file may be made of nothing but names.
            if self.by_id.len() < 100 * MOST_COLUMNS {
                self.by_id.insert(cell.id.clone(), None);
            }
            return None;
        }
        let at = self.endpoints.len();
        self.by_id.insert(cell.id.clone(), Some(at));
        self.endpoints.push(Endpoint {
            id: cell.id.clone(),
            host: cell.host.clone(),
            requirement: cell.requirement.clone(),
            summary: Summary::default(),
            absent: 0,
        });
        Some(at)
    }
}

impl Gatherer {
    /// One more report. Of a machine's reports the newest counts, and of two of one time the later read;
    /// a site is what the worst of its machines is.
    pub fn add(&mut self, gist: Gist, origin: Origin) {
        self.read.reports += 1;
        if !gist.whole {
            self.lines.push((gist, origin));
            return;
        }
        let first = self.runs.insert((gist.run.clone(), gist.started));
        if !first && self.sites.contains_key(&gist.key) {
            self.read.repeated += 1;
            return;
        }
        self.place(gist, origin);
    }

    /// The lines, but for those of runs whose report was read, under whatever name.
    fn add_lines(&mut self) {
        let mut seen = HashSet::new();
        for (gist, origin) in std::mem::take(&mut self.lines) {
            let run = (gist.run.clone(), gist.started);
            let known = self.runs.contains(&run);
            if known || !seen.insert((run, gist.key.clone())) {
                self.read.repeated += 1;
            } else {
                self.place(gist, origin);
            }
        }
    }

    fn place(&mut self, mut gist: Gist, origin: Origin) {
        let mut older = 0;
        let machines = self.sites.get(&gist.key);
        // Where a site has one machine, a line of the site is of that one.
        let only = machines.filter(|machines| machines.len() == 1);
        let machine = match (&gist.host, only.and_then(|machines| machines.keys().next())) {
            (None, Some(only)) => only.clone(),
            (host, _) => host.clone(),
        };
        let machines = self.sites.get_mut(&gist.key);
        if let Some(known) = machines.and_then(|machines| machines.get_mut(&machine)) {
            self.read.superseded += 1;
            // A report has the whole name, where a line may have its beginning.
            if known.row.whole && called::is_cut(&gist.key) {
                gist.site.clone_from(&known.row.site);
            }
            older = known.row.older + 1;
            // Of one time the whole report says more.
            let even = known.row.started == gist.started && known.row.whole && !gist.whole;
            if known.row.started > gist.started || even {
                known.row.older = older;
                return;
            }
        }
        let key = gist.key.clone();
        let kept = self.kept(gist, origin, older);
        self.sites.entry(key).or_default().insert(machine, kept);
    }

    /// A file or line that is no report.
    pub fn skip(&mut self, file: &str, line: Option<usize>, why: &str) {
        self.read.broken += 1;
        if self.read.skipped.len() < MOST_SKIPPED {
            self.read.skipped.push(Skipped {
                file: file.to_owned(),
                line,
                why: why.to_owned(),
            });
        }
    }

    /// How many reports there are, and how many files and lines that are none.
    pub fn counts(&self) -> (usize, usize) {
        (self.read.reports, self.read.broken)
    }

    fn kept(&mut self, gist: Gist, origin: Origin, older: usize) -> Kept {
        let cells = gist.cells.iter();
        let cells = cells.filter_map(|cell| Some((self.columns.of(cell)?, cell.verdict)));
        let cells = cells.collect();
        let mut walls = gist.walls;
        walls.iter_mut().for_each(|wall| wall.paths.sort_unstable());
        // The gravest first, and what stands behind it after it; then any order that is always the same.
        walls.sort_by(|a, b| {
            let order = |wall: &Wall| (Reverse(wall.verdict), wall.behind);
            order(a).cmp(&order(b)).then_with(|| a.cmp(b))
        });
        let kind = self.kind((walls, gist.asked, gist.whole));
        Kept {
            row: Site {
                site: gist.site,
                host: gist.host,
                run: gist.run,
                started: gist.started,
                file: origin.file,
                line: origin.line,
                offset: origin.offset,
                group: 0,
                verdict: gist.verdict,
                summary: gist.summary,
                partial: gist.partial,
                older,
                machines: 1,
                verdicts: Vec::new(),
                whole: gist.whole,
            },
            kind,
            cells,
        }
    }

    fn kind(&mut self, signature: Signature) -> usize {
        if let Some(known) = self.signatures.get(&signature) {
            return *known;
        }
        let kind = self.kinds.len();
        self.kinds.push(signature.0.clone());
        self.signatures.insert(signature, kind);
        kind
    }

    /// Everything in its order.
    pub fn finish(mut self, version: &str) -> Sites {
        self.add_lines();
        self.signatures.clear();
        let sites = std::mem::take(&mut self.sites).into_values();
        let mut kept: Vec<Kept> = sites.filter_map(worst).collect();
        kept.sort_by(|a, b| a.row.site.cmp(&b.row.site));
        for one in &mut kept {
            one.row.verdicts = self.columns.count(&one.cells);
        }
        let (groups, numbers) = groups(&kept, &self.kinds);
        let mut summary = Summary::default();
        for one in &mut kept {
            one.row.group = numbers.get(&one.kind).copied().unwrap_or_default();
            count(&mut summary, one.row.verdict);
        }
        let mut sites: Vec<Site> = kept.into_iter().map(|one| one.row).collect();
        sites.sort_by(|a, b| (a.group, &a.site).cmp(&(b.group, &b.site)));
        Sites {
            schema: SCHEMA,
            version: version.to_owned(),
            read: self.read,
            summary,
            endpoints: self.columns.endpoints,
            endpoints_left_out: self.columns.left_out,
            groups,
            sites,
        }
    }
}

/// The machine that speaks for the site: of those that fare alike the one that was asked last.
fn worst(machines: Machines) -> Option<Kept> {
    let (count, older) = (
        machines.len(),
        machines.values().map(|one| one.row.older).sum(),
    );
    let order = |one: &Kept| (one.row.verdict, one.row.started);
    let mut worst = machines.into_values().max_by_key(order)?;
    worst.row.machines = count;
    worst.row.older = older;
    Some(worst)
}

impl Columns {
    /// The row of one site, and one more in the sums of each column.
    fn count(&mut self, cells: &[(usize, Verdict)]) -> Vec<Option<Verdict>> {
        let mut row = vec![None; self.endpoints.len()];
        for (column, verdict) in cells {
            row[*column] = Some(*verdict);
        }
        for (endpoint, verdict) in self.endpoints.iter_mut().zip(&row) {
            match verdict {
                Some(verdict) => count(&mut endpoint.summary, *verdict),
                None => endpoint.absent += 1,
            }
        }
        row
    }
}

fn count(summary: &mut Summary, verdict: Verdict) {
    let of = match verdict {
        Verdict::Open => &mut summary.open,
        Verdict::Degraded => &mut summary.degraded,
        Verdict::Blocked => &mut summary.blocked,
        Verdict::Unknown => &mut summary.unknown,
    };
    *of += 1;
}

/// The groups, worst first, and which kind got which number.
fn groups(kept: &[Kept], kinds: &[Vec<Wall>]) -> (Vec<Group>, HashMap<usize, usize>) {
    let mut members: BTreeMap<usize, Vec<&Site>> = BTreeMap::new();
    for one in kept {
        members.entry(one.kind).or_default().push(&one.row);
    }
    let mut members: Vec<(usize, Vec<&Site>)> = members.into_iter().collect();
    let worst = |sites: &[&Site]| sites.iter().map(|site| site.verdict).max();
    // The sites of a kind come by name, so that the first name settles what is still even.
    members.sort_by_cached_key(|(_, sites)| {
        let name = sites.first().map(|site| site.site.clone());
        (Reverse(worst(sites)), Reverse(sites.len()), name)
    });
    let numbers = members.iter().enumerate();
    let numbers = numbers.map(|(at, (kind, _))| (*kind, at + 1)).collect();
    let groups = members.iter().enumerate();
    let groups = groups.filter_map(|(at, (kind, sites))| group(at + 1, sites, &kinds[*kind]));
    let mut groups: Vec<Group> = groups.collect();
    let like: Vec<Option<usize>> = groups.iter().map(|one| like(one, &groups)).collect();
    for (group, like) in groups.iter_mut().zip(like) {
        group.like = like;
    }
    (groups, numbers)
}

/// The newest report speaks for all: what it saw is most likely still so.
fn group(id: usize, sites: &[&Site], walls: &[Wall]) -> Option<Group> {
    let newest = sites.iter().max_by_key(|site| site.started)?;
    let first = sites.iter().map(|site| site.started).min()?;
    Some(Group {
        id,
        verdict: sites.iter().map(|site| site.verdict).max()?,
        sites: sites.iter().map(|site| site.site.clone()).collect(),
        walls: walls.to_vec(),
        like: None,
        first,
        last: newest.started,
        example: newest.site.clone(),
        requests: None,
        report: None,
    })
}

/// For a site that stands alone: the largest group whose walls it has, and others beside them.
fn like(group: &Group, all: &[Group]) -> Option<usize> {
    if group.sites.len() > 1 {
        return None;
    }
    let larger = all
        .iter()
        .filter(|one| one.sites.len() > 1 && !one.walls.is_empty());
    let within = larger.take(MOST_COMPARED).filter(|one| {
        let mut walls = one.walls.iter();
        one.walls.len() < group.walls.len() && walls.all(|wall| group.walls.contains(wall))
    });
    within.max_by_key(|one| one.sites.len()).map(|one| one.id)
}

impl Sites {
    /// The groups that a ticket can be written for, each with the site whose report it needs: that
    /// report is read again for it.
    pub fn wanted(&self) -> Vec<(usize, &Site)> {
        let asks = |group: &&Group| !group.walls.is_empty();
        let of = |group: &Group| {
            let order = |site: &Site| (site.group, &site.site).cmp(&(group.id, &group.example));
            let example = self.sites.get(self.sites.binary_search_by(order).ok()?)?;
            example.whole.then_some((group.id, example))
        };
        self.groups.iter().filter(asks).filter_map(of).collect()
    }

    /// Gives a group the report that speaks for it, as [`for_ticket`] leaves it.
    pub fn explain(&mut self, id: usize, report: Report) {
        let Some(group) = self.groups.iter_mut().find(|group| group.id == id) else {
            return;
        };
        group.requests = Some(report.requests.clone());
        group.report = Some(Box::new(report));
    }
}

/// What a ticket needs of a report: a tenth of it, as many are held at once.
pub fn for_ticket(mut report: Report) -> Report {
    report.paths.retain(|path| path.verdict != Verdict::Open);
    for path in &mut report.paths {
        path.observations = Vec::new();
        path.controls = Vec::new();
    }
    report
}
