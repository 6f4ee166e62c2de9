//! What verdicts add up to: clients, steps and the outcome of a run.

use std::collections::BTreeMap;

use aws_netcheck::evidence::{
    Check, Hello, MachineTrust, Rejection, Session, TlsFault, TrustSetting,
};
use aws_netcheck::plan::{Basis, Client, PlannedStep, Requirement};
use aws_netcheck::verdict::{
    FailOn, Measured, Outcome, Shell, StepVerdict, Team, Verdict, by_client, clients,
    holds_interceptor, judge, outcome, requests, steps,
};

use super::sketch::{
    Sketch, aws, genuine, host, inspected, open, page, signed_by, untrusted, with_header, with_own,
};

const A: &str = "203.0.113.57";
const B: &str = "203.0.113.91";
const BOTH: &[Client] = &[Client::Browser, Client::AwsCli];

fn blocked(name: &str) -> Sketch {
    let failing = host(name).resolves(&[A]).tcp(A);
    failing.tls_fails(A, TlsFault::Reset)
}

fn degraded(name: &str) -> Sketch {
    let walked = host(name).resolves(&[A]).tcp(A);
    walked.tls(A, inspected("Corp CA", "b1")).http(A, aws(200))
}

fn come_to(paths: Vec<Sketch>, who: &[Client], fail_on: FailOn) -> Outcome {
    let measured: Vec<Measured> = paths.into_iter().map(Sketch::measured).collect();
    outcome(&measured, &judge(&measured, None).judgements, who, fail_on)
}

#[test]
fn a_blocked_required_path_decides_before_an_unknown_one() {
    let paths = vec![open("a.aws", A), host("b.aws"), blocked("c.aws")];
    assert_eq!(come_to(paths, BOTH, FailOn::Blocked), Outcome::Blocked);
    let paths = vec![open("a.aws", A), host("b.aws")];
    assert_eq!(come_to(paths, BOTH, FailOn::Blocked), Outcome::Inconclusive);
}

#[test]
fn a_degraded_path_fails_a_run_only_where_asked() {
    let paths = || vec![degraded("a.aws")];
    const BROWSER: &[Client] = &[Client::Browser];
    assert_eq!(come_to(paths(), BROWSER, FailOn::Blocked), Outcome::Usable);
    assert_eq!(
        come_to(paths(), BROWSER, FailOn::Degraded),
        Outcome::Blocked
    );
    assert_eq!(come_to(paths(), BOTH, FailOn::Blocked), Outcome::Blocked);
}

#[test]
fn what_nobody_asked_about_does_not_count() {
    let recommended = blocked("a.aws").path(|p| p.requirement = Requirement::Recommended);
    let derived = blocked("b.aws").path(|p| p.basis = Some(Basis::Derived));
    let of_an_ide = blocked("c.aws").path(|p| p.clients = vec![Client::Ide]);
    let paths = vec![recommended, derived, of_an_ide, open("d.aws", A)];
    assert_eq!(come_to(paths, BOTH, FailOn::Blocked), Outcome::Usable);
}

#[test]
fn nothing_is_concluded_from_derived_paths_alone() {
    let derived = |path: Sketch| path.path(|p| p.basis = Some(Basis::Derived));
    for path in [open("a.aws", A), blocked("a.aws")] {
        let found = come_to(vec![derived(path)], BOTH, FailOn::Blocked);
        assert_eq!(found, Outcome::Inconclusive);
    }
    let named = |path: Sketch| path.path(|p| p.endpoint = "also".to_owned());
    let paths = vec![derived(open("a.aws", A)), named(open("b.idp", A))];
    let found = come_to(paths, BOTH, FailOn::Blocked);
    assert_eq!(found, Outcome::Inconclusive, "b.idp proves no sign-in");
    let paths = vec![derived(blocked("a.aws")), open("b.aws", A)];
    assert_eq!(come_to(paths, BOTH, FailOn::Blocked), Outcome::Usable);
}

/// The exit status speaks of required paths. Where there are none, a failure of others must not
/// look like success.
#[test]
fn a_run_of_recommended_paths_alone_fails_nothing_and_proves_nothing() {
    let recommended = |path: Sketch| path.path(|p| p.requirement = Requirement::Recommended);
    let paths = vec![recommended(blocked("a.aws")), recommended(host("b.aws"))];
    assert_eq!(come_to(paths, BOTH, FailOn::Blocked), Outcome::Inconclusive);
    let paths = vec![recommended(open("a.aws", A))];
    assert_eq!(come_to(paths, BOTH, FailOn::Blocked), Outcome::Usable);
    let paths = vec![recommended(blocked("a.aws")), open("b.aws", A)];
    assert_eq!(come_to(paths, BOTH, FailOn::Blocked), Outcome::Usable);
}

