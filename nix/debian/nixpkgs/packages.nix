/**
  The package sets: the build machine's own, and one for each target that Debian serves.

  Attribute names and shapes are those of nixpkgs, as far as crossflake's nix/ uses them.
*/
{
  cargoHome,
  rows,
  suite,
  system,
  trees,
}:
let
  served = builtins.filter (row: row.debian != null) rows;

  # A tree's folder; what is missing is named together with the command that brings it.
  tree =
    row: name:
    (trees.${name}
      or (throw "the stand-in has no `${name}` (${row.triple}): run nix/debian/unpack ${row.alias} first")
    ).path;

  hostRow =
    let
      matches = builtins.filter (row: "${builtins.head (split row.config)}-linux" == system) served;
      split = text: builtins.filter builtins.isString (builtins.split "-" text);
    in
    builtins.head matches;

  host = tree hostRow "host";
  bash = "${host}/usr/bin/bash";

  platforms = import ./platforms.nix {
    inherit hostRow served;
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

  call = file: arguments: import file (arguments // { inherit bash host run; });

  # `build` compiles for the build machine, `of row` for the row's platform.
  of =
    row:
    let
      native = row.triple == hostRow.triple;
      architecture = row.debian.architecture;
      libraryTree = tree row "libraries-${architecture}";
      cc = call ./cc.nix {
        inherit native row;
        cross = if native then host else tree row "cross-${architecture}";
        sysroot = if native then host else tree row "sysroot-${architecture}";
      };
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
      library =
        name: package:
        call ./library.nix {
          inherit
            libraryTree
            name
            package
            row
            ;
          version = trees."libraries-${architecture}".packages.${package};
        };
    in
    {
      inherit stdenv system;
      buildPackages = build // {
        inherit pkg-config;
      };
      mkShell =
        attributes:
        stdenv.mkDerivation (
          {
            name = "shell";
            buildCommand = "export >$out";
          }
          // attributes
        );
      openssl = library "openssl" "libssl-dev";
      inherit pkg-config;
    };

  build = of hostRow // {
    bashInteractive = run "bash-interactive" { } ''
      mkdir -p $out/bin
      ln -s ${bash} $out/bin/bash
    '';
    nixfmt = call ./cargoInstall.nix {
      inherit cargoHome;
      inherit (build) stdenv;
      crate = "nixfmt_rs";
      program = "nixfmt";
      version = "0.5.3";
      rust = rust { };
    };
    pkgsCross = builtins.listToAttrs (
      builtins.concatMap (
        row:
        map (name: {
          inherit name;
          value = of row;
        }) row.pkgsCross
      ) served
    );
    rustPlatform.importCargoLock = call ./importCargoLock.nix {
      inherit cargoHome;
      rust = rust { };
    };
    shellcheck = "${host}/usr";
    writeShellScript =
      name: text:
      run name { inherit text; } ''
        printf '#!%s\n%s' ${bash} "$text" >$out
        chmod +x $out
      '';
    # For the stand-in of rust-overlay, which is a flake of its own.
    standIn = {
      inherit rust suite;
    };
  };

  rust =
    {
      targets ? [ ],
    }:
    call ./rust.nix {
      version = trees.host.packages.rustc-web;
      std = map (
        triple:
        let
          row = builtins.head (builtins.filter (row: row.triple == triple) served ++ [ (unserved triple) ]);
        in
        {
          inherit triple;
          tree = if row.triple == hostRow.triple then host else tree row "std-${row.debian.architecture}";
        }
      ) (targets ++ [ hostRow.triple ]);
    };

  unserved = triple: throw "the stand-in made of Debian's packages has no rust-std for ${triple}";
in
build
