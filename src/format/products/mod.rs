//! One file for each product that lists can be written for; its id is the file's name.
//!
//! Owns the table, in the order in which it is shown.

use super::Format;

mod csv;
mod fortigate;
mod json;
mod netskope;
mod paloalto;
mod paloalto_edl;
mod squid;
mod txt;
mod umbrella;
mod zscaler;

/// Every format, the firewalls and gateways first.
pub static FORMATS: &[Format] = &[
    paloalto::FORMAT,
    paloalto_edl::FORMAT,
    zscaler::FORMAT,
    squid::FORMAT,
    fortigate::FORMAT,
    umbrella::FORMAT,
    netskope::FORMAT,
    txt::FORMAT,
    csv::FORMAT,
    json::FORMAT,
];
