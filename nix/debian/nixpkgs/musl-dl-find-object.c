/* glibc's _dl_find_object by dl_iterate_phdr: libgcc_eh.a that is built for glibc calls it, and musl lacks it. */
#include <link.h>
#include <stddef.h>
#include <stdint.h>

/* As glibc's <dlfcn.h> has it on every architecture but 32-bit x86 with its data base pointer. */
struct dl_find_object {
    unsigned long long flags;
    void *map_start;
    void *map_end;
    struct link_map *link_map;
    void *eh_frame;
#ifdef __i386__
    void *eh_dbase;
    unsigned int eh_dbase_padding;
#endif
    unsigned long long reserved[7];
};

struct search {
    uintptr_t address;
    struct dl_find_object *result;
};

static int look(struct dl_phdr_info *object, size_t size, void *data)
{
    struct search *search = data;
    const ElfW(Phdr) *segment = NULL, *tables = NULL;
    (void)size;
    for (int index = 0; index < object->dlpi_phnum; index++) {
        const ElfW(Phdr) *header = &object->dlpi_phdr[index];
        if (header->p_type == PT_LOAD && search->address - (object->dlpi_addr + header->p_vaddr) < header->p_memsz)
            segment = header;
        if (header->p_type == PT_GNU_EH_FRAME)
            tables = header;
    }
    if (!segment || !tables)
        return 0;
    *search->result = (struct dl_find_object){
        .map_start = (void *)(object->dlpi_addr + segment->p_vaddr),
        .map_end = (void *)(object->dlpi_addr + segment->p_vaddr + segment->p_memsz),
        .eh_frame = (void *)(object->dlpi_addr + tables->p_vaddr),
    };
    return 1;
}

int _dl_find_object(void *address, struct dl_find_object *result)
{
    struct search search = {(uintptr_t)address, result};
    return dl_iterate_phdr(look, &search) ? 0 : -1;
}
