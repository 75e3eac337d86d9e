# The environment of one target as `crossflake env` can know it: bare tool names, nothing that needs a store path.
{
  host,
  lib,
  row,
}:
let
  names = prefix: {
    cc = "${prefix}cc";
    cxx = "${prefix}c++";
    ar = "${prefix}ar";
    ranlib = "${prefix}ranlib";
    pkgConfig = "${prefix}pkg-config";
  };
  none = builtins.mapAttrs (_: _: null) (names "");
  # On x86_64, as the program has it: the same system, the same architecture or its 32-bit form.
  executes = builtins.match "(i686|x86_64)-unknown-linux-(gnu|musl|none)" row.triple != null;
  native = row.triple == host.triple;
  environment = lib.cargoEnv {
    inherit row;
    buildTriple = host.triple;
    buildTools = names "";
    exclusive = true;
    tools =
      (
        if row.linker != "cc" then
          none
        else if native then
          names ""
        else
          names "${row.config}-"
      )
      // {
        clangArgs = null;
        cmakeToolchainFile = null;
        openssl = null;
        runner = if executes || row.test != true then null else "a runner";
      };
  };
in
environment // { OPENSSL_NO_VENDOR = "1"; }
