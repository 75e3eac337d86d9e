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
    (import ./nix/crossflake { inherit nixpkgs rust-overlay; }).mkProject {
      src = ./.;
      targets = [ "armel" ];
      libraries = pkgs: [ pkgs.openssl ];
      buildTools = pkgs: [ pkgs.protobuf ];
    };
}
