{
  description = "A WebAssembly program that reads a file through WASI";

  inputs = {
    crossflake.url = "github:crossflake/crossflake";
    # `nix develop` takes bash from the input of this name.
    nixpkgs.follows = "crossflake/nixpkgs";
  };

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [ "wasi" ];
    };
}
