//! Who measures, and on which machine: what a ticket's reader asks first.
//!
//! Owns the names of host and user, whether the user is privileged, and for whom.

use super::environment::Variable;

/// The machine's own name, where the system tells it.
#[cfg(unix)]
pub fn host() -> Option<String> {
    let name = rustix::system::uname();
    let name = name.nodename().to_string_lossy().into_owned();
    Some(name).filter(|n| !n.is_empty())
}

#[cfg(not(unix))]
pub fn host() -> Option<String> {
    None
}

/// The user's name: of the account that the process runs as, or as the session has it.
pub fn user() -> Option<String> {
    account()
        .or_else(|| Variable::User.value())
        .or_else(|| Variable::UserName.value())
}

/// The local account of the effective user. Variables go on naming the one who called `su`.
#[cfg(unix)]
fn account() -> Option<String> {
    let accounts = std::fs::read_to_string("/etc/passwd").ok()?;
    named(&accounts, rustix::process::geteuid().as_raw())
}

#[cfg(not(unix))]
fn account() -> Option<String> {
    None
}

/// The first account of that number, as the system itself would choose (passwd(5)).
#[cfg(unix)]
fn named(accounts: &str, user: u32) -> Option<String> {
    let number = user.to_string();
    let mut lines = accounts.lines().map(|line| line.split(':'));
    lines.find_map(|mut fields| {
        let name = fields.next()?;
        let of = fields.nth(1)?;
        (of == number && !name.is_empty()).then(|| name.to_owned())
    })
}

/// Who called sudo to become the administrator.
pub fn sudo_user() -> Option<String> {
    let caller = Variable::SudoUser.value()?;
    (elevated() == Some(true) && caller != "root").then_some(caller)
}

/// Whether this is the administrator, whose network settings may not be the users'.
#[cfg(unix)]
pub fn elevated() -> Option<bool> {
    Some(rustix::process::geteuid().is_root())
}

#[cfg(not(unix))]
pub fn elevated() -> Option<bool> {
    None
}

#[cfg(test)]
mod tests {
    #[test]
    #[cfg(unix)]
    fn the_first_account_of_a_number_gives_the_name() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\ntoor:x:0:0::/:/bin/sh\n\n\
                        jane:x:1000:1000:Jane:/home/jane:/bin/sh\nbroken\n";
        let of = |user| super::named(accounts, user);
        assert_eq!(of(0).as_deref(), Some("root"));
        assert_eq!(of(1000).as_deref(), Some("jane"));
        assert_eq!(of(7), None);
    }
}
