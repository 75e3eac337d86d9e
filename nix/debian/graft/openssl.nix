# OpenSSL for musl and Windows: as the stand-in compiles it, with the compiler of nixpkgs' stdenv, in nixpkgs' outputs.
{ leaf, parts }:
let
  crate = import ./crate.nix leaf;
in
{
  lib,
  stdenv,
  static ? stdenv.hostPlatform.isStatic,
}:
let
  files = parts stdenv.hostPlatform stdenv.hostPlatform;
  # As the stand-in compiles it, with this stdenv's compiler.
  made = import ../nixpkgs/openssl.nix {
    inherit (leaf) bash host;
    inherit (stdenv) cc;
    row = files.row // {
      crtStatic = static;
    };
    perl = leaf.tree "perl";
    importCargoLock =
      { lockFile }:
      let
        locked = (builtins.fromTOML (builtins.readFile lockFile)).package;
        found = builtins.head (builtins.filter ({ name, ... }: name == "openssl-src") locked);
      in
      leaf.make {
        pname = "openssl-source";
        inherit (found) name;
        version = "0";
        env.crate = crate {
          inherit (found) name version;
          sha256 = found.checksum;
        };
        script = "mkdir -p $out; ln -s $crate $out/openssl-src-0";
      };
    run =
      name: env: script:
      leaf.make {
        pname = name;
        version = "compiled";
        inherit env script;
      };
  };
in
stdenv.mkDerivation {
  pname = "openssl";
  inherit (made) version;
  dontUnpack = true;
  outputs = [
    "bin"
    "dev"
    "out"
  ];
  setOutputFlags = false;
  # nixpkgs' own leaves no static library beside a shared one, nor, on Windows, the import libraries that are called the same.
  installPhase = ''
    runHook preInstall
    mkdir -p $bin $dev $out
    cp -r --no-preserve=mode ${made}/* $out/
    sed -i "s|${made}|$out|g" $out/lib/pkgconfig/*.pc
    if [[ -d $out/bin ]]; then mv $out/bin $bin/bin; fi
    ${lib.optionalString (!static) "rm -f $out/lib/*.a"}
    # nixpkgs' own static library does not name its folder either.
    folder=$(basename ${made})
    find $out/lib -name '*.a' -exec sed -i "s|''${folder:0:32}|eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee|g" {} +
    runHook postInstall
  '';
}
