//! Which failures ask for which controls.

use std::collections::BTreeSet;

use aws_netcheck::evidence::{Control, Evidence, Failure, Hello, TlsFault, Way};
use aws_netcheck::inquiry::{MOST_FOR_A_HOST, Manners, controls};
use aws_netcheck::plan::Path;
use aws_netcheck::probe::MOST_CONTROLS;

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
        Way::Fetch => format!("fetch {}", control.peer),
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
        "b.aws ordinary 203.0.113.58:443",
        "b.aws ordinary 203.0.113.57:443",
        "a.aws classical 203.0.113.57:443",
        "a.aws ordinary 203.0.113.57:443",
    ];
    assert_eq!(told(network, Manners::Gentle), all);
}

/// A forbidden name may shut a whole address for a while: the open host is tried again before.
#[test]
fn a_name_is_sent_to_an_open_host_when_that_was_tried_again() {
    let again = open("b.aws", B).tried(Hello::Ordinary, B, Ok(genuine()));
    let network = vec![broken("a.aws", A, TlsFault::Reset), again];
    let asked = told(network, Manners::Gentle);
    assert!(asked.contains(&"a.aws ordinary 203.0.113.58:443".to_owned()));
}

#[test]
fn a_reset_is_repeated_until_it_passes_and_no_more_than_three_times() {
    let times = |count: usize, passes: bool, beside: Option<Sketch>| {
        let mut path = broken("a.aws", A, TlsFault::Reset);
        for _ in 0..count {
            path = path.tried(Hello::Ordinary, A, Err(TlsFault::Reset));
        }
        if passes {
            path = path.tried(Hello::Ordinary, A, Ok(genuine()));
        }
        let network = std::iter::once(path).chain(beside).collect();
        let asked = asked(network, Manners::Gentle).into_iter();
        let own = |one: &Control| match &one.way {
            Way::Handshake { server_name, hello } => {
                server_name.as_str() == "a.aws" && *hello == Hello::Ordinary
            }
            Way::Connect | Way::Fetch => false,
        };
        asked.filter(own).map(|one| one.time).collect::<Vec<u8>>()
    };
    let fickle = || {
        let once = broken("b.aws", B, TlsFault::Reset);
        once.tried(Hello::Ordinary, B, Ok(genuine()))
    };
    assert_eq!(times(0, false, None), [1]);
    assert_eq!(times(1, false, None), [2]);
    assert_eq!(times(1, true, None), [0; 0]);
    assert_eq!(times(2, false, None), [0; 0]);
    assert_eq!(times(2, false, Some(fickle())), [3]);
    assert_eq!(times(3, false, Some(fickle())), [0; 0]);
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

/// A lossy line may be better by then.
#[test]
fn small_packets_that_pass_ask_for_the_ordinary_ones_again() {
    let silent = || broken("a.aws", A, TlsFault::Timeout);
    let asks = |path: Sketch| {
        let asked = asked(vec![path], Manners::Gentle).into_iter();
        let ordinary = |one: &Control| {
            let Way::Handshake { hello, .. } = &one.way else {
                return false;
            };
            *hello == Hello::Ordinary
        };
        asked
            .filter(ordinary)
            .map(|one| one.time)
            .collect::<Vec<u8>>()
    };
    assert_eq!(asks(silent()), [0; 0]);
    let timeout = || Err(TlsFault::Timeout);
    let early = silent().tried(Hello::Ordinary, A, timeout());
    let small = early.tried(Hello::SmallSegments, A, Ok(genuine()));
    assert_eq!(asks(small), [2]);
    let small = silent().tried(Hello::SmallSegments, A, Ok(genuine()));
    assert_eq!(asks(small.tried(Hello::Ordinary, A, timeout())), [0; 0]);
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

/// The comparison of names is made already where both are at one address; whether the other stays
/// open is not known.
#[test]
fn no_name_is_sent_elsewhere_where_another_host_is_open_at_the_very_address() {
    let network = vec![broken("a.aws", A, TlsFault::Reset), open("b.aws", A)];
    let all = [
        "b.aws ordinary 203.0.113.57:443",
        "a.aws classical 203.0.113.57:443",
        "a.aws ordinary 203.0.113.57:443",
    ];
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

/// A log-in page answers plain requests; where any host is reached there is none.
#[test]
fn where_nobody_is_reached_two_hosts_are_asked_plainly() {
    let refused = |name, address| {
        let walked = host(name).resolves(&[address]);
        walked
            .tcp_fails(address, Failure::TcpRefused)
            .port_80(address, true)
    };
    let fetched = |network: Vec<Sketch>| {
        let asked = told(network, Manners::Gentle).into_iter();
        asked
            .filter(|one| one.starts_with("fetch"))
            .collect::<Vec<_>>()
    };
    let all = || {
        vec![
            refused("a.aws", A),
            refused("b.aws", B),
            refused("c.aws", C),
        ]
    };
    let two = ["fetch 203.0.113.57:80", "fetch 203.0.113.58:80"];
    assert_eq!(fetched(all()), two);
    let mut some = all();
    some.push(open("d.aws", C));
    assert_eq!(fetched(some), [""; 0]);
    let reset = |name, address| broken(name, address, TlsFault::Reset).port_80(address, true);
    assert_eq!(fetched(vec![reset("a.aws", A), reset("b.aws", B)]), two);
    assert_eq!(fetched(vec![refused("a.aws", A)]), [""; 0]);
}

/// The hosts, each but the open one, about which a control is asked.
fn looked_into(sketches: Vec<Sketch>) -> BTreeSet<String> {
    let asked = asked(sketches, Manners::Gentle).into_iter();
    let hosts = asked.map(|one| one.host.to_string());
    hosts.filter(|host| host != "open.aws").collect()
}

fn named(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// A rule that meets twelve hosts is one rule.
#[test]
fn hosts_that_fail_alike_are_looked_into_at_two_of_them() {
    let reset = |name: &str| broken(name, A, TlsFault::Reset);
    let all = || ["a.aws", "b.aws", "c.aws", "d.aws"].map(reset).into_iter();
    let network = all().chain([open("open.aws", C)]).collect();
    assert_eq!(looked_into(network), named(&["a.aws", "b.aws"]));
    let closed = |name: &str| broken(name, A, TlsFault::Closed);
    let others = ["e.aws", "f.aws", "g.aws"].map(closed);
    let network = all().chain(others).chain([open("open.aws", C)]).collect();
    let two_of_each = named(&["a.aws", "b.aws", "e.aws", "f.aws"]);
    assert_eq!(looked_into(network), two_of_each);
}

/// Else the two would be others whenever one more fails.
#[test]
fn hosts_that_broke_first_stay_the_two() {
    let reset = |name: &str| broken(name, A, TlsFault::Reset);
    let late = || reset("a.aws").later(500);
    let open = open("open.aws", C);
    let network = vec![late(), reset("b.aws"), reset("c.aws"), open];
    assert_eq!(looked_into(network), named(&["b.aws", "c.aws"]));
    let silent = |name: &str| host(name).resolves(&[A]).tcp_silent(A);
    let late = silent("a.aws").later(500);
    let network = vec![late, silent("b.aws"), silent("c.aws")];
    assert_eq!(looked_into(network), named(&["b.aws", "c.aws"]));
}

/// What is said of two holds for the others where both say the same, and no client comes through.
#[test]
fn every_host_is_looked_into_where_two_do_not_speak_for_all() {
    let reset = |name: &str| broken(name, A, TlsFault::Reset);
    let rest = || [reset("c.aws"), reset("d.aws"), open("open.aws", C)];
    let answered = |path: Sketch| path.control("open.aws", A, Ok(genuine()));
    let unanswered = |path: Sketch| path.control("open.aws", A, Err(TlsFault::Reset));
    let looked_into = |a: Sketch, b: Sketch| {
        let network = [a, b].into_iter().chain(rest());
        looked_into(network.collect())
    };
    let two = named(&["a.aws", "b.aws"]);
    let every_one = named(&["a.aws", "b.aws", "c.aws", "d.aws"]);
    let (a, b) = (|| reset("a.aws"), || reset("b.aws"));
    assert_eq!(looked_into(answered(a()), answered(b())), two);
    assert_eq!(looked_into(answered(a()), unanswered(b())), every_one);
    let small = a().tried(Hello::Classical, A, Ok(genuine()));
    assert_eq!(looked_into(small, b()), every_one);
    let again = a().tried(Hello::Ordinary, A, Ok(genuine()));
    assert_eq!(looked_into(again, b()), every_one);
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
    let hosts: BTreeSet<&str> = asked.iter().map(|one| one.host.as_str()).collect();
    assert_eq!(hosts.len(), 12 + 1, "twelve, and the open one");
    assert!(asked.len() <= 12 * MOST_FOR_A_HOST);
    const { assert!(12 * MOST_FOR_A_HOST < MOST_CONTROLS) };
}
