# As nixpkgs': `packages` are native inputs, and `inputsFrom` are derivations whose inputs and hooks the shell has too.
{ stdenv }:
{
  inputsFrom ? [ ],
  packages ? [ ],
  ...
}@attributes:
let
  inherit (builtins) concatMap concatStringsSep filter;
  from = name: concatMap (derivation: derivation.${name} or [ ]) inputsFrom;
  hooks = map (derivation: derivation.shellHook or "") inputsFrom ++ [
    (attributes.shellHook or "")
  ];
in
stdenv.mkDerivation (
  {
    name = "shell";
    buildCommand = "export >$out";
  }
  // removeAttrs attributes [
    "inputsFrom"
    "packages"
  ]
  // {
    nativeBuildInputs = packages ++ attributes.nativeBuildInputs or [ ] ++ from "nativeBuildInputs";
    buildInputs = attributes.buildInputs or [ ] ++ from "buildInputs";
    shellHook = concatStringsSep "\n" (filter (hook: hook != "") hooks);
  }
)
