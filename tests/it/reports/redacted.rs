//! `--redact`: nothing of what it takes out stands in any output, and what it leaves is a report.
//!
//! Owns the company whose secrets are looked for: they stand in every field that can hold one, and
//! again in the sentences.
#![expect(clippy::unwrap_used, reason = "what is made here is found here")]

use std::{collections::BTreeSet, fs, path::PathBuf};

use serde_json::{Value, json};

use aws_netcheck::language::Language;
use aws_netcheck::report::redact::{Level, Redactor};
use aws_netcheck::report::sites::{Gatherer, Gist, Origin, SITES_OUTPUTS, for_ticket};
use aws_netcheck::report::{Detail, OUTPUTS, Options, Report, read_saved};

use super::{CASES, case, saved};

/// Of the person and the machine: gone at both levels.
const OF_MACHINE: &[&str] = &[
    "jdoe",
    "adm-doe",
    "lt-4711",
    "172.20.",
    "fd12:3456",
    "192.168.7.",
];

/// Of the company. No word of these is one of ours.
const OF_COMPANY: &[&str] = &[
    "contoso",
    "payroll",
    "frankfurt",
    "proxy7",
    "wpad",
    "t0k3n",
    "tenant-0815",
    "9.9.9.77",
    "9f8e7d6c",
    "intranet",
    "soc says",
    "2a02:beef",
    "203.0.113.57",
];

fn put(report: &mut Value, pointer: &str, value: Value) {
    *report
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{pointer}")) = value;
}

/// A report of a run at that company.
fn of_contoso() -> Report {
    let text = serde_json::to_string(&saved(case("blocked"))).unwrap();
    let text = text
        .replace("mycorp", "contoso-sso")
        .replace("10.20.30.41", "172.20.1.9");
    let mut report: Value = serde_json::from_str(&text).unwrap();
    at_the_top(&mut report);
    at_the_machine(&mut report);
    on_the_way(&mut report);
    in_sentences(&mut report);
    serde_json::from_value(report).unwrap()
}

fn at_the_top(report: &mut Value) {
    report["site"] = json!("Frankfurt 2");
    report["site_file"] = json!("/home/jdoe/contoso/aws-netcheck.toml");
    report["labels"] = json!({"contoso unit": "Payroll"});
    report["flags"] = json!({"pac": ["http://pac.contoso.lan/t0k3n/proxy.pac"], "client": ["browser"],
        "later": ["contoso"]});
    put(report, "/target/directory", json!("contoso-sso"));
    let source = "/home/jdoe/.aws/config, profile contoso-prod";
    put(report, "/target/source", json!(source));
}

fn at_the_machine(report: &mut Value) {
    for (pointer, value) in [
        ("host", json!("LT-4711.contoso.lan")),
        ("user", json!("CONTOSO\\jdoe")),
        ("sudo_user", json!("adm-doe")),
        ("address", json!("172.20.1.9")),
        ("resolvers", json!(["172.20.0.53", "9.9.9.77"])),
        (
            "proxy",
            json!({"source": "PAC file http://wpad.contoso.lan/proxy.pac", "url": "http://proxy7:8080"}),
        ),
        (
            "adapters",
            json!([{"name": "Contoso VPN", "kind": "tun", "up": true}]),
        ),
        ("trust", json!({"store": "/opt/contoso/certs"})),
        (
            "trust_settings",
            json!([{"setting": "AWS_CA_BUNDLE", "file": "C:\\Users\\jdoe\\contoso.pem",
                "certificates": 1, "trouble": null, "why": null, "shadowed_by": null,
                "holds_interceptor": null}]),
        ),
    ] {
        put(report, &format!("/vantage/{pointer}"), value);
    }
}

fn observation(operation: &str, layer: &str, saw: Value) -> Value {
    json!({"layer": layer, "start": "2026-11-24T07:12:03.000Z", "duration_ms": 1.0, "attempt": 1,
        "local": "[fd12:3456::9]:4000", "peer": "172.20.0.53:53", "proxy": "http://proxy7:8080",
        "failure": null, "operation": operation, "saw": saw})
}

