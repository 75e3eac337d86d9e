int made(int number);

int made(int number)
{
    return number * 2;
}
