//! Where Java is on this machine.
//!
//! Owns the finding of its folder; what its settings mean is `discovery`'s.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::environment::Variable;

/// The folder of the Java that programs here take: `JAVA_HOME`, else the one whose `java` is found
/// first. The system's own `java` is a link to it, often over several others.
pub fn home() -> Option<PathBuf> {
    Variable::JavaHome.path().or_else(|| {
        let folders = Variable::Path.path()?;
        let program = format!("java{}", env::consts::EXE_SUFFIX);
        let mut places = env::split_paths(&folders).map(|folder| folder.join(&program));
        let found = places.find(|place| place.is_file())?;
        let real = fs::canonicalize(found).ok()?;
        real.parent().and_then(Path::parent).map(Path::to_owned)
    })
}
