# This repository's own outputs: each target with the example that is made for it.
{ lib }:
let
  inherit (lib.targets) common name rows;
  genAttrs = import ./genAttrs.nix;

  hello-openssl = lib.mkProject {
    src = ../examples/hello-openssl;
    libraries = pkgs: [ pkgs.openssl ];
  };
  embedded = lib.mkProject { src = ../examples/embedded; };
  wasi = lib.mkProject { src = ../examples/wasi; };

  # Without native libraries, by the kind of runner, which tells systems apart as far as the examples do; a browser's wasm
  # has no runner.
  byRunner = {
    inherit wasi;
    qemu-system = embedded;
    wasmtime = wasi;
  };
  # What cannot be linked throws its reason in any of them.
  exampleFor =
    row:
    if row.libraries == true || row.link != true then
      hello-openssl
    else
      byRunner.${if row.alias == "wasm" then "wasi" else row.runner.kind} or {
        legacyPackages = genAttrs lib.systems (system: {
          # A shell needs no example.
          inherit (embedded.legacyPackages.${system}) devShells;
          packages = none;
          checks = none;
        });
      };
  none = genAttrs (map name rows) (
    target:
    throw "crossflake: no example of this repository is made for ${target}; its shell is under devShells, a package of your own is lib.mkPackage"
  );

  select =
    kind: system: chosen:
    genAttrs (map name chosen) (
      target: (exampleFor (lib.targets.find target)).legacyPackages.${system}.${kind}.${target}
    );
in
{
  inherit (hello-openssl) devShells;
  packages = genAttrs lib.systems (system: select "packages" system common);
  checks = genAttrs lib.systems (
    system: select "checks" system (builtins.filter (lib.targets.tested system) common)
  );
  legacyPackages = genAttrs lib.systems (
    system:
    let
      every = select "packages" system rows;
    in
    every
    // {
      packages = every;
      checks = select "checks" system rows;
      devShells = select "devShells" system rows;
    }
  );
}
