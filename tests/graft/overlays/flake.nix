{
  description = "An overlay reaches the libraries of each target: from pkgsCross, and from a crossSystem of our own";

  inputs.crossflake.url = "github:crossflake/crossflake";
  inputs.nixpkgs.follows = "crossflake/nixpkgs";

  outputs =
    { crossflake, ... }:
    let
      system = "x86_64-linux";
      mark = _: previous: {
        zlib = previous.zlib.overrideAttrs (old: {
          postFixup = (old.postFixup or "") + ''
            echo mark=mine >>''${!outputDev}/lib/pkgconfig/zlib.pc
          '';
        });
      };
      shell =
        target: overlays:
        crossflake.lib.mkShell {
          inherit overlays system;
          targets = [ target ];
          # Only pkg-config is called.
          toolchain = pkgs: pkgs.hello or pkgs.coreutils;
          libraries = pkgs: [ pkgs.zlib ];
        };
    in
    {
      legacyPackages.${system}.devShells = {
        aarch64 = shell "aarch64" [ mark ];
        armel = shell "armel" [ mark ];
        armel-plain = shell "armel" [ ];
      };
    };
}
