/**
  Libraries for platforms for which Debian has none (musl, Windows), compiled by nixpkgs' stdenv from the C that crates bring along,
  without optimisation. What is shared and what is static, and in which output, is as in nixpkgs' packages of these names.

  # Type

  ```
  compiled :: { leaf; parts; } -> { NAME = args -> Derivation; }
  ```
*/
{ leaf, parts }:
let
  optional = condition: item: if condition then [ item ] else [ ];
  optionalString = condition: text: if condition then text else "";
  crate = import ./crate.nix leaf;

  library =
    {
      pname,
      version,
      source,
      # The C files and the headers below the source.
      files,
      headers,
      flags ? "",
      flagsOfUnix ? "",
    }:
    {
      stdenv,
      static,
      shared,
      splitStaticOutput ? false,
    }:
    let
      windows = stdenv.hostPlatform.isWindows;
    in
    stdenv.mkDerivation {
      inherit pname version;
      src = source;
      outputs = [
        "out"
        "dev"
      ]
      ++ optional splitStaticOutput "static";
      setOutputFlags = false;
      # It wants an optimiser.
      hardeningDisable = [ "fortify" ];
      buildPhase = ''
        runHook preBuild
        $CC -O0 -w ${flags} ${optionalString (!windows) "-fPIC ${flagsOfUnix}"} -c ${files}
        $AR rcs lib${pname}.a *.o
        runHook postBuild
      '';
      installPhase = ''
        runHook preInstall
        mkdir -p $out/lib/pkgconfig $out/include
        cp ${headers} $out/include/
        # The hook for outputs looks for ''${prefix} in the folder of the headers.
        printf 'prefix=%s\nincludedir=''${prefix}/include\nName: %s\nDescription: %s\nVersion: %s\nLibs: -L''${prefix}/lib -l%s\nCflags: -I''${includedir}\n' \
          $out ${pname} ${pname} ${version} ${linked pname} >$out/lib/pkgconfig/${described pname}.pc
        archive=lib${linked pname}.a
        mv lib${pname}.a $TMPDIR/$archive
        ${optionalString shared (
          if windows then
            ''
              mkdir -p $out/bin
              $CC -shared -o $out/bin/${pname}1.dll -Wl,--export-all-symbols,--out-implib,$out/lib/lib${linked pname}.dll.a \
                -Wl,--whole-archive $TMPDIR/$archive -Wl,--no-whole-archive
            ''
          else
            ''
              $CC -shared -nostdlib -o $out/lib/lib${linked pname}.so -Wl,-soname,lib${linked pname}.so -Wl,--whole-archive $TMPDIR/$archive
            ''
        )}
        ${optionalString static ''
          mkdir -p ''${static:-$out}/lib
          cp $TMPDIR/$archive ''${static:-$out}/lib/
        ''}
        runHook postInstall
      '';
    };
  # The name that is linked, and the one that pkg-config knows.
  linked =
    pname:
    {
      sqlite = "sqlite3";
      zlib = "z";
    }
    .${pname} or pname;
  described =
    pname:
    {
      sqlite = "sqlite3";
      zstd = "libzstd";
    }
    .${pname} or pname;

  zlib = library {
    pname = "zlib";
    version = "1.3.2";
    source = crate {
      name = "libz-sys";
      version = "1.1.31";
      sha256 = "ff20308ecabd635a2dc1dd5834a86c462cca20efba1d5d3ddab1f8aea3455cb2";
    };
    files = "src/zlib/*.c";
    headers = "src/zlib/{zlib,zconf}.h";
    flagsOfUnix = "-DHAVE_UNISTD_H";
  };
  zstd = library {
    pname = "zstd";
    version = "1.5.7";
    source = crate {
      name = "zstd-sys";
      version = "2.1.3+zstd.1.5.7";
      sha256 = "f729a06d0257428fd9d997ac8db7e1407bd0262ab016b085b36bc52957c0052d";
    };
    files = "zstd/lib/{common,compress,decompress,dictBuilder}/*.c";
    headers = "zstd/lib/*.h";
    flags = "-DZSTD_DISABLE_ASM";
  };
  sqlite = library {
    pname = "sqlite";
    version = "3.54.1";
    source = crate {
      name = "libsqlite3-sys";
      version = "0.40.0";
      sha256 = "b06e69070b7e12262b0cd90832f0a7396f142a2b330181255562decf9f0c6215";
    };
    files = "sqlite3/sqlite3.c";
    headers = "sqlite3/sqlite3{,ext}.h";
  };
in
{
  zlib =
    {
      stdenv,
      shared ? !stdenv.hostPlatform.isStatic,
      static ? true,
      splitStaticOutput ? shared && static,
    }:
    zlib {
      inherit
        shared
        splitStaticOutput
        static
        stdenv
        ;
    };
  zstd =
    {
      stdenv,
      static ? stdenv.hostPlatform.isStatic,
      enableStatic ? static,
    }:
    zstd {
      inherit stdenv;
      shared = !static;
      static = enableStatic;
    };
  sqlite =
    { stdenv }:
    sqlite {
      inherit stdenv;
      shared = !stdenv.hostPlatform.isStatic;
      static = stdenv.hostPlatform.isStatic;
    };

  openssl = import ./openssl.nix { inherit leaf parts; };
}
