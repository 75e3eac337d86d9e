#include <stdio.h>

#if defined(__x86_64__)
#define MACHINE "x86_64"
#elif defined(__aarch64__)
#define MACHINE "aarch64"
#else
#error "a build machine that this does not know"
#endif

int main(void) {
    printf("/// The machine that the program was compiled for.\npub const MADE_ON: &str = \"" MACHINE "\";\n");
    printf("/// Squares.\npub const SQUARES: [u32; 5] = [");
    for (int number = 0; number < 5; number++) {
        printf("%d,", number * number);
    }
    printf("];\n");
    return 0;
}
