//! Where a product has what is asked for, in the words of its own pages.
//!
//! Owns which products are known so, and for which causes: one row each. What to ask goes by the cause
//! alone and stands without it; the words are in `data/texts` (`how`), and the lists themselves are
//! `allowlist`'s.

use crate::verdict::{Cause, Phrase};

/// A rule on names, wherever it decides.
const NAMES: &[Cause] = &[
    Cause::SniFilter,
    Cause::UrlFilter,
    Cause::IpFilter,
    Cause::FirewallDrop,
];
const DECRYPTION: &[Cause] = &[Cause::TlsInspection];
const POLICY: &[Cause] = &[Cause::ProxyPolicy, Cause::UrlFilter];
const RESOLUTION: &[Cause] = &[Cause::DnsFilter];

/// What a site calls its PAN-OS; Prisma Access has the same objects.
const PAN_OS: &[&str] = &[
    "paloalto",
    "paloalto-edl",
    "paloalto-xml",
    "prisma",
    "prisma-access",
];

/// Products by the site file's name for them, causes, and the key of the words.
const PLACES: &[(&[&str], &[Cause], &str)] = &[
    // PAN-OS Administrator's Guide, "Guidelines for URL Category Exceptions", "Create a Policy-Based
    // Decryption Exclusion".
    (PAN_OS, NAMES, "how.pan_os_names"),
    (PAN_OS, DECRYPTION, "how.pan_os_decryption"),
    // FortiOS Administration Guide, "Static URL filter", "Exempt web sites from deep inspection".
    (&["fortigate"], NAMES, "how.fortios_names"),
    (&["fortigate"], DECRYPTION, "how.fortios_decryption"),
    // Zscaler help, "Configuring URL Categories", "Configuring SSL/TLS Inspection Policy".
    (&["zscaler"], NAMES, "how.zscaler_names"),
    (&["zscaler"], DECRYPTION, "how.zscaler_decryption"),
    // Check Point Security Management Administration Guide, "Custom Application/Site"; Threat Prevention
    // Administration Guide, "HTTPS Inspection".
    (&["checkpoint"], NAMES, "how.check_point_names"),
    (&["checkpoint"], DECRYPTION, "how.check_point_decryption"),
    // squid.conf(5): acl dstdomain, http_access; acl ssl::server_name, ssl_bump.
    (&["squid"], POLICY, "how.squid_names"),
    (&["squid"], DECRYPTION, "how.squid_decryption"),
    // BIND 9 Administrator Reference Manual, "Response Policy Zone (RPZ) Rewriting".
    (&["bind", "rpz"], RESOLUTION, "how.rpz"),
    // unbound.conf(5): local-zone, transparent.
    (&["unbound"], RESOLUTION, "how.unbound"),
];

/// Where it is in this product; none where no row knows.
pub(super) fn to_do_it(product: &str, cause: Cause) -> Option<Phrase> {
    let known = PLACES
        .iter()
        .find(|(products, causes, _)| products.contains(&product) && causes.contains(&cause))?;
    Some(Phrase::new(known.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_product_is_told_in_its_own_words_and_another_is_not() {
        let key = |product, cause| to_do_it(product, cause).map(|phrase| phrase.key);
        assert_eq!(
            key("zscaler", Cause::TlsInspection).as_deref(),
            Some("how.zscaler_decryption")
        );
        assert_eq!(
            key("squid", Cause::UrlFilter).as_deref(),
            Some("how.squid_names")
        );
        assert_eq!(key("squid", Cause::DnsFilter), None);
        assert_eq!(key("", Cause::SniFilter), None);
    }
}
