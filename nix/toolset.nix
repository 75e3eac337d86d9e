/**
  The one seam to nixpkgs and rust-overlay: everything that this project takes from them, and the only file that names
  `pkgsCross`. The stand-in (nix/debian) implements what is asked for here and in the `mk*` functions.

  # Type

  ```
  toolset :: {
    packages :: { system :: String; config :: AttrSet; } -> Pkgs;
    hostTriple :: Pkgs -> String;
    libclang :: Pkgs -> String;
    unsupportedReason :: { pkgs :: Pkgs; row :: Row; capability :: String; } -> String | Null;
    forTarget :: { pkgs :: Pkgs; row :: Row; compiler :: Bool ? false; wasmBindgen :: String | Null ? null; } -> Toolset;
    isLinkedByZig :: Pkgs -> Row -> Bool;
    python :: Pkgs -> Derivation;
    zigbuild :: Pkgs -> Derivation;
    rust :: { pkgs :: Pkgs; rows :: [Row]; src :: Path | Null; extensions :: [String]; } -> Derivation;
  }
  ```
*/
{
  nixpkgs,
  runner,
  rust-overlay,
  targets,
}:
let
  inherit (builtins)
    addErrorContext
    concatStringsSep
    elem
    filter
    fromTOML
    head
    isString
    length
    mapAttrs
    match
    pathExists
    readFile
    seq
    split
    ;

  # A shallow mirror of nixpkgs' lib.getOutput.
  output = name: package: package.${name} or package.out or package;

  tripleOf = platform: platform.rust.rustcTarget;

  # Why the row's target cannot be linked, have libraries or be tested here, null where it can. The table speaks for every
  # build machine; what this one has more is Apple's SDK, an accepted licence (Android's or Microsoft's), or its own target.
  unsupportedReason =
    {
      pkgs,
      row,
      capability,
    }:
    let
      inherit (pkgs.stdenv) buildPlatform;
      isApple = match ".*-apple-.*" row.triple != null;
      linksHere =
        if isApple then
          buildPlatform.isDarwin && row.pkgsCross != [ ]
        else
          row.libc == "bionic" && pkgs.config.android_sdk.accept_license or false
          || isLinkedByLld row && pkgs.config.microsoftVisualStudioLicenseAccepted or false;
    in
    if row.triple == tripleOf buildPlatform then
      null
    else if capability == "test" then
      targets.untested buildPlatform.system row
    else if row.${capability} == true || capability == "link" && linksHere then
      null
    else
      row.${capability};

  # The target's package set: the native one, a name of `pkgsCross`, or a crossSystem of the row's own.
  packagesFor =
    { pkgs, row }:
    let
      names = filter (name: pkgs.pkgsCross ? ${name}) row.pkgsCross;
    in
    if row.triple == tripleOf pkgs.stdenv.buildPlatform then
      pkgs
    else if names != [ ] then
      pkgs.pkgsCross.${head names}
    else if row.crossSystem != null then
      import pkgs.path {
        inherit (pkgs.stdenv.buildPlatform) system;
        inherit (pkgs) config;
        # What the user's package set was made with, `extend` included.
        overlays = pkgs.overlays or [ ];
        inherit (row) crossSystem;
      }
    else if row.pkgsCross == [ ] then
      throw "crossflake: nixpkgs has no C compiler for ${targets.name row} (${row.triple}); leave the option `compiler` out"
    else
      throw "crossflake: this nixpkgs has none of ${concatStringsSep ", " row.pkgsCross} in pkgsCross, which ${row.triple} needs; update the input nixpkgs";

  # Bare names, which are on PATH: crates cut the platform's name, `ar` and `strip` out of the compiler's.
  programs =
    cc:
    (
      if cc.isClang or false then
        {
          cc = "clang";
          cxx = "clang++";
        }
      else
        {
          cc = "gcc";
          cxx = "g++";
        }
    )
    // {
      ar = "ar";
      ranlib = "ranlib";
      pkgConfig = "pkg-config";
    };

  # The build machine's own tools, whatever the target.
  forBuild = pkgs: {
    buildTriple = tripleOf pkgs.stdenv.buildPlatform;
    buildTools = programs pkgs.stdenv.cc;
  };

  # rustc links these by itself: no package set of theirs is evaluated, so no platform that knows its emulator.
  withoutCompiler =
    {
      pkgs,
      row,
      wasmBindgen,
    }:
    let
      inherit (pkgs.stdenv) buildPlatform;
    in
    {
      cc = null;
      clangArgs = null;
      libraries = _: [ ];
      openssl = _: null;
      runner = runner {
        inherit pkgs row wasmBindgen;
        emulator =
          if row.runner.kind != "qemu-user" || !buildPlatform.isLinux then
            null
          else if row.runner.arch == buildPlatform.qemuArch then
            ""
          else
            "${pkgs.qemu-user}/bin/qemu-${row.runner.arch}";
      };
    };

  withCompiler =
    {
      pkgs,
      row,
      wasmBindgen,
    }:
    let
      target = packagesFor { inherit pkgs row; };
      platform = target.stdenv.hostPlatform;
      inherit (target.stdenv) cc;
      # MinGW's OpenSSL has no import libraries left: its package removes every `.a` of a shared build.
      static = row.crtStatic || platform.isMinGW;
      # A program that is linked statically wants static libraries. OpenSSL of the target's own set can be asked for one; of
      # all others, nixpkgs has a set of its own, with another compiler.
      packages =
        if row.crtStatic then
          mapAttrs (name: _: target.pkgsStatic.${name}) target
          // {
            openssl = target.openssl.override { static = true; };
          }
        else if static then
          target // { openssl = target.openssl.override { static = true; }; }
        else
          target;
      # nixpkgs' own error about a package that pkgsStatic lacks names neither the target nor a way out.
      context = addErrorContext "while choosing `libraries` for ${targets.name row}: its programs are static, so each library is of nixpkgs' pkgsStatic. Where that has none: give a static package of your own, use the crate's feature that builds the library from source (often `vendored` or `bundled`), or a target with glibc";
      checked =
        function: map (package: context (seq (package.drvPath or null) package)) (context function);
      # Where the C library keeps its headers and itself, which is not `include` and `lib` with newlib.
      libc = cc.libc or null;
      headers = "${output "dev" libc}${libc.incdir or "/include"}";
    in
    {
      inherit cc platform target;
      inherit (target.buildPackages) pkg-config;
      tools = programs cc;
      libcRoots =
        if libc == null then
          ""
        else
          "${dirOf headers} ${dirOf "${output "lib" libc}${libc.libdir or "/lib"}"}";
      runner = runner {
        inherit pkgs row wasmBindgen;
        emulator =
          if pkgs.stdenv.buildPlatform.canExecute platform then
            ""
          else if targets.tested pkgs.stdenv.buildPlatform.system row && platform.emulatorAvailable pkgs then
            platform.emulator pkgs
          else
            null;
      };
      # rustc and nixpkgs' gcc name these two on each link line.
      libraries =
        function:
        (
          if platform.isMinGW && !(platform.useLLVM or false) then
            [
              target.windows.pthreads
              target.windows.mcfgthreads
            ]
          else
            [ ]
        )
        ++ (if row.crtStatic then checked (function packages) else function packages);
      clangArgs = "--target=${platform.config}" + (if libc == null then "" else " -isystem ${headers}");
      openssl =
        libraries:
        let
          found = filter (package: package.pname or "" == "openssl") libraries;
        in
        if found == [ ] then
          null
        else
          {
            lib = "${output "out" (head found)}/lib";
            include = "${output "dev" (head found)}/include";
            inherit static;
          };
    };

  # Apple's own compiler is on Macs alone; elsewhere, zig compiles and signs.
  isLinkedByZig = pkgs: row: row.libc == "libSystem" && !pkgs.stdenv.buildPlatform.isDarwin;

  withZig =
    {
      pkgs,
      row,
      wasmBindgen,
    }:
    let
      cc = import ./zigTools.nix { inherit pkgs row; };
    in
    {
      inherit cc;
      inherit (cc) sdk;
      target = pkgs;
      pkg-config = cc;
      tools = programs cc;
      platform.uname = {
        system = "Darwin";
        processor = head (split "-" row.config);
      };
      libcRoots = "";
      clangArgs = "--target=${row.config}";
      libraries = _: [ ];
      openssl = _: null;
      runner = runner {
        inherit pkgs row wasmBindgen;
        emulator = null;
      };
    };

  # Microsoft's own targets: LLVM's tools on any machine, with Microsoft's SDK. Of those that nobody has tried, `hydra` is null.
  isLinkedByLld = row: row.linker == "lld-link" && row.hydra != null;

  withClangCl =
    {
      pkgs,
      row,
      wasmBindgen,
    }:
    let
      target = packagesFor { inherit pkgs row; };
      platform = target.stdenv.hostPlatform;
      # Of the target's set: the SDK is of the platform's architecture.
      inherit (target.windows) sdk;
      cc = import ./msvcTools.nix {
        inherit pkgs row sdk;
        lib = output "lib";
      };
    in
    {
      inherit cc;
      target = pkgs;
      pkg-config = cc;
      tools = {
        cc = "clang-cl";
        cxx = "clang-cl";
        ar = "llvm-lib";
        ranlib = "llvm-ranlib";
        pkgConfig = "pkg-config";
        linker = "lld-link";
        mt = "llvm-mt";
        rc = "llvm-rc";
      };
      platform.uname = {
        system = "Windows";
        processor = head (split "-" row.config);
      };
      libcRoots = "${sdk}/crt ${sdk}/sdk";
      clangArgs = concatStringsSep " " (
        [ "--target=${row.triple}" ] ++ map (path: "-isystem ${path}") cc.includes
      );
      libraries = _: [ ];
      openssl = _: null;
      runner = runner {
        inherit pkgs row wasmBindgen;
        emulator =
          if targets.tested pkgs.stdenv.buildPlatform.system row && platform.emulatorAvailable pkgs then
            platform.emulator pkgs
          else
            null;
      };
    };

  forTarget =
    {
      pkgs,
      row,
      compiler ? false,
      wasmBindgen ? null,
    }:
    let
      reason = unsupportedReason {
        inherit pkgs row;
        capability = "link";
      };
    in
    if reason != null then
      throw "crossflake: ${targets.name row} (${row.triple}) cannot be linked on ${pkgs.stdenv.buildPlatform.system}: ${reason}"
    else
      forBuild pkgs
      //
        (
          if row.linker == "rust-lld" && !compiler then
            withoutCompiler
          else if isLinkedByLld row then
            withClangCl
          else if isLinkedByZig pkgs row then
            withZig
          else
            withCompiler
        )
          {
            inherit pkgs row wasmBindgen;
          };

  rust =
    {
      pkgs,
      rows,
      src,
      extensions,
    }:
    let
      bin = rust-overlay.lib.mkRustBin { } pkgs;
      foreign = filter (row: row.triple != tripleOf pkgs.stdenv.buildPlatform) rows;
      triples = map (row: row.triple) (filter (row: row.std == "prebuilt") foreign);
      # cargo builds what is not prebuilt, of this.
      components = union extensions (if length triples == length foreign then [ ] else [ "rust-src" ]);
      # As rustup does: of both, the one without ending, which may hold no more than a channel's name.
      files = filter pathExists [
        (src + "/rust-toolchain")
        (src + "/rust-toolchain.toml")
      ];
      text = readFile (head files);
      words = filter (word: isString word && word != "") (split "[[:space:]]+" text);
      file = if length words == 1 then { channel = head words; } else (fromTOML text).toolchain;
      union = a: b: a ++ filter (item: !elem item a) b;
    in
    if src != null && files != [ ] then
      bin.fromRustupToolchain (
        file
        // {
          targets = union (file.targets or [ ]) triples;
          components = union (file.components or [ ]) components;
        }
      )
    else
      bin.stable.latest.minimal.override {
        extensions = components;
        targets = triples;
      };
in
{
  inherit
    forTarget
    isLinkedByZig
    unsupportedReason
    rust
    ;
  hostTriple = pkgs: tripleOf pkgs.stdenv.buildPlatform;
  libclang = pkgs: "${output "lib" pkgs.libclang}/lib";
  python = pkgs: pkgs.python3;
  zigbuild = pkgs: pkgs.cargo-zigbuild;
  packages =
    { system, config }:
    if config == { } then
      nixpkgs.legacyPackages.${system}
        or (throw "crossflake: nixpkgs has no packages for the build machine ${builtins.toJSON system}; it has ${concatStringsSep ", " (builtins.attrNames nixpkgs.legacyPackages)}")
    else
      import nixpkgs { inherit config system; };
}
