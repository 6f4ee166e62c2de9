//! Directory and Regions, and who named them.
//!
//! Owns the putting together of flags and config, and what two names of different partitions are.
//! Which sign-in of the config is meant is `choice`'s; what differs is `compare`'s.

use crate::discovery::{AwsConfig, SignIn};
use crate::names::{Directory, Partition, Portal, Region};
use crate::plan::Warning;
use crate::verdict::Phrase;

use crate::cli::arguments::SaidBy;

use super::choice::{directory_of, regions, sign_in};
use super::compare::{
    Compared, compare, other_directory, other_region, perhaps_other_region, refused,
    region_of_none, unknown_directory, unknown_profile,
};
use super::{Known, Unclear};

/// What the flags and the environment ask for.
pub(super) struct Asked<'a> {
    pub(super) portal: Option<&'a Portal>,
    pub(super) regions: &'a [Region],
    pub(super) profile: Option<&'a str>,
    /// `AWS_PROFILE`: counts only where no flag says anything.
    pub(super) environment: Option<&'a str>,
    /// What gave the flags their values, in words for the report.
    pub(super) said_by: SaidBy,
}

/// Directory and Regions, and who named them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) directory: Option<Directory>,
    /// None at all only if nobody names one.
    pub(super) regions: Vec<Region>,
    pub(super) source: Vec<Phrase>,
    pub(super) noticed: Vec<Warning>,
    /// Whether the portal's URL is the dual-stack one, which has hosts of its own.
    pub(super) dual_stack: bool,
}

pub(super) fn place(asked: &Asked<'_>, known: &Known) -> Result<Place, Unclear> {
    let nothing = AwsConfig::default();
    let (config, unread) = read(asked, known, &nothing)?;
    let (sign_in, odd) = sign_in(asked, known, config)?;
    let (directory, directory_by) = match (asked.portal, sign_in) {
        (Some(portal), _) => (Some(portal.directory.clone()), By::Flags),
        (None, Some(one)) => (Some(directory_of(one, known)?), By::Config(one)),
        (None, None) => (None, By::Flags),
    };
    let (regions, regions_by) = regions(asked, sign_in, directory.as_ref(), known, config)?;
    let of_config = sign_in.filter(|_| asked.portal.is_none());
    let url = asked
        .portal
        .or(of_config.and_then(|one| one.portal.as_ref()));
    let whose = || of_config.map(|one| format!("the portal of {}", known.says(one)));
    same_partition(url, &regions, whose)?;
    region_of_partition(url, &regions)?;
    let by_config = [directory_by, regions_by].into_iter().find_map(By::config);
    let mut noticed: Vec<Warning> = unread.into_iter().chain(odd).collect();
    noticed.extend(other_directory(asked, sign_in, &regions, known));
    noticed.extend(unknown_profile(asked, known, config));
    noticed.extend(sign_in.or(by_config).and_then(|one| refused(one, known)));
    let found = Found {
        directory: directory.as_ref(),
        regions: &regions,
        regions_by,
        sign_in,
    };
    let (agrees, differing) = found.compared(asked, known, config);
    noticed.extend(differing);
    noticed.extend(region_in_url(url, &regions));
    let mut source = vec![source(asked, directory_by, regions_by, known)];
    source.extend(agrees);
    Ok(Place {
        directory,
        regions,
        source,
        noticed,
        dual_stack: url.is_some_and(|portal| portal.dual_stack),
    })
}

/// The config, or nothing of it and why.
fn read<'a>(
    asked: &Asked<'_>,
    known: &'a Known,
    nothing: &'a AwsConfig,
) -> Result<(&'a AwsConfig, Option<Warning>), Unclear> {
    let why = match &known.config {
        Ok(config) => return Ok((config, None)),
        Err(why) => why.clone(),
    };
    let file = known.file.clone();
    match is_needed(asked) {
        true => Err(Unclear::Unread { file, why }),
        false => Ok((nothing, Some(Warning::UnreadConfig { file, why }))),
    }
}

/// What was found out, to be compared with all that the config says.
struct Found<'a> {
    directory: Option<&'a Directory>,
    regions: &'a [Region],
    regions_by: By<'a>,
    sign_in: Option<&'a SignIn>,
}

