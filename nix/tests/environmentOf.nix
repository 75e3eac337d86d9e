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
  # On x86_64, as nixpkgs' canExecute has it.
  executes = builtins.elem row.alias [
    "i686"
    "x86_64"
  ];
  environment = lib.cargoEnv {
    inherit row;
    buildTriple = host.triple;
    buildTools = names "";
    exclusive = true;
    tools = names (if row.triple == host.triple then "" else "${row.config}-") // {
      clangArgs = null;
      cmakeToolchainFile = null;
      openssl = null;
      runner = if executes then null else "qemu-${row.runner.arch}";
    };
  };
in
environment // { OPENSSL_NO_VENDOR = "1"; }
