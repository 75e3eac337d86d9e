/**
  Libraries of the target: Debian's files, put in place by nixpkgs' own mkDerivation, so that outputs, pkg-config files, rpath and
  stripping are nixpkgs' work.

  # Type

  ```
  libraries :: { leaf; parts; } -> { NAME = args -> Derivation; }
  ```
*/
{ leaf, parts }:
let
  # `package` is Debian's with the headers; `runtime` the ones with the shared libraries, which need those of `needs`.
  library =
    {
      pname,
      package,
      runtime,
      outputs,
      needs ? _: [ ],
    }:
    {
      lib,
      stdenv,
      zlib,
      zstd,
    }:
    let
      needed = needs { inherit zlib zstd; };
      files = parts stdenv.hostPlatform stdenv.hostPlatform;
      tree = leaf.tree "libraries-${files.architecture}";
    in
    stdenv.mkDerivation {
      inherit outputs pname;
      version = leaf.version {
        tree = "libraries-${files.architecture}";
        inherit package;
      };
      buildInputs = needed;
      dontUnpack = true;
      setOutputFlags = false;
      installPhase = ''
        runHook preInstall
        multiarch=$(echo ${tree}/usr/lib/*-linux-gnu*)
        multiarch=''${multiarch##*/}
        mkdir -p $(for output in $(getAllOutputNames); do echo ''${!output}; done) $out/lib/pkgconfig $out/include
        for package in ${package} ${toString runtime}; do
          while read -r file; do
            file=${tree}/''${file#./}
            case $file in
              */ | */engines-* | */ossl-modules/*) ;;
              */pkgconfig/*.pc)
                # The hook for outputs looks for ''${prefix} in the folder of the headers.
                sed -e "s#^prefix=.*#prefix=$out#" -e "s#^libdir=.*#libdir=$out/lib#" -e 's#^includedir=.*#includedir=''${prefix}/include#' \
                  $file >$out/lib/pkgconfig/''${file##*/}
                ;;
              */usr/include/*)
                place=''${file#*/usr/include/}
                place=''${place#$multiarch/}
                mkdir -p "$out/include/$(dirname "$place")"
                cp -L "$file" "$out/include/$place"
                ;;
              */lib*.so*) cp -P $file $out/lib/ ;;
            esac
          done <${tree}/packages/$package
        done
        chmod -R u+w $out
        runHook postInstall
      '';
      # Debian's are not linked by nixpkgs' ld, which would have written it.
      postFixup = ''
        for file in $out/lib/*.so.*; do
          if [[ ! -L $file ]]; then
            patchelf --set-rpath $out/lib:${lib.makeLibraryPath ([ stdenv.cc.libc ] ++ needed)} $file
          fi
        done
      '';
    };
in
{
  openssl = library {
    pname = "openssl";
    package = "libssl-dev";
    runtime = [ "libssl3t64" ];
    needs =
      { zlib, zstd }:
      [
        zlib
        zstd
      ];
    outputs = [
      "bin"
      "dev"
      "out"
    ];
  };
  zlib = library {
    pname = "zlib";
    package = "zlib1g-dev";
    runtime = [ "zlib1g" ];
    outputs = [
      "out"
      "dev"
    ];
  };
  zstd = library {
    pname = "zstd";
    package = "libzstd-dev";
    runtime = [ "libzstd1" ];
    outputs = [
      "bin"
      "dev"
      "out"
    ];
  };
  sqlite = library {
    pname = "sqlite";
    package = "libsqlite3-dev";
    runtime = [ "libsqlite3-0" ];
    outputs = [
      "bin"
      "dev"
      "out"
    ];
  };
}
