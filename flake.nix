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

      example = lib.mkProject {
        src = ./examples/hello-openssl;
        libraries = pkgs: [ pkgs.openssl ];
      };

      forSystems =
        value:
        builtins.listToAttrs (
          map (name: {
            inherit name;
            value = value name;
          }) lib.systems
        );
      pkgsFor = system: nixpkgs.legacyPackages.${system};
      program = import ./nix/program.nix { inherit lib; };
    in
    {
      inherit lib;
      inherit (example) devShells legacyPackages;

      packages = forSystems (system: example.packages.${system} // { default = program.package system; });
      checks = forSystems (
        system:
        example.checks.${system}
        // {
          library = import ./nix/tests {
            inherit lib;
            crossflake = self.packages.${system}.default;
            pkgs = pkgsFor system;
          };
          program = program.tests system;
        }
      );
      apps = forSystems (system: {
        lint = import ./nix/lint.nix { pkgs = pkgsFor system; };
        default = {
          type = "app";
          program = "${self.packages.${system}.default}/bin/crossflake";
          meta.description = "Answers questions about Rust targets and writes the files that a project needs";
        };
      });
      formatter = forSystems (system: (pkgsFor system).nixfmt);
    };
}
