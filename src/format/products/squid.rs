//! Squid, as files for `dstdomain` and `ssl::server_name`.
//!
//! `.example.com` is the name itself and everything below it; `*.example.com` is taken and matches
//! nothing. A host after a name that covers it ends the proxy at its next reload, so covered hosts
//! never stand in a list (seen with Squid 5.7: `squid -k parse`, and CONNECT through it).

use crate::allowlist::Purpose;
use crate::format::page::why;
use crate::format::{
    Comment, Denies, Dialect, Format, Job, Limits, Listed, Naming, Proof, RulesOn, Section, Sense,
    Told,
};

pub(super) const FORMAT: Format = Format {
    id: "squid",
    product: "Squid",
    writes: "files of domains for acl lines",
    proof: Proof::Engine,
    variants: &[],
    extension: "conf",
    told: Told::Comments(Comment::line("# ")),
    naming: Some(Naming::plain(48)),
    dialects: &[
        Dialect::hosts(Purpose::Allow, Sense::ITSELF, Some(Sense::ALL)),
        Dialect::hosts(Purpose::NoDecrypt, Sense::ITSELF, Some(Sense::ALL)),
    ],
    unproven: &[],
    notes: &[
        "in an acl of your own write dstdomain -n: without it Squid looks up the name of an address that is asked for, and whoever owns the address chooses that name",
    ],
    rule_notes: &[],
    limits: Limits::PUNYCODE,
    denies: Denies::Nothing,
    rules_on: RulesOn::Connections,
    has_rules: true,
    body,
};

fn body(job: &Job<'_>) -> Vec<Section> {
    let mut sections = Vec::new();
    for list in &job.lists {
        let what = match list.purpose {
            Purpose::Allow => "hosts to let through",
            Purpose::NoDecrypt => "hosts whose TLS stays closed, for ssl_bump and nothing else",
        };
        let how = format!("{what}: save as /etc/squid/{}.txt", job.name(list.purpose));
        sections.push(Section::new(list.purpose, &how, domains(list)));
    }
    if job.with_rules() {
        for list in &job.lists {
            let how = match list.purpose {
                Purpose::Allow => "squid.conf, before the http_access that denies",
                Purpose::NoDecrypt => "squid.conf, before the ssl_bump that bumps",
            };
            sections.push(Section::named(list.purpose, "-rule", how, rules(job, list)));
        }
    }
    sections
}

fn domains(list: &Listed<'_>) -> String {
    let line = |line| format!("{}{}\n", why("", FORMAT.told, line), line.with("."));
    list.lines.iter().map(line).collect()
}

fn rules(job: &Job<'_>, list: &Listed<'_>) -> String {
    let name = job.name(list.purpose);
    let acl = name.replace('-', "_");
    match list.purpose {
        // `localnet` is in every squid.conf as it is delivered. The rule is not for CONNECT alone:
        // what ssl_bump opens is asked about again, request by request.
        Purpose::Allow => {
            let ports: Vec<String> = list.ports().iter().map(u16::to_string).collect();
            format!(
                "acl {acl} dstdomain -n \"/etc/squid/{name}.txt\"\n\
                 acl {acl}_port port {}\n\
                 http_access allow localnet {acl} {acl}_port\n",
                ports.join(" ")
            )
        }
        Purpose::NoDecrypt => format!(
            "acl {acl} ssl::server_name \"/etc/squid/{name}.txt\"\n\
             acl {acl}_step1 at_step SslBump1\n\
             ssl_bump peek {acl}_step1\n\
             ssl_bump splice {acl}\n"
        ),
    }
}
