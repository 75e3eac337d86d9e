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
      project = {
        src = ./.;
        libraries = pkgs: [ pkgs.openssl ];
      };
    in
    {
      devShells.${system}.default = pkgs.crossflake.mkShell (project // { targets = [ "aarch64" ]; });
      packages.${system} = {
        aarch64 = pkgs.crossflake.mkPackage (project // { target = "aarch64"; });
        inherit (pkgs.crossflake) program;
      };
      checks.${system}.aarch64 = pkgs.crossflake.mkCheck (project // { target = "aarch64"; });
    };
}
