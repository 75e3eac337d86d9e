{
  description = "A WebAssembly library for JavaScript, tested under Node.js";

  inputs.crossflake.url = "github:crossflake/crossflake";

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [ "wasm" ];
    };
}