impl Found<'_> {
    /// What to say of the source, and what differs.
    fn compared(
        &self,
        asked: &Asked<'_>,
        known: &Known,
        config: &AwsConfig,
    ) -> (Option<Phrase>, Vec<Warning>) {
        let (directory, regions) = (self.directory, self.regions);
        let compared = compare(directory, regions, known, config);
        // What was taken from the config cannot agree with it.
        let by_flags = matches!(self.regions_by, By::Flags);
        match compared {
            Compared::Agrees if by_flags => (
                Some(Phrase::new("source.agree").with("file", &known.file)),
                Vec::new(),
            ),
            Compared::Differs(warnings) if by_flags => {
                let phrase = Phrase::new("source.differ").with("file", &known.file);
                (Some(phrase), warnings)
            }
            Compared::Differs(warnings) => (None, warnings),
            Compared::Nothing if by_flags => {
                let perhaps = directory
                    .and_then(|directory| perhaps_other_region(directory, regions, known, config));
                let none = || region_of_none(self.sign_in, directory, regions, known, config);
                let unknown = || unknown_directory(asked, self.sign_in, regions, known, config);
                let noticed = perhaps.or_else(none).or_else(unknown);
                (None, noticed.into_iter().collect())
            }
            Compared::Nothing | Compared::Agrees => (None, Vec::new()),
        }
    }
}

/// The URL's own Region, where others are used.
fn region_in_url(url: Option<&Portal>, regions: &[Region]) -> Option<Warning> {
    let region = url.and_then(|portal| portal.region.as_ref())?;
    let other = !regions.contains(region);
    other.then(|| other_region("The portal's URL".to_owned(), region, regions))
}

/// Directory and Regions of flags alone: where no Region is named, the one in the portal's URL.
pub(in crate::cli) fn typed(
    portal: Option<&Portal>,
    regions: &[Region],
) -> Result<(Option<Directory>, Vec<Region>), Unclear> {
    same_partition(portal, regions, || None)?;
    let mut regions = once(regions);
    if regions.is_empty() {
        regions.extend(portal.and_then(|portal| portal.region.clone()));
    }
    region_of_partition(portal, &regions)?;
    Ok((portal.map(|portal| portal.directory.clone()), regions))
}

/// Each Region once, in the order in which they were given.
pub(super) fn once(regions: &[Region]) -> Vec<Region> {
    let mut all: Vec<Region> = Vec::new();
    for region in regions {
        if !all.contains(region) {
            all.push(region.clone());
        }
    }
    all
}

/// Without a Region the commercial partition is meant, which has no hosts of another's portal.
fn region_of_partition(url: Option<&Portal>, regions: &[Region]) -> Result<(), Unclear> {
    let theirs = url.and_then(|portal| portal.partition);
    match theirs.filter(|one| regions.is_empty() && *one != Partition::Aws) {
        Some(theirs) => Err(Unclear::RegionOfPartition { theirs }),
        None => Ok(()),
    }
}

/// A portal's hosts are made from its partition's rows: those of another would be invented. `whose`
/// says whose portal it is, where its URL was not typed.
fn same_partition(
    url: Option<&Portal>,
    regions: &[Region],
    whose: impl FnOnce() -> Option<String>,
) -> Result<(), Unclear> {
    let Some(theirs) = url.and_then(|portal| portal.partition) else {
        return Ok(());
    };
    match regions.iter().find(|region| region.partition() != theirs) {
        None => Ok(()),
        Some(region) => Err(Unclear::OtherPartition {
            whose: whose().unwrap_or_else(|| "the portal's URL".to_owned()),
            theirs,
            region: region.clone(),
        }),
    }
}

/// Whether the flags alone say too little.
fn is_needed(asked: &Asked<'_>) -> bool {
    let in_url = asked.portal.is_some_and(|portal| portal.region.is_some());
    asked.profile.is_some() || (asked.regions.is_empty() && !in_url)
}

/// Who named something.
#[derive(Clone, Copy)]
pub(super) enum By<'a> {
    Flags,
    Config(&'a SignIn),
}

impl<'a> By<'a> {
    fn config(self) -> Option<&'a SignIn> {
        match self {
            Self::Flags => None,
            Self::Config(one) => Some(one),
        }
    }
}

