//! The site file: where it is found, what it says to a run, and how its mistakes are named.

use std::{fs, path::Path};

use tempfile::TempDir;

use super::{Ran, lab, netcheck, probed, ran};

const NAME: &str = "aws-netcheck.toml";

/// A folder with a site file in it.
fn with(text: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(NAME), text).unwrap();
    folder
}

fn dry_run(folder: &Path, more: &[&str]) -> Ran {
    let mut command = netcheck(folder);
    // What is configured on this machine has no say.
    command.args(["probe", "--dry-run", "--resolver", "127.0.0.1:9"]);
    ran(command.args(more))
}

/// What the program says of a site file with this text.
#[track_caller]
fn refused(text: &str) -> String {
    let Ran {
        exit,
        stdout,
        stderr,
        ..
    } = dry_run(with(text).path(), &["--region", "us-east-1"]);
    assert_eq!((exit, stdout.as_str()), (Some(2), ""), "{text}\n{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(stderr.contains(NAME), "{stderr}");
    stderr
}

#[test]
fn a_mistake_is_named_with_its_file_line_key_and_mend() {
    for (text, says) in [
        (
            "[defaults]\nregoin = 'x'",
            "line 2: defaults.regoin: there is no such key; did you mean region?",
        ),
        (
            "\n[product]",
            "line 2: product: there is no such key; did you mean products?",
        ),
        ("[products]\nfirewal = 'squid'", "did you mean firewall?"),
        ("[teams]\nfire = 'net'", "did you mean firewall?"),
        ("[names]\nquux = 'x'", "there are list, rule, bypass"),
        ("[also]\nurl = []", "did you mean urls?"),
        (
            "[defaults]\noutput = 'x'",
            "defaults.output: there is no such key",
        ),
        (
            "[defaults]\ndry-run = true",
            "defaults.dry-run: there is no such key",
        ),
        ("[products]\nfirewall = 'palo'", "did you mean paloalto?"),
        (
            "[products]\nfirewall = 1",
            "a number stands where a text in quotes is expected",
        ),
        (
            "[defaults]\nregion = 1",
            "a number stands where a list of texts is expected",
        ),
        (
            "[defaults]\nregion = ['us-east-1', 2]",
            "where a list of texts is expected",
        ),
        (
            "[defaults]\ndeadline = '20'",
            "a text stands where a number is expected",
        ),
        ("[defaults]\ndeadline = 0", "1 to 3600"),
        ("[defaults]\ntimeout = 1e3", "0.1 to 10"),
        ("[defaults]\nsite = true", "true or false stands where"),
        ("defaults = 1", "a number stands where a table is expected"),
        (
            "[defaults]\nregion = ['us-east-1', 'us_east']",
            "\"us_east\" is not a Region",
        ),
        ("[defaults]\nregion = []", "give at least one"),
        ("[defaults]\ndirectory = 'a.example'", "is not a directory"),
        ("[defaults]\nscope = 'everything'", "the scopes are sign-in"),
        ("[defaults]\nfail-on = 'never'", "give blocked or degraded"),
        (
            "[also]\nurls = ['http://idp.example.com/']",
            "give an https URL",
        ),
        (
            "[also]\nurls = ['https://a:b@idp.example.com/']",
            "no user name",
        ),
        ("[labels]\na = ''", "give 1 to 200 characters"),
        ("[labels]\na = 1979-05-27", "a date stands where"),
        ("[defaults\n", "line 1: the file: "),
        (
            "[labels]\na = 'x'\na = 'y'",
            "line 3: the file: duplicate key",
        ),
        ("[defaults]\n\"\\u001b[2J\" = 1", "there is no such key"),
    ] {
        let stderr = refused(text);
        assert!(stderr.contains(says), "no {says:?} in {stderr}");
        assert!(!stderr.contains('\x1b'), "{stderr}");
    }
}

#[test]
fn a_named_file_must_be_there_and_be_text_of_a_size() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("binary.toml"), b"\xff\xfe").unwrap();
    fs::write(at("large.toml"), " ".repeat(1024 * 1024 + 1)).unwrap();
    fs::create_dir(at("folder.toml")).unwrap();
    for (name, says) in [
        ("nowhere.toml", "give a site file that can be read"),
        ("folder.toml", "give a site file that can be read"),
        ("binary.toml", "is not text in UTF-8"),
        ("large.toml", "larger than 1048576 bytes"),
    ] {
        let ran = dry_run(folder.path(), &["--region", "us-east-1", "--config", name]);
        assert_eq!(ran.exit, Some(2), "{name}");
        assert!(ran.stderr.contains(name), "{}", ran.stderr);
        assert!(ran.stderr.contains(says), "{}", ran.stderr);
    }
}

