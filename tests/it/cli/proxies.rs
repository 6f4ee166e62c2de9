//! Which way a run goes by the settings of a machine, and what it says of programs that go another.

use std::{ffi::OsString, fs, path::Path};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Ran, lab, netcheck, ran};
use crate::lab::Lab;

/// The proxy of the lab, and the arguments that do not name it.
pub(super) fn without_flag(lab: &Lab) -> (String, Vec<OsString>) {
    let mut arguments = lab.arguments().to_vec();
    let at = arguments.iter().position(|one| one == "--proxy").unwrap();
    let proxy = arguments.drain(at..at + 2).nth(1).unwrap();
    (proxy.into_string().unwrap(), arguments)
}

fn run(folder: &Path, arguments: &[OsString], environment: &[(&str, &str)], more: &[&str]) -> Ran {
    let mut command = netcheck(folder);
    command.envs(environment.iter().copied()).args(arguments);
    ran(command.args(more))
}

fn way(route: &Value, program: &str) -> Value {
    let programs = route["programs"].as_array().unwrap();
    let found = programs.iter().find(|one| one["program"] == program);
    found.map_or(Value::Null, |one| one["way"].clone())
}

const JSON: &[&str] = &["--format", "json"];

fn states(report: &Value) -> Vec<&str> {
    let said = report["vantage"]["said"].as_array().unwrap();
    said.iter()
        .map(|one| one["key"].as_str().unwrap())
        .collect()
}

#[test]
fn of_all_proxy_the_aws_cli_knows_nothing() {
    let (lab, folder) = (lab("[proxy]"), TempDir::new().unwrap());
    let (proxy, arguments) = without_flag(&lab);
    let environment = [("ALL_PROXY", proxy.as_str())];
    let ran = run(folder.path(), &arguments, &environment, JSON);
    assert_eq!(ran.exit, Some(3), "{}{}", ran.stdout, ran.stderr);
    let report = ran.json();
    assert_eq!(report["clients"]["browser"]["verdict"], "open");
    assert_eq!(report["clients"]["aws-cli"]["verdict"], "unknown");
    let route = &report["paths"][0]["route"];
    assert_eq!(route["source"], "ALL_PROXY");
    assert_eq!(way(route, "curl"), json!(proxy));
    for program in ["aws-cli", "go", "java", "node"] {
        assert_eq!(way(route, program), "DIRECT", "{program}");
    }
    assert_eq!(
        states(&report),
        ["state.programs_differ", "state.cli_elsewhere"]
    );
    // Its own way can be gone, and is the direct one here.
    let cli = [JSON, &["--client", "aws-cli"]].concat();
    let ran = run(folder.path(), &arguments, &environment, &cli);
    assert_eq!(ran.exit, Some(0), "{}{}", ran.stdout, ran.stderr);
    let report = ran.json();
    assert_eq!(report["vantage"]["proxy"], Value::Null);
    assert_eq!(
        report["vantage"]["proxy_settings"][0]["source"],
        "ALL_PROXY"
    );
    assert_eq!(report["paths"][0]["route"]["source"], "none");
    assert_eq!(way(&report["paths"][0]["route"], "curl"), json!(proxy));
}

#[test]
fn every_path_has_its_way_and_the_word_that_exempts_it() {
    let (lab, folder) = (lab("[proxy]"), TempDir::new().unwrap());
    let (proxy, arguments) = without_flag(&lab);
    let environment = [
        ("https_proxy", proxy.as_str()),
        ("NO_PROXY", "localhost,.awsapps.com"),
    ];
    let folded = run(folder.path(), &arguments, &environment, &[]);
    assert_eq!(folded.exit, Some(0), "{}{}", folded.stdout, folded.stderr);
    let one_line = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let screen = one_line(&folded.stdout);
    let by = format!("{proxy} (https_proxy)");
    let exempt = "DIRECT (https_proxy, but for .awsapps.com)";
    for said in ["Ways: ", &by, exempt, "Java, Node.js: DIRECT"] {
        assert!(screen.contains(said), "{said}\n{screen}");
    }
    let full = run(folder.path(), &arguments, &environment, &["-v"]);
    let screen = one_line(&full.stdout);
    for said in [format!("way: {by}"), format!("way: {exempt}")] {
        assert!(screen.contains(&said), "{said}\n{screen}");
    }
    // A way that was typed is everybody's.
    let typed = run(folder.path(), lab.arguments(), &environment, JSON);
    assert_eq!(typed.exit, Some(0), "{}{}", typed.stdout, typed.stderr);
    assert_eq!(states(&typed.json()), [""; 0]);
}

