{
  description = "Two targets with one `config` in one shell: each has its own libraries";

  inputs.crossflake.url = "github:crossflake/crossflake";
  inputs.nixpkgs.follows = "crossflake/nixpkgs";

  outputs =
    { crossflake, ... }:
    let
      system = "x86_64-linux";
    in
    {
      legacyPackages.${system}.devShells.clash = crossflake.lib.mkShell {
        inherit system;
        targets = [
          "armv7"
          "thumbv7neon-unknown-linux-gnueabihf"
        ];
        # C alone is compiled.
        toolchain = pkgs: pkgs.hello or pkgs.coreutils;
        withCC = true;
        perTarget.armv7.libraries = pkgs: [ pkgs.zlib ];
      };
    };
}
