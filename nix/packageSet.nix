/**
  The build machine's package set, as the options `pkgs`, `system`, `nixpkgsConfig` and `overlays` say.

  # Type

  ```
  packageSet :: Options -> Pkgs
  ```
*/
{ toolset }:
{
  nixpkgsConfig,
  overlays,
  pkgs,
  system,
  ...
}:
let
  given = if builtins.isFunction pkgs then pkgs system else pkgs;
  base =
    if pkgs == null then
      toolset.packages {
        inherit system;
        config = nixpkgsConfig;
      }
    else if builtins.isAttrs given && given ? stdenv.buildPlatform then
      given
    else
      throw ''crossflake: `pkgs` is ${
        if builtins.isAttrs given then "a set without `stdenv`" else "a ${builtins.typeOf given}"
      }, but it should be a package set of nixpkgs, or a function from a system to one: pkgs = import nixpkgs { system = "x86_64-linux"; };'';
in
if overlays == [ ] then base else base.appendOverlays overlays
