#include <stdio.h>
#include <string.h>

int copied(const char *text);

int copied(const char *text)
{
    char buffer[16];
    strcpy(buffer, text);
    return printf("%s", buffer);
}

int main(int count, char **arguments)
{
    return copied(arguments[count - 1]);
}
