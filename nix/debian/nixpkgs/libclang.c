/* Debian's libclang looks for its own headers (stddef.h) in /usr/include/clang, wherever it lies itself. Before it in the order of
 * symbols, this tells it their folder; all else is the library's. */
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

typedef int parse_function(void *, const char *, const char *const *, int, void *, unsigned, unsigned, void **);

int clang_parseTranslationUnit2(void *index, const char *source, const char *const *arguments, int count, void *unsaved,
                                unsigned unsaved_count, unsigned options, void **unit)
{
    parse_function *parse = (parse_function *)dlsym(dlopen(LIBRARY, RTLD_NOW), "clang_parseTranslationUnit2");
    const char **all = malloc((count + 2) * sizeof *all);
    if (!parse || !all)
        abort();
    all[0] = "-resource-dir";
    all[1] = RESOURCES;
    if (count)
        memcpy(all + 2, arguments, count * sizeof *all);
    int result = parse(index, source, all, count + 2, unsaved, unsaved_count, options, unit);
    free(all);
    return result;
}

void *clang_parseTranslationUnit(void *index, const char *source, const char *const *arguments, int count, void *unsaved,
                                 unsigned unsaved_count, unsigned options)
{
    void *unit = NULL;
    clang_parseTranslationUnit2(index, source, arguments, count, unsaved, unsaved_count, options, &unit);
    return unit;
}
