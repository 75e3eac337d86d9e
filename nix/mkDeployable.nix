/**
  A package for a device without Nix: the target's usual interpreter, no rpath, no store path in any file, and a report of what
  the device must have (`share/crossflake/report.txt` and `.json`: shared libraries, the least glibc).

  `archive` of the result is its files as `.tar.gz`; `image` is an OCI image of the package and its closure.

  # Inputs

  `system`, `target`, `libraries`, `pkgs` and all others: as for mkPackage
  `package`: a derivation of one's own in place of mkPackage's (default: null)
  `removeReferencesTo`: function from the target's package set to packages that the program names and does without: their
    store paths are overwritten, as nixpkgs' `removeReferencesTo` does (default: none). A static OpenSSL names its
    configuration, `pkgs.openssl.etc`.
  `glibc`: the newest glibc that the program may ask for, for example "2.28"; the build fails if it needs a newer one (default: null)

  # Type

  ```
  mkDeployable :: { … } -> Derivation
  ```

  # Examples

  ```nix
  mkDeployable { system = "x86_64-linux"; target = "armv7"; src = ./.; glibc = "2.36"; }
  ```
*/
{
  mkArchive,
  mkImage,
  mkPackage,
  targets,
  toolset,
}:
{
  system,
  pkgs ? toolset.packages system,
  target ? toolset.hostTriple pkgs,
  package ? null,
  removeReferencesTo ? _: [ ],
  glibc ? null,
  ...
}@arguments:
let
  row = targets.find target;
  set = toolset.forTarget { inherit pkgs row; };

  built =
    if package != null then
      package
    else
      mkPackage (
        removeAttrs arguments [
          "glibc"
          "package"
          "removeReferencesTo"
        ]
      );

  floor =
    if glibc == null then
      ""
    else if row.libc != "glibc" then
      throw "crossflake: `glibc` is ${builtins.toJSON glibc}, but ${targets.name row} has ${toString row.libc}: leave it out"
    else if !builtins.isString glibc || builtins.match "2[.][0-9]+" glibc == null then
      throw ''crossflake: `glibc` is ${builtins.toJSON glibc}, but it should be a version of glibc as a string, for example "2.28"''
    else
      glibc;
  name = "${built.name}-deployable";
  deployable = pkgs.stdenv.mkDerivation {
    inherit name;
    nativeBuildInputs = [ pkgs.patchelf ];
    env = {
      package = built;
      inherit floor;
      inherit (row) triple;
      interpreter = toString row.interpreter;
      tools = if set.cc == null then "" else "${set.cc.bintools}/bin/${set.cc.targetPrefix}";
      forgotten = toString (set.libraries removeReferencesTo);
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
        inherit (built) name;
        package = built;
        platform = set.platform or null;
      };
    };
  };
in
deployable
