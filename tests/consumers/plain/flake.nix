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
    { crossflake, rust-overlay, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [
        "aarch64"
        "armv7"
        "riscv64"
      ];
      libraries = pkgs: [ pkgs.openssl ];
      env.GREETING = "all";
      perTarget.armv7.env.GREETING = "armv7 alone";
      extraShells.arm = [
        "armv7"
        "aarch64"
      ];
      shellHook = "echo welcome";
      # With a rust-analyzer that says what it is asked for.
      toolchain =
        pkgs:
        let
          rust = (rust-overlay.lib.mkRustBin { } pkgs).stable.latest.minimal.override {
            targets = [
              "aarch64-unknown-linux-gnu"
              "armv7-unknown-linux-gnueabihf"
              "riscv64gc-unknown-linux-gnu"
            ];
          };
        in
        pkgs.stdenv.mkDerivation {
          name = "toolchain";
          buildCommand = ''
            mkdir -p $out/bin
            ln -s ${rust}/bin/* $out/bin/
            printf '#!%s\necho $CARGO_BUILD_TARGET: "$@"\n' $SHELL >$out/bin/rust-analyzer
            chmod +x $out/bin/rust-analyzer
          '';
        };
    };
}
