//! Who measured and from where, from outside; and that no secret of the environment is told.

use std::{fs, path::PathBuf, sync::Arc};

use rustls::pki_types::{CertificateDer, pem::PemObject as _};
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
    let musl = cfg!(target_env = "musl");
    assert_eq!(here["lookup"] == "hosts_and_dns", musl, "{here}");
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

/// The network of that name, and the file of the roots that stand for the machine's store there.
fn network(name: &str) -> (Lab, PathBuf) {
    let files = scenario::folder().unwrap();
    let (_, file) = files.iter().find(|(known, _)| known == name).unwrap();
    let lab = Lab::start(&Arc::new(Scenario::read(file).unwrap())).unwrap();
    let mut arguments = lab.arguments().iter();
    arguments
        .find(|argument| *argument == "--ca-bundle")
        .unwrap();
    let bundle = arguments.next().unwrap().into();
    (lab, bundle)
}

/// What the report has of every setting: its name, how many certificates, what is wrong, what it gives
/// way to, and whether it knows who inspects.
fn settings(report: &Value) -> Vec<[String; 5]> {
    let keys = [
        "setting",
        "certificates",
        "trouble",
        "shadowed_by",
        "holds_interceptor",
    ];
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let lists = report["vantage"]["trust_settings"].as_array().unwrap();
    let row = |list: &Value| keys.map(|key| text(&list[key]));
    lists.iter().map(row).collect()
}

#[test]
fn every_list_of_roots_is_checked_and_said_once() {
    let (lab, bundle) = network("tls-inspected-everywhere");
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let authority = rcgen::generate_simple_self_signed(["ca.example".to_owned()]).unwrap();
    let pem = authority.cert.pem();
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    fs::write(path("node.pem"), format!("{pem}{damaged}")).unwrap();
    fs::write(path("other.pem"), &pem).unwrap();
    let config = format!("[default]\nca_bundle = {}\n", path("other.pem").display());
    fs::write(path("config"), config).unwrap();
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_aws-netcheck"))
        .env_clear()
        .env("AWS_CONFIG_FILE", path("config"))
        .env("AWS_CA_BUNDLE", &bundle)
        .env("REQUESTS_CA_BUNDLE", "/nonexistent")
        .env("NODE_EXTRA_CA_CERTS", path("node.pem"))
        .env("SSL_CERT_FILE", "/nonexistent.pem")
        .env("SSL_CERT_DIR", folder.path())
        .args(lab.arguments())
        .args(["-v", "--format", "json", "--output"])
        .arg(path("report.json"))
        .args(["--format", "terminal"])
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .unwrap();
    let report: Value = serde_json::from_slice(&fs::read(path("report.json")).unwrap()).unwrap();
    let expected = [
        ["AWS_CA_BUNDLE", "2", "null", "null", "true"],
        ["ca_bundle", "1", "null", "AWS_CA_BUNDLE", "false"],
        [
            "REQUESTS_CA_BUNDLE",
            "null",
            "missing",
            "AWS_CA_BUNDLE",
            "null",
        ],
        ["NODE_EXTRA_CA_CERTS", "1", "broken", "null", "false"],
        ["SSL_CERT_FILE", "null", "missing", "null", "null"],
        ["SSL_CERT_DIR", "1", "null", "null", "false"],
    ];
    assert_eq!(
        settings(&report),
        expected.map(|row| row.map(str::to_owned))
    );
    let trust = report["vantage"]["trust"].as_object().unwrap();
    let told: Vec<&String> = trust.keys().filter(|key| key.contains('_')).collect();
    assert_eq!(told, ["AWS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS"]);
    let said = report["vantage"]["said"].as_array().unwrap();
    let states: Vec<_> = said.iter().filter_map(|one| one["key"].as_str()).collect();
    let of = |state: &str| states.iter().filter(|key| **key == state).count();
    assert_eq!(of("state.roots_unread_by_node"), 1, "{states:?}");
    assert_eq!(of("state.roots_unread_in_store"), 1, "{states:?}");
    assert_eq!(of("state.roots_unread_by_cli"), 0, "{states:?}");
    let screen = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        screen
            .matches("/nonexistent.pem, and it is not there")
            .count(),
        1,
        "{screen}"
    );
}

