{
  description = "Name a Rust target: get a shell and a package in which it builds, links its native libraries and runs its tests";

  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    rust-overlay = {
      url = "github:oxalica/rust-overlay";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    {
      self,
      nixpkgs,
      rust-overlay,
    }:
    let
      lib = import ./nix { inherit nixpkgs rust-overlay; };

      examples = import ./nix/examples.nix { inherit lib; };
      program = import ./nix/program.nix { inherit lib nixpkgs rust-overlay; };
      forSystems = import ./nix/genAttrs.nix lib.systems;
      pkgsFor = system: nixpkgs.legacyPackages.${system};
    in
    {
      inherit lib;
      inherit (examples) devShells;
      legacyPackages = forSystems (
        system:
        examples.legacyPackages.${system}
        // {
          docs = import ./nix/docs.nix { pkgs = pkgsFor system; };
          release = program.release system;
        }
      );

      overlays.default = import ./nix/overlay.nix lib program.package;
      flakeModules.default = import ./nix/flakeModule.nix lib;
      templates = {
        default = {
          path = ./examples/hello-openssl;
          description = "A program with OpenSSL and C code, for aarch64, armv7 and riscv64";
        };
        embedded = {
          path = ./examples/embedded;
          description = "A program without an operating system, tested on an emulated board";
        };
        wasi = {
          path = ./examples/wasi;
          description = "A WebAssembly program that reads a file through WASI";
        };
        wasm = {
          path = ./examples/wasm;
          description = "A WebAssembly library for JavaScript, tested under Node.js";
        };
      };

      packages = forSystems (
        system: examples.packages.${system} // { default = program.package system; }
      );
      checks = forSystems (
        system:
        examples.checks.${system}
        // {
          library = import ./nix/tests {
            inherit lib;
            crossflake = self.packages.${system}.default;
            pkgs = pkgsFor system;
          };
          program = program.tests system;
        }
      );
      apps = forSystems (
        system:
        examples.apps.${system}
        // {
          lint = import ./nix/lint.nix { pkgs = pkgsFor system; };
          test = import ./nix/test.nix { pkgs = pkgsFor system; };
          default = {
            type = "app";
            program = "${self.packages.${system}.default}/bin/crossflake";
            meta.description = "Answers questions about Rust targets and writes the files that a project needs";
          };
        }
      );
      hydraJobs = lib.hydraJobs {
        inherit (self) checks packages;
        # Each further machine costs `nix flake check` as much again.
        systems = [ "x86_64-linux" ];
      };
      formatter = forSystems (system: (pkgsFor system).nixfmt-tree);
    };
}
