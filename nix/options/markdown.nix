# The page docs/options.md.
{
  every,
  mayMiss,
  names,
}:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    isFunction
    isList
    toJSON
    ;

  shown =
    default:
    if isFunction default then
      "_: [ ]"
    else if isList default then
      "[ ${concatStringsSep " " (map toJSON default)} ]"
    else if default == { } then
      "{ }"
    else
      toJSON default;
  section =
    name:
    let
      option = every.${name};
      functions = filter (function: elem name names.${function}) [
        "mkProject"
        "mkShell"
        "mkPackage"
        "mkCheck"
        "mkCargoDerivation"
        "mkDeployable"
        "tools"
        "toolchain"
      ];
      default =
        if !option ? default then
          "none, it must be given"
          + (if mayMiss "mkShell" name then ", but for mkShell, tools and toolchain" else "")
        else if option.default == null then
          "see above"
        else
          "`${builtins.replaceStrings [ "[  ]" ] [ "[ ]" ] (shown option.default)}`";
    in
    ''

      ## ${name}

      ${option.description}

      - Type: ${option.type.name}
      - Default: ${default}
      - Example: `${name} = ${option.example};`
      - Of: ${concatStringsSep ", " functions}
    '';
  head = ''
    <!-- Made by `nix eval --raw .#lib.options.markdown`. -->

    # Options

    Of `lib.mkProject`, `lib.mkShell`, `lib.mkPackage`, `lib.mkCheck`, `lib.mkCargoDerivation`, `lib.mkDeployable`, and of `lib.tools` and `lib.toolchain`, which take no other attributes and know `system` from `pkgs`. A value of another type is an error, and so is a name that is nearly an option's. Every other attribute is the derivation's: packages, checks and their dependencies take it (`nativeBuildInputs`, `preBuild`, `patches` …; a function is given the build machine's package set), and the package alone what is for its installation (`postInstall`, `meta`, `doCheck` …). `buildInputs` are the build machine's.
  '';
in
head + concatStringsSep "" (map section (attrNames every))
