//! Whether this is a whole machine, or a container or WSL inside of one.
//!
//! Owns the signs, all of them plain ones. Both have a network and a trust store of their own,
//! which are not those of the machine around them. Without a sign nothing is known: a machine of
//! its own leaves none.

use std::path::Path;

use super::{environment::Variable, settings_file};

/// What this system runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    Container,
    /// Windows Subsystem for Linux.
    Wsl,
}

impl Surroundings {
    /// The word for it in reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::Container => "container",
            Self::Wsl => "wsl",
        }
    }
}

/// The files by which containers are known: Docker's, and Podman's (podman-run(1)).
const CONTAINER_FILES: &[&str] = &["/.dockerenv", "/run/.containerenv"];

/// Where systemd, as the first process of a container, writes which sort of container it is in:
/// `lxc`, `systemd-nspawn`, `wsl` (systemd.io, "Container Interface"; systemd-detect-virt(1)).
const SYSTEMD_CONTAINER: &str = "/run/systemd/container";

/// What the signs show; a container inside WSL is a container.
pub fn surroundings() -> Option<Surroundings> {
    let is_there = |file: &&str| Path::new(file).exists();
    let read = |file: &str| {
        let bytes = settings_file::read(Path::new(file)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let has_sign =
        CONTAINER_FILES.iter().any(is_there) || Variable::KubernetesServiceHost.value().is_some();
    judged(has_sign, &read(SYSTEMD_CONTAINER), &read("/proc/version"))
}

/// To systemd WSL is a container too, and in one the kernel is still Microsoft's.
fn judged(has_sign: bool, by_systemd: &str, kernel: &str) -> Option<Surroundings> {
    match by_systemd.trim() {
        _ if has_sign => Some(Surroundings::Container),
        "" | "wsl" => is_microsofts(kernel).then_some(Surroundings::Wsl),
        _ => Some(Surroundings::Container),
    }
}

/// The kernels of both versions of WSL name their maker (microsoft/WSL, issue 423).
fn is_microsofts(kernel: &str) -> bool {
    kernel.to_ascii_lowercase().contains("microsoft")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_systemd_knows_is_a_container_but_for_wsl() {
        let (wsl, debian) = (
            "Linux version 5.15-microsoft-standard-WSL2",
            "Linux version 6.12",
        );
        for (has_sign, by_systemd, kernel, expected) in [
            (false, "", debian, None),
            (false, "lxc\n", debian, Some(Surroundings::Container)),
            (
                false,
                "systemd-nspawn\n",
                debian,
                Some(Surroundings::Container),
            ),
            (false, "wsl\n", wsl, Some(Surroundings::Wsl)),
            (false, "", wsl, Some(Surroundings::Wsl)),
            (true, "", debian, Some(Surroundings::Container)),
            (true, "wsl\n", wsl, Some(Surroundings::Container)),
        ] {
            assert_eq!(
                judged(has_sign, by_systemd, kernel),
                expected,
                "{by_systemd}"
            );
        }
    }

    #[test]
    fn the_kernel_of_wsl_names_its_maker() {
        for kernel in [
            "Linux version 5.15.167.4-microsoft-standard-WSL2 (root@f9c826d3017f)",
            "Linux version 4.4.0-19041-Microsoft (Microsoft@Microsoft.com)",
        ] {
            assert!(is_microsofts(kernel), "{kernel}");
        }
        assert!(!is_microsofts("Linux version 6.12.57+deb13-amd64"));
    }
}
