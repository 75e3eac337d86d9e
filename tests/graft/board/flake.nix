{
  description = "A board's program with C, CMake and bindgen";

  inputs.crossflake.url = "github:crossflake/crossflake";
  inputs.nixpkgs.follows = "crossflake/nixpkgs";

  outputs =
    { crossflake, ... }:
    crossflake.lib.mkProject {
      src = ./.;
      targets = [ "thumbv7em-hf" ];
      withCC = true;
      buildTools = pkgs: [ pkgs.cmake ];
    };
}
