//! A report that holds a company's secrets in every field that can hold one, and again in sentences and
//! commands.
//!
//! Owns that report; what must become of it is the tests'.

use serde_json::{Value, json};

use aws_netcheck::report::Report;

use crate::reports::{case, saved};

pub(super) fn put(report: &mut Value, pointer: &str, value: Value) {
    *report
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("{pointer}")) = value;
}

/// A report of a run at that company.
pub(super) fn of_contoso() -> Report {
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
        ("interface", json!("Kasumigaseki LAN")),
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
        (
            "trust",
            json!({"store": "/etc/ssl/contoso/certs", "other": "/home/田中/roots.pem"}),
        ),
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
        json!({"url": "https://jdoe:s3cr3t@ip-172-20-1-7.contoso.lan/~jdoe/start", "alert": null, "error": null,
            "status": 403, "reason": "Contoso Forbidden", "body_bytes": 10, "body_cut": false,
            "headers": [{"name": "Via", "value": "1.1 proxy7 (squid/5.7)"},
                {"name": "X-Contoso-Policy", "value": null},
                {"name": "Vary", "value": "X-Contoso-Tenant"},
                {"name": "X-Account", "value": "1234-5678-9012"},
                {"name": "X-Note", "value": "田中さん via 123456789012.signin.aws.amazon.com"},
                {"name": "Location", "value": "https://block.contoso.com/tenant-0815"}]}),
    ));
    let mut also = path.clone();
    genuine_elsewhere(&mut also);
    also["endpoint"] = json!("also");
    also["id"] = json!("also@us-east-1#login.contoso.com/tenant-0815/saml");
    also["url"] = json!("https://login.contoso.com/tenant-0815/saml");
    also["host"] = json!("login.contoso.com");
    also["pattern"] = json!("login.contoso.com");
    report["paths"].as_array_mut().unwrap().push(also);
}

/// A chain that the public web trusts names its owner.
fn genuine_elsewhere(path: &mut Value) {
    let passed = json!({"result": "passed", "reason": null, "detail": null});
    let tls = json!({"server_name": "login.contoso.com", "hello": "ordinary", "alert": null,
        "error": null, "version": "TLSv1.3", "cipher": null, "group": null, "alpn": null,
        "chain": [{"subject": "C=JP, O=Kasumigaseki KK, CN=login.contoso.com", "issuer_name": "R11",
            "issuer": "C=US, O=Let's Encrypt, CN=R11", "serial": "9f8e7d6c",
            "not_before": "2026-11-23T07:12:03.000Z", "not_after": "2026-11-25T07:12:03.000Z",
            "names": ["login.contoso.com", "kasumigaseki.so", "kasumigaseki.md"], "sha256": "9f8e7d6c9f8e7d6c"}],
        "public": {"chain": passed, "time": passed, "name": passed, "root": "Kasumigaseki Root"},
        "machine": {"result": "trusted", "reason": null, "detail": null}});
    let observations = path["observations"].as_array_mut().unwrap();
    observations.push(observation("tls_handshake", "tls", tls));
}

/// What fields hold is said again: in sentences of ours with their parts, in one that nobody can say
/// again, in commands.
fn in_sentences(report: &mut Value) {
    let said = "jdoe at LT-4711 (172.20.1.9) asked 172.20.0.53:53, which led to block.contoso.com, \
        2a02:beef::1, ::ffff:192.168.7.9 and 192.168.7.1; \"Contoso Web CA 3\" signed, SOC says no. \
        By http://proxy7:8080 and /home/jdoe/contoso/aws-netcheck.toml; Via: 1.1 proxy7";
    let parts = json!([{"key": "evidence.page_title", "facts": {"title": "Contoso blocks 端末192.168.7.3"}},
        {"key": "evidence.certificate", "facts": {"issuer": "Contoso\u{200b} CA", "days": "2"}}]);
    let path = &mut report["paths"][0];
    path["evidence"] = json!(["\"Contoso blocks\"", "\"Contoso\\u{200b} CA\"", said]);
    path["summary"] = json!(said);
    path["said"] = json!({"summary": null, "evidence": parts, "notes": []});
    let state = report["vantage"]["state"].as_array_mut().unwrap();
    state.push(json!(said));
    let request = &mut report["requests"][0];
    request["team_name"] = json!("Contoso NetSec");
    request["log_filter"] =
        json!("(addr.src in 172.20.1.9) and grep -F -e contoso-sso.awsapps.com access.log");
    request["test"] = json!(
        "curl -sv --cacert 'C:\\Users\\jdoe\\contoso.pem' -x http://proxy7:8080 \
        --connect-to login.contoso.com:443:172.20.1.9:443 https://login.contoso.com/tenant-0815/saml"
    );
    request["ask"] = json!(said);
    request["said"]["ask"] = json!({"key": "ask.of_contoso"});
    request["evidence"] = json!([said]);
    request["said"]["evidence"] = json!([]);
}
