{
  description = "Debian's rustc in the place of rust-overlay";

  inputs.nixpkgs.url = "path:../nixpkgs";

  outputs =
    { self, nixpkgs }:
    {
      lib.mkRustBin =
        _: pkgs:
        let
          parts = [
            "cargo"
            "clippy"
            "llvm-tools"
            "rust-src"
            "rust-std"
            "rustc"
            "rustfmt"
          ];
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
          # There is one Rust: what the file asks for beyond it is said in one line.
          fromRustupToolchain =
            file:
            let
              inherit (builtins)
                concatStringsSep
                elem
                filter
                stringLength
                substring
                ;
              version = pkgs.standIn.rustVersion;
              channel = file.channel or "stable";
              isSatisfied =
                channel == "stable" || substring 0 (stringLength channel + 1) "${version}." == "${channel}.";
              components = file.components or [ ];
              has = component: elem component parts;
              targets = file.targets or [ ];
              differences =
                (if isSatisfied then [ ] else [ "Rust ${version}, not ${channel}" ])
                ++ map (component: "no ${component}") (filter (component: !has component) components)
                ++ map (triple: "no std for ${triple}") (filter (triple: !pkgs.standIn.hasStd triple) targets);
              chosen = toolchain {
                extensions = filter has components;
                targets = filter pkgs.standIn.hasStd targets;
              };
            in
            if differences == [ ] then
              chosen
            else
              builtins.trace "note: rust-toolchain.toml is honoured as far as Debian's packages allow: ${concatStringsSep ", " differences}" chosen;
          stable.latest = {
            default = toolchain { };
            minimal = toolchain { };
          };
        };
    };
}
