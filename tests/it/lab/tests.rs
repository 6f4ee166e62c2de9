//! The lab met by a small client of its own: each fault is what its name says.

use std::{
    fs,
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream, UdpSocket},
    sync::Arc,
    time::Duration,
};

use hickory_proto::{
    op::{Edns, Message, Query, ResponseCode},
    rr::{Name, RData, RecordType},
};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::aws_lc_rs,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use socket2::{Domain, Socket, Type};

use super::*;

const HOST: &str = "mycorp.awsapps.com";
/// Long enough for loopback on a busy machine, short enough to wait for where silence is right.
const PATIENCE: Duration = Duration::from_millis(400);

fn lab(faults: &str) -> Lab {
    let text = format!("title = 't'\nexpect = {{ exit = 0, within_ms = 1 }}\n{faults}");
    Lab::start(&Arc::new(toml::from_str(&text).unwrap())).unwrap()
}

/// A lab in which one host is faulty.
fn faulty(fault: &str) -> Lab {
    lab(&format!("[[host]]\nname = '{HOST}'\n{fault}"))
}

/// The value of the last flag of that name.
fn flag(lab: &Lab, name: &str) -> String {
    let at = lab.arguments().iter().rposition(|a| a == name).unwrap();
    lab.arguments()[at + 1].to_str().unwrap().to_owned()
}

fn query() -> Message {
    let mut query = Message::query();
    let name = Name::from_ascii(format!("{HOST}.")).unwrap();
    query.add_query(Query::query(name, RecordType::A));
    query.set_edns(Edns::new());
    query
}

/// Sends one question, and gives back the next datagrams, up to two.
fn ask(lab: &Lab, resolver: &str) -> (Message, Vec<Vec<u8>>) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    let query = query();
    let server = flag(lab, resolver);
    socket.send_to(&query.to_vec().unwrap(), server).unwrap();
    let mut replies = Vec::new();
    let mut buffer = [0; 4096];
    while replies.len() < 2 {
        match socket.recv(&mut buffer) {
            Ok(length) => replies.push(buffer[..length].to_vec()),
            Err(_) => break,
        }
    }
    (query, replies)
}

fn reply(lab: &Lab, resolver: &str) -> Message {
    let (query, replies) = ask(lab, resolver);
    let reply = Message::from_vec(&replies[0]).unwrap();
    assert_eq!(reply.metadata.id, query.metadata.id);
    reply
}

fn addresses(reply: &Message) -> Vec<String> {
    let data = reply.answers.iter().map(|record| &record.data);
    data.filter_map(|data| match data {
        RData::A(a) => Some(a.0.to_string()),
        _ => None,
    })
    .collect()
}

fn connect(to: SocketAddr) -> io::Result<TcpStream> {
    let socket = Socket::new(Domain::for_address(to), Type::STREAM, None)?;
    socket.connect_timeout(&to.into(), PATIENCE)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    Ok(socket.into())
}

fn client_config(lab: &Lab, roots: &str) -> Arc<ClientConfig> {
    let pem = fs::read(flag(lab, roots)).unwrap();
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(CertificateDer::pem_slice_iter(&pem).map(Result::unwrap));
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(store)
        .with_no_client_auth();
    Arc::new(config)
}

/// Fetches a page, trusting the roots of that flag. A missing close_notify is an error.
fn get(lab: &Lab, roots: &str) -> io::Result<String> {
    get_from(lab, "*", roots)
}

/// Fetches it from where the connections for an address go.
fn get_from(lab: &Lab, address: &str, roots: &str) -> io::Result<String> {
    let meant = format!("{address}:443=");
    let flags = lab.arguments().iter().filter_map(|flag| flag.to_str());
    let to = flags.filter_map(|flag| flag.strip_prefix(&meant)).next();
    let stream = connect(to.unwrap().parse().unwrap())?;
    let name = ServerName::try_from(HOST).unwrap();
    let session =
        ClientConnection::new(client_config(lab, roots), name).map_err(io::Error::other)?;
    let mut stream = StreamOwned::new(session, stream);
    stream.write_all(format!("GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n").as_bytes())?;
    let mut page = Vec::new();
    stream.read_to_end(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

fn why(lab: &Lab) -> String {
    let error = get(lab, "--public-roots").unwrap_err();
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::Other => error.to_string(),
        kind => kind.to_string(),
    }
}

#[test]
fn a_name_without_a_story_resolves_and_answers() {
    let lab = lab("");
    let reply = reply(&lab, "--resolver");
    assert_eq!(addresses(&reply), ["203.0.113.1"]);
    let page = get(&lab, "--public-roots").unwrap();
    assert!(page.starts_with("HTTP/1.1 200 "), "{page}");
    assert!(page.contains("x-amzn-RequestId"), "{page}");
}

#[test]
fn a_resolver_answers_as_it_is_told() {
    for (answer, code) in [
        ("nxdomain", ResponseCode::NXDomain),
        ("nodata", ResponseCode::NoError),
        ("refused", ResponseCode::Refused),
        ("servfail", ResponseCode::ServFail),
    ] {
        let lab = faulty(&format!("dns = {{ answer = '{answer}' }}"));
        let reply = reply(&lab, "--resolver");
        assert_eq!(reply.metadata.response_code, code);
        assert!(reply.answers.is_empty(), "{answer}");
    }
    let silent = faulty("dns = { answer = 'silent' }");
    assert!(ask(&silent, "--resolver").1.is_empty());
    let garbage = faulty("dns = { answer = 'garbage' }");
    assert!(Message::from_vec(&ask(&garbage, "--resolver").1[0]).is_err());
    let forged = faulty("dns = { answer = { forged = ['0.0.0.0'] } }");
    assert_eq!(addresses(&reply(&forged, "--resolver")), ["0.0.0.0"]);
}

#[test]
fn the_control_resolver_tells_the_truth() {
    let lab = lab(&format!(
        "control_resolver = true\n[[host]]\nname = '{HOST}'\ndns = {{ answer = 'nxdomain' }}"
    ));
    assert_eq!(
        addresses(&reply(&lab, "--control-resolver")),
        ["203.0.113.1"]
    );
}

#[test]
fn policy_leaves_its_marks() {
    let lab = faulty(
        "dns = { answer = 'nxdomain', policy_zone = 'rpz.corp.example', extended_error = { code = 15, text = 'no' } }",
    );
    let reply = reply(&lab, "--resolver");
    assert!(reply.metadata.authoritative);
    assert_eq!(reply.additionals[0].name.to_ascii(), "rpz.corp.example.");
    let edns = reply.edns.unwrap();
    let content = format!("{:?}", edns.options());
    assert!(content.contains("[0, 15, 110, 111]"), "{content}");
}

#[test]
fn a_truncated_reply_is_whole_over_tcp() {
    let lab = faulty("dns = { truncated = true }");
    assert!(reply(&lab, "--resolver").metadata.truncation);
    let mut stream = connect(flag(&lab, "--resolver").parse().unwrap()).unwrap();
    let query = query().to_vec().unwrap();
    let length = u16::try_from(query.len()).unwrap().to_be_bytes();
    stream
        .write_all(&[&length, query.as_slice()].concat())
        .unwrap();
    let mut length = [0; 2];
    stream.read_exact(&mut length).unwrap();
    let mut bytes = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut bytes).unwrap();
    assert_eq!(
        addresses(&Message::from_vec(&bytes).unwrap()),
        ["203.0.113.1"]
    );
}

