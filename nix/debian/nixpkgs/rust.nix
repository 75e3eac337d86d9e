# Debian's rustc with the standard libraries of the given triples in one sysroot.
{
  bash,
  host,
  hostTriple,
  lld,
  # LLVM's programs that rustup's toolchain would have too, each in its tree: one that strips Apple's programs, and those of
  # the component llvm-tools.
  llvm,
  # The tree with std's source, where one is wanted.
  rustSrc,
  run,
  std,
  version,
}:
let
  libraries = builtins.concatStringsSep "\n" (
    map (
      { folder, triple }:
      ''
        mkdir -p $out/lib/rustlib/${triple}
        ln -s ${folder} $out/lib/rustlib/${triple}/lib
      ''
    ) std
  );
  # rustc finds its own linker below its sysroot; Debian leaves that out.
  ownLinker =
    if lld == null then
      ""
    else
      ''
        mkdir -p $out/lib/rustlib/${hostTriple}/bin
        ln -s ${lld}/usr/bin/lld-22 $out/lib/rustlib/${hostTriple}/bin/rust-lld
      '';
  llvmPrograms = builtins.concatStringsSep "" (
    map (
      name:
      let
        # rustup's has a name of its own.
        link = if name == "objcopy" then "rust-objcopy" else "llvm-${name}";
      in
      ''
        mkdir -p $out/lib/rustlib/${hostTriple}/bin
        ln -s ${llvm.${name}}/usr/lib/llvm-22/bin/llvm-${name} $out/lib/rustlib/${hostTriple}/bin/${link}
      ''
    ) (builtins.attrNames llvm)
  );
  source =
    if rustSrc == null then
      ""
    else
      ''
        mkdir -p $out/lib/rustlib/src
        ln -s ${rustSrc}/usr/src/* $out/lib/rustlib/src/rust
      '';
in
# A store name has no tilde.
run (builtins.replaceStrings [ "~" ] [ "-" ] "rust-${version}") { } ''
  mkdir -p $out/bin $out/lib/rustlib
  ${libraries}
  ${ownLinker}${llvmPrograms}${source}
  # Clippy looks for its driver beside itself, where links lead.
  cp ${host}/usr/bin/cargo-clippy $out/bin/
  for program in cargo cargo-fmt rustfmt; do
    ln -s ${host}/usr/bin/$program $out/bin/
  done
  for program in rustc rustdoc; do
    printf '#!%s\nexec %s --sysroot %s "$@"\n' ${bash} ${host}/usr/bin/$program $out >$out/bin/$program
  done
  # Its first argument may be rustc's name.
  printf '#!%s\nexec %s "$@" --sysroot %s\n' ${bash} ${host}/usr/bin/clippy-driver $out >$out/bin/clippy-driver
  chmod +x $out/bin/{clippy-driver,rustc,rustdoc}
''
