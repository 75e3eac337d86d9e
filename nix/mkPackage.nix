/**
  The project's programs for one target, in `bin/`.

  # Inputs

  `system`: the build machine's system
  `target`: alias or triple (default: the build machine's own)
  `src`: the folder with Cargo.toml and Cargo.lock
  `libraries`, `hostLibraries`, `tools`, `toolchain`, `env`, `pkgs`: as for mkShell
  `name`: the derivation's name (default: the package's name in Cargo.toml, `workspace` where there is none)

  # Type

  ```
  mkPackage :: { … } -> Derivation
  ```

  # Examples

  ```nix
  mkPackage { system = "x86_64-linux"; target = "riscv64"; src = ./.; libraries = pkgs: [ pkgs.openssl ]; }
  ```
*/
{ cargoDerivation }:
arguments:
cargoDerivation (
  arguments
  // {
    capability = "link";
    suffix = "";
    cargo = "cargo build --release --locked";
    install = ''
      built=$CARGO_TARGET_DIR/$CARGO_BUILD_TARGET/release
      mkdir -p $out/bin
      find $built -maxdepth 1 -type f -executable ! -name '*.so' -exec cp {} $out/bin/ \;
      for library in $built/*.so $built/*.a; do
        if [[ -e $library ]]; then
          mkdir -p $out/lib
          cp $library $out/lib/
        fi
      done
      for program in $out/bin/*; do
        $strip "$program"
      done
    '';
  }
)
