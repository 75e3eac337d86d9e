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
          inherit (pkgs.crossflake) program;
        };
      checks.${system} = forEach (target: pkgs.crossflake.mkCheck (project // { inherit target; }));
    };
}