#[test]
fn a_list_with_a_damaged_certificate_stops_the_cli() {
    let (lab, bundle) = network("healthy");
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("company.pem");
    let whole = fs::read_to_string(bundle).unwrap();
    let damaged = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    fs::write(&file, format!("{whole}{damaged}")).unwrap();
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_aws-netcheck"))
        .env_clear()
        .env("AWS_CA_BUNDLE", &file)
        .args(lab.arguments())
        .args(["--format", "json"])
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["clients"]["aws-cli"]["verdict"], "degraded");
    assert_eq!(
        report["vantage"]["said"][0]["key"],
        "state.roots_unread_by_cli"
    );
}

#[cfg(all(unix, not(target_vendor = "apple")))]
#[test]
fn a_store_that_is_not_there_is_not_shown_as_read() {
    let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_aws-netcheck"))
        .env_clear()
        .env("SSL_CERT_FILE", "/nonexistent.pem")
        .args([
            "probe",
            "--region",
            "us-east-1",
            "--resolver",
            "127.0.0.1:9",
        ])
        .args(["--deadline", "1"])
        .timeout(std::time::Duration::from_secs(60))
        .output()
        .unwrap();
    let screen = String::from_utf8(output.stdout).unwrap();
    let top: String = screen
        .lines()
        .take(5)
        .flat_map(|line| [line.trim(), " "])
        .collect();
    assert!(
        top.contains("no roots in /nonexistent.pem (SSL_CERT_FILE)"),
        "{screen}"
    );
}

/// A key store of Java in its old form, with these certificates (OpenJDK, `JavaKeyStore.java`). Nobody asks
/// for the digest at its end.
fn java_store(pem: &str) -> Vec<u8> {
    let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem.as_bytes())
        .collect::<Result<_, _>>()
        .unwrap();
    let number = |count: usize| u32::try_from(count).unwrap().to_be_bytes();
    let mut store = [
        [0xfe, 0xed, 0xfe, 0xed],
        number(2),
        number(certificates.len()),
    ]
    .concat();
    for certificate in certificates {
        store.extend(number(2));
        store.extend(b"\x00\x02ca\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05X.509");
        store.extend(number(certificate.len()));
        store.extend(certificate.iter());
    }
    store
}

#[test]
fn the_trust_store_of_java_is_asked_too() {
    let (lab, bundle) = network("tls-inspected-everywhere");
    let folder = TempDir::new().unwrap();
    let path = |name: &str| folder.path().join(name);
    let security = path("home").join("lib").join("security");
    fs::create_dir_all(&security).unwrap();
    let company = java_store(&fs::read_to_string(bundle).unwrap());
    fs::write(security.join("cacerts"), company).unwrap();
    let authority = rcgen::generate_simple_self_signed(["ca.example".to_owned()]).unwrap();
    fs::write(path("other one.jks"), java_store(&authority.cert.pem())).unwrap();
    let option = |file: &str| format!("-Djavax.net.ssl.trustStore='{}'", path(file).display());
    let password = "-Djavax.net.ssl.trustStorePassword=secret";
    let cases = [
        (String::new(), ["2", "null", "true"], "note.java_accepts"),
        (
            option("other one.jks"),
            ["1", "null", "false"],
            "note.java_rejects",
        ),
        (
            option("gone.jks"),
            ["null", "missing", "null"],
            "state.roots_unread_by_java",
        ),
    ];
    for (options, [certificates, trouble, holds], key) in cases {
        let output = assert_cmd::Command::new(env!("CARGO_BIN_EXE_aws-netcheck"))
            .env_clear()
            .env("JAVA_HOME", path("home"))
            .env("JAVA_TOOL_OPTIONS", format!("{password} {options}"))
            .args(lab.arguments())
            .args(["--scope", "ide", "--format", "json"])
            .timeout(std::time::Duration::from_secs(60))
            .output()
            .unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(!said.contains("secret"));
        let report: Value = serde_json::from_str(&said).unwrap();
        let expected = ["java-trust-store", certificates, trouble, "null", holds];
        assert_eq!(
            settings(&report),
            [expected.map(str::to_owned)],
            "{options}"
        );
        assert!(said.contains(key), "{options}");
        assert_eq!(
            said.matches("state.roots_unread").count(),
            usize::from(trouble != "null")
        );
    }
}
