/**
  A C toolchain for one of Microsoft's own targets: LLVM's clang-cl, lld-link, llvm-lib and llvm-rc, with headers and libraries of
  Microsoft's SDK. It is nixpkgs' `windows.sdk`, whose licence the user accepts in nixpkgs' `config`.

  # Type

  ```
  msvcTools :: { pkgs :: Pkgs; row :: Row; sdk :: Derivation; lib :: Derivation -> String; } -> Derivation
  ```

  With the attributes of nixpkgs' compilers that targetTools.nix reads, and `includes`, the folders of the headers.
*/
{
  pkgs,
  row,
  sdk,
  # The output of a package that has its libraries.
  lib,
}:
let
  inherit (builtins) concatStringsSep head match;
  inherit (pkgs.llvmPackages) clang-unwrapped lld llvm;
  targetPrefix = "${row.config}-";
  # Microsoft's word for the architecture.
  architecture =
    {
      aarch64 = "arm64";
      i686 = "x86";
      x86_64 = "x64";
    }
    .${head (match "([^-]*)-.*" row.triple)};
  includes = [
    "${sdk}/crt/include"
  ]
  ++ map (name: "${sdk}/sdk/include/${name}") [
    "ucrt"
    "um"
    "shared"
    "winrt"
    "cppwinrt"
  ];
  libraries = map (name: "${sdk}/${name}/${architecture}") [
    "crt/lib"
    "sdk/lib/um"
    "sdk/lib/ucrt"
  ];
  each = function: list: concatStringsSep " " (map function list);
  package = pkgs.stdenv.mkDerivation {
    name = "clang-cl-for-${row.triple}";
    preferLocalBuild = true;
    env = {
      inherit targetPrefix;
      clang = "${clang-unwrapped}/bin";
      # nixpkgs has clang's own headers in another output than clang.
      resources = "${lib clang-unwrapped}/lib/clang";
      lld = "${lld}/bin";
      llvm = "${llvm}/bin";
      common = "--target=${row.triple} -Wno-unused-command-line-argument";
      forCl = "/vctoolsdir ${sdk}/crt /winsdkdir ${sdk}/sdk ${each (path: "-imsvc ${path}") includes}";
      forClang = each (path: "-isystem ${path}") includes;
      forRc = each (path: "/I ${path}") includes;
      forLink = each (path: "/libpath:${path}") libraries;
      folders = concatStringsSep " " libraries;
      # clang-cl takes a file below /work or /Users for its option /w or /U; with two slashes it is a file.
      files = ''
        arguments=()
        for argument; do
          if [[ $argument == -- ]]; then behind=1; fi
          if [[ $argument == /*/* && ! ''${behind-} && -f $argument ]]; then argument=/$argument; fi
          arguments+=("$argument")
        done
      '';
      pkgConfig = ''
        printf 'error: pkg-config knows no library for %s here: nixpkgs builds none for it\n\nhint: take a crate that compiles its own copy (feature `vendored` or `bundled`)\n' ${row.triple} >&2
        exit 1
      '';
    };
    buildCommand = ''
      for folder in $folders; do
        if [[ ! -d $folder ]]; then
          printf 'error: nixpkgs'\''' windows.sdk has no folder %s\n\nhint: update the input nixpkgs\n' "$folder" >&2
          exit 1
        fi
      done
      for resource in "$resources"/*; do common+=" -resource-dir $resource"; done
      mkdir -p $out/bin
      tool() {
        { printf '#!%s\n' "$SHELL"; cat; } >$out/bin/$targetPrefix$1
        chmod +x $out/bin/$targetPrefix$1
      }
      # What the caller says comes last for the compilers, and its folders first for the linker: it wins.
      printf 'exec %q "$@" %s\n' $lld/lld-link "$forLink" | tool lld-link
      common+=" -fuse-ld=$out/bin/''${targetPrefix}lld-link"
      for name in cc c++ clang-cl; do printf '%sexec %q %s %s "''${arguments[@]}"\n' "$files" $clang/clang-cl "$common" "$forCl" | tool $name; done
      # For crates that want GNU's arguments.
      for name in clang clang++; do printf 'exec %q %s %s "$@"\n' $clang/$name "$common" "$forClang" | tool $name; done
      # It calls clang, which it looks for on PATH.
      printf 'PATH=%q:$PATH exec %q %s "$@"\n' $clang $llvm/llvm-rc "$forRc" | tool llvm-rc
      for name in lib mt ranlib; do printf 'exec %q "$@"\n' $llvm/llvm-$name | tool llvm-$name; done
      for name in ar ranlib strip objdump; do printf 'exec %q "$@"\n' $llvm/llvm-$name | tool $name; done
      ln -s ${pkgs.ninja}/bin/ninja $out/bin/''${targetPrefix}ninja
      printf '%s' "$pkgConfig" | tool pkg-config
    '';
  };
in
package
// {
  inherit includes targetPrefix;
  bintools = "${package}";
  isClang = true;
  suffixSalt = builtins.replaceStrings [ "-" "." ] [ "_" "_" ] row.config;
}
