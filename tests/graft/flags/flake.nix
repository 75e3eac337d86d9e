{
  description = "The flags that nixpkgs' wrappers give the compiler, in our shell of a target and in nixpkgs' own";

  inputs.crossflake.url = "github:crossflake/crossflake";
  inputs.nixpkgs.follows = "crossflake/nixpkgs";

  outputs =
    { crossflake, ... }:
    let
      system = "x86_64-linux";
      inherit (crossflake) lib;
      pkgs = crossflake.inputs.nixpkgs.legacyPackages.${system};
      targets = [
        "aarch64"
        "armv7"
        "i686"
        "riscv64"
        "x86_64-musl"
      ];
      libraries = pkgs: [ pkgs.openssl ];
      # nixpkgs' own has the libraries that ours has: static ones where programs are static.
      theirs =
        target:
        let
          row = lib.targets.find target;
          set = pkgs.pkgsCross.${builtins.head row.pkgsCross};
          openssl = if row.crtStatic then set.openssl.override { static = true; } else set.openssl;
        in
        set.mkShell { buildInputs = [ openssl ]; };
    in
    {
      legacyPackages.${system}.devShells = builtins.listToAttrs (
        builtins.concatMap (target: [
          {
            name = "ours-${target}";
            value = lib.mkShell {
              inherit libraries system;
              targets = [ target ];
            };
          }
          {
            name = "theirs-${target}";
            value = theirs target;
          }
        ]) targets
      );
    };
}
