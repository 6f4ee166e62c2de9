//! The machine's network adapters: which one holds an address, and which are a VPN's or an agent's.
//!
//! Owns the ways to ask: `getifaddrs` and its like by way of if-addrs, and on Linux the kernel's own
//! word for the kind of an adapter. An agent that works as a filter inside the system has no
//! adapter and is not seen here; that an adapter is there does not say that it is in the way.

use std::net::IpAddr;

/// An adapter of a VPN, or of an agent that takes traffic as a VPN does.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tunnel {
    /// The system's name for it: `tun0`, `CloudflareWARP`. Whoever made the adapter chose it.
    pub name: String,
    /// `tun`, `tap`, `wireguard`, `ppp` or `ipsec`; `tunnel` where the name alone tells.
    pub kind: &'static str,
    pub up: bool,
}

/// The name of the adapter that holds this address.
pub fn holding(address: IpAddr) -> Option<String> {
    let adapters = if_addrs::get_if_addrs().ok()?;
    let holder = adapters.into_iter().find(|one| one.ip() == address)?;
    Some(holder.name)
}

/// The adapters of VPNs and agents, by name; `None` where the system cannot be asked.
#[cfg(target_os = "linux")]
pub fn tunnels() -> Option<Vec<Tunnel>> {
    linux::tunnels(std::path::Path::new("/sys/class/net"))
}

/// The adapters of VPNs and agents, by name; `None` where the system cannot be asked. Not yet run on a Mac.
#[cfg(not(target_os = "linux"))]
pub fn tunnels() -> Option<Vec<Tunnel>> {
    let adapters = if_addrs::get_if_addrs().ok()?;
    let held = adapters.into_iter().map(|one| {
        let (is_link_local, up) = (one.is_link_local(), one.is_oper_up());
        (one.name, is_link_local, up)
    });
    Some(by_name(held))
}

/// Of all addresses, each with its adapter's name, whether it is link-local and whether the adapter is up.
/// Only adapters with an address that leads somewhere: a Mac has several `utun` of its own, which have none.
#[cfg(any(not(target_os = "linux"), test))]
fn by_name(held: impl Iterator<Item = (String, bool, bool)>) -> Vec<Tunnel> {
    let found = held.filter(|(_, is_link_local, _)| !is_link_local);
    let mut tunnels: Vec<Tunnel> = found
        .filter_map(|(name, _, up)| {
            let kind = kind_by_name(&name)?;
            Some(Tunnel { name, kind, up })
        })
        .collect();
    tunnels.sort();
    tunnels.dedup();
    tunnels
}

/// Beginnings of names that VPNs and agents give their adapters, in lower case: Apple's utun and
/// ipsec, WireGuard, OpenVPN, Tailscale, Cloudflare WARP, Zscaler Client Connector, GlobalProtect,
/// Cisco Secure Client.
const NAMES: &[(&str, &str)] = &[
    ("wg", "wireguard"),
    ("wireguard", "wireguard"),
    ("tun", "tun"),
    ("utun", "tun"),
    ("tap", "tap"),
    ("ppp", "ppp"),
    ("ipsec", "ipsec"),
    ("xfrm", "ipsec"),
    ("tailscale", "tunnel"),
    ("cloudflarewarp", "tunnel"),
    ("zcctun", "tunnel"),
    ("gpd", "tunnel"),
    ("cscotun", "tunnel"),
];

/// What the name alone tells. A name that goes on in letters is a word of its own: `wgalter` is
/// nobody's.
fn kind_by_name(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let fits = |known: &str| {
        let rest = name.strip_prefix(known);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphabetic()))
    };
    let (_, kind) = NAMES.iter().find(|(known, _)| fits(known))?;
    Some(kind)
}

/// The kernel's folder of adapters (kernel.org, ABI/testing/sysfs-class-net).
#[cfg(target_os = "linux")]
mod linux {
    use std::{fs, path::Path};

    use super::{Tunnel, kind_by_name};

    /// A machine with more adapters runs containers by the hundred, and its own come first.
    const MOST: usize = 1024;
    /// Flags of an adapter (linux/if.h, `IFF_UP`) and of a tun device (linux/if_tun.h, `IFF_TAP`).
    const IFF_UP: u32 = 0x1;
    const IFF_TAP: u32 = 0x2;
    /// The hardware type of PPP (linux/if_arp.h, `ARPHRD_PPP`).
    const ARPHRD_PPP: &str = "512";

    pub(super) fn tunnels(folder: &Path) -> Option<Vec<Tunnel>> {
        let entries = fs::read_dir(folder).ok()?;
        let mut found: Vec<Tunnel> = entries
            .take(MOST)
            .filter_map(Result::ok)
            .filter_map(|entry| tunnel(&entry.path()))
            .collect();
        found.sort();
        Some(found)
    }

