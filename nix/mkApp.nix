/**
  A flake's app that runs a package's program as cargo runs it: by the target's emulator where the build machine does not
  execute it.

  # Inputs

  `pkgs`: the build machine's package set
  `package`: of mkPackage
  `name`: of the target

  # Type

  ```
  mkApp :: { pkgs :: Pkgs; package :: Derivation; name :: String; } -> App
  ```
*/
{
  pkgs,
  package,
  name,
}:
{
  type = "app";
  # Which programs there are is known when it runs: no name depends on Cargo.toml.
  program = "${pkgs.writeShellScript "crossflake-run-${name}" ''
    runner=${toString (map (tools: toString tools.runner) package.tools)}
    fail() {
      printf 'error: %s\n\nhint: %s\n' "$1" "$2" >&2
      exit 2
    }
    programs=()
    for program in ${package}/bin/*; do
      if [[ -f $program && -x $program && $program != *.dll ]]; then programs+=("$program"); fi
    done
    names=("''${programs[@]##*/}")
    if [[ ''${1-} == --bin ]]; then
      [[ $# -gt 1 ]] || fail "--bin needs the name of a program" "the package has ''${names[*]}"
      chosen=()
      for program in "''${programs[@]}"; do
        if [[ ''${program##*/} == "$2" || ''${program##*/} == "$2".* ]]; then chosen+=("$program"); fi
      done
      [[ ''${#chosen[@]} == 1 ]] || fail "the package for ${name} has no program \`$2\`" "it has ''${names[*]}"
      shift 2
    else
      chosen=("''${programs[@]}")
    fi
    case ''${#chosen[@]} in
      0) fail "the package for ${name} has no program" "it is a library: nix build" ;;
      1) exec $runner "''${chosen[0]}" "$@" ;;
      *) fail "the package for ${name} has several programs: ''${names[*]}" "name one: nix run .#${name} -- --bin ''${names[0]}" ;;
    esac
  ''}";
  meta.description = "The program for ${name}, run by the target's emulator";
}
