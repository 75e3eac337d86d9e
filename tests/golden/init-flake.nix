{
  inputs.crossflake.url = "github:crossflake/crossflake";

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
