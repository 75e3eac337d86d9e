// What Microsoft's msvcrt.lib holds and no DLL does, as far as a Rust program needs it: the start, thread-local storage's
// directory, and a few symbols that compilers name.
#pragma comment(lib, "vcruntime")
#pragma comment(lib, "ucrt")
#pragma comment(lib, "kernel32")
#pragma comment(lib, "ntdll")

int main(int, char **, char **);
int *__p___argc(void);
char ***__p___argv(void);
int _configure_narrow_argv(int);
int _initialize_narrow_environment(void);
__declspec(noreturn) void exit(int);

void mainCRTStartup(void) {
    _configure_narrow_argv(1);
    _initialize_narrow_environment();
    exit(main(*__p___argc(), *__p___argv(), 0));
}

#pragma section(".tls", read, write)
#pragma section(".tls$ZZZ", read, write)
#pragma section(".CRT$XLA", read)
#pragma section(".CRT$XLZ", read)
#pragma section(".rdata$T", read)

unsigned _tls_index;
__declspec(allocate(".tls")) char _tls_start;
__declspec(allocate(".tls$ZZZ")) char _tls_end;
__declspec(allocate(".CRT$XLA")) void *__xl_a;
__declspec(allocate(".CRT$XLZ")) void *__xl_z;
__declspec(allocate(".rdata$T")) const struct {
    char *start, *end;
    unsigned *index;
    void **callbacks;
    unsigned zeros, flags;
} _tls_used = {&_tls_start, &_tls_end, &_tls_index, &__xl_a + 1, 0, 0};

int _fltused = 0x9875;
unsigned long long __security_cookie = 0x2b992ddfa232;
void __security_check_cookie(unsigned long long cookie) { (void)cookie; }
void *type_info_vtable[1] __asm__("??_7type_info@@6B@");
