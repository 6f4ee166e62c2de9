//! Which desktop this is, on Linux and its like, and where it keeps its proxies.
//!
//! Owns when they count, as Chromium has it (`base/nix/xdg_util.cc`,
//! `net/proxy_resolution/proxy_config_service_linux.cc`): on GNOME, its kin and KDE they go before the
//! environment, also where they say that there is no proxy; on other desktops, on none, and where they
//! say nothing that can be used, the environment decides. What they say is `gnome`'s and `kde`'s.

#[cfg(not(any(windows, target_vendor = "apple")))]
pub(super) use asking::{of_browsers, of_services};

#[cfg(not(any(windows, target_vendor = "apple")))]
mod asking {
    //! The questions put to `gsettings` and to KDE's file.

    use std::{
        fs::File,
        io::{self, Read},
        path::PathBuf,
        process::{Command, Stdio},
        sync::mpsc,
        thread,
        time::Duration,
    };

    use crate::system::environment::Variable;
    use crate::system::proxy_settings::{ProxySettings, gnome, kde};

    use super::{Keeper, keeper};

    /// The daemon behind it may hang; it answers from memory.
    const PATIENCE: Duration = Duration::from_secs(2);

    /// Both have a dozen keys; a list of ignored hosts may be long.
    const LONGEST: u64 = 64 * 1024;

    pub(in crate::system::proxy_settings) fn of_browsers() -> Option<ProxySettings> {
        let named = |variable: Variable| variable.value().unwrap_or_default();
        let desktop = named(Variable::XdgCurrentDesktop);
        match keeper(&desktop, &named(Variable::DesktopSession))? {
            Keeper::GSettings => gnome::settings(&by_gsettings()?),
            Keeper::Kde => kde::settings(&whole(File::open(kioslaverc()?).ok()?).ok()?),
        }
    }

    /// No service goes by anything else here.
    pub(in crate::system::proxy_settings) fn of_services() -> Option<ProxySettings> {
        None
    }

    /// What `gsettings` writes of the schema (gsettings(1)).
    fn by_gsettings() -> Option<String> {
        let mut child = Command::new("gsettings")
            .args(["list-recursively", gnome::SCHEMA])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let stdout = child.stdout.take()?;
        let (said, heard) = mpsc::channel();
        let read = move || {
            let _ = said.send(whole(stdout).ok());
        };
        let reading = thread::Builder::new().spawn(read);
        let text = reading.ok().and_then(|_| heard.recv_timeout(PATIENCE).ok());
        // It has ended by itself, or has had its time.
        let _ = child.kill();
        let _ = child.wait();
        text?
    }

    /// Of KDE 5 and later.
    fn kioslaverc() -> Option<PathBuf> {
        let home = || Some(Variable::Home.path()?.join(".config"));
        let folder = Variable::XdgConfigHome.path().or_else(home)?;
        Some(folder.join("kioslaverc"))
    }

    fn whole(from: impl Read) -> io::Result<String> {
        let mut text = String::new();
        from.take(LONGEST).read_to_string(&mut text)?;
        Ok(text)
    }
}

/// What a desktop keeps its proxies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keeper {
    GSettings,
    Kde,
}

/// Desktops by the name that they give themselves.
const DESKTOPS: &[(&str, Option<Keeper>)] = &[
    ("Unity", Some(Keeper::GSettings)),
    ("Deepin", Some(Keeper::GSettings)),
    ("GNOME", Some(Keeper::GSettings)),
    ("X-Cinnamon", Some(Keeper::GSettings)),
    ("KDE", Some(Keeper::Kde)),
    ("Pantheon", Some(Keeper::GSettings)),
    ("XFCE", None),
    ("UKUI", Some(Keeper::GSettings)),
    ("LXQt", None),
];

/// The same by the name of the session, which is looked at where the other says nothing.
const SESSIONS: &[(&str, Keeper)] = &[
    ("deepin", Keeper::GSettings),
    ("gnome", Keeper::GSettings),
    ("mate", Keeper::GSettings),
    ("ukui", Keeper::GSettings),
    ("kde-plasma", Keeper::Kde),
];

fn keeper(desktop: &str, session: &str) -> Option<Keeper> {
    let known = |name: &str| DESKTOPS.iter().find(|(known, _)| *known == name);
    match desktop.split(':').find_map(known) {
        Some((_, keeper)) => *keeper,
        None => {
            let mut sessions = SESSIONS.iter();
            let (_, keeper) = sessions.find(|(known, _)| *known == session)?;
            Some(*keeper)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desktop_is_known_by_its_name_or_the_sessions() {
        for (desktop, session, kept) in [
            ("ubuntu:GNOME", "ubuntu", Some(Keeper::GSettings)),
            ("X-Cinnamon", "", Some(Keeper::GSettings)),
            ("MATE", "mate", Some(Keeper::GSettings)),
            ("KDE", "gnome", Some(Keeper::Kde)),
            ("XFCE", "xubuntu", None),
            ("", "", None),
        ] {
            assert_eq!(keeper(desktop, session), kept, "{desktop} {session}");
        }
    }
}