    fn tunnel(adapter: &Path) -> Option<Tunnel> {
        let name = adapter.file_name()?.to_string_lossy().into_owned();
        let kind = kind(adapter).or_else(|| kind_by_name(&name))?;
        // The tap of a virtual machine is a port of a bridge, which a VPN's is not.
        if adapter.join("brport").exists() {
            return None;
        }
        let is_set = number(adapter, "flags").unwrap_or(0) & IFF_UP != 0;
        // Adapters that cannot tell say `unknown`, as most tunnels do.
        let is_dead = line(adapter, "operstate").is_some_and(|state| state == "down");
        Some(Tunnel {
            name,
            kind,
            up: is_set && !is_dead,
        })
    }

    /// What the kernel says, where it says.
    fn kind(adapter: &Path) -> Option<&'static str> {
        if let Some(flags) = number(adapter, "tun_flags") {
            return Some(if flags & IFF_TAP != 0 { "tap" } else { "tun" });
        }
        let uevent = fs::read_to_string(adapter.join("uevent")).unwrap_or_default();
        if uevent.lines().any(|line| line == "DEVTYPE=wireguard") {
            return Some("wireguard");
        }
        (line(adapter, "type")? == ARPHRD_PPP).then_some("ppp")
    }

    fn line(adapter: &Path, file: &str) -> Option<String> {
        let text = fs::read_to_string(adapter.join(file)).ok()?;
        Some(text.trim().to_owned())
    }

    /// The kernel writes flags as `0x1003`.
    fn number(adapter: &Path, file: &str) -> Option<u32> {
        let text = line(adapter, file)?;
        u32::from_str_radix(text.strip_prefix("0x")?, 16).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_their_makers_mean() {
        for (name, kind) in [
            ("utun4", Some("tun")),
            ("wg0", Some("wireguard")),
            ("wg-office", Some("wireguard")),
            ("CloudflareWARP", Some("tunnel")),
            ("tailscale0", Some("tunnel")),
            ("zcctun0", Some("tunnel")),
            ("eth0", None),
            ("wgalter0", None),
            ("tunl0", None),
            ("", None),
        ] {
            assert_eq!(kind_by_name(name), kind, "{name}");
        }
    }

    /// As `ifconfig` shows a Mac with a VPN (made up): the system's own tunnels have link-local addresses alone.
    #[test]
    fn a_tunnel_that_leads_nowhere_is_the_systems_own() {
        let held = [
            ("lo0", false),
            ("lo0", true),
            ("en0", true),
            ("en0", false),
            ("awdl0", true),
            ("utun0", true),
            ("utun1", true),
            ("utun4", false),
            ("utun4", true),
            ("utun4", false),
            ("ipsec0", false),
        ];
        let held = held.into_iter();
        let found =
            by_name(held.map(|(name, is_link_local)| (name.to_owned(), is_link_local, true)));
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.name.as_str(), one.kind))
            .collect();
        assert_eq!(found, [("ipsec0", "ipsec"), ("utun4", "tun")]);
    }

    #[test]
    fn loopback_is_held_by_an_adapter_and_no_address_of_documentation_is() {
        assert!(holding("127.0.0.1".parse().unwrap()).is_some());
        assert_eq!(holding("203.0.113.1".parse().unwrap()), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_kernels_word_goes_before_the_name() {
        let folder = tempfile::TempDir::new().unwrap();
        let adapter = |name: &str, files: &[(&str, &str)]| {
            let place = folder.path().join(name);
            std::fs::create_dir(&place).unwrap();
            for (file, text) in files {
                std::fs::write(place.join(file), text).unwrap();
            }
        };
        let ethernet = [("type", "1\n"), ("flags", "0x1003\n"), ("uevent", "")];
        adapter("eth0", &ethernet);
        let tap = [("tun_flags", "0x1002\n"), ("flags", "0x1003\n")];
        adapter("corp", &tap);
        let up = [
            ("tun_flags", "0x1001\n"),
            ("flags", "0x10d1\n"),
            ("operstate", "unknown\n"),
        ];
        adapter("tun0", &up);
        let no_program = [
            ("tun_flags", "0x1001\n"),
            ("flags", "0x1\n"),
            ("operstate", "down\n"),
        ];
        adapter("tun1", &no_program);
        adapter(
            "wg9",
            &[("uevent", "DEVTYPE=wireguard\n"), ("flags", "0x80\n")],
        );
        adapter("dial", &[("type", "512\n"), ("flags", "0x10d1\n")]);
        adapter("vnet0", &tap);
        std::fs::create_dir(folder.path().join("vnet0/brport")).unwrap();
        let found = linux::tunnels(folder.path()).unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|t| (t.name.as_str(), t.kind, t.up))
            .collect();
        let expected = [
            ("corp", "tap", true),
            ("dial", "ppp", true),
            ("tun0", "tun", true),
            ("tun1", "tun", false),
            ("wg9", "wireguard", false),
        ];
        assert_eq!(found, expected);
        assert_eq!(linux::tunnels(&folder.path().join("none")), None);
    }
}
