{
  description = "A project that takes crossflake as an overlay, beside packages of its own";

  inputs = {
    crossflake.url = "github:crossflake/crossflake";
    nixpkgs.follows = "crossflake/nixpkgs";
  };

  outputs =
    { crossflake, nixpkgs, ... }:
    let
      system = "x86_64-linux";
      pkgs = nixpkgs.legacyPackages.${system}.extend crossflake.overlays.default;
      targets = [
        "aarch64"
        "armv7"
        "riscv64"
      ];
      project = {
        src = ./.;
        libraries = pkgs: [ pkgs.openssl ];
      };
      forEach =
        make:
        builtins.listToAttrs (
          map (target: {
            name = target;
            value = make target;
          }) targets
        );
    in
    {
      devShells.${system} = forEach (
        target: pkgs.crossflake.mkShell (project // { targets = [ target ]; })
      );
      packages.${system} =
        forEach (target: pkgs.crossflake.mkPackage (project // { inherit target; }))
        // {
          deployable = pkgs.crossflake.mkDeployable (project // { target = "aarch64"; });
          command = pkgs.crossflake.mkCargoDerivation (
            project
            // {
              target = "aarch64";
              command = arguments: "cargo build --bins ${arguments}";
            }
          );
          inherit (pkgs.crossflake) program;
          # The parts that any shell takes.
          toolchain = pkgs.crossflake.toolchain { targets = [ "aarch64" ]; };
          tools = pkgs.crossflake.tools { target = "aarch64"; };
        };
      checks.${system} = forEach (target: pkgs.crossflake.mkCheck (project // { inherit target; }));
    };
}
