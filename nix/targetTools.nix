/**
  One target's tools as one package: its compiler, pkg-config and emulator under the names that a committed
  `.cargo/config.toml` uses, and a setup hook with the flags of the target's libraries.

  The libraries go through nixpkgs' own setup hooks, inside this derivation and in the target's stdenv; what the hooks
  collect is kept under the names that end in the compiler's `suffixSalt`, which only that compiler's wrapper reads. So any
  number of these packages can stand in one native shell, and no variable without suffix belongs to a target.

  A target that rustc links by itself has no C toolchain, and its package only a runner.

  # Type

  ```
  targetTools :: { pkgs :: Pkgs; row :: Row; set :: Toolset; libraries :: [Derivation]; } -> Derivation
  ```
*/
{ targets }:
{
  pkgs,
  row,
  set,
  libraries,
}:
let
  inherit (set) cc pkg-config runner;
  name = "crossflake-tools-${targets.name row}";

  installRunner =
    if runner == null then
      ""
    else
      ''
        mkdir -p $out/bin
        printf '#!%s\n%s\n' "$SHELL" "''${runnerScript//@dlls@/"''${dlls-}"}" >$out/bin/$runner
        chmod +x $out/bin/$runner
      '';
  runnerEnv = {
    runner = if runner == null then "" else runner.name;
    runnerScript = if runner == null then "" else runner.script;
  };

  withCompiler = set.target.stdenv.mkDerivation {
    # In a cross stdenv, nixpkgs adds the platform.
    inherit name;
    nativeBuildInputs = [ pkg-config ];
    buildInputs = libraries;
    strictDeps = true;
    preferLocalBuild = true;
    env = runnerEnv // {
      # Not this package's own lib folder: it has none.
      NIX_NO_SELF_RPATH = "1";
      inherit (row) config triple;
      inherit (cc) suffixSalt;
      # CMake's word for no operating system.
      systemName = if set.platform.uname.system == null then "Generic" else set.platform.uname.system;
      systemProcessor = set.platform.uname.processor;
    };
    buildCommand = ''
      mkdir -p $out/bin $out/nix-support $out/share/cmake

      # cc, ar, … by the platform's name, whether this compiler is a cross compiler or the build machine's own.
      for program in ${cc}/bin/${cc.targetPrefix}* ${cc.bintools}/bin/${cc.targetPrefix}*; do
        name=''${program##*/}
        name=''${name#${cc.targetPrefix}}
        if [[ -x $program && ! -e $out/bin/$config-$name ]]; then
          ln -s "$program" "$out/bin/$config-$name"
        fi
      done
      ln -s ${pkg-config}/bin/${pkg-config.targetPrefix}pkg-config $out/bin/$config-pkg-config

      # Windows' word for the folders with the libraries' DLLs.
      dlls=
      for input in "''${pkgsHostTarget[@]}"; do
        if compgen -G "$input/bin/*.dll" >/dev/null; then
          dlls+="Z:''${input//\//\\}\\bin;"
        fi
      done
      ${installRunner}

      # The libraries' folders, by the flags that their hooks gave: headers and libraries may be outputs of their own.
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
        echo "set(CMAKE_C_COMPILER $out/bin/$config-cc)"
        echo "set(CMAKE_CXX_COMPILER $out/bin/$config-c++)"
        echo "set(CMAKE_AR $out/bin/$config-ar)"
        echo "set(CMAKE_RANLIB $out/bin/$config-ranlib)"
        if [[ -n $runner ]]; then
          echo "set(CMAKE_CROSSCOMPILING_EMULATOR $out/bin/$runner)"
        fi
        echo "set(CMAKE_FIND_ROOT_PATH ''${roots[*]})"
        echo "set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)"
        echo "set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)"
        echo "set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)"
        echo "set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)"
      } >$out/share/cmake/$triple.cmake

      # The wrappers read these whatever role they have; pkg-config's wants one, and FOR_TARGET is free in a native shell.
      {
        printf 'export NIX_CFLAGS_COMPILE_%s=%q\n' "$suffixSalt" "''${NIX_CFLAGS_COMPILE-}"
        printf 'export NIX_LDFLAGS_%s=%q\n' "$suffixSalt" "''${NIX_LDFLAGS-}"
        printf 'export PKG_CONFIG_PATH_%s=%q\n' "$suffixSalt" "''${PKG_CONFIG_PATH-}"
        printf 'export NIX_PKG_CONFIG_WRAPPER_TARGET_TARGET_%s=1\n' "$suffixSalt"
      } >$out/nix-support/setup-hook
    '';
  };

  withoutCompiler = pkgs.stdenv.mkDerivation {
    inherit name;
    preferLocalBuild = true;
    env = runnerEnv;
    buildCommand = "mkdir -p $out\n" + installRunner;
  };
in
if cc != null then withCompiler else withoutCompiler
