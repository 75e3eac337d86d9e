# This repository's own outputs: each target with the example that is made for it.
{ lib }:
let
  inherit (lib.targets) common name rows;
  genAttrs = import ./genAttrs.nix;

  hello-openssl = lib.mkProject {
    src = ../examples/hello-openssl;
    libraries = pkgs: [ pkgs.openssl ];
    # Linked statically, OpenSSL names the folder of its configuration; it does without.
    deployable.removeReferencesTo = pkgs: if pkgs.openssl ? etc then [ pkgs.openssl.etc ] else [ ];
  };
  embedded = lib.mkProject { src = ../examples/embedded; };

  # Without native libraries, by the kind of runner, which tells systems apart as far as the examples do.
  byRunner = {
    node = lib.mkProject { src = ../examples/wasm; };
    qemu-system = embedded;
    wasmtime = lib.mkProject { src = ../examples/wasi; };
  };
  # What cannot be linked throws its reason in any of them.
  exampleFor =
    row:
    if row.libraries == true || row.link != true then
      hello-openssl
    else
      byRunner.${row.runner.kind} or {
        legacyPackages = genAttrs lib.systems (system: {
          # A shell needs no example.
          inherit (embedded.legacyPackages.${system}) devShells;
          packages = none;
          checks = none;
        });
      };
  none = genAttrs (map name rows ++ map (row: "${name row}-deployable") rows) (
    target:
    throw "crossflake: no example of this repository is made for ${target}; its shell is under devShells, a package of your own is lib.mkPackage"
  );

  output =
    kind: system: target: attribute:
    (exampleFor (lib.targets.find target)).legacyPackages.${system}.${kind}.${attribute};
  select =
    kind: system: chosen:
    genAttrs (map name chosen) (target: output kind system target target);
  packagesOf =
    system: chosen:
    select "packages" system chosen
    // builtins.listToAttrs (
      map (row: rec {
        name = "${lib.targets.name row}-deployable";
        value = output "packages" system (lib.targets.name row) name;
      }) chosen
    );
in
{
  inherit (hello-openssl) devShells;
  packages = genAttrs lib.systems (system: packagesOf system common);
  checks = genAttrs lib.systems (
    system: select "checks" system (builtins.filter (lib.targets.tested system) common)
  );
  apps = genAttrs lib.systems (
    system:
    genAttrs (map name (builtins.filter (lib.targets.tested system) common)) (
      target: (exampleFor (lib.targets.find target)).apps.${system}.${target}
    )
  );
  legacyPackages = genAttrs lib.systems (
    system:
    let
      every = packagesOf system rows;
    in
    every
    // {
      packages = every;
      checks = select "checks" system rows;
      devShells = select "devShells" system rows;
    }
  );
}
