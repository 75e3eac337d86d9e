#include "plain.h"

uint32_t plain(uint32_t number)
{
    return number + 1;
}
