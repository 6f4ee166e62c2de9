//! One file for each product that lists can be written for; its id is the file's name.
//!
//! Owns the table, in the order in which it is shown.

use super::Format;

mod aws_dns_firewall;
mod aws_network_firewall;
mod azure_firewall;
mod bluecoat;
mod checkpoint;
mod cilium;
mod cisco_fmc;
mod cloudflare_gateway;
mod csv;
mod dnsmasq;
mod fortigate;
mod gcp_swp;
mod istio;
mod json;
mod netskope;
mod pac;
mod paloalto;
mod paloalto_edl;
mod paloalto_exclusions;
mod paloalto_xml;
mod prisma_access;
mod rpz;
mod squid;
mod suricata;
mod txt;
mod umbrella;
mod unbound;
mod zscaler;

/// Every format: firewalls and gateways, clouds, resolvers and clients, what is generic.
pub static FORMATS: &[Format] = &[
    paloalto::FORMAT,
    paloalto_xml::FORMAT,
    paloalto_edl::FORMAT,
    paloalto_exclusions::FORMAT,
    prisma_access::FORMAT,
    zscaler::FORMAT,
    fortigate::FORMAT,
    checkpoint::FORMAT,
    cisco_fmc::FORMAT,
    umbrella::FORMAT,
    netskope::FORMAT,
    bluecoat::FORMAT,
    squid::FORMAT,
    suricata::FORMAT,
    aws_network_firewall::FORMAT,
    aws_dns_firewall::FORMAT,
    azure_firewall::FORMAT,
    gcp_swp::FORMAT,
    cloudflare_gateway::FORMAT,
    cilium::FORMAT,
    istio::FORMAT,
    rpz::FORMAT,
    unbound::FORMAT,
    dnsmasq::FORMAT,
    pac::FORMAT,
    txt::FORMAT,
    csv::FORMAT,
    json::FORMAT,
];
