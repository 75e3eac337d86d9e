{
  description = "Shells that are compared: with nixpkgs' own, with and without an overlay, and of two targets with one `config`";

  inputs.crossflake.url = "github:crossflake/crossflake";
  inputs.nixpkgs.follows = "crossflake/nixpkgs";

  outputs =
    { crossflake, ... }:
    let
      system = "x86_64-linux";
      inherit (crossflake) lib;
      pkgs = crossflake.inputs.nixpkgs.legacyPackages.${system};
      shell = options: lib.mkShell ({ inherit system; } // options);
      # Where no Rust is compiled.
      withoutRust = {
        toolchain = pkgs: pkgs.hello or pkgs.coreutils;
      };

      flags =
        target:
        let
          row = lib.targets.find target;
          set = pkgs.pkgsCross.${builtins.head row.pkgsCross};
          openssl = if row.crtStatic then set.openssl.override { static = true; } else set.openssl;
        in
        {
          "ours-${target}" = shell {
            targets = [ target ];
            libraries = pkgs: [ pkgs.openssl ];
          };
          # nixpkgs' own has the libraries that ours has: static ones where programs are static.
          "theirs-${target}" = set.mkShell { buildInputs = [ openssl ]; };
        };

      mark = _: previous: {
        zlib = previous.zlib.overrideAttrs (old: {
          postFixup = (old.postFixup or "") + ''
            echo mark=mine >>''${!outputDev}/lib/pkgconfig/zlib.pc
          '';
        });
      };
      # aarch64's set is one of pkgsCross; armel's has a crossSystem of our own.
      overlaid =
        target: overlays:
        shell (
          withoutRust
          // {
            inherit overlays;
            targets = [ target ];
            libraries = pkgs: [ pkgs.zlib ];
          }
        );
    in
    {
      legacyPackages.${system}.devShells =
        builtins.foldl' (all: target: all // flags target) { } [
          "aarch64"
          "armv7"
          "i686"
          "riscv64"
          "x86_64-musl"
        ]
        // {
          overlay-aarch64 = overlaid "aarch64" [ mark ];
          overlay-armel = overlaid "armel" [ mark ];
          plain-armel = overlaid "armel" [ ];
          clash = shell (
            withoutRust
            // {
              targets = [
                "armv7"
                "thumbv7neon-unknown-linux-gnueabihf"
              ];
              withCC = true;
              perTarget.armv7.libraries = pkgs: [ pkgs.zlib ];
            }
          );
        };
    };
}
