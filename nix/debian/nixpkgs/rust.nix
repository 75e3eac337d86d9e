# Debian's rustc with the standard libraries of the given triples in one sysroot.
{
  bash,
  host,
  run,
  std,
  version,
}:
let
  libraries = builtins.concatStringsSep "\n" (
    map ({ tree, triple }: "ln -s ${tree}/usr/lib/rustlib/${triple} $out/lib/rustlib/") std
  );
in
run (builtins.replaceStrings [ "~" ] [ "-" ] "rust-${version}") { } ''
  mkdir -p $out/bin $out/lib/rustlib
  ${libraries}
  for program in cargo cargo-clippy cargo-fmt rustfmt; do
    ln -s ${host}/usr/bin/$program $out/bin/
  done
  for program in clippy-driver rustc rustdoc; do
    printf '#!%s\nexec %s --sysroot %s "$@"\n' ${bash} ${host}/usr/bin/$program $out >$out/bin/$program
    chmod +x $out/bin/$program
  done
''
