/**
  An OCI image of a package for Linux, as one archive: the package and its closure as Nix knows it, and `/bin` with links to its
  programs. `podman load`, `docker load` and `skopeo copy oci-archive:` read it. No program of the target is run to make it.

  # Inputs

  `pkgs`: the build machine's package set
  `package`: what the image holds; with one program, that is what it starts
  `name`: the image's name; its tag is `latest`
  `platform`: the target's platform, whose Go name is the image's architecture; null where there is none

  # Type

  ```
  mkImage :: { pkgs :: Pkgs; package :: Derivation; name :: String; platform :: Platform | Null; } -> Derivation
  ```
*/
{
  pkgs,
  package,
  name,
  platform,
}:
let
  go = if platform == null then { GOOS = "none"; } else platform.go;
in
if go.GOOS != "linux" || go.GOARCH == null then
  throw "crossflake: an image of ${name} is not possible: OCI's images are for Linux on an architecture that Go knows; ship the archive"
else
  pkgs.stdenv.mkDerivation {
    name = "${name}-image.tar";
    exportReferencesGraph = [
      "closure"
      package
    ];
    env = {
      inherit package;
      # `name` is the derivation's.
      repository = name;
      architecture = go.GOARCH;
      variant = if go.GOARM == "" then "" else "v${go.GOARM}";
    };
    buildCommand = builtins.readFile ./image.sh;
  }
