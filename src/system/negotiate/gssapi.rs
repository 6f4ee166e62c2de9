//! GSS-API, from whichever library this system has.
//!
//! Owns the loading, the calls and the release of what they give. What is sent is SPNEGO's
//! (RFC 4178); the Kerberos mechanism below it is asked only for what goes wrong.
#![expect(
    unsafe_code,
    reason = "functions of a C library that is loaded while the program runs"
)]

use std::{ffi::c_void, ptr, slice, sync::OnceLock};

use libloading::Library;

use super::{Absent, NegotiateFault, Package, Step, kerberos_codes::fault};

/// The libraries that may be there: MIT's, Heimdal's, and Apple's.
#[cfg(not(target_vendor = "apple"))]
const LIBRARIES: &[&str] = &["libgssapi_krb5.so.2", "libgssapi.so.3"];
#[cfg(target_vendor = "apple")]
const LIBRARIES: &[&str] = &["/System/Library/Frameworks/GSS.framework/GSS"];

/// `gss_OID_desc` (RFC 2744, section 3.2). Apple packs it on Intel, as MIT did there before
/// (`gssapi.h` of GSS.framework: `#pragma pack(push,2)`).
#[cfg_attr(not(all(target_vendor = "apple", target_arch = "x86_64")), repr(C))]
#[cfg_attr(
    all(target_vendor = "apple", target_arch = "x86_64"),
    repr(C, packed(2))
)]
struct Oid {
    length: u32,
    elements: *const c_void,
}

impl Oid {
    const fn new(elements: &'static [u8]) -> Self {
        Self {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the three there are have ten bytes at the most"
            )]
            length: elements.len() as u32,
            elements: elements.as_ptr().cast(),
        }
    }
}

// SAFETY: what it points to is never written and lives as long as the program.
unsafe impl Sync for Oid {}

/// 1.3.6.1.5.5.2 (RFC 4178, section 3.1).
static SPNEGO: Oid = Oid::new(b"\x2b\x06\x01\x05\x05\x02");
/// 1.2.840.113554.1.2.2 (RFC 4121, section 1).
static KERBEROS: Oid = Oid::new(b"\x2a\x86\x48\x86\xf7\x12\x01\x02\x02");
/// 1.2.840.113554.1.2.1.4 (RFC 2744, section 4).
static HOST_BASED_SERVICE: Oid = Oid::new(b"\x2a\x86\x48\x86\xf7\x12\x01\x02\x01\x04");

/// `gss_buffer_desc` (RFC 2744, section 3.2).
#[repr(C)]
struct Buffer {
    length: usize,
    value: *mut c_void,
}

impl Buffer {
    const EMPTY: Self = Self {
        length: 0,
        value: ptr::null_mut(),
    };

    /// The library only reads what it is given.
    fn of(bytes: &[u8]) -> Self {
        Self {
            length: bytes.len(),
            value: bytes.as_ptr().cast_mut().cast(),
        }
    }
}

/// `gss_name_t`, `gss_ctx_id_t` and `gss_cred_id_t`: nobody looks inside.
type Handle = *mut c_void;

/// RFC 2744, section 5.16.
type ImportName = unsafe extern "C" fn(*mut u32, *const Buffer, *const Oid, *mut Handle) -> u32;
/// RFC 2744, section 5.29.
type ReleaseName = unsafe extern "C" fn(*mut u32, *mut Handle) -> u32;
/// RFC 2744, section 5.26.
type ReleaseBuffer = unsafe extern "C" fn(*mut u32, *mut Buffer) -> u32;
/// RFC 2744, section 5.9.
type DeleteSecContext = unsafe extern "C" fn(*mut u32, *mut Handle, *mut Buffer) -> u32;
/// RFC 2744, section 5.19.
type InitSecContext = unsafe extern "C" fn(
    *mut u32,
    Handle,
    *mut Handle,
    Handle,
    *const Oid,
    u32,
    u32,
    *const c_void,
    *const Buffer,
    *mut *const Oid,
    *mut Buffer,
    *mut u32,
    *mut u32,
) -> u32;

/// Calling errors and routine errors, in the major status (RFC 2744, section 3.9.1).
const ERRORS: u32 = 0xffff_0000;
const CONTINUE_NEEDED: u32 = 1;

/// The functions that are used.
struct Gss {
    import_name: ImportName,
    release_name: ReleaseName,
    release_buffer: ReleaseBuffer,
    delete_sec_context: DeleteSecContext,
    init_sec_context: InitSecContext,
}

impl Gss {
    /// Loads the first library that has them all. It stays: such libraries leave handlers behind
    /// for the ends of threads.
    fn load() -> Option<Self> {
        LIBRARIES.iter().find_map(|name| {
            // SAFETY: a system's own library, which any program may load at any time.
            let library = unsafe { Library::new(*name) }.ok()?;
            let functions = Self::from(&library);
            std::mem::forget(library);
            functions
        })
    }

