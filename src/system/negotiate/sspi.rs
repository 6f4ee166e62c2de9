//! SSPI, with the credentials of the logged-on user.
//!
//! Owns the calls and the release of what they give. Checked against the types of Windows; not yet
//! run there.
#![expect(unsafe_code, reason = "functions of Windows")]

use std::{ptr, slice};

use windows_sys::Win32::Foundation::{
    SEC_E_OK, SEC_I_COMPLETE_AND_CONTINUE, SEC_I_COMPLETE_NEEDED, SEC_I_CONTINUE_NEEDED,
};
use windows_sys::Win32::Security::Authentication::Identity::{
    AcquireCredentialsHandleW, CompleteAuthToken, DeleteSecurityContext, FreeContextBuffer,
    FreeCredentialsHandle, ISC_REQ_ALLOCATE_MEMORY, InitializeSecurityContextW,
    QuerySecurityPackageInfoW, SECBUFFER_TOKEN, SECBUFFER_VERSION, SECPKG_CRED_OUTBOUND,
    SECURITY_NATIVE_DREP, SecBuffer, SecBufferDesc,
};
use windows_sys::Win32::Security::Credentials::SecHandle;

use super::{Absent, NegotiateFault, Package, Step, sspi_codes::fault};

impl Package {
    /// The name that Windows knows it by, as it wants it.
    fn name(self) -> Vec<u16> {
        wide(match self {
            Self::Negotiate => "Negotiate",
            Self::Ntlm => "NTLM",
        })
    }
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// Windows without one of its packages is one where policy has taken it away.
pub(super) fn available(package: Package) -> Result<(), Absent> {
    let name = package.name();
    let mut about = ptr::null_mut();
    // SAFETY: the name ends with 0, and both pointers outlive the call.
    let status = unsafe { QuerySecurityPackageInfoW(name.as_ptr(), &raw mut about) };
    if status != SEC_E_OK {
        return Err(Absent::NotHere);
    }
    // SAFETY: Windows allocated it, and it is not used again.
    unsafe { FreeContextBuffer(about.cast()) };
    Ok(())
}

/// The user's credentials, the name of a service, and what has been said to it so far.
pub(super) struct Context {
    credentials: SecHandle,
    service: Vec<u16>,
    dialogue: Option<SecHandle>,
}

impl Context {
    pub(super) fn new(package: Package, host: &str) -> Result<Self, NegotiateFault> {
        let name = package.name();
        let mut credentials = SecHandle::default();
        let mut expiry = 0;
        // SAFETY: the name ends with 0; without a logon id and data the session's own credentials
        // are meant; the pointers outlive the call.
        let status = unsafe {
            AcquireCredentialsHandleW(
                ptr::null(),
                name.as_ptr(),
                SECPKG_CRED_OUTBOUND,
                ptr::null(),
                ptr::null(),
                None,
                ptr::null(),
                &raw mut credentials,
                &raw mut expiry,
            )
        };
        if status != SEC_E_OK {
            return Err(fault(status.cast_unsigned()));
        }
        Ok(Self {
            credentials,
            service: wide(&format!("HTTP/{host}")),
            dialogue: None,
        })
    }

    pub(super) fn step(&mut self, challenge: Option<&[u8]>) -> Result<Step, NegotiateFault> {
        // To a dialogue that has not begun, nothing was answered yet.
        let challenge = challenge.filter(|_| self.dialogue.is_some());
        let mut given = challenge.map(|bytes| token(bytes.as_ptr().cast_mut(), bytes.len()));
        let given = given.as_mut().map(description);
        let mut made = token(ptr::null_mut(), 0);
        let mut made_description = description(&mut made);
        let before = self.dialogue;
        let mut after = before.unwrap_or_default();
        let (mut granted, mut expiry) = (0, 0);
        // SAFETY: handles are null or of Windows; the buffers outlive the call, which only reads
        // what it is given and allocates what it makes.
        let status = unsafe {
            InitializeSecurityContextW(
                &raw const self.credentials,
                before.as_ref().map_or(ptr::null(), ptr::from_ref),
                self.service.as_ptr(),
                ISC_REQ_ALLOCATE_MEMORY,
                0,
                SECURITY_NATIVE_DREP,
                given.as_ref().map_or(ptr::null(), ptr::from_ref),
                0,
                &raw mut after,
                &raw mut made_description,
                &raw mut granted,
                &raw mut expiry,
            )
        };
        // An error, the highest bit, leaves no new handle behind.
        if status >= 0 {
            self.dialogue = Some(after);
        }
        let completed = match status {
            SEC_I_COMPLETE_NEEDED | SEC_I_COMPLETE_AND_CONTINUE => {
                // SAFETY: Windows asked for it, with the handle and the token that it made.
                unsafe { CompleteAuthToken(&raw const after, &raw const made_description) }
            }
            status => status,
        };
        let token = taken(&made);
        if completed < 0 {
            return Err(fault(completed.cast_unsigned()));
        }
        let goes_on = [SEC_I_CONTINUE_NEEDED, SEC_I_COMPLETE_AND_CONTINUE].contains(&status);
        Ok(Step {
            token,
            complete: !goes_on,
        })
    }
}

fn token(bytes: *mut u8, length: usize) -> SecBuffer {
    SecBuffer {
        // A token came in a header, whose length is limited.
        cbBuffer: u32::try_from(length).unwrap_or(0),
        BufferType: SECBUFFER_TOKEN,
        pvBuffer: bytes.cast(),
    }
}

fn description(buffer: &mut SecBuffer) -> SecBufferDesc {
    SecBufferDesc {
        ulVersion: SECBUFFER_VERSION,
        cBuffers: 1,
        pBuffers: ptr::from_mut(buffer),
    }
}

/// A copy of what Windows made, which gets its own back.
fn taken(made: &SecBuffer) -> Vec<u8> {
    if made.pvBuffer.is_null() {
        return Vec::new();
    }
    let length = usize::try_from(made.cbBuffer).unwrap_or(0);
    // SAFETY: Windows says that so many bytes are there.
    let copy = unsafe { slice::from_raw_parts(made.pvBuffer.cast::<u8>(), length) }.to_vec();
    // SAFETY: Windows allocated it, and it is not used again.
    unsafe { FreeContextBuffer(made.pvBuffer) };
    copy
}

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: the handles are of Windows and are not used again.
        unsafe {
            if let Some(dialogue) = &self.dialogue {
                DeleteSecurityContext(ptr::from_ref(dialogue));
            }
            FreeCredentialsHandle(&raw const self.credentials);
        }
    }
}
