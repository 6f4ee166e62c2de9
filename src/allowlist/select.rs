//! From the catalogue's rows to entries: which rows, how wide, and what is filled into them.
//!
//! Owns the meaning of each breadth, and what becomes of a row that lacks a directory or a Region.
//! Every row that is asked for becomes an entry or is named in a remark.

use std::borrow::Cow;

use crate::catalogue::{Basis, Catalogue, Endpoint, Kind, Placeholder, regional};
use crate::names::{Directory, HostName, HostPattern, Partition, Region, one_partition};

use super::merge::merge;
use super::remarks::{Lack, Remarks, is_covered};
use super::shared::{Inspected, inspected, is_of_tenants, is_shared, is_shared_wildcard, wildly};
use super::{
    Allowlist, BadWish, Breadth, Entry, Extent, List, Operator, Origin, Purpose, Reach, Remark,
    UrlPath, Why, Wish,
};

/// The lists for a wish.
///
/// # Errors
/// Regions of several partitions, or nothing at all to allow.
pub fn allowlist(catalogue: &Catalogue, wish: &Wish) -> Result<Allowlist, BadWish> {
    let mut wish = wish.clone();
    wish.regions.sort_unstable();
    wish.regions.dedup();
    wish.scopes.sort_unstable();
    wish.scopes.dedup();
    let partition = partition(&wish.regions)?;
    let from = From {
        catalogue,
        wish: &wish,
        partition,
    };
    let (allow, no_decrypt) = (from.list(Purpose::Allow), from.list(Purpose::NoDecrypt));
    if allow.entries.is_empty() {
        let scopes: Vec<&str> = wish.scopes.iter().map(|scope| scope.code()).collect();
        return Err(BadWish::Empty {
            breadth: wish.breadth,
            scopes: scopes.join(", "),
            partition,
        });
    }
    let origin = Origin {
        catalogue: catalogue.date,
        partition,
        regions: from.regions().cloned().collect(),
        wish,
    };
    Ok(Allowlist {
        origin,
        remarks: Vec::new(),
        allow,
        no_decrypt,
    })
}

/// Without a Region it is the commercial partition, as in AWS's guides.
fn partition(regions: &[Region]) -> Result<Partition, BadWish> {
    let one =
        one_partition(regions).map_err(|(one, other)| BadWish::SeveralPartitions { one, other })?;
    Ok(one.unwrap_or(Partition::Aws))
}

/// What lists are made from.
struct From<'a> {
    catalogue: &'a Catalogue,
    wish: &'a Wish,
    partition: Partition,
}

/// A piece of AWS's wording: a pattern, or the host of a test.
type Template<'a> = Cow<'a, str>;

impl<'a> From<'a> {
    fn list(&self, purpose: Purpose) -> List {
        let mut remarks = Remarks::default();
        let mut entries = Vec::new();
        let rows = self.rows();
        for row in &rows {
            if purpose == Purpose::NoDecrypt
                && let Some(why) = inspected(row)
            {
                let names = self.entries(row, &mut Remarks::default());
                let names = names.iter().map(Entry::pattern);
                remarks.inspected.entry(why).or_default().extend(names);
                continue;
            }
            let of_row = self.entries(row, &mut remarks);
            if row.basis == Basis::Derived {
                remarks.derived.extend(of_row.iter().map(Entry::pattern));
            }
            entries.extend(of_row);
        }
        // What is exempted from inspection is seen without its path.
        if purpose == Purpose::NoDecrypt {
            for entry in &mut entries {
                entry.path = UrlPath::Any;
            }
        } else if self.wish.breadth == Breadth::Broad {
            self.widen(&mut entries);
        }
        if purpose == Purpose::NoDecrypt {
            let tenants = |entry: &mut Entry| wildly(entry, is_of_tenants);
            let taken = entries.extract_if(.., tenants).map(|entry| entry.pattern());
            let taken: Vec<String> = taken.collect();
            if !taken.is_empty() {
                let kept = remarks.inspected.entry(Inspected::OfTenants);
                kept.or_default().extend(taken);
            }
        }
        let entries = merge(entries);
        for lacking in remarks.lacks.values_mut() {
            lacking.retain(|template| !self.has(&entries, template));
        }
        let mut remarks = remarks.finish(purpose, self.wish, &entries);
        remarks.extend(self.unlisted());
        List { remarks, entries }
    }

