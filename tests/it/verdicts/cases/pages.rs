//! Pages and redirects over inspected chains that bear no mark: whose are they?

use aws_netcheck::evidence::Reply;

use super::{A, B, Case, OIDC, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::{
    Sketch, aws, host, inspected, page, plain, untrusted, with_body, with_header,
};

/// Long enough to be nobody's "ok", and without a word of a policy.
const SHELL: &str = "<!doctype html><html><head><title>Welcome</title></head><body>\
    <p>Please accept the rules of use of this network before you go on, and press the button \
    that is below.</p></body></html>";
const DENIED: &str = "<html><head><title>Access denied</title></head><body>x</body></html>";

fn behind(name: &str, at: &str, reply: Reply) -> Sketch {
    let walked = host(name).resolves(&[at]).tcp(at);
    walked.tls(at, inspected("Corp CA", at)).http(at, reply)
}

fn showing(body: &str) -> Reply {
    with_body(body, page(200))
}

fn to(location: &str) -> Reply {
    with_header("Location", location, plain(302))
}

/// What is said of a path that is inspected, and of which no more is said.
fn inspected_alone(name: &str) -> String {
    format!("{name} degraded tls.intercepted tls_inspection high")
}

fn doubtful(name: &str) -> String {
    format!("{name} unknown http.not_aws undetermined low + tls.intercepted tls_inspection high")
}

fn not_awss(name: &str) -> String {
    format!("{name} blocked http.not_aws url_filter medium + tls.intercepted tls_inspection high")
}

const EVERYTHING: &str = "state state.everything_inspected";

pub(super) fn cases() -> Vec<Case> {
    let mut all = side_by_side();
    all.extend(words());
    all.extend(redirects());
    all
}

fn side_by_side() -> Vec<Case> {
    let both = |one: &str, other: &str| {
        [
            behind(PORTAL, A, showing(one)),
            behind(SIGNIN, B, showing(other)),
        ]
    };
    let naming = |name: &str| SHELL.replace("this network", name);
    vec![
        case(
            "one_page_for_two_services",
            both(SHELL, SHELL),
            &[&not_awss(PORTAL), &not_awss(SIGNIN), EVERYTHING],
        ),
        case(
            "one_page_for_two_services_that_quotes_their_names",
            both(&naming(PORTAL), &naming(SIGNIN)),
            &[&not_awss(PORTAL), &not_awss(SIGNIN), EVERYTHING],
        ),
        case(
            "one_title_with_words_of_a_policy_for_two_services",
            both(DENIED, &DENIED.replace(">x<", ">event 17<")),
            &[&not_awss(PORTAL), &not_awss(SIGNIN), EVERYTHING],
        ),
        case(
            "two_pages_for_two_services",
            both(SHELL, &SHELL.replace("Please", "Now")),
            &[
                &inspected_alone(PORTAL),
                &inspected_alone(SIGNIN),
                EVERYTHING,
            ],
        ),
        case(
            "one_page_for_two_hosts_of_one_service",
            [
                behind("us-east-1.signin.aws.amazon.com", A, showing(SHELL)),
                behind(SIGNIN, B, showing(SHELL)),
            ],
            &[
                &inspected_alone("us-east-1.signin.aws.amazon.com"),
                &inspected_alone(SIGNIN),
                EVERYTHING,
            ],
        ),
        case(
            "one_short_answer_for_two_services",
            both("<html>ok</html>", "<html>ok</html>"),
            &[
                &inspected_alone(PORTAL),
                &inspected_alone(SIGNIN),
                EVERYTHING,
            ],
        ),
        case(
            "one_error_page_for_two_services",
            [
                behind(PORTAL, A, with_body(SHELL, page(404))),
                behind(SIGNIN, B, with_body(SHELL, page(404))),
            ],
            &[
                &inspected_alone(PORTAL),
                &inspected_alone(SIGNIN),
                EVERYTHING,
            ],
        ),
    ]
}

fn words() -> Vec<Case> {
    let short = with_header(
        "Content-Type",
        "text/plain",
        with_body("Blocked", plain(200)),
    );
    let body = "<html><body>This site is blocked by company policy.</body></html>";
    let script = "<html><title>Sign in</title><script>s('Pop-ups are blocked')</script></html>";
    vec![
        case(
            "words_of_a_policy_in_the_title",
            [behind(PORTAL, A, showing(DENIED))],
            &[&doubtful(PORTAL)],
        ),
        case(
            "words_of_a_policy_in_a_short_page",
            [behind(PORTAL, A, showing(body))],
            &[&doubtful(PORTAL)],
        ),
        case(
            "words_of_a_policy_in_plain_text",
            [behind(OIDC, A, short)],
            &[&doubtful(OIDC)],
        ),
        case(
            "words_of_a_policy_not_in_a_script",
            [behind(PORTAL, A, showing(script))],
            &[&inspected_alone(PORTAL)],
        ),
        case(
            "words_of_a_policy_not_with_a_mark_of_aws",
            [behind(PORTAL, A, with_body(DENIED, aws(200)))],
            &[&inspected_alone(PORTAL)],
        ),
        case(
            "words_of_a_policy_behind_a_chain_of_nobodys",
            [host(PORTAL)
                .resolves(&[A])
                .tcp(A)
                .tls(A, untrusted("Corp CA", "b1"))
                .http(A, showing(DENIED))],
            &[
                "mycorp.awsapps.com blocked tls.untrusted tls_inspection medium + http.not_aws undetermined low",
            ],
        ),
        case(
            "page_that_leads_on_by_itself",
            [behind(
                PORTAL,
                A,
                showing("<meta http-equiv=refresh content=\"0;url=https://block.corp.example/\">"),
            )],
            &[&doubtful(PORTAL)],
        ),
    ]
}

fn redirects() -> Vec<Case> {
    let is = |name, location, must: &dyn Fn(&str) -> String| {
        case(name, [behind(PORTAL, A, to(location))], &[&must(PORTAL)])
    };
    vec![
        is("redirect_to_another_path", "/blocked?u=1", &doubtful),
        is("redirect_to_the_same_path", "/?x=1", &inspected_alone),
        is(
            "redirect_to_a_bucket",
            "https://blockpage-corp.s3.amazonaws.com/x",
            &doubtful,
        ),
        is(
            "redirect_to_a_distribution",
            "https://d111.cloudfront.net/blocked.html",
            &doubtful,
        ),
        is(
            "redirect_to_a_function_url",
            "https://abc.lambda-url.us-east-1.on.aws/",
            &doubtful,
        ),
        is(
            "redirect_to_a_page_of_awss",
            "https://us-east-1.signin.aws/platform/login",
            &inspected_alone,
        ),
        is("redirect_that_cannot_be_read", "https://e%0avil", &doubtful),
        case(
            "redirect_to_nowhere",
            [behind(PORTAL, A, plain(302))],
            &[&doubtful(PORTAL)],
        ),
        case(
            "redirect_below_the_path",
            [behind(PORTAL, A, to("https://mycorp.awsapps.com/start/#/"))
                .path(|path| path.url = "https://mycorp.awsapps.com/start".parse().unwrap())],
            &[&inspected_alone(PORTAL)],
        ),
    ]
}
