# A small stdenv: nixpkgs' attribute names, one compiler, phases unpack, build, install.
{
  bash,
  buildPlatform,
  cc,
  host,
  hostPlatform,
  run,
  system,
}:
let
  setup = run "stdenv" { setup = ./setup.sh; } ''
    mkdir $out
    {
      echo "#!${bash}"
      echo "export SHELL=${bash}"
      echo "initialPath=${host}/usr"
      echo "compiler=${cc}"
      echo "suffixSalt=${cc.suffixSalt}"
      echo "compilerDlls=${cc.dlls}"
      cat "$setup"
    } >$out/setup
  '';

  mkDerivation =
    given:
    let
      attributes = if builtins.isFunction given then given attributes else given;
      name = attributes.name or "${attributes.pname}-${attributes.version}";
      passed = removeAttrs attributes [
        "env"
        "meta"
        "passthru"
        "strictDeps"
      ];
      result = derivation (
        passed
        // attributes.env or { }
        // {
          inherit name system;
          # `nix develop` reads it.
          outputs = [ "out" ];
          args = [
            "-e"
            ./builder.sh
          ];
          builder = bash;
          stdenv = setup;
        }
      );
    in
    result
    // attributes.passthru or { }
    // {
      inherit name;
      meta = attributes.meta or { };
      overrideAttrs =
        change:
        mkDerivation (attributes // (if builtins.isFunction change then change attributes else change));
    }
    // (if attributes ? version then { inherit (attributes) pname version; } else { });
in
{
  inherit
    buildPlatform
    cc
    hostPlatform
    mkDerivation
    ;
}
