# The types of options: what docs/options.md calls them, and whether a value is of the type.
let
  inherit (builtins)
    all
    isAttrs
    isBool
    isFunction
    isList
    isPath
    isString
    substring
    ;
  types = {
    anything = {
      name = "anything";
      holds = _: true;
    };
    bool = {
      name = "bool";
      holds = isBool;
    };
    path = {
      name = "path";
      # A flake's input and a derivation are sets that stand for their paths.
      holds =
        value:
        isPath value || isString value && substring 0 1 value == "/" || isAttrs value && value ? outPath;
    };
    string = {
      name = "string";
      holds = isString;
    };
    strings = {
      name = "list of strings";
      holds = value: isList value && all isString value;
    };
    list = {
      name = "list";
      holds = isList;
    };
    set = {
      name = "attribute set";
      holds = isAttrs;
    };
    function = {
      name = "function";
      # A set with __functor is one too.
      holds = value: isFunction value || value ? __functor;
    };
    # Its result is checked as well.
    packages = types.function // {
      of =
        check: function: argument:
        let
          packages = function argument;
        in
        if isList packages then packages else check packages;
    };
    nullOr = type: {
      name = "null or ${type.name}";
      holds = value: value == null || type.holds value;
    };
  };
in
types