#[test]
fn what_is_typed_wins_over_the_file_and_the_file_over_what_is_built_in() {
    let folder = with("[defaults]\nregion = ['eu-west-1']\ndirectory = 'mycorp'\nscope = 'scim'");
    let refused = dry_run(folder.path(), &[]);
    let planned = |more: &[&str]| {
        let all = [&["--scope", "sign-in"], more].concat();
        let ran = dry_run(folder.path(), &all);
        assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
        ran.stdout
    };
    // The catalogue may have nothing for the scope; then it is named.
    assert!(refused.exit == Some(0) || refused.stderr.contains("scim"));
    let file = planned(&[]);
    assert!(file.contains("mycorp.awsapps.com"), "{file}");
    assert!(file.contains("eu-west-1.signin.aws"), "{file}");
    let typed = planned(&["--region", "us-west-2", "--directory", "other"]);
    assert!(typed.contains("other.awsapps.com"), "{typed}");
    assert!(typed.contains("us-west-2.signin.aws"), "{typed}");
    assert!(
        !typed.contains("eu-west-1.signin.aws"),
        "a repeatable flag replaces the file's list"
    );
    let none = dry_run(folder.path(), &["--no-config"]);
    assert_eq!(none.exit, Some(2), "{}", none.stdout);
}

#[test]
fn the_nearest_file_upwards_is_used_then_the_one_in_the_configuration_directory() {
    let top = with("[defaults]\nregion = 'us-west-1'");
    let deep = top.path().join("a/b");
    fs::create_dir_all(&deep).unwrap();
    let shown = |folder: &Path| dry_run(folder, &[]).stdout;
    assert!(shown(&deep).contains("us-west-1.signin.aws"));
    fs::write(
        top.path().join("a").join(NAME),
        "[defaults]\nregion = 'us-west-2'",
    )
    .unwrap();
    assert!(shown(&deep).contains("us-west-2.signin.aws"));
    // A folder of that name is none.
    fs::create_dir(deep.join(NAME)).unwrap();
    assert!(shown(&deep).contains("us-west-2.signin.aws"));
}

#[test]
#[cfg(target_os = "linux")]
fn the_configuration_directory_comes_last() {
    let (here, home) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let shown = |variable: &str, value: &Path| {
        let mut command = netcheck(here.path());
        command.args(["probe", "--dry-run", "--resolver", "127.0.0.1:9"]);
        ran(command.env(variable, value)).stdout
    };
    let settings = home.path().join(".config/aws-netcheck");
    fs::create_dir_all(&settings).unwrap();
    fs::write(settings.join(NAME), "[defaults]\nregion = 'eu-north-1'").unwrap();
    assert!(shown("HOME", home.path()).contains("eu-north-1.signin.aws"));
    let named = home.path().join(".config");
    assert!(shown("XDG_CONFIG_HOME", &named).contains("eu-north-1.signin.aws"));
    fs::write(here.path().join(NAME), "[defaults]\nregion = 'eu-west-3'").unwrap();
    assert!(shown("HOME", home.path()).contains("eu-west-3.signin.aws"));
}

#[test]
fn files_are_named_from_the_folder_of_the_site_file() {
    let folder = with("[defaults]\nregion = 'us-east-1'\nca-bundle = 'ours.pem'");
    let inside = folder.path().join("inside");
    fs::create_dir(&inside).unwrap();
    let ran = dry_run(&inside, &[]);
    assert_eq!(ran.exit, Some(2));
    let file = folder.path().join("ours.pem").display().to_string();
    assert!(ran.stderr.contains(&file), "{}", ran.stderr);
}

