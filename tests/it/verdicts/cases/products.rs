//! Products: named by a token that only they leave, and by nothing less.

use aws_netcheck::evidence::{RecordKind, Reply, SystemAnswer, TlsFault};

use super::{A, B, C, Case, OIDC, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{
    Sketch, aws, by_policy, genuine, host, inspected, open, page, plain, rcode, signed_by,
    untrusted, with_addresses, with_alias, with_body, with_extended_error, with_header,
};

pub(super) fn cases() -> Vec<Case> {
    let mut all = chains();
    all.extend(pages());
    all.extend(answers());
    all
}

/// What a FortiGate calls its own authority.
pub(in crate::verdicts) const SERIAL: &str = "FG6H0FTB12345678";

/// A host behind a chain whose issuer has these parts.
fn behind(parts: &[(&str, &str)], reply: Reply) -> Sketch {
    let name = parts.iter().find(|(kind, _)| *kind == "CN");
    let name = name.map_or("Corp CA", |(_, name)| name);
    let session = signed_by(parts, inspected(name, "b1"));
    host(OIDC)
        .resolves(&[A])
        .tcp(A)
        .tls(A, session)
        .http(A, reply)
}

fn chains() -> Vec<Case> {
    let one =
        |name, parts: &[(&str, &str)], must: &str| case(name, [behind(parts, aws(200))], &[must]);
    vec![
        one(
            "product_by_issuer",
            &[("CN", "Corp CA"), ("O", "Zscaler Inc.")],
            "oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high by Zscaler Internet Access (issuer O=Zscaler Inc., high)",
        ),
        one(
            "product_by_revocation_list_under_a_company_authority",
            &[
                ("CN", "Corp CA"),
                ("CRL", "http://gateway.zscalertwo.net/zscaler-zscrl-1.crl"),
            ],
            "oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high by Zscaler Internet Access (CRL http://gateway.zscalertwo.net/zscaler-zscrl, high)",
        ),
        one(
            "product_without_its_serial_number",
            &[("CN", SERIAL)],
            "oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high by Fortinet FortiGate (issuer CN=***, high)",
        ),
        one(
            "product_without_its_tenant",
            &[("CN", "ca.acme.eu.goskope.com"), ("O", "Acme")],
            "oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high by Netskope (issuer CN=ca.***.goskope.com, high)",
        ),
        one(
            "product_not_by_half_a_name",
            &[("CN", "certadmin"), ("O", "Example Inc.")],
            "oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high",
        ),
        one(
            "product_not_by_a_habit",
            &[("CN", "Corp Forward Trust CA")],
            "oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high",
        ),
        case(
            "product_not_by_a_reset_beside_it",
            [
                behind(&[("O", "Zscaler Inc.")], aws(200)),
                host(PORTAL)
                    .resolves(&[B])
                    .tcp(B)
                    .tls_fails(B, TlsFault::Reset),
            ],
            &[
                "oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high by Zscaler Internet Access (issuer O=Zscaler Inc., high)",
                "mycorp.awsapps.com blocked tls.reset undetermined low",
            ],
        ),
        case(
            "product_on_a_chain_that_nobody_trusts",
            [host(PORTAL).resolves(&[A]).tcp(A).tls(
                A,
                signed_by(&[("CN", "Cato Networks Root CA")], untrusted("Cato", "b1")),
            )],
            &[
                "mycorp.awsapps.com blocked tls.untrusted tls_inspection high by Cato Networks (issuer CN=Cato Networks Root CA, high)",
            ],
        ),
    ]
}

fn pages() -> Vec<Case> {
    let fortinet = || with_body("<h1>FortiGuard Web Filtering</h1>", page(200));
    let wsa = |reply| with_header("Via", "1.1 a (Cisco-WSA/14.5.0-498)", reply);
    let gateway = "https://gateway.zscalertwo.net/auth?user=jane";
    let two = [("O", "Zscaler Inc.")];
    let umbrella = "https://block.opendns.com/?url=x&user=jane";
    let urlblock = "http://10.0.0.1:6080/php/urlblock.php?args=x";
    let refused = |name: &str, address: &str| {
        let session = untrusted("Corp Firewall CA", name);
        let reply = with_header("Location", urlblock, plain(302));
        let walked = host(name).resolves(&[address]).tcp(address);
        walked.tls(address, session).http(address, reply)
    };
    vec![
        case(
            "block_page_over_a_trusted_chain",
            [behind(&[], fortinet())],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.block_page url_filter high by Fortinet FortiGate (page text: FortiGuard Web Filtering, high) + tls.intercepted tls_inspection high by Fortinet FortiGate (page text: FortiGuard Web Filtering, medium)",
            ],
        ),
        case(
            "block_page_of_another_box_than_the_inspector",
            [behind(&two, fortinet())],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.block_page url_filter high by Fortinet FortiGate (page text: FortiGuard Web Filtering, high) + tls.intercepted tls_inspection high by Zscaler Internet Access (issuer O=Zscaler Inc., high)",
            ],
        ),
        case(
            "block_page_not_by_words_alone",
            [behind(
                &[],
                with_body(
                    "<title>Access denied</title>This site is blocked",
                    page(200),
                ),
            )],
            &[
                "oidc.us-east-1.amazonaws.com unknown http.not_aws undetermined low + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "block_page_not_of_aws_itself",
            [behind(&[], with_header("x-amz-cf-id", "abc==", fortinet()))],
            &["oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high"],
        ),
        case(
            "block_page_not_over_a_genuine_chain",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http(A, fortinet())],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
        case(
            "block_page_by_redirect",
            [behind(&[], with_header("Location", umbrella, plain(302)))],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.block_page url_filter high by Cisco Umbrella (redirect to block.opendns.com, high) + tls.intercepted tls_inspection high by Cisco Umbrella (redirect to block.opendns.com, medium)",
            ],
        ),
        case(
            "block_page_by_a_header",
            [behind(
                &[],
                with_header("X-Squid-Error", "ERR_ACCESS_DENIED 0", page(403)),
            )],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.block_page url_filter high by Squid (header x-squid-error: ERR_ACCESS_DENIED 0, high) + tls.intercepted tls_inspection high by Squid (header x-squid-error: ERR_ACCESS_DENIED 0, medium)",
            ],
        ),
        case(
            "block_page_not_for_a_fault_beyond_the_proxy",
            [behind(
                &[],
                with_header("X-Squid-Error", "ERR_CONNECT_FAIL 111", page(503)),
            )],
            &[
                "oidc.us-east-1.amazonaws.com unknown http.server_error undetermined low by Squid (header x-squid-error: ERR_CONNECT_FAIL 111, medium) + tls.intercepted tls_inspection high by Squid (header x-squid-error: ERR_CONNECT_FAIL 111, medium)",
            ],
        ),
        case(
            "block_page_of_every_host_is_no_captive_portal",
            [refused(PORTAL, A), refused(SIGNIN, B)],
            &[
                "mycorp.awsapps.com blocked tls.untrusted tls_inspection high by Palo Alto Networks PAN-OS (header location: :6080/php/urlblock.php, medium) + http.block_page url_filter high by Palo Alto Networks PAN-OS (header location: :6080/php/urlblock.php, high)",
                "us-east-1.signin.aws blocked tls.untrusted tls_inspection high by Palo Alto Networks PAN-OS (header location: :6080/php/urlblock.php, medium) + http.block_page url_filter high by Palo Alto Networks PAN-OS (header location: :6080/php/urlblock.php, high)",
                "state state.everything_inspected",
            ],
        ),
        case(
            "product_that_let_the_answer_pass",
            [behind(&[], wsa(aws(200)))],
            &[
                "oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high by Cisco Secure Web Appliance (header via: (Cisco-WSA/14.5.0-498), medium)",
            ],
        ),
        case(
            "login_of_a_product_is_no_block_page",
            [behind(&[], with_header("Location", gateway, plain(307)))],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.redirect_away url_filter medium by Zscaler Internet Access (redirect to gateway.zscalertwo.net, high) + tls.intercepted tls_inspection high by Zscaler Internet Access (redirect to gateway.zscalertwo.net, medium)",
            ],
        ),
    ]
}

