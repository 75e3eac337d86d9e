{
  description = "A project of several shells and options, with inputs of its own";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    rust-overlay.url = "github:oxalica/rust-overlay";
    rust-overlay.inputs.nixpkgs.follows = "nixpkgs";
    crossflake = {
      url = "github:crossflake/crossflake";
      inputs = {
        nixpkgs.follows = "nixpkgs";
        rust-overlay.follows = "rust-overlay";
      };
    };
  };

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [
        "aarch64"
        "armv7"
      ];
      libraries = pkgs: [ pkgs.openssl ];
      env.GREETING = "all";
      overrides.armv7.env.GREETING = "armv7 alone";
      shells.arm = [
        "armv7"
        "aarch64"
      ];
      shellHook = "echo welcome";
    };
}
