//! Whether this is a whole machine, or a container or WSL inside of one.
//!
//! Owns the signs, all of them plain ones. Both have a network and a trust store of their own,
//! which are not those of the machine around them. Without a sign nothing is known: a machine of
//! its own leaves none.

use std::path::Path;

use super::environment::Variable;

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

/// What the signs show; a container inside WSL is a container.
pub fn surroundings() -> Option<Surroundings> {
    let is_there = |file: &&str| Path::new(file).exists();
    let version = std::fs::read_to_string("/proc/version").unwrap_or_default();
    if CONTAINER_FILES.iter().any(is_there) || Variable::KubernetesServiceHost.value().is_some() {
        Some(Surroundings::Container)
    } else if is_microsofts(&version) {
        Some(Surroundings::Wsl)
    } else {
        None
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
