let
  inherit (import ../paths.nix) ancestors climb join;
in
{
  testJoinGoesUpAndDown = {
    expr = map (path: join "app" path) [
      "../lib"
      "./src"
      "../../other"
      ".."
      "."
    ];
    expected = [
      "lib"
      "app/src"
      "../other"
      "."
      "app"
    ];
  };
  testAncestorsEndInTheFolder = {
    expr = ancestors "a/b";
    expected = [
      "a/b"
      "a"
      "."
    ];
  };
  testAncestorsAboveEndBelowWhatIsUnseen = {
    expr = ancestors "../lib/a";
    expected = [
      "../lib/a"
      "../lib"
      ".."
    ];
  };
  testClimbCountsTheFoldersAbove = {
    expr = map climb [
      "."
      "a"
      "../../b"
    ];
    expected = [
      0
      0
      2
    ];
  };
}