/// A program in the place of `gsettings`, which writes this.
#[cfg(all(unix, not(target_vendor = "apple")))]
fn desktop(folder: &Path, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt as _;
    let file = folder.join("gsettings");
    fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    format!("{}:/usr/bin:/bin", folder.display())
}

#[cfg(all(unix, not(target_vendor = "apple")))]
#[test]
fn a_desktop_goes_before_the_environment() {
    let (lab, folder) = (lab("[proxy]"), TempDir::new().unwrap());
    let (proxy, arguments) = without_flag(&lab);
    let (_, port) = proxy.rsplit_once(':').unwrap();
    let schema = "org.gnome.system.proxy";
    let script = format!(
        "cat <<'END'\n{schema} mode 'manual'\n{schema} ignore-hosts ['*.awsapps.com']\n\
         {schema}.https host '127.0.0.1'\n{schema}.https port {port}\nEND"
    );
    let path = desktop(folder.path(), &script);
    let environment = [
        ("PATH", path.as_str()),
        ("XDG_CURRENT_DESKTOP", "ubuntu:GNOME"),
        ("HTTPS_PROXY", "http://127.0.0.1:1"),
    ];
    let ran = run(folder.path(), &arguments, &environment, JSON);
    let report = ran.json();
    assert_eq!(ran.exit, Some(3), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(report["clients"]["browser"]["verdict"], "open");
    let here = &report["vantage"];
    assert_eq!(here["proxy"], json!({ "source": "GNOME", "url": proxy }));
    let sources = here["proxy_settings"].as_array().unwrap().iter();
    let sources: Vec<&Value> = sources.map(|one| &one["source"]).collect();
    assert_eq!(sources, ["HTTPS_PROXY", "GNOME"]);
    let portal = report["paths"].as_array().unwrap().iter();
    let portal = portal
        .clone()
        .find(|path| path["host"] == "mycorp.awsapps.com");
    let route = &portal.unwrap()["route"];
    assert_eq!(route["hops"], json!(["DIRECT"]));
    assert_eq!(route["exempt"], "*.awsapps.com");
    assert_eq!(way(route, "aws-cli"), "http://127.0.0.1:1");
    // Of no use, or elsewhere, it is the environment that decides.
    let other = [
        environment[0],
        ("XDG_CURRENT_DESKTOP", "XFCE"),
        ("HTTPS_PROXY", &proxy),
    ];
    let ran = run(folder.path(), &arguments, &other, JSON);
    assert_eq!(ran.json()["vantage"]["proxy"]["source"], "HTTPS_PROXY");
    let path = desktop(folder.path(), "exec sleep 600");
    let hangs = [
        ("PATH", path.as_str()),
        environment[1],
        ("HTTPS_PROXY", &proxy),
    ];
    let ran = run(folder.path(), &arguments, &hangs, JSON);
    assert_eq!(ran.json()["vantage"]["proxy"]["source"], "HTTPS_PROXY");
    assert_eq!(ran.exit, Some(0), "{}{}", ran.stdout, ran.stderr);
}

#[cfg(all(unix, not(target_vendor = "apple")))]
#[test]
fn a_pac_file_of_the_desktop_is_gone_by() {
    let (lab, folder) = (lab("[proxy]"), TempDir::new().unwrap());
    let (proxy, arguments) = without_flag(&lab);
    let proxy = proxy.trim_start_matches("http://");
    let pac = folder.path().join("proxy.pac");
    let script = format!("function FindProxyForURL() {{ return 'PROXY {proxy}'; }}");
    fs::write(&pac, script).unwrap();
    let schema = "org.gnome.system.proxy";
    let place = pac.display();
    let script =
        format!("echo \"{schema} mode 'auto'\"\necho \"{schema} autoconfig-url 'file://{place}'\"");
    let path = desktop(folder.path(), &script);
    let environment = [("PATH", path.as_str()), ("XDG_CURRENT_DESKTOP", "GNOME")];
    let ran = run(folder.path(), &arguments, &environment, JSON);
    let report = ran.json();
    assert_eq!(ran.exit, Some(3), "{}{}", ran.stdout, ran.stderr);
    let route = &report["paths"][0]["route"];
    assert_eq!(route["hops"], json!([format!("http://{proxy}")]));
    assert_eq!(route["source"], format!("PAC file {place} of GNOME"));
    // One that is not there is said to be of no use.
    fs::remove_file(&pac).unwrap();
    let ran = run(folder.path(), &arguments, &environment, JSON);
    assert_eq!(states(&ran.json()), ["state.pac_useless"]);
    assert_eq!(ran.exit, Some(0), "{}{}", ran.stdout, ran.stderr);
}

/// What the AWS CLI puts `http://` before leads nowhere, whatever stands there.
#[test]
fn of_socks_the_aws_cli_knows_nothing() {
    let (lab, folder) = (lab("[proxy]\nkind = 'socks5h'"), TempDir::new().unwrap());
    let (proxy, arguments) = without_flag(&lab);
    let environment = [("HTTPS_PROXY", proxy.as_str())];
    let ran = run(folder.path(), &arguments, &environment, JSON);
    assert_eq!(ran.exit, Some(1), "{}{}", ran.stdout, ran.stderr);
    let report = ran.json();
    assert_eq!(report["clients"]["browser"]["verdict"], "open");
    assert_eq!(report["clients"]["aws-cli"]["verdict"], "blocked");
    assert_eq!(
        states(&report),
        ["state.programs_differ", "state.cli_fails"]
    );
    let screen = run(folder.path(), &arguments, &environment, &[]).stdout;
    assert!(screen.contains("BLOCKED FOR aws-cli"), "{screen}");
}

/// A login that stands in a file of this run's alone is none of the AWS CLI's.
#[test]
fn a_login_of_this_run_is_not_the_aws_clis() {
    let wants = "[proxy]\nwants = 'Basic realm=\"corp\"'\ntakes_login = true";
    let (lab, folder) = (lab(wants), TempDir::new().unwrap());
    let (proxy, arguments) = without_flag(&lab);
    let login = folder.path().join("login");
    fs::write(&login, "jane:open sesame").unwrap();
    let given = [JSON, &["--proxy-login", login.to_str().unwrap()]].concat();
    let ran = run(
        folder.path(),
        &arguments,
        &[("HTTPS_PROXY", &proxy)],
        &given,
    );
    let report = ran.json();
    assert_eq!(ran.exit, Some(1), "{}{}", ran.stdout, ran.stderr);
    assert!(states(&report).contains(&"state.proxy_login_not_in_url"));
    assert_eq!(report["clients"]["browser"]["verdict"], "open");
    assert_eq!(report["clients"]["aws-cli"]["verdict"], "blocked");
    let ask = report["requests"][0]["ask"].as_str().unwrap();
    assert!(ask.contains("HTTPS_PROXY"), "{ask}");
    let own = proxy.replace("://", "://jane:open%20sesame@");
    let ran = run(folder.path(), &arguments, &[("HTTPS_PROXY", &own)], JSON);
    assert_eq!(ran.exit, Some(0), "{}{}", ran.stdout, ran.stderr);
    let wrong = own.replace("sesame", "wrong");
    let refuses = lab_that_refuses();
    let (proxy, arguments) = without_flag(&refuses);
    let wrong = wrong.replace(
        wrong.rsplit_once('@').unwrap().1,
        proxy.trim_start_matches("http://"),
    );
    let ran = run(folder.path(), &arguments, &[("HTTPS_PROXY", &wrong)], JSON);
    assert_eq!(ran.exit, Some(3), "{}{}", ran.stdout, ran.stderr);
    assert!(states(&ran.json()).contains(&"state.proxy_refuses_login"));
}

fn lab_that_refuses() -> Lab {
    lab("[proxy]\nwants = 'Basic realm=\"corp\"'")
}

#[cfg(all(unix, not(target_vendor = "apple")))]
#[test]
fn a_desktop_without_a_proxy_where_nothing_gets_out_is_not_judged() {
    let nothing = "[proxy]\n[[host]]\nname = '*'\ndns = { answer = 'nxdomain' }";
    let (lab, folder) = (lab(nothing), TempDir::new().unwrap());
    let (proxy, arguments) = without_flag(&lab);
    let path = desktop(folder.path(), "echo \"org.gnome.system.proxy mode 'none'\"");
    let environment = [
        ("PATH", path.as_str()),
        ("XDG_CURRENT_DESKTOP", "GNOME"),
        ("HTTPS_PROXY", &proxy),
    ];
    let ran = run(folder.path(), &arguments, &environment, JSON);
    let report = ran.json();
    assert_eq!(ran.exit, Some(3), "{}{}", ran.stdout, ran.stderr);
    assert_eq!(report["requests"], json!([]));
    assert!(states(&report).contains(&"state.proxy_for_others"));
}
