/**
  The documentation as a site: docs/*.md as they are, with the README as the first page, by mdBook.

  A link that leads out of docs/ becomes one to the repository. A link to a file or a heading that does not exist fails the build.

  # Type

  ```
  docs :: { pkgs :: Pkgs; } -> Derivation
  ```
*/
{ pkgs }:
pkgs.stdenv.mkDerivation {
  name = "crossflake-docs";
  env = {
    pages = ../docs;
    top = builtins.path {
      name = "crossflake-top";
      path = ../.;
      filter =
        path: _:
        builtins.elem (baseNameOf path) [
          "CHANGELOG.md"
          "CONTRIBUTING.md"
          "README.md"
        ]
        && dirOf path == toString ../.;
    };
  };
  nativeBuildInputs = [
    pkgs.mdbook
    pkgs.python3
  ];
  buildCommand = ''
    cp -r $pages docs
    chmod -R u+w docs
    mv docs/site/* .
    rmdir docs/site
    python3 ${./docs.py} links $top docs
    mdbook build --dest-dir $out
    python3 ${./docs.py} check $out
  '';
}