    /// A Region that the catalogue does not list may be new, or mistyped.
    fn unlisted(&self) -> Option<Remark> {
        let listed = |region: &&Region| self.catalogue.regions.iter().any(|one| one.id == **region);
        let unknown = self.wish.regions.iter().filter(|region| !listed(region));
        let unknown: Vec<String> = unknown.map(ToString::to_string).collect();
        let why = "the catalogue lists no such Region: its names are made by rule";
        (!unknown.is_empty()).then(|| Remark::new(Extent::Unproven, unknown, why))
    }

    /// The rows asked for, in the order of the catalogue. The guide's of 2023 give way where AWS
    /// has newer wording for the same hosts.
    fn rows(&self) -> Vec<&'a Endpoint> {
        let scopes = &self.wish.scopes;
        let asked = |row: &&Endpoint| {
            row.partition == self.partition
                && row.scopes.iter().any(|scope| scopes.contains(scope))
                && !row.deep
                && (self.wish.fips || !row.fips)
        };
        let rows: Vec<&Endpoint> = self.catalogue.endpoints.iter().filter(asked).collect();
        let (guide, current): (Vec<&Endpoint>, Vec<&Endpoint>) =
            rows.iter().partition(|row| is_of_guide(row));
        if self.wish.breadth == Breadth::Guide {
            return guide;
        }
        let hosts: Vec<&str> = current.iter().flat_map(|row| hosts_of_tests(row)).collect();
        let superseded = |row: &Endpoint| {
            is_of_guide(row) && hosts_of_tests(row).all(|host| hosts.contains(&host))
        };
        rows.into_iter().filter(|row| !superseded(row)).collect()
    }

    /// The entries of one row.
    fn entries(&self, row: &'a Endpoint, remarks: &mut Remarks) -> Vec<Entry> {
        let mut entries = Vec::new();
        for template in self.templates(row, remarks) {
            match self.fill(row, &template) {
                Ok(filled) if self.admits_others(&filled) => {
                    let lacking = remarks.lacks.entry(Lack::Tenants).or_default();
                    lacking.extend(filled.iter().map(Entry::pattern));
                }
                Ok(filled) => entries.extend(filled),
                Err(lack) => {
                    let lacking = remarks.lacks.entry(lack).or_default();
                    lacking.push(template.into_owned());
                }
            }
        }
        entries
    }

    /// Whether these would let other companies' portals in although the user's own is named.
    fn admits_others(&self, entries: &[Entry]) -> bool {
        let named = self.wish.directory.is_some() && self.wish.breadth == Breadth::Documented;
        named && entries.iter().any(|entry| wildly(entry, is_of_tenants))
    }

    /// What the breadth takes of a row: AWS's wording, or the known hosts.
    fn templates(&self, row: &'a Endpoint, remarks: &mut Remarks) -> Vec<Template<'a>> {
        let pattern = || vec![regional(&row.pattern)];
        let hosts = || hosts_of_tests(row).map(Template::from).collect::<Vec<_>>();
        let shared = is_shared_wildcard(row);
        if row.kind == Kind::Wildcard {
            let known = remarks.known_below.entry(row.pattern.clone()).or_default();
            known.extend(self.known_hosts(row));
        }
        match self.wish.breadth {
            Breadth::Guide => pattern(),
            Breadth::Broad => {
                remarks.shared.extend(shared.then(|| row.pattern.clone()));
                pattern()
            }
            Breadth::Exact if row.kind == Kind::Wildcard => {
                let known = if row.tests.is_empty() {
                    remarks.lacks.entry(Lack::Host).or_default()
                } else {
                    &mut remarks.known_hosts
                };
                known.push(row.pattern.clone());
                hosts()
            }
            Breadth::Documented if shared => {
                if row.tests.is_empty() {
                    let lacking = remarks.lacks.entry(Lack::SharedHost).or_default();
                    lacking.push(row.pattern.clone());
                } else {
                    remarks.replaced.push(row.pattern.clone());
                }
                hosts()
            }
            Breadth::Exact | Breadth::Documented => pattern(),
        }
    }

    /// The hosts of a row's tests, by name for few Regions; for many, as AWS writes them.
    fn known_hosts(&self, row: &'a Endpoint) -> Vec<String> {
        const FEW: usize = 3;
        let few = (1..=FEW).contains(&self.wish.regions.len());
        let filled = |host: &str| match self.fill(row, host) {
            Ok(entries) if few => entries.iter().map(Entry::pattern).collect(),
            _ => vec![host.to_owned()],
        };
        hosts_of_tests(row).flat_map(filled).collect()
    }

    /// One template with all that is known; once for each Region where it needs one.
    fn fill(&self, row: &'a Endpoint, template: &str) -> Result<Vec<Entry>, Lack> {
        let rest = template.strip_prefix("https://").unwrap_or(template);
        let (host, path) = match rest.find('/') {
            Some(start) => rest.split_at(start),
            None => (rest, ""),
        };
        let host = self.directory_in(host)?;
        let path = self.path(path);
        let hosts = self.regions_in(&host);
        hosts
            .iter()
            .map(|host| {
                let pattern: HostPattern = host.parse().map_err(|_| Lack::Name)?;
                // A wildcard that stands for a missing name knows no path.
                let widened = pattern.is_wildcard() && row.kind == Kind::Url;
                let path = if widened { UrlPath::Any } else { path.clone() };
                Ok(self.entry(row, &pattern, path))
            })
            .collect()
    }

    /// Whether entries cover a template whatever the directory's name, in every Region.
    fn has(&self, entries: &[Entry], template: &str) -> bool {
        let mut host = template.to_owned();
        for placeholder in [Placeholder::Directory, Placeholder::Instance] {
            host = host.replace(placeholder.text(), "any");
        }
        let hosts = self.regions_in(&host);
        hosts.iter().all(|host| is_covered(host, entries))
    }

    /// The host with the directory's own name, or with an asterisk where none is given.
    fn directory_in(&self, host: &str) -> Result<String, Lack> {
        let of_instance = match self.partition {
            Partition::Eusc => Lack::Portal,
            _ => Lack::Instance,
        };
        for (placeholder, otherwise) in [
            (Placeholder::Directory, Lack::Alias),
            (Placeholder::Instance, of_instance),
        ] {
            if !placeholder.is_in(host) {
                continue;
            }
            let text = placeholder.text();
            return match (&self.wish.directory, self.known(placeholder)) {
                (_, Some(name)) => Ok(host.replace(text, name)),
                (Some(_), None) => Err(otherwise),
                (None, None) if self.wish.breadth == Breadth::Exact => Err(Lack::Directory),
                // Both stand first in every name that has them.
                (None, None) => Ok(host.replace(text, "*")),
            };
        }
        Ok(host.to_owned())
    }

    fn known(&self, placeholder: Placeholder) -> Option<&str> {
        match (placeholder, self.wish.directory.as_ref()?) {
            (Placeholder::Directory, Directory::Alias(name) | Directory::Id(name))
            | (Placeholder::Instance, Directory::Instance(name)) => Some(name),
            _ => None,
        }
    }

    /// The path as far as it is known. An empty one is any.
    fn path(&self, path: &str) -> UrlPath {
        let name = self.known(Placeholder::Directory);
        let filled = match name {
            Some(name) => path.replace(Placeholder::Directory.text(), name),
            None => path.to_owned(),
        };
        let known = filled.split('{').next().unwrap_or_default();
        match known {
            "" | "/" => UrlPath::Any,
            known => UrlPath::Prefix(known.to_owned()),
        }
    }

    /// The host once for each Region that is asked for. Without any: an asterisk where the Region
    /// stands first and AWS alone has names below the rest, else every Region there is.
    fn regions_in(&self, host: &str) -> Vec<String> {
        let text = Placeholder::Region.text();
        if !Placeholder::Region.is_in(host) {
            return vec![host.to_owned()];
        }
        let with = |region: &Region| host.replace(text, region.as_str());
        if !self.wish.regions.is_empty() {
            return self.regions().map(with).collect();
        }
        let rest = host
            .strip_prefix(text)
            .and_then(|rest| rest.strip_prefix('.'));
        let widened = rest.filter(|rest| rest.parse().is_ok_and(|base| !is_shared(&base)));
        match widened {
            Some(rest) if self.wish.breadth != Breadth::Exact => vec![format!("*.{rest}")],
            _ => self.regions().map(with).collect(),
        }
    }

    /// The Regions that are asked for; without any, all of the partition.
    fn regions(&self) -> impl Iterator<Item = &Region> {
        let all = self.wish.regions.is_empty();
        let listed = self.catalogue.regions.iter();
        let of_partition = listed.filter(move |region| all && region.partition == self.partition);
        let asked = self.wish.regions.iter();
        asked.chain(of_partition.map(|region| &region.id))
    }

    fn entry(&self, row: &Endpoint, pattern: &HostPattern, path: UrlPath) -> Entry {
        let strongest = row.documents.first();
        let document = strongest.and_then(|id| self.catalogue.document(id));
        Entry {
            base: pattern.base().clone(),
            reach: match pattern.is_wildcard() {
                true => Reach::Below,
                false => Reach::Itself,
            },
            path,
            port: row.port,
            requirement: row.requirement,
            operator: row.operator,
            why: vec![Why {
                endpoint: row.id.clone(),
                pattern: row.pattern.clone(),
                requirement: row.requirement,
                breaks: row.breaks.clone(),
                document: document.map_or_else(String::new, |document| document.title.clone()),
                checked: row.checked,
            }],
        }
    }

    /// Puts the widest wildcard that AWS writes anywhere in the place of what it covers, and gives
    /// up the paths of hosts that AWS shares.
    fn widen(&self, entries: &mut [Entry]) {
        let rows = self.catalogue.endpoints.iter();
        let wildcards = rows
            .filter(|row| row.partition == self.partition && row.kind == Kind::Wildcard)
            .filter_map(|row| row.pattern.parse::<HostPattern>().ok())
            .filter(|pattern| pattern.is_wildcard() && !is_shared(pattern.base()));
        let mut bases: Vec<_> = wildcards.map(|pattern| pattern.base().clone()).collect();
        bases.sort_by_key(|base| base.as_str().len());
        for entry in entries {
            if entry.operator == Operator::AwsShared {
                entry.path = UrlPath::Any;
            }
            let within = |base: &&HostName| {
                let below = &entry.base != *base || !entry.reach.has_apex();
                entry.base.is_within(base) && below
            };
            if let Some(base) = bases.iter().find(within) {
                entry.base = base.clone();
                entry.reach = Reach::Below;
                entry.path = UrlPath::Any;
            }
        }
    }
}

