{
  description = "A program without an operating system, tested on an emulated board";

  inputs.crossflake.url = "github:crossflake/crossflake";

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
