{
  description = "Shells of nixpkgs' own mkShell that hold the tools of targets and a toolchain";

  inputs = {
    crossflake.url = "github:crossflake/crossflake";
    nixpkgs.follows = "crossflake/nixpkgs";
  };

  outputs =
    { crossflake, nixpkgs, ... }:
    let
      system = "x86_64-linux";
      pkgs = nixpkgs.legacyPackages.${system};
      targets = [
        "aarch64"
        "riscv64"
      ];
      tools =
        target:
        crossflake.lib.tools {
          inherit pkgs target;
          src = ./.;
          libraries = pkgs: [ pkgs.openssl ];
        };
      rust = crossflake.lib.toolchain {
        inherit pkgs;
        src = ./.;
        targets = targets ++ [ "thumbv6m" ];
      };
      shell = names: pkgs.mkShell { packages = map tools names ++ [ rust ]; };
    in
    {
      devShells.${system} = {
        aarch64 = shell [ "aarch64" ];
        riscv64 = pkgs.mkShell { inputsFrom = [ (shell [ "riscv64" ]) ]; };
        both = pkgs.mkShell {
          packages = map tools targets ++ [ rust ];
          # What the shell sets itself stays.
          CC_aarch64_unknown_linux_gnu = "its-own";
        };
      };
      packages.${system} = {
        inherit rust;
        aarch64 = tools "aarch64";
        thumbv6m = crossflake.lib.tools {
          inherit pkgs;
          target = "thumbv6m";
        };
        misspelt = crossflake.lib.tools {
          inherit pkgs;
          target = "aarch64";
          librarys = pkgs: [ pkgs.openssl ];
        };
        unknown = crossflake.lib.tools {
          inherit pkgs;
          target = "aarch64";
          preBuild = "true";
        };
      };
    };
}
