# What one would write by hand with crane for examples/hello-openssl: its package and tests for aarch64. bench-build and
# bench-eval compare ours with it.
{
  crane,
  crossflake,
  pkgs,
  src,
}:
let
  target = pkgs.pkgsCross.aarch64-multiplatform;
  rust = crossflake.lib.toolchain {
    inherit pkgs;
    targets = [ "aarch64" ];
  };
  craneLib = (crane.mkLib target).overrideToolchain (_: rust);
  shared = {
    src = craneLib.cleanCargoSource src;
    strictDeps = true;
    depsBuildBuild = [
      pkgs.stdenv.cc
      pkgs.pkg-config
    ];
    nativeBuildInputs = [ target.buildPackages.pkg-config ];
    buildInputs = [ target.openssl ];
    CARGO_BUILD_TARGET = "aarch64-unknown-linux-gnu";
    CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_RUNNER = "${pkgs.qemu-user}/bin/qemu-aarch64";
    HOST_CC = "${pkgs.stdenv.cc}/bin/cc";
  };
  dependencies = craneLib.buildDepsOnly (shared // { doCheck = false; });
  built = shared // {
    # Its filter loses the example's C sources.
    inherit src;
    cargoArtifacts = dependencies;
  };
in
{
  package = craneLib.buildPackage built;
  tests = craneLib.mkCargoDerivation (
    built
    // {
      pnameSuffix = "-tests";
      buildPhaseCargoCommand = "cargoWithProfile test --locked";
      doInstallCargoArtifacts = false;
    }
  );
}