#[test]
fn what_fails_beside_a_proxy_is_inconclusive() {
    let paths = vec![open("a.aws", A), blocked("b.aws").past_a_proxy()];
    assert_eq!(come_to(paths, BOTH, FailOn::Blocked), Outcome::Inconclusive);
}

#[test]
fn a_step_takes_the_worst_of_its_required_paths() {
    let measured = [
        blocked("a.aws").measured(),
        open("b.aws", A).measured(),
        blocked("c.aws")
            .path(|p| p.requirement = Requirement::Recommended)
            .measured(),
    ];
    let step = |id: &str| PlannedStep {
        id: id.into(),
        title: "Sign in".into(),
    };
    let judgements = judge(&measured, None).judgements;
    let judged = steps(&[step("2.5"), step("1.1")], &measured, &judgements);
    let verdict = |id: &str, verdict, because: &[&str]| StepVerdict {
        id: id.into(),
        title: "Sign in".into(),
        verdict,
        because: because.iter().map(|id| (*id).to_owned()).collect(),
    };
    let expected = [
        verdict("2.5", Verdict::Blocked, &["row#a.aws/"]),
        verdict("1.1", Verdict::Unknown, &[]),
    ];
    assert_eq!(judged, expected);
}

#[test]
fn the_cli_brings_its_own_roots() {
    let mut session = genuine();
    session.machine = MachineTrust::Rejected(Rejection::UnknownIssuer);
    let path = host("a.aws").resolves(&[A]).tcp(A).tls(A, session);
    let measured = path.http(A, aws(200)).measured();
    let findings = judge(std::slice::from_ref(&measured), None);
    let found = clients(&measured.path, &findings.judgements[0]);
    let expected = [
        (Client::Browser, Some(Verdict::Degraded)),
        (Client::AwsCli, Some(Verdict::Open)),
        (Client::Ide, None),
        (Client::Idp, None),
    ];
    assert_eq!(found, expected);
}

/// What one path comes to for browser and AWS CLI, where the list of the latter says this.
fn for_both(session: Session, says: MachineTrust) -> [Verdict; 2] {
    let session = with_own(TrustSetting::AwsCaBundle, says, session);
    let path = host("a.aws").resolves(&[A]).tcp(A).tls(A, session);
    let measured = path.http(A, aws(200)).measured();
    let findings = judge(std::slice::from_ref(&measured), None);
    let found = clients(&measured.path, &findings.judgements[0]);
    [found[0].1.unwrap(), found[1].1.unwrap()]
}

#[test]
fn a_list_of_its_own_decides_for_the_cli() {
    use Verdict::{Blocked, Degraded, Open};
    let no = || MachineTrust::Rejected(Rejection::UnknownIssuer);
    let yes = || MachineTrust::Trusted;
    let unread = MachineTrust::NotAsked("no such file".into());
    let signed = || inspected("Corp CA", "b1");
    assert_eq!(for_both(genuine(), yes()), [Open, Open]);
    assert_eq!(for_both(genuine(), no()), [Open, Degraded]);
    assert_eq!(for_both(genuine(), unread.clone()), [Open, Degraded]);
    assert_eq!(for_both(signed(), yes()), [Degraded, Degraded]);
    assert_eq!(for_both(signed(), no()), [Degraded, Blocked]);
    assert_eq!(for_both(signed(), unread), [Degraded, Blocked]);
    let stranger = || untrusted("Corp CA", "b1");
    assert_eq!(for_both(stranger(), yes()), [Blocked, Degraded]);
    assert_eq!(for_both(stranger(), no()), [Blocked, Blocked]);
}

/// The AWS CLI brings its own roots, and no gateway's is among them; where a part of the way is not
/// inspected, or it is not known who signs, it may come through.
#[test]
fn an_inspected_chain_is_blocked_for_the_cli_that_is_set_to_no_list() {
    use Verdict::{Blocked, Degraded};
    let of = |path: Sketch| {
        let measured = path.measured();
        let findings = judge(std::slice::from_ref(&measured), None);
        let found = clients(&measured.path, &findings.judgements[0]);
        [found[0].1.unwrap(), found[1].1.unwrap()]
    };
    let signed = || inspected("Corp CA", "b1");
    let all = host("a.aws").resolves(&[A]).tcp(A).tls(A, signed());
    assert_eq!(of(all.http(A, aws(200))), [Degraded, Blocked]);
    let one = host("a.aws").resolves(&[A, B]).answers(A).tcp(B);
    assert_eq!(of(one.tls(B, signed()).http(B, aws(200))), [Degraded; 2]);
    let aged = || {
        let mut session = genuine();
        session.public.chain = Check::Failed(Rejection::Expired);
        session
    };
    let aged = host("a.aws").resolves(&[A]).tcp(A).tls(A, aged());
    assert_eq!(of(aged.http(A, aws(200))), [Degraded; 2]);
}

