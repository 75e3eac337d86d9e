# Goes into the flake.nix that is there: the inputs, and the outputs around its own.
{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    rust-overlay = {
      url = "github:oxalica/rust-overlay";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    { nixpkgs, rust-overlay, ... }:
    let
      cross = (import ./nix/crossflake { inherit nixpkgs rust-overlay; }).mkProject {
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
