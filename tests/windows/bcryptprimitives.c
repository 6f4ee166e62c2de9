/* What wine 8 lacks and Rust's standard library asks for (library/std/src/sys/random/windows.rs):
 * the generator of random numbers, by the older name that wine has. For tests alone; never shipped. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    return SystemFunction036(data, (ULONG)length);
}
