//! Which failures ask for which controls.

use aws_netcheck::evidence::{Control, Evidence, Failure, Hello, TlsFault, Way};
use aws_netcheck::inquiry::{MOST_FOR_A_HOST, Manners, controls};
use aws_netcheck::plan::Path;

use super::sketch::{Sketch, genuine, host, inspected, open};

const A: &str = "203.0.113.57";
const B: &str = "203.0.113.58";
const C: &str = "203.0.113.91";

fn asked(sketches: Vec<Sketch>, manners: Manners) -> Vec<Control> {
    let measured = sketches.into_iter().map(Sketch::measured);
    let (paths, evidence): (Vec<Path>, Vec<Evidence>) =
        measured.map(|one| (one.path, one.evidence)).unzip();
    controls(&paths, &evidence, manners)
}

/// As in "mycorp.awsapps.com ordinary 203.0.113.91:443".
fn told(sketches: Vec<Sketch>, manners: Manners) -> Vec<String> {
    let words = |control: Control| match control.way {
        Way::Connect => format!("connect {}", control.peer),
        Way::Handshake { server_name, hello } => {
            format!("{server_name} {} {}", hello.code(), control.peer)
        }
    };
    asked(sketches, manners).into_iter().map(words).collect()
}

fn broken(name: &str, address: &str, fault: TlsFault) -> Sketch {
    let walked = host(name).resolves(&[address]).tcp(address);
    walked.tls_fails(address, fault)
}

#[test]
fn nothing_is_asked_where_nothing_failed_or_nothing_is_wanted() {
    let healthy = || vec![open("a.aws", A), open("b.aws", B)];
    assert_eq!(told(healthy(), Manners::Full), [""; 0]);
    let failed = vec![broken("a.aws", A, TlsFault::Reset), open("b.aws", B)];
    assert_eq!(told(failed, Manners::None), [""; 0]);
    let inspected = host("a.aws").resolves(&[A]).tcp(A);
    let inspected = inspected.tls(A, inspected_session());
    assert_eq!(told(vec![inspected], Manners::Full), [""; 0]);
}

fn inspected_session() -> aws_netcheck::evidence::Session {
    inspected("Corp CA", "b1")
}

#[test]
fn a_reset_asks_about_the_name_and_the_size() {
    let network = vec![broken("a.aws", A, TlsFault::Reset), open("b.aws", B)];
    let all = [
        "b.aws ordinary 203.0.113.57:443",
        "a.aws ordinary 203.0.113.58:443",
        "a.aws classical 203.0.113.57:443",
    ];
    assert_eq!(told(network, Manners::Gentle), all);
}

#[test]
fn silence_asks_about_small_packets_too() {
    let network = vec![broken("a.aws", A, TlsFault::Timeout)];
    let all = [
        "a.aws classical 203.0.113.57:443",
        "a.aws small_segments 203.0.113.57:443",
    ];
    assert_eq!(told(network, Manners::Gentle), all);
}

#[test]
fn a_small_hello_that_passes_asks_what_made_the_difference() {
    let network =
        vec![broken("a.aws", A, TlsFault::Reset).tried(Hello::Classical, A, Ok(genuine()))];
    let all = [
        "a.aws classical 203.0.113.57:443",
        "a.aws long_classical 203.0.113.57:443",
        "a.aws ordinary 203.0.113.57:443",
    ];
    assert_eq!(told(network, Manners::Gentle), all);
}

/// The comparison of names is made already where both are at one address.
#[test]
fn no_name_is_sent_where_another_host_is_open_at_the_very_address() {
    let network = vec![broken("a.aws", A, TlsFault::Reset), open("b.aws", A)];
    let all = ["a.aws classical 203.0.113.57:443"];
    assert_eq!(told(network, Manners::Gentle), all);
}

#[test]
fn what_looks_like_evasion_is_asked_only_where_wanted() {
    let network = || vec![broken("a.aws", A, TlsFault::Reset)];
    let odd = |manners| {
        let all = told(network(), manners);
        let odd = |one: &String| one.contains("nameless") || one.contains("tls12");
        all.into_iter().filter(odd).count()
    };
    assert_eq!((odd(Manners::Gentle), odd(Manners::Full)), (0, 2));
}

#[test]
fn silence_to_a_syn_asks_for_port_80_at_two_hosts() {
    let silent = |name, address| host(name).resolves(&[address]).tcp_silent(address);
    let network = vec![silent("a.aws", A), silent("b.aws", B), silent("c.aws", C)];
    let all = ["connect 203.0.113.57:80", "connect 203.0.113.58:80"];
    assert_eq!(told(network, Manners::Gentle), all);
    let refused = host("a.aws")
        .resolves(&[A])
        .tcp_fails(A, Failure::TcpRefused);
    assert_eq!(
        told(vec![refused], Manners::Gentle),
        ["connect 203.0.113.57:80"]
    );
}

#[test]
fn many_failures_ask_for_a_bounded_number() {
    let names: Vec<String> = (0..60).map(|number| format!("h{number}.aws")).collect();
    let mut network: Vec<Sketch> = names
        .iter()
        .map(|name| {
            let broken = broken(name, A, TlsFault::Timeout);
            broken.tried(Hello::Classical, A, Ok(genuine()))
        })
        .collect();
    network.push(open("b.aws", B));
    let asked = asked(network, Manners::Full);
    assert_eq!(asked.len(), 12 * MOST_FOR_A_HOST);
}
