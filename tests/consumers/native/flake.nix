{
  description = "A workspace with each of the dependencies that are hard to cross-compile";

  inputs = {
    crossflake.url = "github:crossflake/crossflake";
    # `nix develop` takes bash from the input of this name.
    nixpkgs.follows = "crossflake/nixpkgs";
  };

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      name = "native";
      targets = [
        "aarch64"
        "armv7"
        "riscv64"
      ];
      libraries = pkgs: [
        pkgs.openssl
        pkgs.sqlite
        pkgs.zlib
        pkgs.zstd
      ];
      buildLibraries = pkgs: [ pkgs.openssl ];
      buildTools = pkgs: [
        pkgs.cmake
        pkgs.protobuf
      ];
    };
}
