{
  description = "A WebAssembly library for JavaScript, tested under Node.js";

  inputs = {
    crossflake.url = "github:crossflake/crossflake";
    # `nix develop` takes bash from the input of this name.
    nixpkgs.follows = "crossflake/nixpkgs";
  };

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [ "wasm" ];
    };
}
