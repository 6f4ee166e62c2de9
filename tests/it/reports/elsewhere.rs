//! Cases about the place: a vantage with everything in it, and a comparison with another place.
#![expect(clippy::unwrap_used, reason = "what is parsed here is written here")]

use aws_netcheck::evidence::{RootsTrouble, TrustSetting};
use aws_netcheck::report::{Proxy, Report, Texts, v1};
use aws_netcheck::verdict::{Answer, Measured, Phrase, Recorded, Reference, State, Verdict, judge};

use super::build::{GENUINE, Walked, plan, report, run};
use super::cases::{others, portal_reset, signed_by_zscaler};

/// Root by sudo, in WSL, behind a VPN and a proxy with a login, with roots of the user's own.
pub(super) fn vantage() -> Report {
    let mut walked = vec![portal_reset()];
    walked.append(&mut others());
    let plan = plan(&walked);
    let mut run = run();
    let here = &mut run.vantage;
    here.user = Some("root".to_owned());
    here.elevated = Some(true);
    here.sudo_user = Some("jane".to_owned());
    here.runs_in = Some("wsl".to_owned());
    here.resolvers = vec!["127.0.0.53:53".to_owned()];
    here.uplink_resolvers = vec!["10.20.0.53".to_owned(), "fe80::1%2".to_owned()];
    here.lookup = Some("hosts_and_dns".to_owned());
    here.lookup_at_once = true;
    here.lookup_leaves_out = vec!["resolve".to_owned(), "sss".to_owned()];
    let adapter = |name: &str, kind: &str, up| v1::Adapter {
        name: name.to_owned(),
        kind: kind.to_owned(),
        up,
    };
    here.adapters = Some(vec![
        adapter("CloudflareWARP", "tun", true),
        adapter("tun0\x1b[2J", "tun", false),
    ]);
    here.proxy = Some(Proxy {
        source: "HTTPS_PROXY".to_owned(),
        url: Some("http://proxy.corp.example:8080".to_owned()),
    });
    let trust = [
        ("store", "/home/jane/roots.pem"),
        ("store-roots", "147"),
        ("store-setting", "SSL_CERT_FILE"),
    ];
    let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    here.trust = trust.map(owned).into();
    here.trust_settings = trust_settings();
    let missing = State::RootsUnread {
        setting: TrustSetting::SslCertDir,
        file: "/home/jane/certs".to_owned(),
        why: RootsTrouble::Missing.reason(),
    };
    here.state = vec![missing.phrase()];
    report(run, &plan, &walked)
}

/// One that is in order, one that another shadows, one that is read in part, and one that is not there.
fn trust_settings() -> Vec<v1::TrustList> {
    let list = |setting: &str, file: &str, certificates| v1::TrustList {
        setting: setting.to_owned(),
        file: file.to_owned(),
        certificates,
        trouble: None,
        why: None,
        said: None,
        shadowed_by: None,
        holds_interceptor: None,
    };
    let wrong = |trouble: RootsTrouble, list| {
        let why = Phrase::of_reason(&trouble.reason());
        v1::TrustList {
            trouble: Some(trouble.code().to_owned()),
            why: Some(Texts::english().say(&why)),
            said: Some((&why).into()),
            ..list
        }
    };
    vec![
        v1::TrustList {
            holds_interceptor: Some(true),
            ..list("AWS_CA_BUNDLE", "/home/jane/company.pem", Some(2))
        },
        v1::TrustList {
            shadowed_by: Some("AWS_CA_BUNDLE".to_owned()),
            holds_interceptor: Some(false),
            ..list(
                "REQUESTS_CA_BUNDLE",
                "/home/jane/roots\x1b[2J.pem",
                Some(147),
            )
        },
        wrong(
            RootsTrouble::Broken,
            list("NODE_EXTRA_CA_CERTS", "/home/jane/node.pem", Some(1)),
        ),
        wrong(
            RootsTrouble::Missing,
            list("SSL_CERT_DIR", "/home/jane/certs", None),
        ),
    ]
}

/// Judged in the light of a run at another place, where all of it was open.
pub(super) fn reference() -> Report {
    let sign_in = "https://us-east-1.signin.aws/";
    let mut walked = vec![
        portal_reset(),
        signed_by_zscaler("signin-platform", sign_in),
    ];
    walked[0].evidence.controls.clear();
    walked.append(&mut others());
    let measured: Vec<Measured> = walked
        .iter()
        .map(|one| Measured {
            path: one.path.clone(),
            evidence: one.evidence.clone(),
        })
        .collect();
    let reference = Reference {
        site: Some("Lisbon".to_owned()),
        paths: measured.iter().map(|one| was_open(&one.path.id)).collect(),
    };
    let judgements = judge(&measured, Some(&reference)).judgements;
    let judged = |(walked, judgement)| Walked {
        judgement,
        ..walked
    };
    let walked: Vec<Walked> = walked.into_iter().zip(judgements).map(judged).collect();
    let plan = plan(&walked);
    let mut run = run();
    run.reference = Some(v1::Reference {
        file: "lisbon.json".to_owned(),
        run: "1c04d2".to_owned(),
        started: "2026-11-24T06:58:11.000Z".to_owned(),
        site: reference.site.clone(),
        summary: v1::Summary {
            open: 6,
            ..v1::Summary::default()
        },
        shared: Some(6),
        warnings: Vec::new(),
        said: Vec::new(),
    });
    report(run, &plan, &walked)
}

fn was_open(id: &str) -> (String, Recorded) {
    let recorded = Recorded {
        verdict: Verdict::Open,
        failure: None,
        began: "2026-11-24T06:58:12Z".parse().unwrap(),
        addresses: vec!["203.0.113.57".parse().unwrap()],
        genuine: true,
        issuer: Some(GENUINE.to_owned()),
        answer: Some(Answer {
            status: 200,
            server: Some("CloudFront".to_owned()),
            content_type: None,
            aws_mark: true,
        }),
        connect_ms: Some(20),
    };
    (id.to_owned(), recorded)
}
