# The command-line program for the build machine, of the files that it is made of.
{
  lib,
  nixpkgs,
  rust-overlay,
}:
let
  genAttrs = import ./genAttrs.nix;

  # Static programs for Linux; the others have the C library of their system.
  releaseTargets = [
    "aarch64-musl"
    "armv7-musl"
    "i686-musl"
    "macos-aarch64"
    "macos-x86_64"
    "riscv64-musl"
    "windows"
    "x86_64-musl"
  ];

  # What neither the program nor its tests are made of.
  leaveOut = [
    "examples"
    "nix/debian"
    "nix/tests"
    "scripts"
    "tests/consumers"
    "tests/flake"
    "tests/graft"
  ];

  # What a project without flake.nix takes as its input: this flake, as far as its library needs it.
  flake = builtins.path {
    name = "crossflake-flake";
    path = ../.;
    filter =
      path: _:
      let
        relative = builtins.substring (builtins.stringLength (toString ../.) + 1) (-1) path;
      in
      builtins.match "nix(/.*)?|flake[.](nix|lock)|[^/]*[.]json" relative != null
      && !builtins.elem relative leaveOut;
  };
  # Inputs that are not of the lock's kind were put in their place, and are so for such a project.
  inputs = { inherit nixpkgs rust-overlay; };
  replaced = builtins.filter (name: !(inputs.${name} ? rev)) (builtins.attrNames inputs);
  lines = [ "path:${flake}" ] ++ map (name: "${name}=path:${inputs.${name}}") replaced;

  # The program, without the flake that it came from: a change of that compiles nothing.
  bare =
    system: target:
    lib.mkPackage {
      inherit system target;
      src = ../.;
      keepFiles = [ "nix" ];
      leaveOut = leaveOut ++ [
        "docs"
        "tests"
      ];
      # cargo looks for `cargo-crossflake`; Windows makes no links without a permission. Completions and manual pages come from an example, which runs on the machine that builds, whatever the target is.
      postInstall = ''
        if [[ -e $out/bin/crossflake.exe ]]; then
          cp $out/bin/crossflake.exe $out/bin/cargo-crossflake.exe
        else
          ln -s crossflake $out/bin/cargo-crossflake
        fi
        cargo run --release --locked --example manual --target "$(rustc -vV | sed -n 's/^host: //p')" -- $out/share
      '';
    };
in
{
  package =
    system:
    let
      program = bare system null;
    in
    nixpkgs.legacyPackages.${system}.stdenv.mkDerivation {
      inherit (program) meta name;
      preferLocalBuild = true;
      env = {
        inherit program;
        flake = builtins.concatStringsSep "\n" lines;
      };
      buildCommand = ''
        cp -r $program $out
        chmod -R u+w $out
        mkdir -p $out/share/crossflake
        printf '%s\n' "$flake" >$out/share/crossflake/flake
      '';
    };
  # What a release carries: by target, an archive for machines without Nix.
  release =
    system:
    genAttrs releaseTargets (
      target:
      (lib.mkDeployable {
        inherit system target;
        package = bare system target;
      }).archive
    );
  tests =
    system:
    lib.mkCheck {
      inherit system;
      # Nobody debugs them, and that is a third of the compiler's work.
      env.CARGO_PROFILE_DEV_DEBUG = "0";
      # Overflow checks and debug assertions, and no link-time optimisation of every test.
      profile = "dev";
      src = ../.;
      inherit leaveOut;
      # The program asks git what Nix sees, and a hint names iconv.
      buildTools = pkgs: [
        pkgs.gitMinimal
        pkgs.libiconv
      ];
      keepFiles = [
        "CHANGELOG.md"
        "README.md"
        "nix"
      ];
    };
}
