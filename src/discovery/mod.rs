//! What the programs on this machine would use, with its source.
//!
//! Owns the reading of settings that lead traffic elsewhere, and of those that say where people
//! here sign in, and of what roots clients trust.

mod aws_config;
mod java;
pub mod pac;
mod proxy;
mod roots;

pub use aws_config::{
    AwsConfig, AwsConfigFile, BadAwsConfig, DEFAULT_PROFILE, LARGEST_AWS_CONFIG, Refused, Section,
    SignIn,
};
pub use proxy::{
    BadProxy, Hop, Login, NamedProxy, Pac, Proxies, ProxyKind, ProxyServer, Route, Settings,
    Traveller, curl_has_proxy, route_of,
};
pub use roots::{NamedRoots, named_roots};
