{
  description = "A Windows program with C, C++, CMake, a library that is a DLL, and OpenSSL";

  inputs.crossflake.url = "github:crossflake/crossflake";
  inputs.nixpkgs.follows = "crossflake/nixpkgs";

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [ "windows" ];
      libraries = pkgs: [
        pkgs.openssl
        pkgs.zlib
      ];
      buildTools = pkgs: [ pkgs.cmake ];
    };
}
