{
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
      libraries = pkgs: [ pkgs.openssl ];
      buildTools = pkgs: [ pkgs.protobuf ];
    };
}
