{
  description = "A workspace of which one member is built, with one feature";

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
      cargoPackages = [ "server" ];
      features = [ "tls" ];
      defaultFeatures = false;
    };
}
