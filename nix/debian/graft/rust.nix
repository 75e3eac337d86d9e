/**
  The stand-in's Rust, which takes the place of rust-overlay's here too: that one is downloaded. Its standard libraries are copied,
  since nixpkgs' ld refuses what lies outside the store.

  # Type

  ```
  rust :: { extensions ? [ ]; targets ? [ ]; } -> Derivation
  ```
*/
{ leaf, standIn }:
let
  inherit (standIn.standIn) rust;
  copyOf =
    triple: made:
    leaf.make {
      pname = "rust-std-${triple}";
      version = "0";
      script = ''
        mkdir -p $out
        cp -rL --no-preserve=mode ${made}/lib/rustlib/${triple}/lib $out/
      '';
    };
in
arguments:
let
  made = rust arguments;
  hostTriple = standIn.stdenv.hostPlatform.rust.rustcTarget;
  copies =
    map (
      triple:
      copyOf triple (rust {
        targets = [ triple ];
      })
    ) (arguments.targets or [ ])
    ++ [
      (copyOf hostTriple (rust { }))
    ];
in
leaf.make {
  pname = "rust";
  version = "0";
  env = { inherit copies made; };
  script = ''
    mkdir -p $out/bin $out/lib/rustlib
    for program in $made/bin/*; do
      if [[ -L $program ]]; then
        cp -P $program $out/bin/
      else
        sed "s|$made|$out|g" $program >$out/bin/''${program##*/}
        chmod +x $out/bin/''${program##*/}
      fi
    done
    for folder in $made/lib/rustlib/*; do
      name=''${folder##*/}
      mkdir -p $out/lib/rustlib/$name
      for part in $folder/*; do
        if [[ ''${part##*/} != lib ]]; then ln -s $part $out/lib/rustlib/$name/; fi
      done
      for copy in $copies; do
        if [[ $copy == *-rust-std-$name-0 ]]; then ln -s $copy/lib $out/lib/rustlib/$name/; fi
      done
    done
  '';
}