/// Whether the row is one of the five that the guide of 2023 lists: they stand in
/// `data/endpoints/guide.toml`, and their ids say so.
fn is_of_guide(row: &Endpoint) -> bool {
    row.id.starts_with("guide-")
}

/// The hosts of a row's tests, with their placeholders.
fn hosts_of_tests(row: &Endpoint) -> impl Iterator<Item = &str> {
    row.tests.iter().map(|test| {
        let rest = test.strip_prefix("https://").unwrap_or(test);
        rest.split('/').next().unwrap_or(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::allowlist::{Extent, Remark, Scope};
    use crate::catalogue::load;

    fn made(directory: Option<&str>, regions: &[&str], breadth: Breadth) -> Allowlist {
        let wish = Wish {
            directory: directory.map(|name| name.parse().unwrap()),
            regions: regions.iter().map(|name| name.parse().unwrap()).collect(),
            scopes: vec![Scope::SignIn, Scope::Setup],
            breadth,
            fips: false,
        };
        allowlist(&load().unwrap(), &wish).unwrap()
    }

    fn patterns(list: &List) -> Vec<String> {
        list.entries.iter().map(Entry::pattern).collect()
    }

    fn told(list: &List, extent: Extent, name: &str) -> bool {
        let mut remarks = list.remarks.iter();
        remarks.any(|one| one.extent == extent && one.entries.iter().any(|entry| entry == name))
    }

    #[test]
    fn the_default_has_the_users_own_names_and_no_other_companies() {
        let list = made(Some("mycorp"), &["us-east-1"], Breadth::Documented);
        let allow = patterns(&list.allow);
        for name in ["mycorp.awsapps.com", "us-east-1.signin.aws"] {
            assert!(allow.iter().any(|one| one == name), "{name}");
        }
        for name in ["*.awsapps.com", "*.signin.aws", "*.cloudfront.net"] {
            assert!(allow.iter().all(|one| one != name), "{name}");
        }
        assert!(told(&list.allow, Extent::Narrower, "*.cloudfront.net"));
    }

    #[test]
    fn without_names_the_guides_wildcards_stand_and_each_region_is_named() {
        let list = made(None, &[], Breadth::Documented);
        let allow = patterns(&list.allow);
        for name in [
            "*.awsapps.com",
            "*.signin.aws",
            "oidc.eu-west-1.amazonaws.com",
        ] {
            assert!(allow.iter().any(|one| one == name), "{name}");
        }
        let whole = |remark: &&Remark| remark.entries.is_empty();
        assert_eq!(list.allow.remarks.iter().filter(whole).count(), 1);
        assert!(told(&list.allow, Extent::Wider, "*.awsapps.com"));
        // Other companies' portals are never exempted from inspection.
        assert!(told(&list.no_decrypt, Extent::LeftOut, "*.awsapps.com"));
        let exempt = patterns(&list.no_decrypt);
        assert!(
            exempt
                .iter()
                .all(|one| !one.contains("awsapps") && !one.contains(".portal."))
        );
    }

    #[test]
    fn a_region_that_is_not_listed_is_said() {
        let list = made(Some("mycorp"), &["us-east-9"], Breadth::Documented);
        assert!(told(&list.allow, Extent::Unproven, "us-east-9"));
        let list = made(Some("mycorp"), &["us-east-1"], Breadth::Documented);
        assert!(!told(&list.allow, Extent::Unproven, "us-east-1"));
    }

    #[test]
    fn the_guide_is_its_five_rows() {
        let list = made(Some("mycorp"), &["us-east-1"], Breadth::Guide);
        let mut rows: Vec<&str> = Vec::new();
        for entry in &list.allow.entries {
            rows.extend(entry.why.iter().map(|why| why.endpoint.as_str()));
        }
        assert_eq!(rows.len(), 5);
        assert!(rows.iter().all(|row| row.starts_with("guide-")));
    }

    #[test]
    fn exact_has_no_wildcard_and_names_what_it_cannot_have() {
        let list = made(Some("mycorp"), &["us-east-1"], Breadth::Exact);
        assert!(
            list.allow
                .entries
                .iter()
                .all(|one| one.reach == Reach::Itself)
        );
        assert!(told(&list.allow, Extent::LeftOut, "*.sso.amazonaws.com"));
    }

    #[test]
    fn broad_has_the_shared_suffix_and_says_so_but_never_exempts_it() {
        let list = made(Some("mycorp"), &["us-east-1"], Breadth::Broad);
        assert!(patterns(&list.allow).contains(&"*.cloudfront.net".to_owned()));
        assert!(told(&list.allow, Extent::Wider, "*.cloudfront.net"));
        let of_it = |remark: &&Remark| {
            remark.extent == Extent::Wider && remark.entries == ["*.cloudfront.net"]
        };
        let why = &list.allow.remarks.iter().find(of_it).unwrap().why;
        let offered = "known is d35uxhjf90umnp.cloudfront.net: --breadth documented has it instead";
        assert!(why.ends_with(offered), "{why}");
        assert!(!patterns(&list.no_decrypt).contains(&"*.cloudfront.net".to_owned()));
        assert!(patterns(&list.no_decrypt).contains(&"mycorp.awsapps.com".to_owned()));
    }

    #[test]
    fn a_wildcard_of_every_service_offers_the_hosts_that_are_known() {
        let wish = Wish {
            directory: None,
            regions: vec!["us-east-1".parse().unwrap()],
            scopes: Scope::ALL.to_vec(),
            breadth: Breadth::Documented,
            fips: false,
        };
        let list = allowlist(&load().unwrap(), &wish).unwrap();
        let of_it = |remark: &&Remark| remark.entries == ["*.api.aws"];
        let why = &list.allow.remarks.iter().find(of_it).unwrap().why;
        assert!(
            why.contains("known is portal.sso.us-east-1.api.aws: "),
            "{why}"
        );
        assert!(why.ends_with("--breadth exact has it instead"), "{why}");
    }

    #[test]
    fn no_wildcard_stands_on_a_suffix_that_aws_shares_but_the_broad_ones() {
        for breadth in [Breadth::Documented, Breadth::Exact, Breadth::Guide] {
            let list = made(None, &[], breadth);
            for entry in list.allow.entries.iter().chain(&list.no_decrypt.entries) {
                let wild = entry.reach != Reach::Itself;
                assert!(!wild || !is_shared(&entry.base), "{}", entry.pattern());
            }
        }
    }

    #[test]
    fn an_instance_has_its_own_host_and_the_aliases_are_left_out() {
        let instance = "ssoins-7223a1b2c3d4e5f6";
        let list = made(Some(instance), &["us-east-1"], Breadth::Documented);
        let host = format!("{instance}.us-east-1.portal.amazonaws.com");
        assert!(patterns(&list.allow).contains(&host));
        assert!(told(
            &list.allow,
            Extent::LeftOut,
            "{directory}.awsapps.com"
        ));
    }

    #[test]
    fn regions_of_two_partitions_make_no_list() {
        let wish = Wish {
            directory: None,
            regions: vec!["us-east-1".parse().unwrap(), "cn-north-1".parse().unwrap()],
            scopes: vec![Scope::SignIn],
            breadth: Breadth::Documented,
            fips: false,
        };
        let bad = allowlist(&load().unwrap(), &wish).unwrap_err();
        assert!(bad.to_string().contains("different partitions"), "{bad}");
    }
}
