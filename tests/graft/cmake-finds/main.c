#include <math.h>
#include <openssl/ssl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <zlib.h>

int main(int count, char **arguments)
{
    (void)arguments;
    SSL_CTX *context = SSL_CTX_new(TLS_method());
    return zlibVersion()[0] == '1' && sqlite3_libversion()[0] == '3' && context && sqrt(count * 4.0) == 2.0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