    fn from(library: &Library) -> Option<Self> {
        // SAFETY: the types are those of RFC 2744, which all of the libraries keep to.
        unsafe {
            Some(Self {
                import_name: *library.get("gss_import_name").ok()?,
                release_name: *library.get("gss_release_name").ok()?,
                release_buffer: *library.get("gss_release_buffer").ok()?,
                delete_sec_context: *library.get("gss_delete_sec_context").ok()?,
                init_sec_context: *library.get("gss_init_sec_context").ok()?,
            })
        }
    }
}

fn gss() -> Result<&'static Gss, Absent> {
    static GSS: OnceLock<Option<Gss>> = OnceLock::new();
    GSS.get_or_init(Gss::load).as_ref().ok_or(Absent::NoLibrary)
}

pub(super) fn available(package: Package) -> Result<(), Absent> {
    match package {
        Package::Negotiate => gss().map(drop),
        Package::Ntlm => Err(Absent::NotHere),
    }
}

/// The name of a service, and what has been said to it so far.
pub(super) struct Context {
    gss: &'static Gss,
    service: Handle,
    dialogue: Handle,
}

// SAFETY: the libraries allow a handle to go from thread to thread, as long as no two use it at
// once; whoever has the context has it alone.
unsafe impl Send for Context {}

impl Context {
    pub(super) fn new(_: Package, host: &str) -> Result<Self, NegotiateFault> {
        let gss = gss()?;
        let name = format!("HTTP@{host}");
        let name = Buffer::of(name.as_bytes());
        let (mut minor, mut service) = (0, ptr::null_mut());
        // SAFETY: all pointers are to things that outlive the call, which copies the name.
        let major = unsafe {
            (gss.import_name)(
                &raw mut minor,
                &raw const name,
                &raw const HOST_BASED_SERVICE,
                &raw mut service,
            )
        };
        if major & ERRORS != 0 {
            return Err(fault(major, minor));
        }
        Ok(Self {
            gss,
            service,
            dialogue: ptr::null_mut(),
        })
    }

    /// SPNEGO only finds that no mechanism is left to negotiate, so Kerberos is asked first, which
    /// knows why. Its ticket is then there for SPNEGO, and where there is none nobody waits twice
    /// for the KDC. Without credentials SPNEGO may still have another mechanism: NTLM by way of a
    /// plug-in, for one.
    pub(super) fn step(&mut self, challenge: Option<&[u8]>) -> Result<Step, NegotiateFault> {
        if !self.dialogue.is_null() {
            return self.init(&SPNEGO, challenge);
        }
        let tried = self.init(&KERBEROS, None);
        self.delete_dialogue();
        match tried {
            Ok(_) => self.init(&SPNEGO, None),
            Err(NegotiateFault::NoCredentials) => {
                let other = self.init(&SPNEGO, None);
                other.map_err(|_| NegotiateFault::NoCredentials)
            }
            Err(fault) => Err(fault),
        }
    }

    /// The call itself: default credentials, no delegation, and no proof of the proxy's identity,
    /// which browsers do not ask of proxies either.
    fn init(
        &mut self,
        mechanism: &'static Oid,
        input: Option<&[u8]>,
    ) -> Result<Step, NegotiateFault> {
        let input = input.map_or(Buffer::EMPTY, Buffer::of);
        let (mut minor, mut token) = (0, Buffer::EMPTY);
        // SAFETY: handles are null or of this library; what is null may be, by RFC 2744.
        let major = unsafe {
            (self.gss.init_sec_context)(
                &raw mut minor,
                ptr::null_mut(),
                &raw mut self.dialogue,
                self.service,
                &raw const *mechanism,
                0,
                0,
                ptr::null(),
                &raw const input,
                ptr::null_mut(),
                &raw mut token,
                ptr::null_mut(),
                ptr::null_mut(),
            )
        };
        let token = self.taken(token);
        if major & ERRORS != 0 {
            return Err(fault(major, minor));
        }
        let complete = major & CONTINUE_NEEDED == 0;
        Ok(Step { token, complete })
    }

    /// A copy of what the library gave, which gets its own back.
    fn taken(&self, mut buffer: Buffer) -> Vec<u8> {
        if buffer.value.is_null() {
            return Vec::new();
        }
        let mut minor = 0;
        // SAFETY: the library says that so many bytes are there.
        let bytes = unsafe { slice::from_raw_parts(buffer.value.cast::<u8>(), buffer.length) };
        let copy = bytes.to_vec();
        // SAFETY: the buffer is of this library and is not used again.
        unsafe { (self.gss.release_buffer)(&raw mut minor, &raw mut buffer) };
        copy
    }

    fn delete_dialogue(&mut self) {
        if !self.dialogue.is_null() {
            let mut minor = 0;
            // SAFETY: the handle is of this library, which makes it null.
            unsafe {
                (self.gss.delete_sec_context)(
                    &raw mut minor,
                    &raw mut self.dialogue,
                    ptr::null_mut(),
                )
            };
            self.dialogue = ptr::null_mut();
        }
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        self.delete_dialogue();
        let mut minor = 0;
        // SAFETY: the name is of this library and is not used again.
        unsafe { (self.gss.release_name)(&raw mut minor, &raw mut self.service) };
    }
}