fn source(asked: &Asked<'_>, directory: By<'_>, regions: By<'_>, known: &Known) -> Phrase {
    match (directory, regions) {
        (By::Flags, By::Flags) => asked.said_by.phrase(),
        (By::Config(one), By::Config(_)) => {
            Phrase::new("source.config").with("file", known.says(one))
        }
        (By::Config(one), By::Flags) | (By::Flags, By::Config(one)) => {
            asked.said_by.phrase_with(&known.says(one))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Scope;
    use crate::cli::target::scopes_of;
    use crate::report::Texts;

    const TWO: &str = "\
[profile dev]
sso_session = corp
[profile ops]
sso_session = corp
[profile keys]
region = us-east-1
[profile lab]
sso_start_url = https://lab.awsapps.com/start
sso_region = us-west-2
[profile half]
sso_start_url = https://half.awsapps.com/start
[profile vanity]
sso_start_url = https://sso.example.com/start
sso_region = us-west-2
[sso-session corp]
sso_start_url = https://mycorp.awsapps.com/start
sso_region = eu-west-1
";

    fn known(text: &str) -> Known {
        Known {
            file: "config".to_owned(),
            config: Ok(AwsConfig::parse(text.as_bytes()).unwrap()),
        }
    }

    fn given(text: &str) -> Option<&str> {
        Some(text).filter(|text| !text.is_empty())
    }

    /// `flags` in the order directory, Region, profile, AWS_PROFILE; "" for none.
    fn placed(flags: [&str; 4], known: &Known) -> Result<Place, Unclear> {
        let [directory, region, profile, environment] = flags;
        let portal: Option<Portal> = given(directory).map(|text| text.parse().unwrap());
        let regions = given(region).into_iter();
        let regions: Vec<Region> = regions.map(|text| text.parse().unwrap()).collect();
        let asked = Asked {
            portal: portal.as_ref(),
            regions: &regions,
            profile: given(profile),
            environment: given(environment),
            said_by: SaidBy::Flags,
        };
        place(&asked, known)
    }

    /// "directory region (source)", and the warnings.
    fn said(flags: [&str; 4], text: &str) -> (String, Vec<Warning>) {
        let place = placed(flags, &known(text)).unwrap();
        let directory = place.directory.as_ref().map_or("-", Directory::as_str);
        let regions: Vec<&str> = place.regions.iter().map(Region::as_str).collect();
        let texts = Texts::english();
        let source = texts.list(&texts.say_all(&place.source));
        let line = format!("{directory} {} ({source})", regions.join(","));
        (line, place.noticed)
    }

    fn unclear(flags: [&str; 4], text: &str) -> Unclear {
        placed(flags, &known(text)).unwrap_err()
    }

    const ONE: &str =
        "[profile a]\nsso_start_url = https://mycorp.awsapps.com/start\nsso_region = eu-west-1\n";

    /// What is noticed, by the names of the kinds.
    fn kinds(flags: [&str; 4], text: &str) -> Vec<String> {
        let name = |warning: &Warning| {
            let whole = format!("{warning:?}");
            whole.split([' ', '(']).next().unwrap().to_owned()
        };
        said(flags, text).1.iter().map(name).collect()
    }

    #[test]
    fn a_directory_that_the_config_does_not_have_is_said() {
        let other = ["other", "us-east-1", "", ""];
        assert_eq!(kinds(other, ONE), ["UnknownDirectory"]);
        assert_eq!(kinds(other, TWO), ["UnknownDirectory"]);
        assert_eq!(
            kinds(["mycorp", "cn-north-1", "", ""], ONE),
            ["OtherPartition"]
        );
        assert_eq!(
            kinds(["mycorp", "cn-north-1", "a", ""], ONE),
            ["OtherPartition"]
        );
        // The URL leaves no doubt about the partition.
        let url = "https://start.home.awsapps.cn/directory/mycorp";
        assert_eq!(kinds([url, "cn-north-1", "", ""], ONE), [""; 0]);
    }

    #[test]
    fn a_region_of_another_partition_takes_nothing_from_the_config() {
        let gov = ["", "us-gov-west-1", "", ""];
        assert_eq!(said(gov, ONE).0, "- us-gov-west-1 (flags)");
        assert_eq!(kinds(gov, ONE), ["OtherPartition"]);
        let refused = unclear(["", "us-gov-west-1", "a", ""], ONE).to_string();
        let words = "the portal of config, profile a is of partition aws, and us-gov-west-1";
        assert!(refused.starts_with(words), "{refused}");
    }

    #[test]
    fn a_region_alone_takes_the_sign_in_that_is_of_it() {
        let two = format!(
            "{ONE}[profile b]\nsso_start_url = https://other.awsapps.com/start\nsso_region = us-east-1\n"
        );
        let east = ["", "us-east-1", "", ""];
        let line = "other us-east-1 (flags and config, profile b, agree with config)";
        assert_eq!(said(east, &two), (line.to_owned(), vec![]));
        // Those without a portal of AWS's are none.
        let west = ["", "us-west-2", "", ""];
        let line = "lab us-west-2 (flags and config, profile lab, agree with config)";
        assert_eq!(said(west, TWO).0, line);
        let elsewhere = ["", "eu-central-1", "", ""];
        assert_eq!(said(elsewhere, &two).0, "- eu-central-1 (flags)");
        assert_eq!(kinds(elsewhere, &two), ["SeveralSignIns", "RegionOfNone"]);
        // To choose one of them would be refused.
        assert_eq!(
            kinds(["", "us-gov-west-1", "", ""], &two),
            ["OtherPartition"]
        );
    }

    #[test]
    fn a_session_behind_a_profile_is_not_offered_by_its_name() {
        let both = format!(
            "{}[sso-session a]\nsso_start_url = https://other.awsapps.com/start\nsso_region = us-east-1\n",
            ONE
        );
        let error = unclear([""; 4], &both);
        let rows = error.rows();
        assert_eq!(rows.len(), 2, "{rows:?}");
        assert!(rows[0].starts_with("--profile a "), "{rows:?}");
        assert!(rows[1].starts_with("sso-session a "), "{rows:?}");
        assert!(
            rows[1].ends_with("(the profile of this name goes before it)"),
            "{rows:?}"
        );
    }

    #[test]
    fn a_lost_session_is_named() {
        let lost = "[default]\nsso_session = gone\n";
        let error = unclear([""; 4], lost).to_string();
        assert!(
            error.starts_with("profile default in config names the sso-session gone, which"),
            "{error}"
        );
        let error = unclear(["mycorp", "", "default", ""], lost).to_string();
        assert!(error.contains("sso-session gone"), "{error}");
    }

    #[test]
    fn a_region_that_is_given_twice_is_one() {
        let east: Region = "us-east-1".parse().unwrap();
        let twice = [east.clone(), east.clone()];
        let asked = Asked {
            portal: None,
            regions: &twice,
            profile: Some("a"),
            environment: None,
            said_by: SaidBy::Flags,
        };
        let found = place(&asked, &known(ONE)).unwrap();
        assert_eq!(found.regions, std::slice::from_ref(&east));
        assert!(
            matches!(&found.noticed[..], [Warning::OtherRegion { used, .. }] if used == "us-east-1")
        );
        assert_eq!(typed(None, &twice).unwrap().1, [east]);
    }

    /// AWS Builder ID is no directory of a company.
    #[test]
    fn a_builder_id_is_no_sign_in_to_a_directory() {
        let builder = "[sso-session me]\nsso_start_url = https://view.awsapps.com/start\nsso_region = us-east-1\n";
        let both = format!("{ONE}{builder}");
        assert_eq!(
            said([""; 4], &both).0,
            "mycorp eu-west-1 (config, profile a)"
        );
        assert_eq!(said(["mycorp", "eu-west-1", "", ""], &both).1, []);
        let error = unclear(["", "", "me", ""], &both).to_string();
        assert!(error.contains("AWS Builder ID"), "{error}");
        assert!(matches!(unclear([""; 4], builder), Unclear::Nothing { .. }));
    }

    #[test]
    fn a_profile_of_another_directory_tells_its_region_too() {
        let (_, warnings) = said(["other", "us-east-1", "dev", ""], TWO);
        let of_profile = |one: &&Warning| match one {
            Warning::OtherRegion { region, used, .. } => {
                (region.as_str(), used.as_str()) == ("eu-west-1", "us-east-1")
            }
            _ => false,
        };
        assert_eq!(
            warnings.iter().filter(of_profile).count(),
            1,
            "{warnings:?}"
        );
        let (_, warnings) = said(["other", "eu-west-1", "dev", ""], TWO);
        assert!(
            !warnings
                .iter()
                .any(|one| matches!(one, Warning::OtherRegion { .. }))
        );
    }

    #[test]
    fn a_region_alone_takes_the_directory_from_the_only_sign_in() {
        let one =
            "[default]\nsso_start_url = https://mycorp.awsapps.com/start\nsso_region = eu-west-1\n";
        let (line, warnings) = said(["", "us-east-1", "", ""], one);
        let expected = "mycorp us-east-1 (flags and config, profile default, differ from config)";
        assert_eq!(line, expected);
        assert!(
            matches!(&warnings[..], [Warning::OtherRegion { region, .. }] if region == "eu-west-1")
        );
        // Where several could be meant, none is taken.
        let (line, _) = said(["", "us-east-1", "", ""], TWO);
        assert_eq!(line, "- us-east-1 (flags)");
    }

    #[test]
    fn a_portal_of_another_partition_is_refused() {
        let gov = "https://start.us-gov-home.awsapps.com/directory/mycorp";
        for (portal, region) in [
            (gov, "us-east-1"),
            ("https://mycorp.awsapps.com/start", "us-gov-west-1"),
        ] {
            let refused = unclear([portal, region, "", ""], "");
            assert!(
                matches!(refused, Unclear::OtherPartition { .. }),
                "{portal}"
            );
        }
        let (line, _) = said([gov, "us-gov-west-1", "", ""], "");
        assert_eq!(line, "mycorp us-gov-west-1 (flags)");
        let refused = unclear([gov, "", "", ""], "");
        let example = refused.to_string();
        assert!(example.contains("us-gov-"), "{example}");
    }

    #[test]
    fn a_dual_stack_portal_has_its_scope() {
        let url = "https://ssoins-7223a1b2c3d4e5f6.portal.us-east-1.app.aws/";
        assert!(placed([url, "", "", ""], &known("")).unwrap().dual_stack);
        let old = "https://ssoins-7223a1b2c3d4e5f6.us-east-1.portal.amazonaws.com/";
        assert!(!placed([old, "", "", ""], &known("")).unwrap().dual_stack);
        let both = [Scope::SignIn, Scope::Setup, Scope::DualStack];
        assert_eq!(scopes_of(&[], true), both);
    }

    #[test]
    fn flags_alone_need_no_config() {
        for (flags, line) in [
            (["mycorp", "us-east-1", "", ""], "mycorp us-east-1 (flags)"),
            (["", "us-east-1", "", ""], "- us-east-1 (flags)"),
            // Nobody names a Region: the plan says so.
            (["mycorp", "", "", ""], "mycorp  (flags)"),
            (
                [
                    "ssoins-7223a1b2c3d4e5f6.portal.us-east-1.app.aws",
                    "",
                    "",
                    "",
                ],
                "ssoins-7223a1b2c3d4e5f6 us-east-1 (flags)",
            ),
        ] {
            assert_eq!(said(flags, ""), (line.to_owned(), vec![]));
        }
    }

    #[test]
    fn flags_are_compared_with_the_config() {
        let (line, warnings) = said(["mycorp", "eu-west-1", "", ""], TWO);
        assert_eq!(line, "mycorp eu-west-1 (flags, agree with config)");
        assert_eq!(warnings, []);

        let (line, warnings) = said(["mycorp", "us-east-1", "", ""], TWO);
        assert_eq!(line, "mycorp us-east-1 (flags, differ from config)");
        let expected = Warning::OtherRegion {
            source: "config, profile dev".to_owned(),
            region: "eu-west-1".to_owned(),
            used: "us-east-1".to_owned(),
        };
        assert_eq!(warnings, [expected], "once for two profiles");

        let (line, _) = said(["other", "us-east-1", "", ""], TWO);
        assert_eq!(line, "other us-east-1 (flags)");
    }

    #[test]
    fn another_name_of_the_directory_may_be_of_another_region() {
        let one =
            "[default]\nsso_start_url = https://mycorp.awsapps.com/start\nsso_region = eu-west-1\n";
        let (line, warnings) = said(["d-9067a1b2c3", "us-east-1", "", ""], one);
        assert_eq!(line, "d-9067a1b2c3 us-east-1 (flags)");
        assert!(matches!(
            &warnings[..],
            [Warning::PerhapsOtherRegion { region, directory, .. }]
                if region == "eu-west-1" && directory == "mycorp"
        ));
        assert_eq!(said(["d-9067a1b2c3", "eu-west-1", "", ""], one).1, []);
        // Another alias is another directory.
        assert_eq!(
            kinds(["other", "us-east-1", "", ""], one),
            ["UnknownDirectory"]
        );
    }

    #[test]
    fn one_alias_in_two_partitions_is_two_directories() {
        const GOV: &str = "https://start.us-gov-home.awsapps.com/directory/mycorp";
        let both = format!(
            "[profile com]\nsso_start_url = mycorp\nsso_region = us-east-1\n[profile gov]\nsso_start_url = {GOV}\nsso_region = us-gov-west-1\n"
        );
        assert_eq!(said(["", "", "com", ""], &both).1, []);
        assert_eq!(said(["mycorp", "us-east-1", "", ""], &both).1, []);
        let (line, _) = said([GOV, "", "", ""], &both);
        assert_eq!(line, "mycorp us-gov-west-1 (flags and config, profile gov)");
        let com = "[profile com]\nsso_start_url = mycorp\nsso_region = us-east-1\n";
        let (line, warnings) = said(["d-9067a1b2c3", "us-gov-west-1", "", ""], com);
        assert_eq!(
            (line.as_str(), warnings),
            ("d-9067a1b2c3 us-gov-west-1 (flags)", vec![])
        );
    }

    #[test]
    fn a_region_that_no_sign_in_has_is_noticed() {
        let vanity = "[profile vanity]\nsso_start_url = https://sso.corp.example/start\nsso_region = us-west-2\n";
        for flags in [
            ["mycorp", "us-east-1", "vanity", ""],
            ["mycorp", "us-east-1", "", ""],
            ["", "us-east-1", "", ""],
        ] {
            let warnings = said(flags, vanity).1;
            assert!(
                matches!(&warnings[..], [Warning::RegionOfNone { region, .. }] if region == "us-west-2"),
                "{flags:?}"
            );
        }
        assert_eq!(said(["mycorp", "us-west-2", "", ""], vanity).1, []);
    }

    #[test]
    fn a_portal_of_another_partition_needs_its_region() {
        let gov: Portal = "https://start.us-gov-home.awsapps.com/directory/mycorp"
            .parse()
            .unwrap();
        let refused = typed(Some(&gov), &[]).unwrap_err();
        assert!(
            refused
                .to_string()
                .contains("--region, as in us-gov-west-1")
        );
        let west: Region = "us-gov-west-1".parse().unwrap();
        assert!(typed(Some(&gov), &[west]).is_ok());
        assert!(typed(Some(&"mycorp".parse().unwrap()), &[]).is_ok());
    }

    #[test]
    fn what_the_aws_cli_refuses_is_said_where_it_is_used() {
        let lost =
            "[default]\nsso_session = gone\nsso_start_url = mycorp\nsso_region = us-east-1\n";
        let expected = Warning::LostSession {
            source: "config, profile default".to_owned(),
            session: "gone".to_owned(),
        };
        assert_eq!(said([""; 4], lost).1, [expected]);
        let other = "[default]\nsso_session = a\nsso_region = us-west-2\n[sso-session a]\nsso_start_url = mycorp\nsso_region = us-east-1\n";
        let (line, warnings) = said([""; 4], other);
        assert_eq!(line, "mycorp us-east-1 (config, profile default)");
        assert!(
            matches!(&warnings[..], [Warning::Contradiction { key, .. }] if key == "sso_region")
        );
        assert_eq!(said(["mycorp", "us-east-1", "", ""], other).1, []);
    }

    #[test]
    fn a_region_in_the_portals_url_is_compared_too() {
        let url = "https://ssoins-7223a1b2c3d4e5f6.us-east-1.portal.amazonaws.com";
        let (_, warnings) = said([url, "eu-west-1", "", ""], "");
        assert!(
            matches!(&warnings[..], [Warning::OtherRegion { region, .. }] if region == "us-east-1")
        );
    }

    #[test]
    fn the_config_fills_in_what_no_flag_says() {
        for (flags, line) in [
            (
                ["mycorp", "", "", ""],
                "mycorp eu-west-1 (flags and config, profile dev)",
            ),
            (
                ["", "", "lab", "dev"],
                "lab us-west-2 (config, profile lab)",
            ),
            (["", "", "", "lab"], "lab us-west-2 (config, profile lab)"),
            (
                ["", "", "corp", ""],
                "mycorp eu-west-1 (config, sso-session corp)",
            ),
            (
                ["", "us-west-2", "half", ""],
                "half us-west-2 (flags and config, profile half)",
            ),
            (
                ["mycorp", "", "vanity", ""],
                "mycorp us-west-2 (flags and config, profile vanity)",
            ),
            // A Region alone leaves the directory to the environment.
            (
                ["", "us-east-1", "", "lab"],
                "lab us-east-1 (flags and config, profile lab, differ from config)",
            ),
        ] {
            assert_eq!(said(flags, TWO).0, line);
        }
    }

    #[test]
    fn without_a_word_the_default_or_the_only_one_is_taken() {
        let silent = [""; 4];
        let default = "[default]\nsso_start_url = home\nsso_region = us-east-1\n";
        let (line, _) = said(silent, &format!("{TWO}{default}"));
        assert_eq!(line, "home us-east-1 (config, profile default)");
        let session = "[sso-session a]\nsso_start_url = home\nsso_region = us-east-1\n";
        let (line, _) = said(silent, session);
        assert_eq!(line, "home us-east-1 (config, sso-session a)");
        assert_eq!(
            unclear(silent, ""),
            Unclear::Nothing {
                file: "config".to_owned()
            }
        );
    }

    #[test]
    fn several_targets_are_listed_once_each() {
        let error = unclear([""; 4], TWO);
        let rows: Vec<String> = error
            .rows()
            .iter()
            .map(|row| row.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(
            rows,
            [
                "--profile dev https://mycorp.awsapps.com/start eu-west-1 (and 2 more)",
                "--profile half https://half.awsapps.com/start (no Region)",
                "--profile lab https://lab.awsapps.com/start us-west-2",
                "--profile vanity https://sso.example.com/start us-west-2",
            ]
        );
    }

    #[test]
    fn what_is_unclear_names_the_mend() {
        let text = |flags| unclear(flags, TWO).to_string();
        assert_eq!(
            text(["", "", "dve", ""]),
            "config has no profile or sso-session \"dve\"; did you mean dev?"
        );
        assert_eq!(
            text(["", "", "zzz", ""]),
            "config has no profile or sso-session \"zzz\""
        );
        assert!(text(["", "", "keys", ""]).contains("does not sign in"));
        assert!(text(["", "", "half", ""]).contains("no sso_region"));
        assert!(text(["", "", "vanity", ""]).contains("no sso_start_url"));
    }

    #[test]
    fn a_file_that_cannot_be_read_matters_only_where_it_is_needed() {
        let broken = Known {
            file: "config".to_owned(),
            config: Err("it is not UTF-8 text".to_owned()),
        };
        let place = placed(["mycorp", "us-east-1", "", ""], &broken).unwrap();
        assert!(matches!(&place.noticed[..], [Warning::UnreadConfig { .. }]));
        for flags in [
            [""; 4],
            ["mycorp", "", "", ""],
            ["mycorp", "us-east-1", "x", ""],
        ] {
            let error = placed(flags, &broken).unwrap_err();
            assert!(matches!(error, Unclear::Unread { .. }), "{flags:?}");
        }
    }

    #[test]
    fn another_directory_is_said_where_the_names_can_be_compared() {
        let warnings = |directory| said([directory, "eu-west-1", "dev", ""], TWO).1;
        assert!(matches!(
            &warnings("other")[..],
            [Warning::OtherDirectory { .. }]
        ));
        assert_eq!(warnings("d-9067a1b2c3"), []);
    }
}
