//! What is asked of whom: which walls become requests, and what a request brings with it.

use std::collections::BTreeMap;

use aws_netcheck::evidence::{Failure, Scheme, TlsFault};
use aws_netcheck::plan::Client;
use aws_netcheck::verdict::{
    Addressee, Cause, Desk, FailOn, Measured, Outcome, Request, Shell, Team, Verdict, judge,
    outcome, requests,
};

use super::cases::{Case, cases};
use super::sketch::{Sketch, aws, host, inspected, open, page};

const A: &str = "203.0.113.57";
const B: &str = "203.0.113.91";

fn asked(paths: Vec<Sketch>, site: &BTreeMap<Team, Addressee>) -> Vec<Request> {
    let measured: Vec<Measured> = paths.into_iter().map(Sketch::measured).collect();
    let judgements = judge(&measured, None).judgements;
    requests(&measured, &judgements, Client::ALL, site, Shell::Posix)
}

/// Inspected, and behind it an answer without any mark.
fn doubtful() -> Sketch {
    let walked = host("a.aws").resolves(&[A]).tcp(A);
    walked.tls(A, inspected("Corp CA", "b1")).http(A, page(403))
}

#[test]
fn what_is_proven_of_an_unknown_path_is_asked_for_and_blocks_nothing() {
    let measured = vec![doubtful().measured()];
    let judged = judge(&measured, None).judgements;
    assert_eq!(judged[0].verdict, Verdict::Unknown);
    let found = asked(vec![doubtful(), open("b.aws", B)], &BTreeMap::new());
    let found: Vec<_> = found
        .iter()
        .map(|one| (one.team, one.cause, one.blocking, one.hosts.len()))
        .collect();
    let inspection = (Team::Gateway, Cause::TlsInspection, false, 1);
    assert_eq!(found, [inspection]);
}

#[test]
fn nothing_is_asked_for_what_was_not_proven() {
    let silent = host("a.aws")
        .resolves(&[A])
        .tcp_fails(A, Failure::TcpTimeout);
    for path in [silent, doubtful().past_a_proxy()] {
        let found = asked(vec![path, open("b.aws", B)], &BTreeMap::new());
        assert!(found.is_empty(), "{found:?}");
    }
}

#[test]
fn the_log_of_zscaler_has_its_filter() {
    let zscaler = Addressee {
        name: None,
        product: Some("zscaler".to_owned()),
    };
    let site = [(Team::Gateway, zscaler)].into();
    let found = asked(vec![doubtful()], &site);
    let filter = &found[0].log_filter;
    assert!(
        filter.starts_with("Analytics > Web Insights > Logs: "),
        "{filter}"
    );
    assert!(filter.contains("URL: a.aws"), "{filter}");
    assert!(filter.contains("unconfirmed"), "{filter}");
}

#[test]
fn connections_beyond_the_listed_ones_are_counted() {
    let mut path = host("a.aws").resolves(&[A]);
    for _ in 0..7 {
        path = path.tcp_fails(A, Failure::TcpRefused);
    }
    let found = asked(vec![path, open("b.aws", B)], &BTreeMap::new());
    assert_eq!((found[0].seen.len(), found[0].more_seen), (4, 3));
}

/// The request for this cause in a case of `tests/verdicts`.
fn request_in(name: &str, cause: Cause, shell: Shell) -> Request {
    let found = cases().into_iter().find(|case| case.name == name);
    let Case { paths, .. } = found.unwrap_or_else(|| panic!("no case {name}"));
    let judgements = judge(&paths, None).judgements;
    let found = requests(&paths, &judgements, Client::ALL, &BTreeMap::new(), shell);
    let of_cause = found.into_iter().find(|request| request.cause == cause);
    of_cause.unwrap_or_else(|| panic!("{name} asks nothing for {}", cause.code()))
}

const LARGE: &str = "echo Q | openssl s_client -connect mycorp.awsapps.com:443 -servername \
                     mycorp.awsapps.com -groups X25519MLKEM768:X25519";
const PLAIN: &str = "curl -sv -m 20 -o /dev/null https://mycorp.awsapps.com/";

