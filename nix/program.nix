# The command-line program for the build machine, of the files that it is made of.
{ lib }:
let
  source =
    wanted:
    builtins.path {
      name = "crossflake";
      path = ../.;
      filter =
        path: _:
        let
          relative = builtins.substring (builtins.stringLength (toString ../.) + 1) (-1) path;
          top = builtins.head (builtins.filter builtins.isString (builtins.split "/" relative));
        in
        builtins.elem top wanted
        && !builtins.elem relative [
          "nix/debian"
          "nix/tests"
          "tests/flake"
        ];
    };
  program = [
    "Cargo.lock"
    "Cargo.toml"
    "build.rs"
    "facts"
    "manual"
    "nix"
    "src"
    "crates.json"
    "targets.json"
    "targets.toml"
  ];
in
{
  package =
    system:
    lib.mkPackage {
      inherit system;
      src = source program;
      # Completions and manual pages come from an example, which runs on the machine that builds, whatever the target is.
      # The derivation of the dependencies has the same variables, but no program.
      env.postInstall = ''
        if [[ -d $out/bin ]]; then
          cargo run --release --locked --example manual --target "$(rustc -vV | sed -n 's/^host: //p')" -- $out/share
        fi
      '';
    };
  tests =
    system:
    lib.mkCheck {
      inherit system;
      env.CROSSFLAKE_FUZZ_SECONDS = "60";
      # Nobody debugs them, and that is a third of the compiler's work.
      env.CARGO_PROFILE_DEV_DEBUG = "0";
      # Overflow checks and debug assertions, and no link-time optimisation of every test.
      profile = "dev";
      src = source (
        program
        ++ [
          "docs"
          "tests"
        ]
      );
    };
}
