//! Which way each program here goes to a host, by the same settings.
//!
//! Owns the list of programs whose rules are known, and when one goes the way that was walked. The
//! rules are the discovery's.

use serde::{Deserialize, Serialize};

use super::{DIRECT, Route};

/// A program, or what programs are made with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Program {
    Curl,
    /// botocore: the AWS CLI, and programs in Python with the SDK.
    AwsCli,
    /// Programs in Go, with its standard library's transport.
    Go,
    /// Programs on the JVM, with its own client.
    Java,
    /// Programs on Node.js, with its own client.
    Node,
}

impl Program {
    pub const ALL: &[Self] = &[Self::Curl, Self::AwsCli, Self::Go, Self::Java, Self::Node];

    pub fn code(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::AwsCli => "aws-cli",
            Self::Go => "go",
            Self::Java => "java",
            Self::Node => "node",
        }
    }

    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Curl => "curl",
            Self::AwsCli => "AWS CLI",
            Self::Go => "Go",
            Self::Java => "Java",
            Self::Node => "Node.js",
        }
    }
}

/// In the place of a way, where a program cannot use what its setting says.
pub const ERROR: &str = "error";

/// The way of one program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramWay {
    pub program: Program,
    /// The proxy without its login, [`DIRECT`] or [`ERROR`].
    pub way: String,
    /// The setting that decided; none where it reads none that is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The word by which the host goes without the proxy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exempt: Option<String>,
    /// Whether it is known to fail by its setting: of a proxy of such a kind it knows nothing.
    #[serde(default, skip_serializing_if = "is_false")]
    pub fails: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde gives the field by reference"
)]
fn is_false(value: &bool) -> bool {
    !value
}

impl ProgramWay {
    /// Whether it is the way that is walked, as far as the first proxy of several.
    pub fn is_walked(&self, route: &Route) -> bool {
        // Who resolves the name does not make it another proxy.
        let same = |way: &str| way.replacen("socks5h://", "socks5://", 1);
        let walked = route.hops.first().map_or(DIRECT, String::as_str);
        same(walked) == same(&self.way)
    }
}
