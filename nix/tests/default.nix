# Tests of the functions that take only data, and the agreement of the Nix code with the program; one derivation.
{
  crossflake,
  lib,
  pkgs,
}:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    listToAttrs
    mapAttrs
    toFile
    toJSON
    ;

  tests =
    import ./cargoEnv.nix { inherit lib; }
    // import ./ci.nix { inherit lib; }
    // import ./crates.nix { inherit lib; }
    // import ./nearest.nix
    // import ./options.nix { inherit lib; }
    // import ./paths.nix
    // import ./toToml.nix
    // import ./outputs.nix { inherit lib; }
    // import ./targets.nix { inherit lib; }
    // import ./toolset.nix { inherit lib; };

  failures = filter (name: tests.${name}.expr != tests.${name}.expected) (attrNames tests);
  report = map (
    name: "${name}: expected ${toJSON tests.${name}.expected}, but it is ${toJSON tests.${name}.expr}"
  ) failures;

  # The names that `crossflake env` must print for each target, on one build machine.
  host = lib.targets.find "x86_64";
  names = listToAttrs (
    map (row: {
      name = row.triple;
      value = attrNames (import ./environmentOf.nix { inherit host lib row; });
    }) (filter (row: row.link == true) lib.targets.rows)
  );
in
if failures != [ ] then
  throw "crossflake's own tests fail:\n${concatStringsSep "\n" report}"
else
  pkgs.stdenv.mkDerivation {
    name = "crossflake-library-tests";
    nativeBuildInputs = [ crossflake ];
    passed = attrNames tests;
    buildCommand = ''
      echo "passed: $passed"
      ${concatStringsSep "\n" (
        builtins.attrValues (
          mapAttrs (triple: expected: ''
            crossflake env ${triple} --host ${host.triple} --json | grep -o '^ *"[^"]*"' | tr -d ' "' | sort >program
            sort ${toFile "names" (concatStringsSep "\n" expected + "\n")} >flake
            diff -u flake program || { echo "${triple}: \`crossflake env\` and the flake's shell differ"; exit 1; }
          '') names
        )
      )}
      diff -u ${../../docs/options.md} ${toFile "options.md" lib.options.markdown} || {
        echo "docs/options.md is old: nix eval --raw .#lib.options.markdown >docs/options.md"
        exit 1
      }
      touch $out
    '';
  }
