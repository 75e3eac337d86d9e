{
  description = "A WebAssembly program that reads a file through WASI";

  inputs.crossflake.url = "github:crossflake/crossflake";

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [ "wasi" ];
    };
}
