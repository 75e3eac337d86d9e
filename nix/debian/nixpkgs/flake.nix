{
  description = "Debian's packages in the place of nixpkgs: what crossflake's toolset asks for, and nothing else";

  outputs =
    { self }:
    let
      systems = [
        "aarch64-darwin"
        "aarch64-linux"
        "x86_64-linux"
      ];
    in
    {
      # Of nixpkgs' lib, what `crossflake init` prints beside a flake that is there.
      lib.recursiveUpdate =
        let
          inherit (builtins) isAttrs mapAttrs;
          update =
            left: right:
            left
            // mapAttrs (
              name: value:
              if isAttrs value && isAttrs (left.${name} or null) then update left.${name} value else value
            ) right;
        in
        update;
      legacyPackages = builtins.listToAttrs (
        map (system: {
          name = system;
          value = import ./. { inherit system; };
        }) systems
      );
    };
}
