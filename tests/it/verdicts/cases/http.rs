//! Answers, and whose they are.

use aws_netcheck::evidence::HttpFault;

use super::{A, B, C, Case, OIDC, SIGNIN, case};
use crate::verdicts::sketch::{
    genuine, host, inspected, open, page, plain, with_body, with_header,
};

pub(super) fn cases() -> Vec<Case> {
    let behind = |name: &str, reply| {
        host(name)
            .json()
            .resolves(&[A])
            .tcp(A)
            .tls(A, inspected("Corp CA", "b1"))
            .http(A, reply)
    };
    let login = || with_header("Location", "https://gateway.corp.example/login", plain(302));
    let in_house = || with_header("Location", "https://us-east-1.signin.aws/x", plain(302));
    let asked = |body: &str| {
        host("portal.sso.us-east-1.amazonaws.com")
            .path(|path| path.deep = true)
            .resolves(&[A])
            .tcp(A)
            .tls(A, genuine())
            .http(A, with_body(body, plain(200)))
    };
    let leads_to = |host: &str| {
        let url = format!("https://{host}/platform/d-9067642ac7/login?workflowStateHandle=S3CRET");
        asked(&format!(
            r#"{{"redirectUrl": "{url}", "csrfToken": "S3CRET"}}"#
        ))
    };
    let is_open = "portal.sso.us-east-1.amazonaws.com open";
    vec![
        case(
            "directory_elsewhere",
            [leads_to("eu-west-1.signin.aws")],
            &[
                "portal.sso.us-east-1.amazonaws.com open",
                "state state.directory_elsewhere",
            ],
        ),
        case(
            "directory_where_it_was_looked_for",
            [leads_to("us-east-1.signin.aws")],
            &[is_open, "state state.directory_here"],
        ),
        case(
            "directory_region_not_by_a_stranger",
            [leads_to("eu-west-1.signin.aws.example")],
            &[is_open, "state state.directory_unsaid"],
        ),
        case(
            "directory_region_unsaid",
            [asked("<html>")],
            &[is_open, "state state.directory_unsaid"],
        ),
        case(
            "url_filter_page",
            [behind(OIDC, page(200))],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.not_aws url_filter medium + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "url_filter_redirect",
            [behind(OIDC, login())],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.redirect_away url_filter medium + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "url_filter_not_for_a_redirect_within_aws",
            [behind(OIDC, in_house())],
            &["oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high"],
        ),
        case(
            "url_filter_not_with_a_mark_of_aws",
            [behind(OIDC, with_header("x-amz-cf-id", "z", page(403)))],
            &["oidc.us-east-1.amazonaws.com degraded tls.intercepted tls_inspection high"],
        ),
        case(
            "refusal_without_a_mark_is_unknown",
            [behind(OIDC, plain(403))],
            &[
                "oidc.us-east-1.amazonaws.com unknown http.not_aws undetermined low + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "bare_page_of_a_bad_request_is_unknown",
            [behind(OIDC, page(400))],
            &[
                "oidc.us-east-1.amazonaws.com unknown http.not_aws undetermined low + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "server_error_behind_inspection_is_unknown",
            [behind(OIDC, page(503))],
            &[
                "oidc.us-east-1.amazonaws.com unknown http.server_error undetermined low + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "aws_fault",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http(A, page(503))],
            &["oidc.us-east-1.amazonaws.com degraded http.server_error aws_fault high"],
        ),
        case(
            "aws_fault_not_for_a_status_about_the_request",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http(A, page(501))],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
        case(
            "aws_refusal_by_number",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http(A, page(429))],
            &["oidc.us-east-1.amazonaws.com degraded http.refused aws_refusal high"],
        ),
        case(
            "aws_refusal_not_for_a_request_without_a_login",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http(A, page(403))],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
        case(
            "captive_portal_not_behind_trusted_inspection",
            [behind(OIDC, login()), {
                host(SIGNIN)
                    .resolves(&[C])
                    .tcp(C)
                    .tls(C, inspected("Corp CA", "b2"))
                    .http(C, login())
            }],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.redirect_away url_filter medium + tls.intercepted tls_inspection high",
                "us-east-1.signin.aws blocked http.redirect_away url_filter medium + tls.intercepted tls_inspection high",
                "state state.everything_inspected",
            ],
        ),
        case(
            "reset_after_the_request",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http_fails(A, HttpFault::Reset)
                .http_fails(A, HttpFault::Reset)],
            &["oidc.us-east-1.amazonaws.com blocked http.reset undetermined low"],
        ),
        case(
            "reset_once_after_the_request",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http_fails(A, HttpFault::Reset)
                .answers(A)],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
        case(
            "reset_behind_inspection",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, inspected("Corp CA", "b1"))
                .http_fails(A, HttpFault::Reset)
                .http_fails(A, HttpFault::Reset)],
            &[
                "oidc.us-east-1.amazonaws.com blocked http.reset undetermined low + tls.intercepted tls_inspection high",
            ],
        ),
        case(
            "closed_once_at_one_of_two_addresses",
            [host(OIDC)
                .resolves(&[A, B])
                .tcp(A)
                .tls(A, genuine())
                .http_fails(A, HttpFault::Closed)
                .answers(B)],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
        case(
            "closed_once_then_answered",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http_fails(A, HttpFault::Closed)
                .answers(A)],
            &["oidc.us-east-1.amazonaws.com open"],
        ),
        case(
            "reset_of_one_path_where_another_is_answered",
            [
                open(OIDC, A),
                host(OIDC)
                    .path(|path| path.id = "row#other".into())
                    .resolves(&[A])
                    .tcp(A)
                    .tls(A, genuine())
                    .http_fails(A, HttpFault::Reset),
            ],
            &[
                "oidc.us-east-1.amazonaws.com open",
                "oidc.us-east-1.amazonaws.com unknown http.reset undetermined low",
            ],
        ),
        case(
            "an_answer_begun_is_not_blocked",
            [host(OIDC)
                .resolves(&[A])
                .tcp(A)
                .tls(A, genuine())
                .http_fails(A, HttpFault::Unfinished)
                .http_fails(A, HttpFault::Unfinished)],
            &["oidc.us-east-1.amazonaws.com unknown http.timeout undetermined low"],
        ),
        case(
            "silence_of_one_path_where_another_is_answered",
            [
                open(OIDC, A),
                host(OIDC)
                    .path(|path| path.id = "row#other".into())
                    .resolves(&[A])
                    .tcp(A)
                    .tls(A, genuine())
                    .http_fails(A, HttpFault::Timeout)
                    .http_fails(A, HttpFault::Timeout),
            ],
            &[
                "oidc.us-east-1.amazonaws.com open",
                "oidc.us-east-1.amazonaws.com unknown http.timeout undetermined low",
            ],
        ),
    ]
}
