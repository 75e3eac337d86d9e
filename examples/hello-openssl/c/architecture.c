/* What the compiler that the cc crate took compiles for. FUNCTION is defined by the build script: this file is compiled
   twice, for the target and for the build machine. */
const char *FUNCTION(void) {
#if defined(__aarch64__)
  return "aarch64";
#elif defined(__arm__)
  return "arm";
#elif defined(__i386__)
  return "x86";
#elif defined(__x86_64__)
  return "x86_64";
#elif defined(__riscv) && __riscv_xlen == 64
  return "riscv64";
#elif defined(__powerpc64__)
  return "powerpc64";
#elif defined(__s390x__)
  return "s390x";
#elif defined(__loongarch64)
  return "loongarch64";
#else
#error "an architecture that this example does not know"
#endif
}
