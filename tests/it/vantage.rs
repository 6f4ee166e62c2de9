//! Who measured and from where, from outside; and that no secret of the environment is told.

use std::{fs, sync::Arc};

use serde_json::Value;
use tempfile::TempDir;

use crate::lab::{
    Lab,
    scenario::{self, Scenario},
};

#[test]
fn the_vantage_is_told_and_the_secrets_are_not() {
    let files = scenario::folder().unwrap();
    let (_, file) = files.iter().find(|(name, _)| name == "healthy").unwrap();
    let lab = Lab::start(&Arc::new(Scenario::read(file).unwrap())).unwrap();
    let folder = TempDir::new().unwrap();
    let json = folder.path().join("report.json");
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_aws-netcheck"))
        .env_clear()
        .env("HTTPS_PROXY", "http://user:secret@proxy.example:1/?secret")
        .env("NO_PROXY", "*")
        .env("AWS_SECRET_ACCESS_KEY", "secret")
        .env("KUBERNETES_SERVICE_HOST", "10.96.0.1")
        .args(lab.arguments())
        .args(["-vv", "--format", "json", "--output"])
        .arg(&json)
        .args(["--format", "terminal"])
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .unwrap();
    let json = fs::read_to_string(json).unwrap();
    let screen = String::from_utf8(output.stdout).unwrap();
    let log = String::from_utf8(output.stderr).unwrap();
    for text in [&json, &screen, &log] {
        assert!(!text.contains("secret"), "{text}");
    }
    let report: Value = serde_json::from_str(&json).unwrap();
    let here = &report["vantage"];
    assert_eq!(here["proxy"]["url"], "http://proxy.example:1");
    assert_eq!(here["proxy"]["source"], "HTTPS_PROXY");
    assert_eq!(here["runs_in"], "container");
    assert_eq!(here["address"], "127.0.0.1");
    let interface = here["interface"].as_str().unwrap();
    assert!(here["trust"]["ca-bundle"].is_string(), "{here}");
    let second: String = screen
        .lines()
        .skip(1)
        .take_while(|line| !line.is_empty())
        .flat_map(|line| [line.trim(), " "])
        .collect();
    for said in [interface, "in a container", "(HTTPS_PROXY)", "--ca-bundle"] {
        assert!(second.contains(said), "{said}: {second}");
    }
}

#[test]
fn the_trust_store_is_named_with_what_chose_it() {
    let folder = TempDir::new().unwrap();
    let store = folder.path().join("roots.pem");
    let authority = rcgen::generate_simple_self_signed(["ca.example".to_owned()]).unwrap();
    fs::write(&store, authority.cert.pem()).unwrap();
    // Nothing is reached: the name server's port is closed.
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_aws-netcheck"))
        .env_clear()
        .env("SSL_CERT_FILE", &store)
        .args([
            "probe",
            "--region",
            "us-east-1",
            "--resolver",
            "127.0.0.1:9",
        ])
        .args(["--deadline", "1", "--format", "json"])
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let trust = &report["vantage"]["trust"];
    assert_eq!(trust["store"], store.display().to_string());
    assert_eq!(trust["store-roots"], "1");
    assert_eq!(trust["store-setting"], "SSL_CERT_FILE");
}

#[test]
fn what_the_cli_is_set_to_trust_is_asked_too() {
    let files = scenario::folder().unwrap();
    let (_, file) = files.iter().find(|(name, _)| name == "healthy").unwrap();
    let lab = Lab::start(&Arc::new(Scenario::read(file).unwrap())).unwrap();
    let folder = TempDir::new().unwrap();
    let config = folder.path().join("config");
    let company = folder.path().join("company.pem");
    let authority = rcgen::generate_simple_self_signed(["ca.example".to_owned()]).unwrap();
    fs::write(&company, authority.cert.pem()).unwrap();
    let bundle = format!("[profile corp]\nca_bundle = {}\n", company.display());
    fs::write(&config, bundle).unwrap();
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_aws-netcheck"))
        .env_clear()
        .env("AWS_CONFIG_FILE", &config)
        .env("AWS_PROFILE", "corp")
        .env("REQUESTS_CA_BUNDLE", "/nonexistent")
        .args(lab.arguments())
        .args(["--format", "json"])
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let set_to = company.display().to_string();
    assert_eq!(report["vantage"]["trust"]["ca_bundle"], set_to);
    let verdicts = |client: &str| report["clients"][client]["verdict"].clone();
    assert_eq!(verdicts("browser"), "open");
    assert_eq!(verdicts("aws-cli"), "degraded");
    let mut degraded = report["paths"].as_array().unwrap().iter();
    let path = degraded.find(|path| path["verdict"] == "degraded").unwrap();
    assert_eq!(path["cause"], "client_roots", "{path}");
}