fn answers() -> Vec<Case> {
    let sinkhole = "146.112.61.106";
    let alias = with_alias("sinkhole.paloaltonetworks.com.", with_addresses(&[B]));
    vec![
        case(
            "sinkhole_of_a_product",
            [
                host(PORTAL)
                    .resolves(&[sinkhole])
                    .tcp(sinkhole)
                    .tls(sinkhole, untrusted("Cisco Umbrella Root CA", "b1"))
                    .http(sinkhole, page(403)),
                open(SIGNIN, C),
            ],
            &[
                "mycorp.awsapps.com blocked dns.sinkhole dns_filter high by Cisco Umbrella (address 146.112.61.106, high)",
                "us-east-1.signin.aws open",
            ],
        ),
        case(
            "sinkhole_of_a_product_that_the_machine_alone_gives",
            [host(PORTAL).system_gives(&[sinkhole]).served(&[B])],
            &[
                "mycorp.awsapps.com blocked dns.sinkhole dns_filter high by Cisco Umbrella (address 146.112.61.106, high)",
            ],
        ),
        case(
            "sinkhole_not_where_the_service_answers",
            [open(PORTAL, sinkhole)],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "sinkhole_not_beside_the_range",
            [host(PORTAL)
                .resolves(&["146.112.61.112"])
                .answers("146.112.61.112")],
            &["mycorp.awsapps.com open"],
        ),
        case(
            "sinkhole_behind_an_alias",
            [host(PORTAL).system_gives(&[B]).reply(RecordKind::A, alias)],
            &[
                "mycorp.awsapps.com blocked dns.sinkhole dns_filter high by Palo Alto Networks PAN-OS (CNAME sinkhole.paloaltonetworks.com, high)",
            ],
        ),
        case(
            "product_by_its_policy_zone",
            [host(OIDC).denied(SystemAnswer::NoName, by_policy(rcode(3)))],
            &[
                "oidc.us-east-1.amazonaws.com blocked dns.nxdomain dns_filter high by BIND response policy zone (policy zone rpz.corp.example, medium)",
            ],
        ),
        case(
            "product_not_by_an_extended_error",
            [host(OIDC).denied(
                SystemAnswer::Temporary,
                with_extended_error(15, "Blocked by policy", rcode(2)),
            )],
            &["oidc.us-east-1.amazonaws.com blocked dns.servfail dns_filter high"],
        ),
    ]
}
