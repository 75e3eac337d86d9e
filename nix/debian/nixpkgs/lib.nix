# Of nixpkgs' lib, what crossflake's nix/ and what `crossflake init` prints ask for.
let
  inherit (builtins)
    attrNames
    concatStringsSep
    isAttrs
    listToAttrs
    mapAttrs
    match
    replaceStrings
    stringLength
    substring
    ;

  lib = {
    inherit (builtins) isFunction warn;
    escapeShellArg =
      value:
      let
        text = toString value;
      in
      if match "[A-Za-z0-9_./:=@%+,-]+" text != null then
        text
      else
        "'${replaceStrings [ "'" ] [ "'\\''" ] text}'";
    escapeShellArgs = values: concatStringsSep " " (map lib.escapeShellArg values);
    genAttrs =
      names: value:
      listToAttrs (
        map (name: {
          inherit name;
          value = value name;
        }) names
      );
    hasPrefix = prefix: text: substring 0 (stringLength prefix) text == prefix;
    mapAttrs' = function: set: listToAttrs (map (name: function name set.${name}) (attrNames set));
    optional = condition: value: if condition then [ value ] else [ ];
    optionalAttrs = condition: set: if condition then set else { };
    optionalString = condition: text: if condition then text else "";
    optionals = condition: list: if condition then list else [ ];
    recursiveUpdate =
      left: right:
      left
      // mapAttrs (
        name: value:
        if isAttrs value && isAttrs (left.${name} or null) then
          lib.recursiveUpdate left.${name} value
        else
          value
      ) right;
    removePrefix =
      prefix: text: if lib.hasPrefix prefix text then substring (stringLength prefix) (-1) text else text;
  };
in
lib
