//! SystemConfiguration, where macOS keeps the proxies of the network service in use.
//!
//! Owns which keys count (Apple, "SCSchemaDefinitions.h", `kSCPropNetProxies…`), in the order of
//! Chromium (`net/proxy_resolution/proxy_config_service_mac.cc`), which does not read the environment on
//! macOS. The question is `dynamic_store`'s.

use crate::system::dynamic_store::Dictionary;
#[cfg(target_vendor = "apple")]
use crate::system::dynamic_store::Store;

use super::ProxySettings;

#[cfg(target_vendor = "apple")]
pub(super) fn of_browsers() -> Option<ProxySettings> {
    Some(settings(&Store::open()?.proxies(KEYS)?))
}

/// No service reads anything else here.
#[cfg(target_vendor = "apple")]
pub(super) fn of_services() -> Option<ProxySettings> {
    None
}

/// The keys that are read: no user and no password.
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

/// Of a machine without any of these keys nothing is set. The AWS CLI's Python takes the proxy for https from
/// here and no other (`_scproxy.c`, `get_proxies`; `urllib.request`, `getproxies_macosx_sysconf`).
fn settings(given: &Dictionary) -> ProxySettings {
    let server = |prefix: &str, scheme: &str| {
        given.is_on(&format!("{prefix}Enable")).then_some(())?;
        let host = given.text(&format!("{prefix}Proxy"))?;
        let host = match host.contains(':') {
            true => format!("[{host}]"),
            false => host.to_owned(),
        };
        Some(match given.number(&format!("{prefix}Port")) {
            Some(port) => format!("{scheme}://{host}:{port}"),
            None => format!("{scheme}://{host}"),
        })
    };
    let mut bypass: Vec<String> = Vec::new();
    if given.is_on("ExcludeSimpleHostnames") {
        bypass.push("<local>".to_owned());
    }
    let exceptions = given.texts("ExceptionsList").into_iter();
    bypass.extend(exceptions.map(str::to_owned));
    let for_https = server("HTTPS", "http");
    let pac = given.text("ProxyAutoConfigURLString");
    let is_named = given.is_on("ProxyAutoConfigEnable");
    ProxySettings {
        source: "macOS",
        read_by_python: for_https.is_some(),
        detect: given.is_on("ProxyAutoDiscoveryEnable"),
        pac: pac.filter(|_| is_named).map(str::to_owned),
        server: for_https.or_else(|| server("SOCKS", "socks5h")),
        bypass,
        reversed: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::dynamic_store::recorded;

    fn of(shown: &str) -> ProxySettings {
        settings(&recorded::dictionary(shown, KEYS))
    }

    /// The form of `scutil --proxy` with a proxy for all protocols, as in rapid7/go-get-proxied (pull request 3)
    /// and Automattic/mcp-wordpress-remote (pull request 43); names and addresses are made up.
    const MANUAL: &str = "
<dictionary> {
  ExceptionsList : <array> {
    0 : *.local
    1 : 169.254/16
  }
  ExcludeSimpleHostnames : 1
  FTPPassive : 1
  HTTPEnable : 1
  HTTPPort : 3128
  HTTPProxy : other.corp.example
  HTTPSEnable : 1
  HTTPSPort : 8080
  HTTPSProxy : proxy.corp.example
  HTTPSUser : jane
  SOCKSEnable : 1
  SOCKSPort : 1080
  SOCKSProxy : fd00::1
  __SCOPED__ : <dictionary> {
    en0 : <dictionary> {
      HTTPSEnable : 1
      HTTPSPort : 9999
      HTTPSProxy : scoped.corp.example
    }
  }
}";

    #[test]
    fn the_proxy_for_https_goes_before_socks() {
        let found = of(MANUAL);
        assert_eq!(
            found.server.as_deref(),
            Some("http://proxy.corp.example:8080")
        );
        assert_eq!(found.bypass, ["<local>", "*.local", "169.254/16"]);
        assert!(found.read_by_python);
    }

    #[test]
    fn what_is_switched_off_does_not_count() {
        let found = of(&MANUAL.replacen("HTTPSEnable : 1", "HTTPSEnable : 0", 1));
        assert_eq!(found.server.as_deref(), Some("socks5h://[fd00::1]:1080"));
        assert!(!found.read_by_python, "Python asks for the one for https");
        let off = MANUAL.replace("Enable : 1", "Enable : 0");
        assert!(of(&off).is_direct());
        assert!(of("<dictionary> {\n}").is_direct());
    }

    #[test]
    fn a_proxy_may_have_no_port() {
        let shown = "<dictionary> {\n  HTTPSEnable : 1\n  HTTPSProxy : proxy.corp.example\n}";
        let found = of(shown);
        assert_eq!(found.server.as_deref(), Some("http://proxy.corp.example"));
    }

    /// httptoolkit/httptoolkit, issue 151, and kaivean/system_proxy, issue 8; the name is made up.
    #[test]
    fn a_pac_file_counts_where_it_is_switched_on() {
        let on = "
<dictionary> {
  ProxyAutoConfigEnable : 1
  ProxyAutoConfigURLString : http://wpad.corp.example/wpad.dat
}";
        let found = of(on);
        assert_eq!(
            found.pac.as_deref(),
            Some("http://wpad.corp.example/wpad.dat")
        );
        assert_eq!(found.server, None);
        assert!(of(&on.replace(": 1", ": 0")).is_direct());
        let detect = of("<dictionary> {\n  ProxyAutoDiscoveryEnable : 1\n}");
        assert!(detect.detect && detect.pac.is_none());
    }
}
