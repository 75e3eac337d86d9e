// WasmEdge takes a program's variables as arguments alone, and arguments are what every user of a machine may read. They are added
// here, where main starts, from the environment, which others may not read.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int main_function(int, char **, char **);
static main_function *wasmedge;

static int with_variables(int argc, char **argv, char **variables) {
  unsetenv("LD_PRELOAD");
  size_t count = 0, at = 0;
  while (environ[count])
    count++;
  char **words = calloc(argc + 2 * count + 1, sizeof *words);
  if (!words)
    return 1;
  words[at++] = argv[0];
  for (size_t i = 0; i < count; i++) {
    // Bash's functions have names that are no variable's.
    if (!strncmp(environ[i], "BASH_FUNC_", 10))
      continue;
    words[at++] = "--env";
    words[at++] = environ[i];
  }
  for (int i = 1; i < argc; i++)
    words[at++] = argv[i];
  return wasmedge(at, words, variables);
}

int __libc_start_main(main_function *start, int argc, char **argv, void (*initialise)(void), void (*finish)(void), void (*unload)(void), void *stack) {
  wasmedge = start;
  typeof(&__libc_start_main) next = dlsym(RTLD_NEXT, "__libc_start_main");
  return next(with_variables, argc, argv, initialise, finish, unload, stack);
}
