{
  description = "An OpenSSL program, built and tested for other machines";

  inputs = {
    crossflake.url = "github:crossflake/crossflake";
    # `nix develop` takes bash from the input of this name.
    nixpkgs.follows = "crossflake/nixpkgs";
  };

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [
        "aarch64"
        "armv7"
        "riscv64"
      ];
      libraries = pkgs: [ pkgs.openssl ];
    };
}