/// The command fails as long as the fault is there: it makes the connection that fails, and not
/// another one that works.
#[test]
fn a_test_fails_before_the_change() {
    let to_b = "curl -sv -m 20 --resolve mycorp.awsapps.com:443:203.0.113.91 -o /dev/null \
                https://mycorp.awsapps.com/";
    let over_6 = "curl -sv -m 20 -6 -o /dev/null https://mycorp.awsapps.com/";
    let roots = "echo Q | openssl s_client -connect us-east-1.signin.aws:443 -servername \
                 us-east-1.signin.aws ${AWS_CA_BUNDLE:+-CAfile \"$AWS_CA_BUNDLE\"}";
    let store = "curl -sv -m 20 -o /dev/null https://us-east-1.signin.aws/";
    for (name, cause, test, done) in [
        ("large_hello", Cause::LargeHello, LARGE, "done.large"),
        (
            "mtu_black_hole_on_the_way_out_alone",
            Cause::MtuBlackHole,
            LARGE,
            "done.large",
        ),
        ("mtu_black_hole", Cause::MtuBlackHole, PLAIN, "done.status"),
        (
            "partial_addresses",
            Cause::PartialAddresses,
            to_b,
            "done.status_at_each",
        ),
        ("broken_ipv6", Cause::BrokenIpv6, over_6, "done.status"),
        ("packet_loss", Cause::PacketLoss, PLAIN, "done.every_time"),
        ("client_roots", Cause::ClientRoots, roots, "done.verified"),
        ("client_trust", Cause::ClientTrust, store, "done.no_doubt"),
    ] {
        let request = request_in(name, cause, Shell::Posix);
        assert_eq!(request.test, test, "{name}");
        assert_eq!(request.done.key, done, "{name}");
    }
}

/// The address that fails is named where others answer, in quotes where it has brackets.
#[test]
fn a_test_of_one_address_goes_to_it() {
    let name = "broken_ipv6_not_where_other_hosts_use_it";
    let test = request_in(name, Cause::PartialAddresses, Shell::Posix).test;
    let there = "--resolve \"mycorp.awsapps.com:443:[2001:db8::57]\"";
    assert!(test.contains(there), "{test}");
}

#[test]
fn a_run_on_windows_gives_a_test_for_windows() {
    let test = |name, cause| request_in(name, cause, Shell::Windows).test;
    let status = test("sni_filter_by_sibling", Cause::SniFilter);
    assert_eq!(
        status,
        "curl.exe -sv -m 20 -o NUL https://mycorp.awsapps.com/"
    );
    let roots = test("client_roots", Cause::ClientRoots);
    assert!(roots.ends_with("-CAfile \"%AWS_CA_BUNDLE%\""), "{roots}");
    let issuer = test("tls_inspection", Cause::TlsInspection);
    assert!(!issuer.contains(['<', '>', '/']), "{issuer}");
}

/// The one request for a path, typed at this desk.
fn test_of(path: Sketch, desk: impl Into<Desk>) -> String {
    let measured = vec![path.measured()];
    let judgements = judge(&measured, None).judgements;
    let mut found = requests(&measured, &judgements, Client::ALL, &BTreeMap::new(), desk);
    // What a login keeps out is asked for beside it.
    found.retain(|request| request.cause != Cause::ProxyAuth);
    assert_eq!(found.len(), 1, "{found:?}");
    found.into_iter().map(|request| request.test).collect()
}

const PROXY: &str = "http://proxy.corp.example:3128";

/// Without the proxy nothing would come through before or after; without the login neither.
#[test]
fn a_test_goes_through_the_proxy_that_was_walked_through() {
    let six = "socks5h://[2001:db8::9]:1080";
    for (proxy, login, way) in [
        (PROXY, None, "-x http://proxy.corp.example:3128"),
        (
            PROXY,
            Some("Negotiate"),
            "-x http://proxy.corp.example:3128 --proxy-negotiate -U :",
        ),
        (
            PROXY,
            Some("NTLM"),
            "-x http://proxy.corp.example:3128 --proxy-ntlm -U :",
        ),
        (
            PROXY,
            Some("Digest"),
            "-x http://proxy.corp.example:3128 --proxy-digest -U YOUR-NAME",
        ),
        (
            PROXY,
            Some("Basic"),
            "-x http://proxy.corp.example:3128 -U YOUR-NAME",
        ),
        (six, None, "-x \"socks5h://[2001:db8::9]:1080\""),
        (
            six,
            Some("USERNAME/PASSWORD"),
            "-x \"socks5h://[2001:db8::9]:1080\" -U YOUR-NAME",
        ),
        ("http://$(reboot):80", None, "-x YOUR-PROXY"),
    ] {
        let login = login.map(|name| Scheme::from(name.to_owned()));
        let once = host("mycorp.awsapps.com").led().logged_in_by(login.clone());
        let twice = once.tls_through(Err(TlsFault::Reset)).led();
        let twice = twice.logged_in_by(login).tls_through(Err(TlsFault::Reset));
        let path = twice.all_by(proxy);
        let test = test_of(path, Shell::Posix);
        let whole = format!("curl -sv -m 20 {way} -o /dev/null https://mycorp.awsapps.com/");
        assert_eq!(test, whole);
    }
}

