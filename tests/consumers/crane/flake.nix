{
  description = "crane's package of a project, with crossflake's tools for the target";

  inputs = {
    crossflake.url = "github:crossflake/crossflake";
    nixpkgs.follows = "crossflake/nixpkgs";
    crane.url = "github:ipetkov/crane";
  };

  outputs =
    {
      crane,
      crossflake,
      nixpkgs,
      ...
    }:
    let
      system = "x86_64-linux";
      pkgs = nixpkgs.legacyPackages.${system};
      package =
        target:
        let
          tools = crossflake.lib.tools {
            inherit pkgs target;
            src = ./.;
            libraries = pkgs: [ pkgs.openssl ];
          };
          rust = crossflake.lib.toolchain {
            inherit pkgs;
            src = ./.;
            targets = [ target ];
          };
          craneLib = (crane.mkLib pkgs).overrideToolchain rust;
        in
        craneLib.buildPackage {
          src = craneLib.path ./.;
          strictDeps = true;
          nativeBuildInputs = [ tools ];
          CARGO_BUILD_TARGET = tools.triple;
          # They run: the tools bring the emulator.
          doCheck = true;
        };
    in
    {
      packages.${system} = {
        aarch64 = package "aarch64";
        riscv64 = package "riscv64";
      };
    };
}
