/**
  A C toolchain for one of Apple's targets on another system: zig, which has the headers and the stubs of libSystem, and signs what
  it links. Frameworks and the rest of the SDK are Apple's; SDKROOT names one.

  # Type

  ```
  zigTools :: { pkgs :: Pkgs; row :: Row; } -> Derivation
  ```

  With the attributes of nixpkgs' compilers that targetTools.nix reads.
*/
{ pkgs, row }:
let
  parts = builtins.match "([^-]*)-.*" row.triple;
  targetPrefix = "${row.config}-";
  package = pkgs.stdenv.mkDerivation {
    name = "zig-for-${row.triple}";
    preferLocalBuild = true;
    env = {
      inherit targetPrefix;
      zig = "${pkgs.zig}/bin/zig";
      target = "${builtins.head parts}-macos";
      script = builtins.readFile ./zig.sh;
      pkgConfig = ''
        printf 'error: pkg-config knows no library for %s here: nixpkgs builds them on darwin alone\n\nhint: take a crate that compiles its own copy (feature `vendored` or `bundled`), or build on a Mac\n' ${row.triple} >&2
        exit 1
      '';
      # Symbols that rustc's crate libc names, and that zig has no stub for.
      iconv = ''
        --- !tapi-tbd
        tbd-version: 4
        targets: [ x86_64-macos, arm64-macos ]
        install-name: '/usr/lib/libiconv.2.dylib'
        current-version: 7
        compatibility-version: 7
        exports:
          - targets: [ x86_64-macos, arm64-macos ]
            symbols: [ _iconv, _iconv_close, _iconv_open, _libiconv, _libiconv_close, _libiconv_open ]
        ...
      '';
    };
    buildCommand = ''
      mkdir -p $out/bin $out/lib $out/share/MacOSX.sdk
      printf '%s' "$iconv" >$out/lib/libiconv.tbd
      library=$(HOME=$PWD $zig env | sed -n 's/.*lib_dir"\?[ =:]*"\([^"]*\)".*/\1/p')
      name=$(basename "$library")-$(printf %s "$library" | cksum | cut -d ' ' -f 1)
      tool() {
        { printf '#!%s\n' "$SHELL"; cat; } >$out/bin/$targetPrefix$1
        chmod +x $out/bin/$targetPrefix$1
      }
      compiler() {
        { printf 'zig=%q library=%q name=%q target=%q stubs=%q language=%q\n' $zig $library $name $target $out/lib $2; printf '%s' "$script"; } | tool $1
      }
      for name in cc clang; do compiler $name cc; done
      for name in c++ clang++; do compiler $name c++; done
      for name in ar ranlib; do printf 'exec %q %s "$@"\n' $zig $name | tool $name; done
      # What Apple's systems run is signed and stays as it is; rustc strips what the profile says by itself.
      printf 'exit 0\n' | tool strip
      printf '%s' "$pkgConfig" | tool pkg-config
    '';
  };
in
package
// {
  inherit targetPrefix;
  bintools = "${package}";
  isClang = true;
  sdk = "${package}/share/MacOSX.sdk";
  suffixSalt = builtins.replaceStrings [ "-" "." ] [ "_" "_" ] row.config;
}
