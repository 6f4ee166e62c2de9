//! Everything that differs by operating system, one file per concern.
//!
//! Owns the questions put to the system: its resolver, its hosts file, its rules for names, its error
//! numbers, its trust store, its environment, its adapters, its desktop's proxies, its user's language, who
//! the user is and for which ticket, who may read a file. What the answers mean for a path is
//! decided elsewhere. The only place where unsafe code may stand, each with its reason: today that is
//! `identity`, `sockets`, `negotiate`, `proxy_settings` and `dynamic_store`.

pub mod config_directory;
pub mod console;
#[cfg(any(target_vendor = "apple", test))]
mod dynamic_store;
pub mod encoding;
pub mod environment;
pub mod errno;
pub mod hosts_file;
pub mod identity;
pub mod interfaces;
pub mod java;
pub mod language;
pub mod limits;
pub mod lookup;
pub mod name_policy;
pub mod name_servers;
pub mod name_sources;
pub mod negotiate;
pub mod permissions;
pub mod proxy_settings;
mod settings_file;
pub mod signals;
pub mod sockets;
pub mod surroundings;
pub mod trust;
