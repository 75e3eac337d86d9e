let
  nearest = import ../nearest.nix;
in
{
  testNearestSwapped = {
    expr = nearest "aarch46" [
      "aarch64"
      "riscv64"
      "s390x"
    ];
    expected = [ "aarch64" ];
  };
  testNearestComesFirst = {
    expr = nearest "riscv6" [
      "riscv32"
      "riscv64"
    ];
    expected = [
      "riscv64"
      "riscv32"
    ];
  };
  testNearestOfUpperCase = {
    expr = nearest "AArch64" [
      "aarch64"
      "riscv64"
    ];
    expected = [ "aarch64" ];
  };
  testNearestOfNothing = {
    expr = nearest "" [ "aarch64" ];
    expected = [ ];
  };
  testNearestNamesNothingFarAway = {
    expr = nearest "windows" [ "s390x" ];
    expected = [ ];
  };
}
