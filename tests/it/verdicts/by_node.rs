//! What the list that Node.js is set to makes of an inspected chain, for the tools of an IDE.

use aws_netcheck::evidence::{MachineTrust, Rejection, TrustSetting};
use aws_netcheck::plan::Client;
use aws_netcheck::verdict::{Verdict, clients, judge};

use super::sketch::{Sketch, aws, host, inspected, with_own};

const B: &str = "203.0.113.91";

/// What a path whose chain is signed again comes to for an IDE, where Node.js is set to such a list.
fn for_an_ide(path: Sketch, says: Option<MachineTrust>) -> (Verdict, Vec<String>) {
    let session = inspected("Corp CA", "b1");
    let session = match says {
        Some(says) => with_own(TrustSetting::NodeExtraCaCerts, says, session),
        None => session,
    };
    let path = path.tcp(B).tls(B, session).http(B, aws(200));
    let measured = path
        .path(|path| path.clients = vec![Client::Ide])
        .measured();
    let findings = judge(std::slice::from_ref(&measured), None);
    let judged = &findings.judgements[0];
    let found = clients(&measured.path, judged).into_iter();
    let mut of_ide =
        found.filter_map(|(client, verdict)| verdict.filter(|_| client == Client::Ide));
    let notes = judged.notes.iter().map(|note| note.key.to_string());
    (of_ide.next().unwrap(), notes.collect())
}

#[test]
fn a_list_beside_its_own_opens_nothing_for_node_and_closes_nothing() {
    let no = || Some(MachineTrust::Rejected(Rejection::UnknownIssuer));
    let unread = || Some(MachineTrust::NotAsked("no such file".into()));
    let all = || host("a.aws").resolves(&[B]);
    let noted = |note: &str| vec![note.to_owned()];
    let rejects = noted("note.roots_reject");
    assert_eq!(
        for_an_ide(all(), no()),
        (Verdict::Degraded, rejects.clone())
    );
    assert_eq!(for_an_ide(all(), unread()), (Verdict::Degraded, rejects));
    let (verdict, notes) = for_an_ide(all(), Some(MachineTrust::Trusted));
    assert_eq!(
        (verdict, notes),
        (Verdict::Degraded, noted("note.roots_accept"))
    );
    let (verdict, notes) = for_an_ide(all(), None);
    assert_eq!(
        (verdict, notes),
        (Verdict::Degraded, noted("note.node_without_roots"))
    );
}
