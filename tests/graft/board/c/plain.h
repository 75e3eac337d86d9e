#include <stdint.h>
#include <string.h>

uint32_t plain(uint32_t number);
int made(int number);
