int made(void) { return 3; }
