# The seam, with fakes of nixpkgs and rust-overlay that give back what they are asked for.
{ lib }:
let
  toolset = import ../toolset.nix {
    nixpkgs = throw "nixpkgs was forced";
    runner = throw "a runner was forced";
    inherit (lib) targets;
    rust-overlay.lib.mkRustBin = _: _: {
      fromRustupToolchain = file: file;
      stable.latest.minimal.override = file: file // { channel = "stable"; };
    };
  };
  rust =
    src:
    toolset.rust {
      pkgs.stdenv.buildPlatform.rust.rustcTarget = "x86_64-unknown-linux-gnu";
      rows = [ (lib.targets.find "aarch64") ];
      inherit src;
      extensions = [ "clippy" ];
    };
  channel = src: (rust src).channel;
in
{
  testToolchainIsTheNewestStableOne = {
    expr = channel null;
    expected = "stable";
  };
  testToolchainOfAChannelAlone = {
    expr = channel ./toolchains/channel;
    expected = "1.85.0";
  };
  testToolchainOfATable = {
    expr = channel ./toolchains/table;
    expected = "1.86.0";
  };
  testToolchainWithoutEndingGoesFirst = {
    expr = channel ./toolchains/both;
    expected = "1.87.0";
  };
  testToolchainHasItsTargetsAndOurs = {
    expr = rust ./toolchains/ending;
    expected = {
      channel = "1.89.0";
      targets = [
        "wasm32-unknown-unknown"
        "aarch64-unknown-linux-gnu"
      ];
      components = [ "clippy" ];
    };
  };
}