#[test]
fn a_host_that_only_the_browser_calls_does_not_break_the_cli() {
    let portal = blocked("a.aws").path(|p| p.clients = vec![Client::Browser]);
    let api = open("b.aws", A).path(|p| p.clients = vec![Client::AwsCli]);
    let measured: Vec<Measured> = vec![portal.measured(), api.measured()];
    let judgements = judge(&measured, None).judgements;
    let all = [Client::Browser, Client::AwsCli, Client::Ide];
    let come_to = by_client(&measured, &judgements, &all);
    let verdicts: Vec<_> = come_to.iter().map(|one| one.verdict).collect();
    assert_eq!(
        verdicts,
        [Some(Verdict::Blocked), Some(Verdict::Open), None]
    );
    assert_eq!(come_to[0].because, [measured[0].path.id.clone()]);
    assert!(come_to[1].because.is_empty() && come_to[2].because.is_empty());
}

/// The company's identity provider breaks the sign-in where it is blocked; where it is open it
/// proves nothing of AWS's hosts.
#[test]
fn what_is_named_beside_the_catalogue_breaks_a_step_and_proves_none() {
    let sign_in = [PlannedStep {
        id: "2.5".to_owned(),
        title: "Sign in".to_owned(),
    }];
    let beside = |path: Sketch| {
        path.path(|p| {
            p.endpoint = "also".to_owned();
            p.steps = vec!["2.5".to_owned()];
        })
    };
    let verdict = |paths: Vec<Sketch>| {
        let measured: Vec<Measured> = paths.into_iter().map(Sketch::measured).collect();
        let judgements = judge(&measured, None).judgements;
        steps(&sign_in, &measured, &judgements)[0].verdict
    };
    let portal = || open("a.aws", A).path(|p| p.steps = vec!["2.5".to_owned()]);
    assert_eq!(
        verdict(vec![portal(), beside(blocked("b.idp"))]),
        Verdict::Blocked
    );
    assert_eq!(
        verdict(vec![portal(), beside(open("b.idp", A))]),
        Verdict::Open
    );
    assert_eq!(verdict(vec![beside(open("b.idp", A))]), Verdict::Unknown);
}

/// Browsers send a large hello, the AWS CLI a small one: what lets only the small one through is
/// blocked for browsers, and the request says so.
#[test]
fn what_only_a_small_hello_passes_is_blocked_for_browsers() {
    let small = blocked("a.aws").tried(Hello::Classical, A, Ok(genuine()));
    let large = small
        .tried(Hello::LongClassical, A, Err(TlsFault::Reset))
        .tried(Hello::Ordinary, A, Err(TlsFault::Reset));
    let silent = blocked("a.aws").tls_fails(A, TlsFault::Timeout);
    let hole = silent
        .tls_fails(A, TlsFault::Timeout)
        .tried(Hello::Classical, A, Ok(genuine()))
        .tried(Hello::SmallSegments, A, Ok(genuine()))
        .tried(Hello::Ordinary, A, Err(TlsFault::Timeout));
    for path in [large, hole] {
        let measured = vec![path.measured()];
        let judgements = judge(&measured, None).judgements;
        assert_eq!(judgements[0].verdict, Verdict::Degraded);
        let of_both: Vec<_> = by_client(&measured, &judgements, BOTH)
            .into_iter()
            .map(|one| one.verdict.unwrap())
            .collect();
        assert_eq!(of_both, [Verdict::Blocked, Verdict::Open]);
        let outcome = outcome(&measured, &judgements, BOTH, FailOn::Blocked);
        assert_eq!(outcome, Outcome::Blocked);
        let requests = requests(
            &measured,
            &judgements,
            Client::ALL,
            &BTreeMap::new(),
            Shell::Posix,
        );
        assert!(requests[0].blocking, "{:?}", requests[0].cause);
    }
}

