/**
  The stages of nixpkgs' native stdenv, of Debian's compiler and tools: one without a compiler, in which the compiler is wrapped;
  one with it; and one more, so that the small programs of the wrappers are compiled. nixpkgs' own cross stages go on top.
*/
{ leaf, tree }:
let
  tools = import ./tools.nix leaf;
  # nixpkgs' place, and that of a tree of its packages alone.
  folder =
    if builtins.pathExists "${tree}/pkgs/stdenv" then "${tree}/pkgs/stdenv" else "${tree}/stdenv";
  generic = import "${folder}/generic";
  commonPath = import "${folder}/generic/common-path.nix";

  native =
    {
      lib,
      localSystem,
      config,
      overlays,
      ...
    }:
    let
      stage =
        {
          name,
          cc ? null,
          extraNativeBuildInputs ? [ ],
          overrides ? _: _: { },
        }:
        {
          inherit config overlays;
          stdenv = generic {
            inherit
              cc
              config
              extraNativeBuildInputs
              name
              overrides
              ;
            buildPlatform = localSystem;
            hostPlatform = localSystem;
            targetPlatform = localSystem;
            shell = "${tools.bash}/bin/bash";
            initialPath = commonPath { pkgs = tools; };
            fetchurlBoot = import ./fetchurl.nix leaf.system;
            # As nixpkgs' own stages for Linux have it. What is built here shows that it builds and runs; nobody waits for an optimiser.
            preHook = ''
              export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off
              export NIX_ENFORCE_PURITY="''${NIX_ENFORCE_PURITY-1}"
              export NIX_ENFORCE_NO_NATIVE="''${NIX_ENFORCE_NO_NATIVE-1}"
            '';
          };
        };
      ofHost = super: lib.optionalAttrs (super.stdenv.targetPlatform == localSystem);
    in
    [
      (_: { __raw = true; })
      (
        _:
        stage {
          name = "graft-without-compiler";
          overrides = _: _: { expand-response-params = ""; };
        }
      )
      (
        previous:
        stage {
          name = "graft-bootstrap";
          cc = previous.gcc;
        }
      )
      (
        previous:
        stage {
          name = "stdenv-linux";
          cc = previous.gcc;
          extraNativeBuildInputs = [ previous.patchelf ];
          # Of the stage that it was made in, as nixpkgs does: one wrapper, not two of the same content.
          overrides =
            _: super:
            ofHost super {
              inherit (previous) binutils expand-response-params gcc;
            };
        }
      )
    ];

  # nixpkgs' cross stages import the native ones, as `../.`, which are these.
  cross = builtins.scopedImport {
    import = path: if baseNameOf (toString path) == "stdenv" then native else import path;
  } "${folder}/cross/default.nix";
in
arguments:
if arguments.crossSystem != arguments.localSystem || arguments.crossOverlays or [ ] != [ ] then
  cross arguments
else
  native arguments
