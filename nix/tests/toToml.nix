# What is written is what Nix reads.
let
  toToml = import ../toToml.nix;
  value = {
    package = {
      name = "a\"b\\c\n";
      version.workspace = true;
    };
    bin = [
      {
        name = "one";
        path = "a.rs";
      }
      { name = "two"; }
    ];
    "odd key.with dots" = [
      1
      2.5
      false
    ];
    empty = { };
    none = [ ];
  };
in
{
  testTomlIsReadBackAsItWas = {
    expr = builtins.fromTOML (toToml value);
    expected = value;
  };
}
