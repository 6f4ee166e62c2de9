//! SystemConfiguration, where macOS keeps the proxies of the network service in use.
//!
//! Owns which keys count (Apple, "SCSchemaDefinitions.h", `kSCPropNetProxies…`), in the order of
//! Chromium (`net/proxy_resolution/proxy_config_service_mac.cc`), which does not read the environment on
//! macOS. The call is compiled for Apple's systems alone; not yet run there.

use std::collections::BTreeMap;

use super::ProxySettings;

/// A value of the dictionary, as far as its keys here have one.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Value {
    Number(i64),
    Text(String),
    List(Vec<String>),
}

#[cfg(target_vendor = "apple")]
pub(super) use asking::of_browsers;

/// No service reads anything else here.
#[cfg(target_vendor = "apple")]
pub(super) fn of_services() -> Option<ProxySettings> {
    None
}

#[cfg(target_vendor = "apple")]
mod asking {
    //! The question put to the dynamic store.
    #![expect(unsafe_code, reason = "the items of an array of CoreFoundation")]

    use std::collections::BTreeMap;

    use system_configuration::core_foundation::{
        array::CFArray,
        base::{CFType, CFTypeRef, TCFType as _},
        number::CFNumber,
        string::CFString,
    };
    use system_configuration::dynamic_store::SCDynamicStoreBuilder;

    use super::{KEYS, ProxySettings, Value, settings};

    pub(in crate::system::proxy_settings) fn of_browsers() -> Option<ProxySettings> {
        let store = SCDynamicStoreBuilder::new("aws-netcheck").build()?;
        let given = store.get_proxies()?;
        let value = |key: &&str| {
            let value = given.find(CFString::new(key))?;
            Some(((*key).to_owned(), read(&value)?))
        };
        let found: BTreeMap<String, Value> = KEYS.iter().filter_map(value).collect();
        Some(settings(&found))
    }

    fn read(value: &CFType) -> Option<Value> {
        if let Some(number) = value.downcast::<CFNumber>() {
            return number.to_i64().map(Value::Number);
        }
        if let Some(text) = value.downcast::<CFString>() {
            return Some(Value::Text(text.to_string()));
        }
        let list = value.downcast::<CFArray>()?;
        let items = list.iter().filter_map(|item| {
            let item: CFTypeRef = *item;
            // SAFETY: the items of an array in a property list are objects, which it keeps alive.
            let item = unsafe { CFType::wrap_under_get_rule(item) };
            Some(item.downcast::<CFString>()?.to_string())
        });
        Some(Value::List(items.collect()))
    }
}

/// The keys that are read: no user and no password.
#[cfg(target_vendor = "apple")]
const KEYS: &[&str] = &[
    "ProxyAutoDiscoveryEnable",
    "ProxyAutoConfigEnable",
    "ProxyAutoConfigURLString",
    "HTTPSEnable",
    "HTTPSProxy",
    "HTTPSPort",
    "SOCKSEnable",
    "SOCKSProxy",
    "SOCKSPort",
    "ExceptionsList",
    "ExcludeSimpleHostnames",
];

/// Of a machine without any of these keys nothing is set.
fn settings(given: &BTreeMap<String, Value>) -> ProxySettings {
    let is_on = |key: &str| matches!(given.get(key), Some(Value::Number(number)) if *number != 0);
    let text = |key: &str| match given.get(key) {
        Some(Value::Text(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let server = |prefix: &str, scheme: &str| {
        is_on(&format!("{prefix}Enable")).then_some(())?;
        let host = text(&format!("{prefix}Proxy"))?;
        let host = match host.contains(':') {
            true => format!("[{host}]"),
            false => host,
        };
        Some(match given.get(&format!("{prefix}Port")) {
            Some(Value::Number(port)) => format!("{scheme}://{host}:{port}"),
            _ => format!("{scheme}://{host}"),
        })
    };
    let mut bypass = match given.get("ExceptionsList") {
        Some(Value::List(list)) => list.clone(),
        _ => Vec::new(),
    };
    if is_on("ExcludeSimpleHostnames") {
        bypass.insert(0, "<local>".to_owned());
    }
    ProxySettings {
        source: "macOS",
        // `getproxies_macosx_sysconf`.
        read_by_python: true,
        detect: is_on("ProxyAutoDiscoveryEnable"),
        pac: text("ProxyAutoConfigURLString").filter(|_| is_on("ProxyAutoConfigEnable")),
        server: server("HTTPS", "http").or_else(|| server("SOCKS", "socks5h")),
        bypass,
        reversed: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(given: &[(&str, Value)]) -> ProxySettings {
        let owned = given.iter().cloned();
        settings(&owned.map(|(key, value)| (key.to_owned(), value)).collect())
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn what_is_switched_on_counts() {
        let https = [
            ("HTTPSEnable", Value::Number(1)),
            ("HTTPSProxy", text("proxy.corp.example")),
            ("HTTPSPort", Value::Number(8080)),
            ("SOCKSEnable", Value::Number(1)),
            ("SOCKSProxy", text("fd00::1")),
            ("ExcludeSimpleHostnames", Value::Number(1)),
            (
                "ExceptionsList",
                Value::List(vec!["*.local".to_owned(), "169.254/16".to_owned()]),
            ),
        ];
        let found = of(&https);
        assert_eq!(
            found.server.as_deref(),
            Some("http://proxy.corp.example:8080")
        );
        assert_eq!(found.bypass, ["<local>", "*.local", "169.254/16"]);
        let mut off = https.clone();
        off[0].1 = Value::Number(0);
        let found = of(&off);
        assert_eq!(found.server.as_deref(), Some("socks5h://[fd00::1]"));
        assert!(of(&[]).is_direct());
    }

    #[test]
    fn a_pac_file_counts_where_it_is_switched_on() {
        let url = ("ProxyAutoConfigURLString", text("http://pac/p.pac"));
        let on = ("ProxyAutoConfigEnable", Value::Number(1));
        assert!(of(std::slice::from_ref(&url)).is_direct());
        assert_eq!(of(&[url, on]).pac.as_deref(), Some("http://pac/p.pac"));
        let detect = ("ProxyAutoDiscoveryEnable", Value::Number(1));
        assert!(of(&[detect]).detect);
    }
}
