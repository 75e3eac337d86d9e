{
  description = "nixpkgs' own machinery over Debian's packages: stdenv, setup hooks, splicing and wrappers are those of the tree";

  inputs.tree = {
    # A checkout of nixpkgs; scripts/check-nixpkgs names it.
    url = "path:/nonexistent";
    flake = false;
  };

  outputs =
    { self, tree }:
    let
      packages = import ./. "${tree}";
    in
    {
      lib = import "${tree}/lib";
      legacyPackages.${packages.system} = packages.import { inherit (packages) system; };
    };
}