#[test]
fn a_forger_comes_first_with_a_wrong_id() {
    let lab = faulty("dns = { wrong_id_first = true }");
    let (query, replies) = ask(&lab, "--resolver");
    let ids = replies
        .iter()
        .map(|bytes| Message::from_vec(bytes).unwrap().metadata.id);
    let right = ids.map(|id| id == query.metadata.id).collect::<Vec<_>>();
    assert_eq!(right, [false, true]);
}

#[test]
fn aliases_lead_to_the_address() {
    let lab = faulty("dns = { aliases = ['a.example.', 'b.example.'] }");
    let reply = reply(&lab, "--resolver");
    let types: Vec<_> = reply
        .answers
        .iter()
        .map(|record| record.record_type())
        .collect();
    assert_eq!(types, [RecordType::CNAME, RecordType::CNAME, RecordType::A]);
    assert_eq!(reply.answers[2].name.to_ascii(), "b.example.");
}

#[test]
fn a_handshake_meets_what_the_scenario_says() {
    for (fault, seen) in [
        ("reset", "connection reset"),
        ("close", "unexpected end of file"),
        ("silent", "operation would block"),
        ("alert", "received fatal alert: HandshakeFailure"),
        ("garbage", "received corrupt message"),
    ] {
        let error = why(&faulty(&format!("tls = {{ fault = '{fault}' }}")));
        assert!(error.contains(seen), "{fault}: {error}");
    }
    let once = faulty("tls = { fault = 'reset', times = 1 }");
    assert_eq!(why(&once), "connection reset");
    assert!(get(&once, "--public-roots").is_ok());
}

#[test]
fn a_certificate_is_wrong_in_one_way_only() {
    for (certificate, seen) in [
        ("corporate", "UnknownIssuer"),
        ("unknown", "UnknownIssuer"),
        ("expired", "certificate expired"),
        ("not_yet_valid", "certificate not valid yet"),
        ("wrong_name", "certificate not valid for name"),
    ] {
        let lab = faulty(&format!("tls = {{ certificate = '{certificate}' }}"));
        let error = why(&lab);
        assert!(error.contains(seen), "{certificate}: {error}");
        assert_eq!(get(&lab, "--ca-bundle").is_ok(), certificate == "corporate");
    }
    assert!(get(&faulty("tls = { only_1_2 = true }"), "--public-roots").is_ok());
}

#[test]
fn a_request_meets_what_the_scenario_says() {
    for (fault, seen) in [
        ("silent", "operation would block"),
        ("reset", "connection reset"),
        ("close", "unexpected end of file"),
    ] {
        let error = why(&faulty(&format!("http = {{ fault = '{fault}' }}")));
        assert!(error.contains(seen), "{fault}: {error}");
    }
    let page = |http: &str| get(&faulty(&format!("http = {http}")), "--public-roots").unwrap();
    assert!(page("{ fault = 'garbage' }").contains("SSH-2.0"));
    assert!(page("{ fault = 'endless_head' }").len() > 1 << 20);
    assert!(page("{ fault = 'broken_chunks' }").contains("zz\r\n"));
    assert!(page("{ body_bytes = 200000 }").len() > 200_000);
    let denied = page("{ status = 403, headers = { Server = 'Box' }, body = 'no', pace_ms = 1 }");
    assert!(
        denied.starts_with("HTTP/1.1 403 ") && denied.ends_with("\r\n\r\nno"),
        "{denied}"
    );
    assert!(!denied.contains("amzn"), "{denied}");
}

#[test]
fn an_address_may_have_a_will_of_its_own() {
    let lab = lab("[[address]]\nip = '203.0.113.200'\nhttp = { status = 503 }");
    let own = get_from(&lab, "203.0.113.200", "--public-roots").unwrap();
    assert!(own.starts_with("HTTP/1.1 503 "), "{own}");
    let others = get(&lab, "--public-roots").unwrap();
    assert!(others.starts_with("HTTP/1.1 200 "), "{others}");
}