fn on_the_way(report: &mut Value) {
    let path = &mut report["paths"][0];
    path["route"] = json!({"hops": ["http://proxy7:8080", "DIRECT"], "source": "HTTPS_PROXY",
        "exempt": "intranet", "trouble": "PAC: contoso is not defined", "programs": []});
    path["product"] = json!({"name": "Squid", "token": "Via: 1.1 proxy7", "confidence": "high"});
    let failed = json!({"result": "failed", "reason": "unknown_issuer", "detail": "CN=Contoso CA"});
    let passed = json!({"result": "passed", "reason": null, "detail": null});
    let observations = path["observations"].as_array_mut().unwrap();
    observations.push(observation(
        "dns_question",
        "dns",
        json!({"name": "contoso-sso.awsapps.com", "kind": "A", "server": "172.20.0.53:53",
            "asker": "configured", "transport": "udp", "fault": null, "errno": null, "rcode": 0,
            "flags": [], "answers": [{"owner": "contoso-sso.awsapps.com", "ttl": 5, "type": "CNAME",
            "data": "block.contoso.com"}], "authority": [], "additional": [],
            "ede": [{"code": 15, "text": "SOC says no"}]}),
    ));
    observations.push(observation(
        "tls_handshake",
        "tls",
        json!({"server_name": "contoso-sso.awsapps.com", "hello": "ordinary", "alert": null,
            "error": null, "version": "TLSv1.3", "cipher": null, "group": null, "alpn": null,
            "chain": [{"subject": "CN=block.contoso.com", "issuer_name": "Contoso Web CA 3",
                "issuer": "C=DE, O=Contoso AG, CN=Contoso Web CA 3", "serial": "9f8e7d6c",
                "not_before": "2026-11-23T07:12:03.000Z", "not_after": "2026-11-25T07:12:03.000Z",
                "names": ["block.contoso.com"], "sha256": "9f8e7d6c9f8e7d6c"}],
            "public": {"chain": failed, "time": passed, "name": passed, "root": null},
            "machine": {"result": "trusted", "reason": null, "detail": null}}),
    ));
    observations.push(observation(
        "http_exchange",
        "http",
        json!({"url": "https://contoso-sso.awsapps.com/start", "alert": null, "error": null,
            "status": 403, "reason": "Contoso Forbidden", "body_bytes": 10, "body_cut": false,
            "headers": [{"name": "Via", "value": "1.1 proxy7 (squid/5.7)"},
                {"name": "X-Contoso-Policy", "value": null},
                {"name": "Location", "value": "https://block.contoso.com/tenant-0815"}]}),
    ));
    let mut also = path.clone();
    also["endpoint"] = json!("also");
    also["id"] = json!("also@us-east-1#login.contoso.com/tenant-0815/saml");
    also["url"] = json!("https://login.contoso.com/tenant-0815/saml");
    also["host"] = json!("login.contoso.com");
    also["pattern"] = json!("login.contoso.com");
    report["paths"].as_array_mut().unwrap().push(also);
}

/// What fields hold is said again in words.
fn in_sentences(report: &mut Value) {
    let said = "jdoe at LT-4711 (172.20.1.9) asked 172.20.0.53:53, which led to block.contoso.com, \
        2a02:beef::1, ::ffff:192.168.7.9 and 192.168.7.1; \"Contoso Web CA 3\" signed, SOC says no. \
        By http://proxy7:8080 and /home/jdoe/contoso/aws-netcheck.toml; Via: 1.1 proxy7";
    report["paths"][0]["evidence"] = json!([said]);
    report["paths"][0]["summary"] = json!(said);
    report["paths"][0]["said"]["evidence"] =
        json!([{"key": "evidence.page_title", "facts": {"title": "Contoso blocks"}}]);
    let state = report["vantage"]["state"].as_array_mut().unwrap();
    state.push(json!(said));
    let request = &mut report["requests"][0];
    request["team_name"] = json!("Contoso NetSec");
    request["log_filter"] = json!("( addr.src in 172.20.1.9 ) and ( url contains contoso-sso )");
    request["ask"] = json!(said);
    request["evidence"] = json!([said]);
}

fn every_output(report: &Report, mut look: impl FnMut(&str, &str)) {
    for language in [Language::English, Language::Japanese] {
        for output in OUTPUTS {
            let options = Options {
                language,
                detail: Detail::Full,
                ..Options::default()
            };
            look(output.id, &(output.render)(report, &options));
        }
    }
}

/// The secrets that stand in a text, in any case, and as URLs and JSON write them.
fn leaks<'s>(text: &str, secrets: &[&'s str]) -> Vec<&'s str> {
    let text = text.to_lowercase();
    let stands = |secret: &&&str| text.contains(**secret);
    secrets.iter().filter(stands).copied().collect()
}

#[test]
fn no_output_holds_what_was_taken_out() {
    let report = of_contoso();
    let secrets: Vec<&str> = [OF_MACHINE, OF_COMPANY].concat();
    every_output(&report, |id, text| {
        if ["json", "ndjson"].contains(&id) {
            let missing = secrets.iter().filter(|s| leaks(text, &[s]).is_empty());
            // Else the test would prove nothing.
            assert_eq!(missing.collect::<Vec<_>>(), Vec::<&&str>::new(), "{id}");
        }
    });
    for (level, secrets) in [(Level::Machine, OF_MACHINE), (Level::Company, &secrets)] {
        let redacted = Redactor::new(level).report(&report).unwrap();
        every_output(&redacted, |id, text| {
            let found = leaks(text, secrets);
            let at = found.first().and_then(|one| text.to_lowercase().find(one));
            let near = at.map(|at| &text[at.saturating_sub(80)..(at + 40).min(text.len())]);
            assert_eq!(found, Vec::<&str>::new(), "{level:?} {id}: {near:?}");
        });
    }
}