/// s_client can ask a proxy by CONNECT alone, without TLS and without a login; curl shows the chain too.
#[test]
fn a_chain_behind_a_proxy_is_shown_by_what_can_go_there() {
    let walked = |proxy: &str, login: Option<&str>| {
        let login = login.map(|name| Scheme::from(name.to_owned()));
        let path = host("mycorp.awsapps.com").led().logged_in_by(login);
        let path = path.tls_through(Ok(inspected("Corp CA", "b1")));
        path.answers_through(aws(200)).all_by(proxy)
    };
    let plain = test_of(walked(PROXY, None), Shell::Posix);
    let s_client = "echo Q | openssl s_client -proxy proxy.corp.example:3128 -connect \
                    mycorp.awsapps.com:443 -servername mycorp.awsapps.com | openssl x509";
    assert!(plain.starts_with(s_client), "{plain}");
    for (proxy, login, way) in [
        (PROXY, Some("Negotiate"), " --proxy-negotiate -U :"),
        ("socks5h://proxy.corp.example:3128", None, ""),
        ("https://proxy.corp.example:3128", None, ""),
    ] {
        let test = test_of(walked(proxy, login), Shell::Windows);
        let whole = format!(
            "curl.exe -sv -m 20 -x {proxy}{way} -k -w \"%{{certs}}\" -o NUL https://mycorp.awsapps.com/"
        );
        assert_eq!(test, whole);
    }
}

/// Where a variable names a proxy to curl, a command for the direct way goes past it.
#[test]
fn a_test_of_the_direct_way_goes_past_the_proxy_of_a_variable() {
    let path = || {
        host("mycorp.awsapps.com")
            .resolves(&[A])
            .tcp_fails(A, Failure::TcpRefused)
    };
    for (shell, has_proxy, test) in [
        (Shell::Posix, false, PLAIN),
        (
            Shell::Posix,
            true,
            "curl -sv -m 20 --noproxy \"*\" -o /dev/null https://mycorp.awsapps.com/",
        ),
        (
            Shell::Windows,
            true,
            "curl.exe -sv -m 20 --noproxy \"*\" -o NUL https://mycorp.awsapps.com/",
        ),
    ] {
        assert_eq!(test_of(path(), Desk { shell, has_proxy }), test);
    }
}

/// Of all that a network can bring into a report, nothing is shell syntax in a command.
#[test]
fn no_command_holds_a_strangers_syntax() {
    let ours = [
        "${AWS_CA_BUNDLE:+-CAfile \"$AWS_CA_BUNDLE\"}",
        "${AWS_CA_BUNDLE:+--cacert \"$AWS_CA_BUNDLE\"}",
        "${REQUESTS_CA_BUNDLE:+-CAfile \"$REQUESTS_CA_BUNDLE\"}",
        "${REQUESTS_CA_BUNDLE:+--cacert \"$REQUESTS_CA_BUNDLE\"}",
        "echo Q | ",
        " | openssl x509",
    ];
    for Case { name, paths, .. } in cases() {
        let judgements = judge(&paths, None).judgements;
        for request in requests(
            &paths,
            &judgements,
            Client::ALL,
            &BTreeMap::new(),
            Shell::Posix,
        ) {
            let mut rest = request.test.clone();
            ours.iter().for_each(|own| rest = rest.replace(own, " "));
            let harmless = |sign: char| sign.is_ascii_alphanumeric() || " .-_/:\"[]".contains(sign);
            assert!(rest.chars().all(harmless), "{name}: {}", request.test);
            let quoted = rest.split('"').collect::<Vec<_>>();
            let outside = quoted.iter().step_by(2).any(|part| part.contains('['));
            assert!(quoted.len() % 2 == 1 && !outside, "{name}: {rest}");
        }
    }
}

/// Whoever asks about browsers alone is not told that sign-in is blocked by what keeps out the AWS CLI.
#[test]
fn a_request_blocks_where_one_of_those_who_were_asked_about_is_kept_out() {
    let asked: [&[Client]; 4] = [
        &[Client::Browser, Client::AwsCli],
        &[Client::Browser],
        &[Client::AwsCli],
        &[Client::Ide],
    ];
    for Case { name, paths, .. } in cases() {
        let judgements = judge(&paths, None).judgements;
        for clients in asked {
            let found = requests(&paths, &judgements, clients, &BTreeMap::new(), Shell::Posix);
            let blocking = found.iter().any(|request| request.blocking);
            // A client that goes another way by a setting of its own meets no wall to be asked about.
            let by_setting = judgements.iter().all(|one| one.wall.is_none());
            let outcome = outcome(&paths, &judgements, clients, FailOn::Blocked);
            assert_eq!(
                blocking,
                outcome == Outcome::Blocked && !by_setting,
                "{name} {clients:?}: {outcome:?}"
            );
        }
    }
}
