//! What the numbers of GSS-API, and of Kerberos below it, mean.
//!
//! Owns the tables and makes no call.

use super::NegotiateFault;

/// Routine errors, in their place in the major status (RFC 2744, section 3.9.1).
const ROUTINE: u32 = 0x00ff_0000;
const BAD_NAME: u32 = 2 << 16;
const NO_CRED: u32 = 7 << 16;
const CREDENTIALS_EXPIRED: u32 = 11 << 16;

/// The beginning of the table `krb5`. The first 128 are Kerberos' own numbers (RFC 4120,
/// section 7.5.9); the others are those of MIT's `krb5_err.et`, and Heimdal, and with it Apple,
/// counts as MIT does for all that stand here.
const KRB5: u32 = (-1_765_328_384_i32).cast_unsigned();
/// The beginning of the table `k5g`, which MIT's GSS-API has for itself
/// (`gssapi_err_krb5.et`).
const K5G: u32 = 39_756_032;

/// Heimdal's word for a ticket cache that is not there (`ENOENT`).
const NO_SUCH_FILE: u32 = 2;

/// What the numbers say that have no fault of their own.
const NAMES: &[(u32, &str)] = &[
    (KRB5 + 1, "KDC_ERR_NAME_EXP"),
    (KRB5 + 6, "KDC_ERR_C_PRINCIPAL_UNKNOWN"),
    (KRB5 + 11, "KDC_ERR_NEVER_VALID"),
    (KRB5 + 12, "KDC_ERR_POLICY"),
    (KRB5 + 13, "KDC_ERR_BADOPTION"),
    (KRB5 + 14, "KDC_ERR_ETYPE_NOSUPP"),
    (KRB5 + 18, "KDC_ERR_CLIENT_REVOKED"),
    (KRB5 + 19, "KDC_ERR_SERVICE_REVOKED"),
    (KRB5 + 20, "KDC_ERR_TGT_REVOKED"),
    (KRB5 + 23, "KDC_ERR_KEY_EXPIRED"),
    (KRB5 + 26, "KDC_ERR_SERVER_NOMATCH"),
    (KRB5 + 27, "KDC_ERR_MUST_USE_USER2USER"),
    (KRB5 + 28, "KDC_ERR_PATH_NOT_ACCEPTED"),
    (KRB5 + 31, "KRB_AP_ERR_BAD_INTEGRITY"),
    (KRB5 + 36, "KRB_AP_ERR_BADMATCH"),
    (KRB5 + 38, "KRB_AP_ERR_BADADDR"),
    (KRB5 + 41, "KRB_AP_ERR_MODIFIED"),
    (KRB5 + 52, "KRB_ERR_RESPONSE_TOO_BIG"),
    (KRB5 + 60, "KRB_ERR_GENERIC"),
    (KRB5 + 68, "KDC_ERR_WRONG_REALM"),
    (KRB5 + 135, "KRB5_CONFIG_CANTOPEN"),
    (KRB5 + 136, "KRB5_CONFIG_BADFORMAT"),
    (KRB5 + 140, "KRB5_CC_UNKNOWN_TYPE"),
    (KRB5 + 150, "KRB5_PROG_ETYPE_NOSUPP"),
    (KRB5 + 193, "KRB5_CC_IO"),
    (KRB5 + 194, "KRB5_FCC_PERM"),
    (KRB5 + 199, "KRB5_CC_FORMAT"),
    (KRB5 + 216, "KRB5_ERR_BAD_HOSTNAME"),
    (KRB5 + 224, "KRB5_CONFIG_NODEFREALM"),
];

/// The fault that both numbers together stand for. The minor one is the finer of the two.
pub(super) fn fault(major: u32, minor: u32) -> NegotiateFault {
    let by_major = match major & ROUTINE {
        NO_CRED => Some(NegotiateFault::NoCredentials),
        CREDENTIALS_EXPIRED => Some(NegotiateFault::Expired),
        BAD_NAME => Some(NegotiateFault::ServerUnknown),
        _ => None,
    };
    let named = NAMES.iter().find(|(number, _)| *number == minor);
    let name = named.map(|(_, name)| *name);
    let other = NegotiateFault::Other { major, minor, name };
    match (by_minor(minor), name) {
        (Some(fault), _) => fault,
        (None, Some(_)) => other,
        (None, None) => by_major.unwrap_or(other),
    }
}

fn by_minor(minor: u32) -> Option<NegotiateFault> {
    if minor == NO_SUCH_FILE {
        return Some(NegotiateFault::NoCredentials);
    }
    Some(match minor.wrapping_sub(KRB5) {
        // KDC_ERR_S_PRINCIPAL_UNKNOWN, ERR_HOST_REALM_UNKNOWN
        7 | 217 => NegotiateFault::ServerUnknown,
        // KRB_AP_ERR_TKT_EXPIRED
        32 => NegotiateFault::Expired,
        // KRB_AP_ERR_TKT_NYV ("not yet valid"), KRB_AP_ERR_SKEW, KRB5_KDCREP_SKEW
        33 | 37 | 148 => NegotiateFault::ClockSkew,
        // KDC_ERR_SVC_UNAVAILABLE, REALM_UNKNOWN, KDC_UNREACH, REALM_CANT_RESOLVE
        29 | 154 | 156 | 220 => NegotiateFault::KdcUnreachable,
        // CC_NOTFOUND, CC_END, FCC_NOFILE
        141 | 142 | 195 => NegotiateFault::NoCredentials,
        // KG_CCACHE_NOMATCH, KG_TGT_MISSING, KG_EMPTY_CCACHE
        _ if [0, 2, 12].contains(&minor.wrapping_sub(K5G)) => NegotiateFault::NoCredentials,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILURE: u32 = 13 << 16;

    /// As they stand in MIT's `krb5.h` and `gssapi_err_krb5.h`.
    #[test]
    fn the_minor_number_tells() {
        for (minor, fault) in [
            (-1_765_328_377, NegotiateFault::ServerUnknown),
            (-1_765_328_352, NegotiateFault::Expired),
            (-1_765_328_347, NegotiateFault::ClockSkew),
            (-1_765_328_228, NegotiateFault::KdcUnreachable),
            (-1_765_328_230, NegotiateFault::KdcUnreachable),
            (-1_765_328_189, NegotiateFault::NoCredentials),
            (39_756_044, NegotiateFault::NoCredentials),
            (2, NegotiateFault::NoCredentials),
            (2, NegotiateFault::NoCredentials),
        ] {
            let minor: i32 = minor;
            let told = super::fault(FAILURE, minor.cast_unsigned());
            assert_eq!(told, fault, "{minor}");
        }
    }

    #[test]
    fn the_major_number_tells_where_the_minor_does_not() {
        let of = |routine: u32| fault(routine << 16, 100_001);
        assert_eq!(of(7), NegotiateFault::NoCredentials);
        assert_eq!(of(11), NegotiateFault::Expired);
        assert_eq!(of(2), NegotiateFault::ServerUnknown);
        let other = NegotiateFault::Other {
            major: FAILURE,
            minor: 100_001,
            name: None,
        };
        assert_eq!(of(13), other);
    }

    #[test]
    fn a_named_number_goes_before_the_major_one() {
        let cannot_read = (-1_765_328_190_i32).cast_unsigned();
        let fault = fault(7 << 16, cannot_read);
        assert!(fault.to_string().ends_with(" KRB5_FCC_PERM"), "{fault}");
    }
}
