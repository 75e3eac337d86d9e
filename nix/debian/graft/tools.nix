# The build machine's shell tools, by nixpkgs' names.
leaf:
let
  named = names: builtins.mapAttrs (name: program name) names;
  program =
    name: args:
    let
      package = leaf.programs ({ pname = name; } // args);
    in
    package
    // {
      bin = package;
      out = package;
    };
  bash = {
    pname = "bash";
    package = "bash-static";
    links = {
      bash = "bash-static";
      sh = "bash-static";
    };
    shellPath = "/bin/bash";
    meta.mainProgram = "bash";
  };
in
named {
  inherit bash;
  bashInteractive = bash;
  bashNonInteractive = bash;
  bzip2 = { };
  coreutils = { };
  diffutils = { };
  file = { };
  findutils = { };
  gawk.links.awk = "gawk";
  gnugrep.package = "grep";
  gnumake.package = "make";
  gnupatch.package = "patch";
  gnused.package = "sed";
  gnutar.package = "tar";
  gzip = { };
  patch = { };
  shellcheck = { };
  xz.package = "xz-utils";
}
