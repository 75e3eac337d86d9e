int measured_bits(void) { return BITS; }
const char *measured_platform(void) { return SYSTEM " " PROCESSOR; }
