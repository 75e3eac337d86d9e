/**
  Packages that are made of Debian's files by a script of the host tree's bash: never by a stage of nixpkgs' stdenv, which is made
  of such packages itself.

  # Type

  ```
  leaf :: {
    architecture, bash, host, system :: String;
    tree :: String -> Path;
    version :: { tree :: String; package :: String; } -> String;
    make :: { pname; version; script; outputs ? [ "out" ]; env ? { }; … } -> Derivation;
    programs :: { pname; package ? pname; tree ? "host"; links ? { }; more ? ""; … } -> Derivation;
  }
  ```

  `programs` has the programs of one Debian package, and those of `links` under other names. Any other argument becomes an
  attribute of the package, for who asks for it.
*/
{ system, trees }:
let
  tree =
    name:
    (trees.${name}
      or (throw "the graft needs Debian's `${name}`, which is not unpacked: run nix/debian/unpack with the target's name first")
    ).path;
  host = tree "host";
  bash = "${host}/usr/bin/bash";

  # Of 2:1.3.1-5+b1, the upstream part.
  version =
    { tree, package }:
    builtins.elemAt (builtins.match "([0-9]+:)?([0-9.]*[0-9]).*" trees.${tree}.packages.${package}) 1;

  make =
    {
      pname,
      version,
      script,
      outputs ? [ "out" ],
      env ? { },
      meta ? { },
      ...
    }@args:
    derivation (
      env
      // {
        name = "${pname}-${version}";
        inherit outputs script system;
        builder = bash;
        PATH = "${host}/usr/bin";
        args = [
          "-euc"
          "shopt -s nullglob; source /dev/stdin <<<\"$script\""
        ];
      }
    )
    // removeAttrs args [
      "env"
      "script"
    ]
    // {
      meta = meta // {
        outputsToInstall = [ (builtins.head outputs) ];
      };
    };

  programs =
    {
      pname,
      package ? pname,
      tree ? "host",
      links ? { },
      more ? "",
      ...
    }@args:
    let
      folder = trees.${tree}.path;
    in
    make (
      {
        version = version { inherit package tree; };
        script = ''
          mkdir -p $out/bin
          while read -r file; do
            case $file in
              ./bin/*[!/] | ./usr/bin/*[!/]) ln -sf ${folder}/usr/bin/''${file##*/} $out/bin/ ;;
            esac
          done <${folder}/packages/${package}
          ${builtins.concatStringsSep "\n" (
            map (name: "ln -sf ${folder}/usr/bin/${links.${name}} $out/bin/${name}") (builtins.attrNames links)
          )}
          ${more}
        '';
      }
      // removeAttrs args [
        "links"
        "more"
        "package"
        "tree"
      ]
    );
in
{
  # Debian's word for the build machine's.
  architecture =
    {
      aarch64-linux = "arm64";
      x86_64-linux = "amd64";
    }
    .${system};
  inherit
    bash
    host
    make
    programs
    system
    tree
    version
    ;
}
