/**
  A checkout of nixpkgs, called as it is called itself, but with Debian's packages in the place of what would be downloaded or
  compiled for hours. docs/testing.md says what this proves.

  nixpkgs takes the stages of its native stdenv (`stdenvStages`) and overlays as arguments; nothing of the tree is changed.

  # Type

  ```
  graft :: Path -> { system :: String; import :: AttrSet -> Pkgs; }
  ```
*/
tree:
let
  unpacked = builtins.fromJSON (builtins.readFile ../nixpkgs/trees.json);
  rows = builtins.fromJSON (builtins.readFile ../nixpkgs/targets.json);
  # Rust, emulators and tools of the build machine that no wrapper of nixpkgs stands around.
  standIn = import ../nixpkgs { inherit (unpacked) system; };

  leaf = import ./leaf.nix {
    inherit (unpacked) system trees;
  };
  overlay = import ./overlay.nix {
    inherit leaf rows standIn;
    file = builtins.toFile "nixpkgs.nix" "args: (import ${../.}/graft ${builtins.toJSON tree}).import args";
  };
in
{
  inherit (unpacked) system;
  import =
    arguments:
    import tree (
      arguments
      // {
        stdenvStages = import ./stages.nix { inherit leaf tree; };
        overlays = [ overlay ] ++ arguments.overlays or [ ];
      }
    );
}
