/* Where an object's frames are, for GCC's unwinder in a static program with musl.
 *
 * GCC's unwinder of Debian asks the GNU C library (_dl_find_object, since 2.35: unwind-dw2-fde-dip.c),
 * which a program with musl does not have. There is one object in a static program, and
 * dl_iterate_phdr, which musl has, tells of it. Not used where rustup's standard library brings an unwinder.
 */
#define _GNU_SOURCE
#include <link.h>
#include <stddef.h>
#include <stdint.h>

/* As <dlfcn.h> of the GNU C library has it on x86_64: no DLFO_STRUCT_HAS_EH_DBASE, no _COUNT. */
struct dl_find_object {
    unsigned long long flags;
    void *map_start, *map_end;
    void *link_map;
    void *eh_frame;
    unsigned long long reserved[7];
};

struct search {
    uintptr_t address;
    struct dl_find_object *result;
};

static int in_object(struct dl_phdr_info *info, size_t size, void *data)
{
    struct search *search = data;
    void *frames = NULL;
    int inside = 0;
    (void)size;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        uintptr_t start = info->dlpi_addr + part->p_vaddr;
        if (part->p_type == PT_GNU_EH_FRAME)
            frames = (void *)start;
        if (part->p_type == PT_LOAD && search->address - start < part->p_memsz)
            inside = 1;
    }
    if (!inside || !frames)
        return 0;
    search->result->eh_frame = frames;
    return 1;
}

int _dl_find_object(void *address, struct dl_find_object *result)
{
    struct search search = {(uintptr_t)address, result};
    *result = (struct dl_find_object){0};
    return dl_iterate_phdr(in_object, &search) ? 0 : -1;
}
