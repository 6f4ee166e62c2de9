//! The way that programs do not go: past the proxy, or through it.
//!
//! Owns the form alone. Nothing of it makes a verdict, a step or a request.

use serde::{Deserialize, Serialize};

use crate::verdict::{Confidence, Verdict};

use super::{Observation, PathSaid, Product, Timings};

/// What one path came to on the other way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OtherWay {
    /// Proxies without their logins, and `DIRECT`, in the order in which they are tried.
    pub hops: Vec<String>,
    pub verdict: Verdict,
    pub layer: Option<String>,
    pub failure: Option<String>,
    pub cause: Option<String>,
    pub confidence: Option<Confidence>,
    pub product: Option<Product>,
    /// One sentence.
    pub summary: String,
    /// The grounds, weightiest first.
    pub evidence: Vec<String>,
    pub timings_ms: Timings,
    pub observations: Vec<Observation>,
    pub controls: Vec<Observation>,
    /// The texts before they were worded.
    #[serde(default)]
    pub said: PathSaid,
}
