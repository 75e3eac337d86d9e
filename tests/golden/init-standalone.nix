{
  inputs = {
    nixpkgs.url = "github:NixOS/nixpkgs/nixos-unstable";
    rust-overlay = {
      url = "github:oxalica/rust-overlay";
      inputs.nixpkgs.follows = "nixpkgs";
    };
  };

  outputs =
    { nixpkgs, rust-overlay, ... }:
    let
      # The build machines.
      systems = [
        "aarch64-darwin"
        "aarch64-linux"
        "x86_64-linux"
      ];

      # For the targets, and for the build machine.
      libraries = pkgs: [ pkgs.openssl ];
      tools = pkgs: [ pkgs.protobuf ];

      # `prefix` is that of the target's tools, `packages` its package set; without these, rustc links by itself.
      # `runner` is what .cargo/config.toml calls the program that runs the target's programs, `run` what that one does, `cpu` the
      # one that qemu-user emulates.
      targets = {
        aarch64 = {
          triple = "aarch64-unknown-linux-gnu";
          prefix = "aarch64-unknown-linux-gnu";
          packages = pkgs: pkgs.pkgsCross.aarch64-multiplatform;
          runner = "qemu-aarch64";
        };
        mips-unknown-linux-musl = {
          triple = "mips-unknown-linux-musl";
          prefix = "mips-unknown-linux-musl";
          packages =
            pkgs:
            import nixpkgs {
              inherit (pkgs.stdenv.buildPlatform) system;
              crossSystem = {
                config = "mips-unknown-linux-musl";
                gcc = {
                  abi = "32";
                  arch = "mips32r2";
                  float = "soft";
                };
              };
            };
          runner = "qemu-mips";
          std = "std,panic_abort";
        };
        thumbv6m = {
          triple = "thumbv6m-none-eabi";
          runner = "thumbv6m-none-eabi-runner";
          run = { pkgs, ... }: ''
            # Semihosting carries the program's output, its arguments and its exit code.
            semihosting=enable=on,target=native
            for argument in "$@"; do
              semihosting+=",arg=''${argument//,/,,}"
            done
            exec ${pkgs.qemu}/bin/qemu-system-arm -machine microbit -cpu cortex-m0 -display none -monitor none -serial none \
              -semihosting-config "$semihosting" -kernel "$1"
          '';
        };
        windows = {
          triple = "x86_64-pc-windows-gnu";
          prefix = "x86_64-w64-mingw32";
          packages = pkgs: pkgs.pkgsCross.mingw-msvcrt-x86_64 or pkgs.pkgsCross.mingwW64;
          runner = "x86_64-pc-windows-gnu-runner";
          run = { emulator, ... }: ''
            # A prefix of its own: wine needs one that it can write, and would mix with the user's. WINEPATH is Windows' PATH for the
            # folders with the libraries' DLLs.
            export WINEPREFIX=''${CROSSFLAKE_WINEPREFIX-''${XDG_CACHE_HOME:-''${HOME:-$TMPDIR}/.cache}/crossflake/wine}
            export WINEDEBUG=''${WINEDEBUG--all}
            export WINEPATH='@dlls@'"''${WINEPATH-}"
            # In there programs start each other without a runner, which is no Windows program.
            unset "''${!CARGO_TARGET_@}"
            export HOME=$WINEPREFIX/home
            mkdir -p "$HOME"
            exec ${emulator} "$@"
          '';
        };
      };

      inherit (builtins)
        attrNames
        elem
        filter
        foldl'
        fromTOML
        genList
        head
        length
        listToAttrs
        pathExists
        readFile
        replaceStrings
        stringLength
        substring
        ;

      genAttrs =
        names: value:
        listToAttrs (
          map (name: {
            inherit name;
            value = value name;
          }) names
        );
      withoutNull = set: removeAttrs set (filter (name: set.${name} == null) (attrNames set));

      # A triple as part of a variable's name.
      lower = replaceStrings [ "-" "." ] [ "_" "_" ];
      upper =
        let
          letters = text: genList (index: substring index 1 text) (stringLength text);
        in
        triple:
        replaceStrings (letters "abcdefghijklmnopqrstuvwxyz") (letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ") (
          lower triple
        );

      hostOf = pkgs: pkgs.stdenv.buildPlatform.rust.rustcTarget;

      # The toolchain that rust-toolchain.toml names, else the newest stable one, with each target's std.
      rust =
        pkgs: targets:
        let
          bin = rust-overlay.lib.mkRustBin { } pkgs;
          # As rustup does: of both, the one without ending, which may hold no more than a channel's name.
          files = filter pathExists [
            ./rust-toolchain
            ./rust-toolchain.toml
          ];
          text = readFile (head files);
          words = filter (word: builtins.isString word && word != "") (builtins.split "[[:space:]]+" text);
          stated = if length words == 1 then { channel = head words; } else (fromTOML text).toolchain;
          union = a: b: a ++ filter (item: !elem item a) b;
          components = [
            "clippy"
            "rust-src"
            "rustfmt"
          ];
          prebuilt = filter (target: !target ? std && target.triple != hostOf pkgs) targets;
          triples = map (target: target.triple) prebuilt;
        in
        if files != [ ] then
          bin.fromRustupToolchain (
            stated
            // {
              components = union (stated.components or [ ]) components;
              targets = union (stated.targets or [ ]) triples;
            }
          )
        else
          bin.stable.latest.minimal.override {
            extensions = components;
            targets = triples;
          };

      crates = if pathExists ./Cargo.lock then (fromTOML (readFile ./Cargo.lock)).package or [ ] else [ ];
      # bindgen opens libclang at run time, through the crate clang-sys.
      usesLibclang = elem "clang-sys" (map (crate: crate.name) crates);

      # The variables of the build machine, for build scripts and procedural macros.
      forHost =
        pkgs:
        let
          inherit (pkgs.stdenv) cc;
          host = hostOf pkgs;
        in
        {
          "CARGO_TARGET_${upper host}_LINKER" = "${cc}/bin/cc";
          "CC_${lower host}" = "${cc}/bin/cc";
          "CXX_${lower host}" = "${cc}/bin/c++";
          "AR_${lower host}" = "${cc.bintools}/bin/ar";
          "RANLIB_${lower host}" = "${cc.bintools}/bin/ranlib";
          "AWS_LC_SYS_TARGET_CC_${lower host}" = "${cc}/bin/cc";
          "AWS_LC_SYS_TARGET_CXX_${lower host}" = "${cc}/bin/c++";
          HOST_CC = "${cc}/bin/cc";
          HOST_CXX = "${cc}/bin/c++";
          HOST_AR = "${cc.bintools}/bin/ar";
          HOST_PKG_CONFIG = "${pkgs.pkg-config}/bin/pkg-config";
          LIBCLANG_PATH = if usesLibclang then "${pkgs.libclang.lib}/lib" else null;
        };

      # The script that runs a program of another machine, and one of this machine.
      byQemuUser =
        {
          cpu,
          emulator,
          pkgs,
        }:
        if emulator == "" then
          ''exec "$@"''
        else
          # A CPU that the user has set wins.
          (if cpu == null then "" else "export QEMU_CPU=\${QEMU_CPU-${cpu}}\n")
          + ''
            # By itself, the kernel starts no program of another machine. Since Linux 6.7 each user namespace has a binfmt_misc of its own,
            # where nobody has to be root to name an emulator: there, what the program starts runs under it too. Where that is not to be
            # had, the emulator runs the program alone; so it does where the kernel may not start a file, on a disk mounted with noexec.
            # A name that is the user's too would change in the program's environment.
            crossflake_head=()
            if [[ ''${CROSSFLAKE_BINFMT-} != no && $1 == */* && -f $1 && -r $1 && -x $1 ]]; then
              read -r -a crossflake_head <<<"$(${pkgs.coreutils}/bin/od -An -w20 -tx1 -N20 "$1")"
            fi
            if [[ ''${crossflake_head[*]:0:4} == "7f 45 4c 46" ]]; then
              # Of an ELF file's head, class, order of bytes and machine count; bytes 7 to 17, operating system and type, do not.
              printf -v crossflake_magic '\\x%s' "''${crossflake_head[@]}"
              printf -v crossflake_mask '\\x%s' ff ff ff ff ff ff ff 00 00 00 00 00 00 00 00 00 00 00 ff ff
              crossflake_namespace=(--mount-binfmt=/proc/sys/fs/binfmt_misc "--load-interp=:crossflake:M::$crossflake_magic:$crossflake_mask:${emulator}:PF")
              if ((EUID == 0)); then
                crossflake_start=(${pkgs.util-linuxMinimal}/bin/unshare --map-users=all --map-groups=all "''${crossflake_namespace[@]}")
              else
                # The list is root's: the user is called so at first, and in a second namespace as before.
                crossflake_start=(${pkgs.util-linuxMinimal}/bin/unshare --map-root-user "''${crossflake_namespace[@]}" ${pkgs.util-linuxMinimal}/bin/unshare --map-user="$EUID" --map-group="''${GROUPS[0]}")
              fi
              if "''${crossflake_start[@]}" ${pkgs.util-linuxMinimal}/bin/unshare --version >/dev/null 2>&1; then
                exec "''${crossflake_start[@]}" "$@"
              fi
            fi
            exec ${emulator} "$@"
          '';

      # One target: its tools as a package, and the variables. The flags of its libraries go by the suffix of its compiler's
      # wrapper, and no variable lacks the triple, so any number of targets can share a shell.
      forTarget =
        pkgs:
        {
          triple,
          prefix ? null,
          packages ? null,
          runner ? null,
          run ? byQemuUser,
          cpu ? null,
          static ? false,
          rustflags ? null,
          std ? null,
        }:
        let
          native = triple == hostOf pkgs;
          cross = if native then pkgs else packages pkgs;
          inherit (cross.stdenv) cc hostPlatform;
          inherit (cross.buildPackages) pkg-config;

          # Of a program that is linked statically, so are the libraries.
          set = if static then cross // { openssl = cross.openssl.override { static = true; }; } else cross;
          wanted =
            # rustc and gcc name these two on each link line.
            (
              if hostPlatform.isMinGW && !(hostPlatform.useLLVM or false) then
                [
                  cross.windows.pthreads
                  cross.windows.mcfgthreads
                ]
              else
                [ ]
            )
            ++ libraries set;
          openssl = filter (library: library.pname or "" == "openssl") wanted;

          emulator =
            if prefix == null || pkgs.stdenv.buildPlatform.canExecute hostPlatform then
              ""
            # On aarch64-linux nixpkgs' wine runs ARM64 programs alone; on darwin it does not evaluate.
            else if hostPlatform.isWindows && pkgs.stdenv.buildPlatform.system != "x86_64-linux" then
              null
            else if hostPlatform.emulatorAvailable pkgs then
              hostPlatform.emulator pkgs
            else
              null;
          hasRunner = runner != null && emulator != null;
          installRunner =
            if hasRunner then
              ''
                mkdir -p $out/bin
                printf '#!%s\n%s\n' "$SHELL" "''${runnerScript//@dlls@/"''${dlls-}"}" >$out/bin/$runner
                chmod +x $out/bin/$runner
              ''
            else
              "runner=";
          script = if hasRunner then run { inherit cpu emulator pkgs; } else "";

          withoutCompiler = pkgs.stdenv.mkDerivation {
            name = "tools-of-${triple}";
            preferLocalBuild = true;
            env = {
              runner = toString runner;
              runnerScript = script;
            };
            buildCommand = "mkdir -p $out\n" + installRunner;
          };

          withCompiler = cross.stdenv.mkDerivation {
            name = "tools-of-${triple}";
            nativeBuildInputs = [ pkg-config ];
            buildInputs = wanted;
            strictDeps = true;
            preferLocalBuild = true;
            env = {
              inherit triple;
              inherit (cc) suffixSalt;
              runner = toString runner;
              runnerScript = script;
              toolPrefix = prefix;
              # Not this package's own lib folder: it has none.
              NIX_NO_SELF_RPATH = "1";
              # CMake's word for no operating system.
              systemName = if hostPlatform.uname.system == null then "Generic" else hostPlatform.uname.system;
              systemProcessor = hostPlatform.uname.processor;
            };
            buildCommand = ''
              mkdir -p $out/bin $out/nix-support $out/share/cmake

              for program in ${cc}/bin/${cc.targetPrefix}* ${cc.bintools}/bin/${cc.targetPrefix}*; do
                name=''${program##*/}
                name=''${name#${cc.targetPrefix}}
                if [[ -x $program && ! -e $out/bin/$toolPrefix-$name ]]; then
                  ln -s "$program" "$out/bin/$toolPrefix-$name"
                fi
              done
              ln -s ${pkg-config}/bin/${pkg-config.targetPrefix}pkg-config $out/bin/$toolPrefix-pkg-config

              # Windows' word for the folders with the libraries' DLLs.
              dlls=
              for input in "''${pkgsHostTarget[@]}"; do
                if compgen -G "$input/bin/*.dll" >/dev/null; then
                  dlls+="Z:''${input//\//\\}\\bin;"
                fi
              done
              ${installRunner}

              roots=()
              for flag in ''${NIX_CFLAGS_COMPILE-} ''${NIX_LDFLAGS-}; do
                case $flag in
                  -L*) roots+=("$(dirname "''${flag#-L}")") ;;
                  */include) roots+=("$(dirname "$flag")") ;;
                esac
              done
              {
                echo "set(CMAKE_SYSTEM_NAME $systemName)"
                echo "set(CMAKE_SYSTEM_PROCESSOR $systemProcessor)"
                echo "set(CMAKE_C_COMPILER $out/bin/$toolPrefix-cc)"
                echo "set(CMAKE_CXX_COMPILER $out/bin/$toolPrefix-c++)"
                echo "set(CMAKE_AR $out/bin/$toolPrefix-ar)"
                echo "set(CMAKE_RANLIB $out/bin/$toolPrefix-ranlib)"
                if [[ -n $runner ]]; then
                  echo "set(CMAKE_CROSSCOMPILING_EMULATOR $out/bin/$runner)"
                fi
                echo "set(CMAKE_FIND_ROOT_PATH ''${roots[*]})"
                echo "set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)"
                echo "set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)"
                echo "set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)"
                echo "set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)"
              } >$out/share/cmake/$triple.cmake

              # pkg-config's wrapper wants a role, and FOR_TARGET is free in a native shell.
              {
                printf 'export NIX_CFLAGS_COMPILE_%s=%q\n' "$suffixSalt" "''${NIX_CFLAGS_COMPILE-}"
                printf 'export NIX_LDFLAGS_%s=%q\n' "$suffixSalt" "''${NIX_LDFLAGS-}"
                printf 'export PKG_CONFIG_PATH_%s=%q\n' "$suffixSalt" "''${PKG_CONFIG_PATH-}"
                printf 'export NIX_PKG_CONFIG_WRAPPER_TARGET_TARGET_%s=1\n' "$suffixSalt"
              } >$out/nix-support/setup-hook
            '';
          };

          package = if prefix == null then withoutCompiler else withCompiler;
          tool = name: "${package}/bin/${prefix}-${name}";
          toolchainFile = "${package}/share/cmake/${triple}.cmake";
        in
        {
          inherit package;
          env = {
            "CARGO_TARGET_${upper triple}_RUNNER" =
              if hasRunner && (prefix == null || emulator != "") then "${package}/bin/${runner}" else null;
            "CARGO_TARGET_${upper triple}_RUSTFLAGS" = rustflags;
          }
          // (
            if prefix == null then
              { }
            else
              {
                "CARGO_TARGET_${upper triple}_LINKER" = tool "cc";
                "CC_${lower triple}" = tool "cc";
                "CXX_${lower triple}" = tool "c++";
                "AR_${lower triple}" = tool "ar";
                "RANLIB_${lower triple}" = tool "ranlib";
                "PKG_CONFIG_${lower triple}" = tool "pkg-config";
                "CMAKE_TOOLCHAIN_FILE_${lower triple}" = toolchainFile;
                "BINDGEN_EXTRA_CLANG_ARGS_${lower triple}" =
                  "--target=${hostPlatform.config} -isystem ${cc.libc.dev or cc.libc}/include";
              }
          )
          // (
            if prefix == null || openssl == [ ] then
              { }
            else
              {
                "${upper triple}_OPENSSL_LIB_DIR" = "${(head openssl).out}/lib";
                "${upper triple}_OPENSSL_INCLUDE_DIR" = "${(head openssl).dev}/include";
                "${upper triple}_OPENSSL_STATIC" = if static then "1" else "0";
                OPENSSL_NO_VENDOR = "1";
              }
          );
          # What speaks of the only target of a shell.
          alone = {
            CARGO_BUILD_TARGET = triple;
          }
          // (
            if prefix == null then
              { }
            else
              {
                TARGET_CC = tool "cc";
                TARGET_CXX = tool "c++";
                TARGET_AR = tool "ar";
                TARGET_CMAKE_TOOLCHAIN_FILE = toolchainFile;
              }
          )
          // (
            if std == null || native then
              { }
            else
              {
                # A released cargo takes its unstable options too.
                RUSTC_BOOTSTRAP = "1";
                CARGO_UNSTABLE_BUILD_STD = std;
                CARGO_UNSTABLE_BUILD_STD_FEATURES = if std == "core,alloc" then "compiler-builtins-mem" else null;
                # Else tests would want a second std: https://github.com/rust-lang/cargo/issues/7359
                CARGO_UNSTABLE_PANIC_ABORT_TESTS = "true";
              }
          );
        };

      shell =
        system: names:
        let
          pkgs = nixpkgs.legacyPackages.${system};
          chosen = map (name: targets.${name}) names;
          each = map (forTarget pkgs) chosen;
          env = foldl' (all: { env, ... }: all // env) (forHost pkgs) each;
        in
        pkgs.mkShell {
          name = "cross";
          nativeBuildInputs = [
            (rust pkgs chosen)
            pkgs.pkg-config
          ]
          ++ map ({ package, ... }: package) each
          ++ tools pkgs;
          strictDeps = true;
          env = withoutNull (env // (if length each == 1 then (head each).alone else { }));
        };

      # One for each target, one for all at once, and one for the build machine alone.
      devShells = genAttrs systems (
        system:
        genAttrs (attrNames targets) (name: shell system [ name ])
        // {
          all = shell system (attrNames targets);
          default = shell system [ ];
        }
      );
    in
    {
      inherit devShells;
    };
}
