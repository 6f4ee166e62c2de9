//! Every cause has a case in which it must be found, and one near to it in which it must not.
//!
//! Owns the pairs, by the names of the cases. What must come of a case is written beside it.

use aws_netcheck::verdict::{Cause, judge};

use super::cases::{Case, cases};

/// Cause, where it is found, and where it is not though it looks like it.
const PAIRS: &[(Cause, &str, &str)] = &[
    (
        Cause::DnsFilter,
        "dns_filter_extended_error",
        "dns_filter_not_for_a_server_that_reaches_nobody",
    ),
    (
        Cause::DnsOutage,
        "dns_outage",
        "dns_outage_not_for_one_silent_name",
    ),
    (
        Cause::WrongName,
        "wrong_name",
        "wrong_name_not_where_documented_names_are_denied_too",
    ),
    (
        Cause::LocalLookup,
        "a_line_of_the_hosts_file",
        "local_lookup_not_where_servers_give_now_this_and_now_that_address",
    ),
    (
        Cause::IpFilter,
        "ip_filter",
        "ip_filter_not_without_comparison",
    ),
    (
        Cause::PortFilter,
        "port_filter",
        "port_filter_not_where_another_host_is_open",
    ),
    (
        Cause::SniFilter,
        "sni_filter_by_control",
        "sni_filter_not_where_the_name_passes_elsewhere",
    ),
    (
        Cause::FirewallDrop,
        "firewall_drop",
        "firewall_drop_not_where_the_address_accepts_others",
    ),
    (
        Cause::TlsInspection,
        "tls_inspection",
        "tls_inspection_not_for_another_name",
    ),
    (
        Cause::UrlFilter,
        "url_filter_page",
        "url_filter_not_with_a_mark_of_aws",
    ),
    (
        Cause::ProxyAuth,
        "proxy_auth",
        "proxy_auth_not_for_a_policy",
    ),
    (
        Cause::ProxyPolicy,
        "proxy_policy_by_its_status_alone",
        "proxy_policy_not_for_a_fault_behind_it",
    ),
    (
        Cause::ProxyDns,
        "proxy_dns",
        "proxy_dns_not_where_it_does_not_say_so",
    ),
    (
        Cause::ProxyUpstream,
        "proxy_upstream_by_its_status_twice",
        "proxy_upstream_not_where_it_leads_on_again",
    ),
    (
        Cause::ProxyDown,
        "proxy_down_by_a_refusal",
        "proxy_down_not_where_it_leads_elsewhere",
    ),
    (
        Cause::CaptivePortal,
        "captive_portal",
        "captive_portal_not_for_one_host_of_two",
    ),
    (
        Cause::MtuBlackHole,
        "mtu_black_hole",
        "mtu_black_hole_not_where_small_packets_are_lost_too",
    ),
    (
        Cause::LargeHello,
        "large_hello",
        "large_hello_not_before_the_ordinary_one_broke_again",
    ),
    (
        Cause::ClockSkew,
        "clock_skew_by_siblings",
        "clock_skew_not_where_others_are_genuine",
    ),
    (
        Cause::PartialAddresses,
        "partial_addresses",
        "partial_addresses_not_where_every_address_fails",
    ),
    (
        Cause::BrokenIpv6,
        "broken_ipv6",
        "broken_ipv6_not_where_other_hosts_use_it",
    ),
    (
        Cause::PacketLoss,
        "packet_loss",
        "packet_loss_not_where_it_breaks_again",
    ),
    (
        Cause::NoNetwork,
        "no_network",
        "no_network_not_where_a_server_refuses",
    ),
    (
        Cause::AwsRefusal,
        "aws_refusal_by_number",
        "aws_refusal_not_for_a_request_without_a_login",
    ),
    (
        Cause::AwsFault,
        "aws_fault",
        "aws_fault_not_for_a_status_about_the_request",
    ),
    (
        Cause::ClientTrust,
        "client_trust",
        "client_trust_not_for_another_name",
    ),
    (
        Cause::ClientRoots,
        "client_roots",
        "client_roots_not_where_they_accept",
    ),
    (
        Cause::Undetermined,
        "ip_filter_not_without_comparison",
        "ip_filter",
    ),
];

fn finds(case: &Case, cause: Cause) -> bool {
    let judgements = judge(&case.paths, None).judgements;
    let mut walls = judgements
        .iter()
        .flat_map(|one| one.wall.iter().chain(&one.also));
    walls.any(|wall| wall.cause == cause)
}

#[test]
fn every_cause_has_a_case_and_a_near_miss() {
    let cases = cases();
    let case = |name: &str| {
        let found = cases.iter().find(|case| case.name == name);
        found.unwrap_or_else(|| panic!("no case {name}"))
    };
    for (cause, found, near) in PAIRS {
        let code = cause.code();
        assert!(finds(case(found), *cause), "{found} must show {code}");
        assert!(!finds(case(near), *cause), "{near} must not show {code}");
    }
    for cause in Cause::ALL {
        let pairs = PAIRS.iter().filter(|(known, ..)| known == cause).count();
        assert_eq!(pairs, 1, "pairs of {}", cause.code());
    }
}
