# Goes into the flake.nix that is there: the inputs, and the outputs around its own.
{
  inputs.crossflake.url = "github:crossflake/crossflake";

  outputs =
    { crossflake, nixpkgs, ... }:
    let
      cross = crossflake.lib.mkProject {
        src = ./.;
        targets = [ "riscv64" ];
        libraries = pkgs: [ pkgs.openssl ];
        buildTools = pkgs: [ pkgs.protobuf ];
      };
    in
    nixpkgs.lib.recursiveUpdate cross {
      # The outputs that are there. Of two with one name, it is these that stay.
    };
}
