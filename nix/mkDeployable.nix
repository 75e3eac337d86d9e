/**
  A package for a device without Nix: the target's usual interpreter, no rpath, no store path in any file, and a report of what
  the device must have (`share/crossflake/report.txt` and `.json`: shared libraries, the least glibc, the oldest macOS).

  `archive` of the result is its files as `.tar.gz`; `image` is an OCI image of the package and its closure, which has a glibc of its
  own: there, the option `glibc` says nothing.

  # Inputs

  docs/options.md

  # Type

  ```
  mkDeployable :: Options -> Derivation
  ```

  # Examples

  ```nix
  mkDeployable { system = "x86_64-linux"; target = "armv7"; src = ./.; glibc = "2.28"; }
  ```
*/
{
  glibcFloor,
  mkArchive,
  mkImage,
  mkPackage,
  options,
  packageSet,
  targets,
  toolset,
}:
given:
let
  inherit (builtins) removeAttrs;

  args = options.check "mkDeployable" given;
  inherit (args) glibc;
  pkgs = packageSet args;
  row = targets.find (if args.target == null then toolset.hostTriple pkgs else args.target);
  set = toolset.forTarget { inherit pkgs row; };

  built =
    if args.package != null then
      args.package
    else
      mkPackage (
        removeAttrs given [
          "package"
          "removeReferencesTo"
        ]
      );
  # An image brings its own glibc: what asks the device for one would find none there.
  imaged =
    if args.package != null || floor == null then
      built
    else
      mkPackage (
        removeAttrs given [
          "glibc"
          "package"
          "removeReferencesTo"
        ]
      );

  floor = glibcFloor { inherit glibc row; };
  name = "${built.name}-deployable";
  deployable = pkgs.stdenv.mkDerivation {
    inherit name;
    nativeBuildInputs = [ pkgs.patchelf ];
    env = {
      package = built;
      floor = toString floor;
      inherit (row) triple;
      interpreter = toString row.interpreter;
      machO = pkgs.lib.optionalString (
        row.libc == "libSystem"
      ) "${toolset.python pkgs}/bin/python3 ${./machO.py} needs";
      tools = if set.cc == null then "" else "${set.cc.bintools}/bin/${set.cc.targetPrefix}";
      forgotten = toString (set.libraries args.removeReferencesTo);
    };
    # None of them may be left, whatever the form in which it stands.
    allowedReferences = [ ];
    # Without phases: nixpkgs' own would point scripts at the store.
    buildCommand = builtins.readFile ./deployable.sh;
    passthru = {
      archive = mkArchive {
        inherit pkgs;
        package = deployable;
      };
      image = mkImage {
        inherit pkgs;
        inherit (imaged) name;
        package = imaged;
        platform = set.platform or null;
      };
    };
  };
in
deployable
