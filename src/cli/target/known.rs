//! The AWS CLI's config file on this machine, read or not.
//!
//! Owns where it is read from and why it may not be; what is meant by it is `target`'s.

use std::io;

use crate::cli::settings::{self, Mistake};
use crate::discovery::{AwsConfig, AwsConfigFile, LARGEST_AWS_CONFIG, SignIn};

use super::unclear::section;

/// What the AWS CLI's config file says.
pub(in crate::cli) struct Known {
    /// How the file is called.
    pub(super) file: String,
    /// Or why it could not be read. A file that is not there says nothing.
    pub(in crate::cli) config: Result<AwsConfig, String>,
}

impl Known {
    pub(in crate::cli) fn here() -> Self {
        let nothing = |file| Self {
            file,
            config: Ok(AwsConfig::default()),
        };
        let Some(here) = AwsConfigFile::here() else {
            return nothing("the AWS config".to_owned());
        };
        if here.is_switched_off() {
            return nothing(here.shown);
        }
        let AwsConfigFile { path, shown: file } = here;
        // Nobody named it on the command line: what is no file, as a pipe without a writer, must
        // not hold up the run.
        if path.exists() && !path.is_file() {
            let config = Err("it is not a regular file".to_owned());
            return Self { file, config };
        }
        let config = match settings::read(&path, LARGEST_AWS_CONFIG, "an AWS config") {
            Ok(bytes) => AwsConfig::parse(&bytes).map_err(|bad| bad.to_string()),
            Err(Mistake::Unreadable { why, .. }) if why.kind() == io::ErrorKind::NotFound => {
                Ok(AwsConfig::default())
            }
            Err(Mistake::Unreadable { why, .. }) => Err(why.to_string()),
            Err(mistake) => Err(mistake.to_string()),
        };
        Self { file, config }
    }

    /// "~/.aws/config, profile dev".
    pub(super) fn says(&self, one: &SignIn) -> String {
        format!("{}, {}", self.file, section(one))
    }
}
