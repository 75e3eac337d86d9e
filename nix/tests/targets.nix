{ lib }:
let
  inherit (builtins)
    attrNames
    filter
    isString
    length
    listToAttrs
    sort
    ;
  inherit (lib.targets) find rows;

  triples = map (row: row.triple) rows;
  names = triples ++ filter isString (map (row: row.alias) rows);
  asSet =
    list:
    listToAttrs (
      map (name: {
        inherit name;
        value = null;
      }) list
    );
in
{
  testFindByAlias = {
    expr = (find "armv7").triple;
    expected = "armv7-unknown-linux-gnueabihf";
  };
  testFindByAnotherName = {
    expr = map (name: (find name).alias) [
      "arm64"
      "armhf"
      "rpi-zero"
    ];
    expected = [
      "aarch64"
      "armv7"
      "arm"
    ];
  };
  testFindByTriple = {
    expr = (find "riscv64gc-unknown-linux-gnu").alias;
    expected = "riscv64";
  };
  testTableIsSorted = {
    expr = triples;
    expected = sort (a: b: a < b) triples;
  };
  testNamesAreUnique = {
    expr = length (attrNames (asSet names));
    expected = length names;
  };
  # `nix build .#packages.x` looks into legacyPackages.<system>.packages first: a target named like a system would hide
  # packages.<system>.
  testNoTargetIsNamedLikeASystem = {
    expr = filter (name: builtins.match "[a-z0-9_]+-(darwin|linux)" name != null) names;
    expected = [ ];
  };
  # What cannot be done says why.
  testCapabilitiesAreTrueOrAReason = {
    expr = filter (
      row:
      !builtins.all (value: value == true || (isString value && value != "")) [
        row.libraries
        row.link
        row.test
      ]
    ) rows;
    expected = [ ];
  };
}
