//! What holds for the whole network.

use aws_netcheck::evidence::DnsFault;

use super::{A, Case, PORTAL, SIGNIN, case};
use crate::verdicts::sketch::host;

pub(super) fn cases() -> Vec<Case> {
    let offline = |name| host(name).unanswered(DnsFault::Unreachable("ENETUNREACH".into()));
    let stub_down = |name| host(name).unanswered(DnsFault::Refused("ECONNREFUSED".into()));
    vec![
        case(
            "no_network",
            [offline(PORTAL), offline(SIGNIN)],
            &[
                "mycorp.awsapps.com blocked dns.unreachable no_network high",
                "us-east-1.signin.aws blocked dns.unreachable no_network high",
                "state state.no_network",
            ],
        ),
        case(
            "no_network_not_where_a_server_refuses",
            [stub_down(PORTAL), stub_down(SIGNIN)],
            &[
                "mycorp.awsapps.com blocked dns.unreachable dns_outage high",
                "us-east-1.signin.aws blocked dns.unreachable dns_outage high",
                "state state.resolver_dead",
            ],
        ),
        case(
            "no_route_at_all",
            [host(PORTAL).resolves(&[A]).without_route(A)],
            &[
                "mycorp.awsapps.com blocked tcp.unreachable no_network high",
                "state state.no_network",
            ],
        ),
    ]
}
