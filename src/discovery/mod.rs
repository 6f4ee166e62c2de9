//! What the programs on this machine would use, with its source.
//!
//! Owns the reading of settings that lead traffic elsewhere. Today these are the proxy variables
//! of the environment; the probe walks the direct way alone, and the verdict must know where that
//! is not the way that applications go.

mod proxy;

pub use proxy::{NamedProxy, Proxies};