/// Where TLS of other hosts comes and goes, that only the small hello passed may be chance.
#[test]
fn what_only_a_small_hello_passes_by_chance_is_blocked_for_nobody() {
    let reset = || Err(TlsFault::Reset);
    let large = blocked("a.aws").tried(Hello::Classical, A, Ok(genuine()));
    let large = large.tried(Hello::Ordinary, A, reset());
    let fickle = host("b.aws").resolves(&[B]).tcp(B);
    let fickle = fickle.tls_fails(B, TlsFault::Reset);
    let fickle = fickle.tried(Hello::Ordinary, B, Ok(genuine()));
    let paths = vec![large, fickle];
    assert_eq!(come_to(paths, BOTH, FailOn::Blocked), Outcome::Usable);
}

/// A virus scanner on the machine is not the gateway's; and where the site names no product, its
/// mark says in which log to look.
#[test]
fn the_product_says_whose_request_it_is_and_in_which_log_to_look() {
    let behind = |parts: &[(&str, &str)]| {
        let session = signed_by(parts, inspected("Corp CA", "b1"));
        let walked = host("a.aws").resolves(&[A]).tcp(A);
        let measured = vec![walked.tls(A, session).http(A, aws(200)).measured()];
        let judgements = judge(&measured, None).judgements;
        let mut requests = requests(
            &measured,
            &judgements,
            Client::ALL,
            &BTreeMap::new(),
            Shell::Posix,
        );
        requests.remove(0)
    };
    let scanner = behind(&[("CN", "ESET SSL Filter CA")]);
    assert_eq!(scanner.team, Team::Endpoint);
    let gateway = behind(&[("O", "Fortinet")]);
    assert_eq!(gateway.team, Team::Gateway);
    assert_eq!(gateway.product.as_deref(), Some("Fortinet FortiGate"));
    assert_eq!(gateway.log_filter, "", "no local address is known here");
    let unknown = behind(&[("CN", "Corp CA")]);
    assert_eq!((unknown.team, unknown.product), (Team::Gateway, None));
}

#[test]
fn a_log_is_named_by_the_mark_where_the_site_names_none() {
    let denied = with_header("X-Squid-Error", "ERR_ACCESS_DENIED 0", page(403));
    let walked = host("a.aws").resolves(&[A]).tcp(A);
    let walked = walked.tls(A, inspected("Corp CA", "b1")).http(A, denied);
    let measured = vec![walked.measured()];
    let judgements = judge(&measured, None).judgements;
    let requests = requests(
        &measured,
        &judgements,
        Client::ALL,
        &BTreeMap::new(),
        Shell::Posix,
    );
    assert_eq!(requests[0].product.as_deref(), Some("Squid"));
    assert_eq!(requests[0].log_filter, "grep -F -e a.aws access.log");
}

#[test]
fn a_list_holds_the_interceptor_where_inspected_chains_lead_to_it() {
    let list = TrustSetting::AwsCaBundle;
    let asked = |sessions: Vec<(Session, MachineTrust)>| {
        let walked = |(index, (session, says))| {
            let session = with_own(list, says, session);
            let path = host(&format!("h{index}.aws")).resolves(&[A]).tcp(A);
            path.tls(A, session).http(A, aws(200)).measured()
        };
        let measured: Vec<Measured> = sessions.into_iter().enumerate().map(walked).collect();
        holds_interceptor(&judge(&measured, None).judgements, list)
    };
    let no = || MachineTrust::Rejected(Rejection::UnknownIssuer);
    let odd = || MachineTrust::Rejected(Rejection::BadSignature);
    let other_name = || MachineTrust::Rejected(Rejection::NameMismatch);
    let yes = || MachineTrust::Trusted;
    let unread = || MachineTrust::NotAsked("no such file".into());
    let signed = || inspected("Corp CA", "b1");
    let stranger = || untrusted("Corp CA", "b1");
    assert_eq!(asked(vec![(genuine(), yes())]), None);
    assert_eq!(
        asked(vec![(genuine(), no()), (signed(), yes())]),
        Some(true)
    );
    assert_eq!(
        asked(vec![(genuine(), yes()), (signed(), no())]),
        Some(false)
    );
    assert_eq!(
        asked(vec![(signed(), yes()), (signed(), no())]),
        Some(false)
    );
    assert_eq!(asked(vec![(stranger(), other_name())]), Some(true));
    assert_eq!(asked(vec![(signed(), odd()), (signed(), unread())]), None);
    assert_eq!(
        asked(vec![(signed(), odd()), (signed(), yes())]),
        Some(true)
    );
}
