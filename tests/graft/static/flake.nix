{
  description = "Libraries of a target whose programs are static: each of them is linked statically";

  inputs.crossflake.url = "github:crossflake/crossflake";
  inputs.nixpkgs.follows = "crossflake/nixpkgs";

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [ "x86_64-musl" ];
      libraries = pkgs: [
        pkgs.sqlite
        pkgs.zlib
        pkgs.zstd
      ];
    };
}
