/**
  The options of the `mk*` functions: their types, defaults, examples and descriptions, which are also docs/options.md; and
  the check of what a user gives, by name.

  # Type

  ```
  options :: {
    check :: String -> AttrSet -> AttrSet;
    override :: AttrSet -> AttrSet;
    every :: { String = Option; };
    markdown :: String;
    names :: { String = [String]; };
  }
  ```

  `check function given` is `given` with the defaults; it throws on an unknown name, a missing option and a wrong type. `override`
  checks one target's `overrides`, and adds no defaults: these are the project's.

  # Examples

  ```nix
  (options.check "mkShell" { system = "x86_64-linux"; }).targets
  => [ ]
  ```
*/
{
  distance,
  genAttrs,
  nearest,
  systems,
}:
let
  every = import ./options/every.nix { inherit systems; };
  markdown = import ./options/markdown.nix { inherit every mayMiss names; };
  inherit (import ./options/names.nix)
    changeSources
    names
    ofDerivations
    ofPackageAlone
    renamed
    ;
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    foldl'
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    stringLength
    typeOf
    ;

  # A shell needs no project around it.
  mayMiss =
    function: name:
    every.${name} ? default
    ||
      name == "src"
      && elem function [
        "mkShell"
        "toolchain"
        "tools"
      ];

  # Older Nix has none.
  warn = builtins.warn or (message: builtins.trace "evaluation warning: ${message}");
  rename =
    function: given:
    foldl' (
      given: old:
      let
        new = renamed.${old};
      in
      if !given ? ${old} || !elem new names.${function} then
        given
      else if given ? ${new} then
        fail function old "is `${new}` by its old name, which is given too: leave it out"
      else
        warn "crossflake: ${function}: `${old}` is called `${new}` now" (
          removeAttrs given [ old ] // { ${new} = given.${old}; }
        )
    ) given (attrNames renamed);

  shown =
    value:
    if builtins.isString value then
      "string (${builtins.toJSON value})"
    else if isAttrs value && value ? outPath then
      "package"
    else
      typeOf value;
  fail =
    function: name: text:
    throw "crossflake: ${function}: `${name}` ${text}";
  value =
    function: name: given:
    let
      inherit (every.${name}) type;
    in
    if type.holds given then
      (type.checkResult or (_: value: value)) (
        gives: wanted: result:
        fail function name "${gives} a ${shown result}, but it should ${wanted}: ${every.${name}.example}"
      ) given
    else
      fail function name "is a ${shown given}, but it should be a ${type.name}: ${every.${name}.example}";
  # For a misspelt name, the nearest option. Any other name that is not an option is an attribute of the derivation.
  # The distance is much work: that of names of another length is greater.
  misspelt =
    function: name:
    let
      length = stringLength name;
      near = filter (
        option:
        let
          difference = stringLength option - length;
        in
        difference <= 2 && difference >= -2 && distance name option <= 2
      ) names.${function};
    in
    if elem name ofDerivations || near == [ ] then null else builtins.head near;

  checked =
    function: given:
    let
      current = rename function given;
      mine = intersectAttrs (genAttrs names.${function} (_: null)) current;
      rest = removeAttrs current names.${function};
      slips = filter (name: misspelt function name != null) (attrNames rest);
      slip = builtins.head slips;
    in
    if !isAttrs given then
      throw "crossflake: ${function} is given a ${typeOf given}, but it should be a set of options"
    else if slips != [ ] then
      fail function slip "is no option; the nearest: ${misspelt function slip}"
    else
      mapAttrs (value function) mine // { inherit rest; };

  defaults = mapAttrs (
    function: _:
    listToAttrs (
      map (name: {
        inherit name;
        value =
          every.${name}.default or (
            if mayMiss function name then
              null
            else
              fail function name "is missing; for example ${name} = ${every.${name}.example}"
          );
      }) names.${function}
    )
  ) names;

  withDefaults = function: given: defaults.${function} // checked function given;

in
{
  inherit
    changeSources
    every
    markdown
    names
    ofPackageAlone
    ;
  # For functions whose result is not made of further attributes; the package set knows its system.
  checkWithPkgs =
    function: given:
    let
      whole = withDefaults function (
        (
          if isAttrs (given.pkgs or null) && given.pkgs ? stdenv.buildPlatform then
            { inherit (given.pkgs.stdenv.buildPlatform) system; }
          else
            { }
        )
        // given
      );
      unknown = attrNames whole.rest;
    in
    if unknown == [ ] then
      whole
    else
      throw "crossflake: ${function}: `${builtins.head unknown}` is no option; it has ${
        concatStringsSep ", " names.${function}
      }";
  # For flake-parts: how definitions of several modules are merged.
  moduleTypes = lib: {
    "attribute set" = lib.types.lazyAttrsOf lib.types.raw;
    bool = lib.types.bool;
    function = lib.types.functionTo (lib.types.listOf lib.types.raw);
    list = lib.types.listOf lib.types.raw;
    "list of strings" = lib.types.listOf lib.types.str;
    string = lib.types.str;
  };
  check = withDefaults;
  override = checked "perTarget";
}
