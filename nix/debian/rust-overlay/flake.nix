{
  description = "Debian's rustc in the place of rust-overlay";

  inputs.nixpkgs.url = "path:../nixpkgs";

  outputs =
    { self, nixpkgs }:
    {
      lib.mkRustBin =
        _: pkgs:
        let
          toolchain =
            arguments:
            pkgs.standIn.rust {
              extensions = arguments.extensions or [ ];
              targets = arguments.targets or [ ];
            }
            // {
              override = toolchain;
            };
        in
        {
          fromRustupToolchain =
            stated:
            throw "the stand-in made of Debian's packages has one Rust, not the one that rust-toolchain.toml names (${stated.channel or "no channel"})";
          stable.latest = {
            default = toolchain { };
            minimal = toolchain { };
          };
        };
    };
}
