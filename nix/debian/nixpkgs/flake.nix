{
  description = "Debian's packages in the place of nixpkgs: what crossflake's toolset asks for, and nothing else";

  outputs =
    { self }:
    let
      stated = builtins.fromJSON (builtins.readFile ./trees.json);
      packages = import ./packages.nix {
        inherit (stated)
          cargoHome
          serves
          suite
          system
          trees
          ;
        rows = builtins.fromJSON (builtins.readFile ./targets.json);
      };
      systems = [
        "aarch64-darwin"
        "aarch64-linux"
        "x86_64-linux"
      ];
      packagesFor =
        system:
        if system == stated.system then
          packages
        else
          throw "the stand-in made of Debian's packages was unpacked for ${stated.system}, not for ${system}";
    in
    {
      lib = throw "the stand-in made of Debian's packages has no `lib`";
      legacyPackages = builtins.listToAttrs (
        map (name: {
          inherit name;
          value = packagesFor name;
        }) systems
      );
    };
}
