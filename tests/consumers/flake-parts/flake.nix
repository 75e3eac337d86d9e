{
  description = "A project that takes crossflake as a module of flake-parts";

  inputs = {
    crossflake.url = "github:crossflake/crossflake";
    flake-parts.url = "github:hercules-ci/flake-parts";
    nixpkgs.follows = "crossflake/nixpkgs";
  };

  outputs =
    inputs:
    inputs.flake-parts.lib.mkFlake { inherit inputs; } {
      imports = [ inputs.crossflake.flakeModules.default ];
      systems = [ "x86_64-linux" ];
      crossflake = {
        src = ./.;
        targets = [
          "aarch64"
          "armv7"
          "riscv64"
        ];
        libraries = pkgs: [ pkgs.openssl ];
      };
    };
}
