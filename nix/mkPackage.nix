/**
  The project's programs for one target in `bin/`, its C libraries in `lib/`.

  # Inputs

  docs/options.md

  # Type

  ```
  mkPackage :: Options -> Derivation
  ```

  # Examples

  ```nix
  mkPackage { system = "x86_64-linux"; target = "riscv64"; src = ./.; libraries = pkgs: [ pkgs.openssl ]; }
  ```
*/
{ cargoDerivation }:
cargoDerivation {
  function = "mkPackage";
  capability = "link";
  suffix = "";
  cargo = build: arguments: "advised ${build} ${arguments}";
  install = ''
    mkdir -p $out/bin
    find $built -maxdepth 1 -type f -executable ! -name '*.so' ! -name '*.dylib' -exec cp {} $out/bin/ \;
    for library in $built/*.so $built/*.dylib $built/*.a; do
      if [[ -e $library ]]; then
        mkdir -p $out/lib
        cp $library $out/lib/
      fi
    done
    for program in $out/bin/*; do
      if [[ -e $program ]]; then $strip "$program"; fi
    done
    ${builtins.readFile ./windowsDlls.sh}
    # Panic messages name their source file: by its store path, the program would keep its crates' sources alive. What a Mac
    # has signed stays as it is; of what zig has signed, the hashes are computed anew.
    if [[ $CARGO_BUILD_TARGET != *-apple-* || -n $signAnew ]]; then
      hash=$(basename $cargoVendorDir)
      LC_ALL=C find $out -type f -exec sed -i "s/''${hash%%-*}/eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee/g" {} +
      if [[ -n $signAnew ]]; then find $out -type f -exec $signAnew {} +; fi
    fi
  '';
}
