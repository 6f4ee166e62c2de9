/* Nothing is revoked: in the place of wine 8's cryptnet, whose "unknown", where certificates name no
 * list and no responder as the laboratory's do, fails a chain although the caller waives that (mended in
 * later versions: crypt32, verify_ssl_policy). For tests alone; never shipped. */
#include <windows.h>
#include <wincrypt.h>

__declspec(dllexport) BOOL WINAPI CertDllVerifyRevocation(DWORD encoding, DWORD kind, DWORD count,
    PVOID contexts[], DWORD flags, PCERT_REVOCATION_PARA settings, PCERT_REVOCATION_STATUS status)
{
    status->dwIndex = 0;
    status->dwError = 0;
    status->dwReason = 0;
    return TRUE;
}
