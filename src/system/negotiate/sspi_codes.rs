//! What the numbers of SSPI mean (Microsoft, "SSPI Status Codes").
//!
//! Owns the table and makes no call. It is read on every system in tests, so that Windows is not
//! needed for them.

use super::{Absent, NegotiateFault};

const NAMES: &[(u32, &str)] = &[
    (0x8009_0300, "SEC_E_INSUFFICIENT_MEMORY"),
    (0x8009_0304, "SEC_E_INTERNAL_ERROR"),
    (0x8009_0308, "SEC_E_INVALID_TOKEN"),
    (0x8009_030c, "SEC_E_LOGON_DENIED"),
    (0x8009_0342, "SEC_E_KDC_UNKNOWN_ETYPE"),
    (0x8009_035f, "SEC_E_POLICY_NLTM_ONLY"),
];

/// The fault that a status stands for.
pub(super) fn fault(status: u32) -> NegotiateFault {
    match status {
        // SEC_E_SECPKG_NOT_FOUND
        0x8009_0305 => NegotiateFault::Absent(Absent::NotHere),
        // SEC_E_UNKNOWN_CREDENTIALS, SEC_E_NO_CREDENTIALS
        0x8009_030d | 0x8009_030e => NegotiateFault::NoCredentials,
        // SEC_E_CONTEXT_EXPIRED
        0x8009_0317 => NegotiateFault::Expired,
        // SEC_E_TARGET_UNKNOWN, SEC_E_WRONG_PRINCIPAL
        0x8009_0303 | 0x8009_0322 => NegotiateFault::ServerUnknown,
        // SEC_E_TIME_SKEW
        0x8009_0324 => NegotiateFault::ClockSkew,
        // SEC_E_NO_AUTHENTICATING_AUTHORITY
        0x8009_0311 => NegotiateFault::KdcUnreachable,
        _ => NegotiateFault::Other {
            major: status,
            minor: 0,
            name: NAMES
                .iter()
                .find(|(number, _)| *number == status)
                .map(|(_, name)| *name),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_has_numbers_of_its_own() {
        let of = |status: u32| fault(status);
        assert_eq!(of(0x8009_030e), NegotiateFault::NoCredentials);
        assert_eq!(of(0x8009_0303), NegotiateFault::ServerUnknown);
        assert_eq!(of(0x8009_0324), NegotiateFault::ClockSkew);
        assert_eq!(of(0x8009_0311), NegotiateFault::KdcUnreachable);
        assert!(of(0x8009_030c).to_string().ends_with(" SEC_E_LOGON_DENIED"));
    }
}
