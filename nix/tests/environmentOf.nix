# The environment of one target as `crossflake env` can know it: bare tool names, nothing that needs a store path.
{
  host,
  lib,
  row,
}:
let
  names = prefix: {
    cc = "${prefix}gcc";
    cxx = "${prefix}g++";
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
        # Its folders are the flake's own.
        openssl = {
          lib = null;
          include = null;
          static = false;
        };
        runner = if executes || row.test != true then null else "a runner";
      };
  };
in
builtins.removeAttrs environment (
  builtins.filter (name: builtins.match ".*_OPENSSL_STATIC" name != null) (
    builtins.attrNames environment
  )
)
