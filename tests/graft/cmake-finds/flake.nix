{
  description = "What CMake finds in a shell: headers, libraries and packages of the target, by each of its commands";

  inputs.crossflake.url = "github:crossflake/crossflake";
  inputs.nixpkgs.follows = "crossflake/nixpkgs";

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [
        "aarch64"
        "riscv64"
      ];
      libraries = pkgs: [
        pkgs.openssl
        pkgs.sqlite
        pkgs.zlib
      ];
      # The same of the build machine's, which must not be found.
      buildLibraries = pkgs: [
        pkgs.openssl
        pkgs.zlib
      ];
      buildTools = pkgs: [ pkgs.cmake ];
    };
}