#[test]
fn other_commands_take_the_target_and_explain_takes_nothing() {
    let folder = with("[defaults]\nregion = 'eu-west-1'\nscope = 'cli'");
    let shown = |arguments: &[&str]| {
        let ran = ran(netcheck(folder.path()).args(arguments));
        assert_eq!(ran.exit, Some(0), "{}", ran.stderr);
        ran.stdout
    };
    assert!(shown(&["steps"]).contains("eu-west-1.signin.aws"));
    let list = shown(&["endpoints"]);
    assert!(
        list.contains("eu-west-1.signin.aws"),
        "the Region is filled in"
    );
    assert!(
        list.contains("console.aws.amazon.com"),
        "every scope is listed"
    );
    fs::write(folder.path().join(NAME), "broken").unwrap();
    shown(&["explain", "tls.reset"]);
    shown(&["--version"]);
    shown(&["probe", "--help"]);
}

#[test]
fn the_report_names_the_file_and_its_labels() {
    let folder = with("[defaults]\nsite = 'Berlin'\n[labels]\nticket = 'NET-1'\n");
    let file = folder.path().join(NAME).display().to_string();
    let lab = lab("");
    let (ran, report) = probed(&lab, &["--config", &file]);
    assert_eq!(report["site_file"], file.as_str(), "{}", ran.stderr);
    assert_eq!(report["labels"]["ticket"], "NET-1");
    assert_eq!(report["site"], "Berlin");
    assert_eq!(report["target"]["source"], "flags");
    let (_, report) = probed(&lab, &[]);
    assert!(report["site_file"].is_null());
    assert_eq!(report["labels"], serde_json::json!({}));
}

#[test]
fn the_urls_of_the_site_are_tested() {
    let folder = with("[also]\nurls = ['https://idp.example.com/sso']\n");
    let file = folder.path().join(NAME).display().to_string();
    let idp = "[[host]]\nname = 'idp.example.com'\ntls = { fault = 'reset' }\n";
    let (ran, report) = probed(&lab(idp), &["--config", &file]);
    let paths = report["paths"].as_array().unwrap();
    let path = paths.iter().find(|path| path["host"] == "idp.example.com");
    assert_eq!(path.unwrap()["failure"], "tls.reset");
    assert_eq!(ran.exit, Some(1), "{}", ran.stderr);
}

#[test]
fn the_other_tables_are_read_and_kept() {
    use aws_netcheck::cli::{Device, Object, PRODUCTS, parse_site_file};
    let text = "[also]\nurls = 'https://idp.example.com/sso'\n\
        [products]\nfirewall = 'paloalto'\ngateway = 'zscaler'\n\
        [teams]\ndns = 'Name service'\n[names]\nlist = 'AWS-SSO'\n";
    let site = parse_site_file(NAME.into(), text).unwrap();
    assert_eq!(site.also[0].as_str(), "https://idp.example.com/sso");
    assert_eq!(site.products[&Device::Gateway], "zscaler");
    assert_eq!(site.teams[&Device::Dns], "Name service");
    assert_eq!(site.names[&Object::List], "AWS-SSO");
    assert!(PRODUCTS.is_sorted());
    let id = |id: &&str| id.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    assert!(PRODUCTS.iter().all(id), "ids are kebab-case");
}

#[test]
fn a_profile_that_is_not_on_this_machine_is_the_site_files() {
    let folder = with("[defaults]\nprofile = 'corp'");
    let config = folder.path().join("config");
    fs::write(&config, "[profile keys]\nregion = us-east-1\n").unwrap();
    let shown = |arguments: &[&str]| {
        let mut command = netcheck(folder.path());
        command.args(["probe", "--dry-run", "--resolver", "127.0.0.1:9"]);
        ran(command.args(arguments).env("AWS_CONFIG_FILE", &config))
    };
    let missing = shown(&[]);
    assert_eq!(missing.exit, Some(2));
    let site = folder.path().join(NAME).display().to_string();
    assert!(missing.stderr.contains("\"corp\""), "{}", missing.stderr);
    assert!(missing.stderr.contains(&site), "{}", missing.stderr);
    let typed = shown(&["--profile", "keys"]);
    assert!(!typed.stderr.contains(&site), "{}", typed.stderr);
    let typed = shown(&["--directory", "mycorp", "--region", "eu-west-3"]);
    assert_eq!(typed.exit, Some(0), "{}", typed.stderr);
    assert!(
        typed.stdout.contains("mycorp.awsapps.com"),
        "{}",
        typed.stdout
    );
}
