# The package sets, called as nixpkgs is: of a system, or of a row's crossSystem.
{
  system,
  config ? { },
  crossSystem ? null,
  overlays ? [ ],
}:
let
  unpacked = builtins.fromJSON (builtins.readFile ./trees.json);
  packages = import ./packages.nix {
    inherit (unpacked)
      cargoHome
      debs
      python
      suite
      system
      trees
      ;
    inherit config overlays;
    libraries = builtins.fromJSON (builtins.readFile ./libraries.json);
    rows = builtins.fromJSON (builtins.readFile ./targets.json);
  };
in
if system != unpacked.system then
  throw "the stand-in made of Debian's packages was unpacked for ${unpacked.system}, not for ${system}"
else if crossSystem == null then
  packages
else
  packages.standIn.forCrossSystem crossSystem
