# The types of options: what docs/options.md calls them, and whether a value is of the type.
let
  inherit (builtins)
    all
    elem
    filter
    head
    isAttrs
    isBool
    isFunction
    isList
    isPath
    isString
    substring
    ;
  isPackage = value: types.path.holds value;
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
    dependencies = {
      name = "string, one of `check`, `nothing`, `package` and `tests`";
      holds =
        value:
        elem value [
          "check"
          "nothing"
          "package"
          "tests"
        ];
    };
    # Their results are checked as well: `checkResult` takes what to do with a wrong one.
    package = types.function // {
      checkResult =
        fail: function: argument:
        let
          result = function argument;
        in
        if isPackage result then result else fail "gives" "give a package" result;
    };
    packages = types.function // {
      checkResult =
        fail: function: argument:
        let
          result = function argument;
          # As in nixpkgs' `buildInputs`.
          wrong = filter (item: !(item == null || isList item || isPackage item)) result;
        in
        if !isList result then
          fail "gives" "give a list" result
        else if wrong != [ ] then
          fail "gives a list with" "be a list of packages" (head wrong)
        else
          result;
    };
    nullOr =
      type:
      type
      // {
        name = "null or ${type.name}";
        holds = value: value == null || type.holds value;
      }
      // (
        if type ? checkResult then
          { checkResult = fail: value: if value == null then null else type.checkResult fail value; }
        else
          { }
      );
  };
in
types
