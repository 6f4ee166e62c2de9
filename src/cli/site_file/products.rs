//! Products that a site can name in `[products]`, and the format that each one reads.
//!
//! Owns both lists. What a format writes is `format`'s own.

use crate::format::{self, Format};

/// In the order of the alphabet: what is met in companies, and every product that a format is for.
pub const PRODUCTS: &[&str] = &[
    "aws-dns-firewall",
    "aws-network-firewall",
    "azure-firewall",
    "barracuda",
    "bind",
    "bluecoat",
    "checkpoint",
    "cilium",
    "cisco-asa",
    "cisco-fmc",
    "cisco-swa",
    "cloudflare",
    "cloudflare-gateway",
    "dnsmasq",
    "forcepoint",
    "fortigate",
    "gcp-swp",
    "iboss",
    "infoblox",
    "istio",
    "juniper-srx",
    "menlo",
    "netskope",
    "opnsense",
    "paloalto",
    "paloalto-edl",
    "paloalto-exclusions",
    "paloalto-xml",
    "pfsense",
    "pihole",
    "prisma",
    "prisma-access",
    "proxysg",
    "rpz",
    "skyhigh",
    "sonicwall",
    "sophos",
    "squid",
    "suricata",
    "umbrella",
    "unbound",
    "watchguard",
    "zscaler",
];

/// Products whose format has another name.
const FORMATS_OF: &[(&str, &str)] = &[
    ("bind", "rpz"),
    ("cloudflare", "cloudflare-gateway"),
    ("prisma", "prisma-access"),
    ("proxysg", "bluecoat"),
];

/// The format that a product reads, where there is one.
pub(in crate::cli) fn format_of(product: &str) -> Option<&'static Format> {
    let other = FORMATS_OF.iter().find(|(known, _)| *known == product);
    format::format(other.map_or(product, |(_, id)| id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::{FORMATS, Proof};
    use crate::report::Texts;
    use crate::verdict::Phrase;

    #[test]
    fn every_product_has_the_name_that_people_know() {
        for product in PRODUCTS {
            let key = format!("product.{product}");
            let facts = Vec::new();
            let name = Texts::english().say(&Phrase {
                key: key.clone(),
                facts,
            });
            assert_ne!(name, key);
        }
    }

    #[test]
    fn every_products_format_can_be_named() {
        assert!(PRODUCTS.is_sorted());
        for (product, id) in FORMATS_OF {
            assert!(PRODUCTS.contains(product));
            assert!(format::format(id).is_some(), "{id}");
        }
        // A script for browsers and our own forms are no product's.
        let of_products = FORMATS.iter().filter(|format| format.proof != Proof::Own);
        for format in of_products.filter(|format| format.id != "pac") {
            assert!(PRODUCTS.contains(&format.id), "{}", format.id);
        }
    }
}
