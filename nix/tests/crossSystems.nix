/**
  What nixpkgs' lib makes of each target's crossSystem, for scripts/check-nixpkgs: of a platform its config and the triple
  that its Rust builds take, null if lib refuses it.

  # Type

  ```
  crossSystems :: { triple = CrossSystem | Null; } -> Lib -> {
    examples :: { name = Platform | Null; };  # nixpkgs' own, those of pkgsCross
    pasted :: { triple = Platform | Null; };  # with rust.rustcTarget, as `crossflake show` prints it
    alone :: { triple = Platform | Null; };  # without it; of a target that has no crossSystem, of the triple as config
  }
  ```
*/
crossSystems: lib:
let
  inherit (builtins) deepSeq mapAttrs tryEval;
  inherit (lib.systems) elaborate examples;

  platform =
    system:
    let
      elaborated = elaborate system;
      result = {
        inherit (elaborated) config;
        triple = elaborated.rust.rustcTarget;
      };
      evaluated = tryEval (deepSeq result result);
    in
    if evaluated.success then evaluated.value else null;
in
{
  examples = mapAttrs (_: platform) examples;
  pasted = mapAttrs (_: system: if system == null then null else platform system) crossSystems;
  alone = mapAttrs (
    triple: system:
    platform (if system == null then { config = triple; } else removeAttrs system [ "rust" ])
  ) crossSystems;
}
