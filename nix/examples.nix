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

  # By the kind of runner, which tells systems apart as far as the examples do; a browser's wasm has no runner.
  byRunner = {
    inherit wasi;
    qemu-system = embedded;
    wasmtime = wasi;
  };
  exampleFor =
    row:
    if row.linker == "cc" then
      hello-openssl
    else
      byRunner.${if row.alias == "wasm" then "wasi" else row.runner.kind}
        or (throw "crossflake: no example of this repository is made for ${name row} (${row.triple}); its shell is under devShells, a package of your own is lib.mkPackage");

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
      inherit (hello-openssl.legacyPackages.${system}) devShells;
    }
  );
}