#[test]
fn what_is_left_is_a_report_that_says_so() {
    let schema = include_str!("../../../data/schema/report.schema.json");
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let hostile = CASES.iter().map(|case| (case.name, saved(case)));
    for (name, report) in hostile.chain([("contoso", of_contoso())]) {
        for level in Level::ALL {
            let redacted = Redactor::new(*level).report(&report).unwrap();
            assert_eq!(redacted.redacted.as_deref(), Some(level.code()));
            assert_eq!(redacted.summary, report.summary);
            assert_eq!(redacted.paths.len(), report.paths.len());
            let codes = |report: &Report| -> Vec<_> {
                let paths = report.paths.iter();
                paths
                    .map(|path| (path.verdict, path.failure.clone(), path.cause.clone()))
                    .collect()
            };
            assert!(codes(&redacted) == codes(&report), "{name}");
            let value = serde_json::to_value(&redacted).unwrap();
            let errors: Vec<_> = validator
                .iter_errors(&value)
                .map(|e| e.to_string())
                .collect();
            assert_eq!(errors, Vec::<String>::new(), "{name}");
            // Ids still lead to paths, in steps and in requests.
            let ids: BTreeSet<&str> = redacted.paths.iter().map(|path| path.id.as_str()).collect();
            let named = redacted
                .requests
                .iter()
                .flat_map(|request| &request.because);
            let lost: Vec<_> = named.filter(|id| !ids.contains(id.as_str())).collect();
            let before: BTreeSet<&str> = report.paths.iter().map(|path| path.id.as_str()).collect();
            let named = report.requests.iter().flat_map(|request| &request.because);
            let lost_before = named.filter(|id| !before.contains(id.as_str())).count();
            assert_eq!(lost.len(), lost_before, "{name}: {lost:?}");
        }
    }
}

#[test]
fn names_of_aws_and_what_was_found_stay() {
    let report = of_contoso();
    let redacted = Redactor::new(Level::Company).report(&report).unwrap();
    let hosts: Vec<&str> = redacted
        .paths
        .iter()
        .map(|path| path.host.as_str())
        .collect();
    assert!(hosts.contains(&"directory-1.awsapps.com"), "{hosts:?}");
    assert!(hosts.contains(&"oidc.us-east-1.amazonaws.com"), "{hosts:?}");
    assert!(
        hosts.iter().any(|host| host.ends_with(".example")),
        "{hosts:?}"
    );
    let said = &redacted.paths[0].evidence[0];
    assert!(
        said.starts_with("user-") && said.contains(" at machine-1 (198.18.0."),
        "{said}"
    );
    assert!(said.contains("asked 198.18.0."), "{said}");
    let request = &redacted.requests[0];
    let kept = request
        .not_asked
        .iter()
        .any(|one| one.contains("*.awsapps.com"));
    assert!(kept, "{:?}", request.not_asked);
    let product = redacted.paths[0].product.as_ref().unwrap();
    assert_eq!(product.name, "Squid");
}

#[test]
fn many_reports_share_their_stand_ins() {
    let frankfurt = of_contoso();
    let mut berlin = of_contoso();
    berlin.site = Some("Contoso Berlin".to_owned());
    berlin.run = "other".to_owned();
    let line = b"aws-netcheck/line/1 run=7f site=Contoso_Rome started=2026-11-24T07:12:03.000Z \
        exit=1 open=4 degraded=1 unknown=0 blocked=2 tls.reset/sni_filter=contoso-sso.awsapps.com+1\n";
    let mut redactor = Redactor::new(Level::Company);
    let mut gatherer = Gatherer::default();
    let json = |report| serde_json::to_vec(report).unwrap();
    let all = [json(&frankfurt), json(&berlin), line.to_vec()];
    for (number, bytes) in all.iter().enumerate() {
        let gist = Gist::read(bytes).unwrap().unwrap();
        let gist = gist.redacted(bytes, &mut redactor).unwrap();
        let file = format!("contoso-{number}.json");
        gatherer.add(
            gist,
            Origin {
                file,
                line: None,
                offset: 0,
            },
        );
    }
    let mut sites = gatherer.finish("1.0.0");
    let wanted: Vec<usize> = sites.wanted().iter().map(|(id, _)| *id).collect();
    for id in wanted {
        let report = redactor.report(&read_saved(&all[0]).unwrap()).unwrap();
        sites.explain(id, for_ticket(report));
    }
    redactor.files(&mut sites);
    let names: BTreeSet<&str> = sites.sites.iter().map(|site| site.site.as_str()).collect();
    assert_eq!(names, BTreeSet::from(["site-1", "site-2", "site-3"]));
    let secrets: Vec<&str> = [OF_MACHINE, OF_COMPANY].concat();
    for output in SITES_OUTPUTS {
        let text = (output.render)(&sites, &Options::default());
        assert_eq!(leaks(&text, &secrets), Vec::<&str>::new(), "{}", output.id);
    }
}

/// A field that nobody has classed would be taken out whole.
#[test]
fn every_field_of_the_golden_reports_is_classed() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/reports");
    for case in CASES {
        let text = fs::read_to_string(folder.join(case.name).join("report.json")).unwrap();
        let report: Value = serde_json::from_str(&text).unwrap();
        let unclassed = aws_netcheck::report::redact::unclassed(&report);
        assert_eq!(unclassed, Vec::<String>::new(), "{}", case.name);
    }
}
