{
  description = "A program without an operating system, tested on an emulated board";

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
        "riscv32imac"
        "thumbv6m"
        "thumbv7em-hf"
      ];
    };
}
