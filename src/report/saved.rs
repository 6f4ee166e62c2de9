//! Reading a report that was saved.
//!
//! Owns which reports can be read: every one of version 1, whatever fields later programs added.
//! Opening the file, and how large it may be, is the command line's.

use serde::Deserialize;

use super::v1::{Report, SCHEMA};

/// Why bytes are no report that can be read.
#[derive(Debug, thiserror::Error)]
pub enum BadReport {
    /// No JSON, or not of the right form.
    #[error("{0}")]
    Form(#[from] serde_json::Error),
    #[error("it could not be redacted: {0}")]
    Unredacted(#[from] super::redact::Unredacted),
    #[error("it says that its form is {0:?}, and not {SCHEMA:?}")]
    OtherSchema(String),
    #[error("it says that it was started at {0:?}, which is no time")]
    NoTime(String),
    #[error("it is about {0:?}, which is no directory, Region or scope that is known")]
    NoTarget(String),
    #[error("the line is not whole, or not one of ours")]
    Line,
    #[error("it holds only what happened during a run that never came to its report")]
    Unended,
}

impl BadReport {
    /// The same without a word of what the bytes say.
    pub fn bare(&self) -> String {
        match self {
            Self::Form(why) => {
                let (line, column) = (why.line(), why.column());
                format!("it is no report that can be read, at line {line}, column {column}")
            }
            Self::OtherSchema(_) => format!("its form is another than {SCHEMA:?}"),
            Self::NoTime(_) => "it says of no time that it was started then".to_owned(),
            Self::NoTarget(_) => "what it is about is not known".to_owned(),
            Self::Unredacted(_) | Self::Line | Self::Unended => self.to_string(),
        }
    }
}

/// The field by which a report is known.
#[derive(Deserialize)]
#[serde(expecting = "a report")]
struct Head {
    schema: String,
}

/// The report in the bytes of a file.
///
/// # Errors
/// What is no JSON, is of another schema, or lacks what version 1 always had.
pub fn read(bytes: &[u8]) -> Result<Report, BadReport> {
    // Some editors, and PowerShell's redirection, put a byte order mark before the text.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let Head { schema } = serde_json::from_slice(bytes)?;
    if schema != SCHEMA {
        return Err(BadReport::OtherSchema(schema.chars().take(80).collect()));
    }
    Ok(serde_json::from_slice(bytes)?)
}
