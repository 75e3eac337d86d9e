# A program that Debian does not have, built from its crate.
{
  bash,
  cargoHome,
  crate,
  # The crate's features, its default ones if null.
  features ? null,
  host,
  # What the program calls.
  path ? [ ],
  program,
  run,
  rust,
  stdenv,
  version,
}:
stdenv.mkDerivation {
  name = "${program}-${version}";
  nativeBuildInputs = [ rust ];
  CARGO_HOME = cargoHome;
  # It is compiled for a few runs on small files.
  CARGO_PROFILE_DEV_DEBUG = "0";
  buildCommand = ''
    cargo install --quiet --locked --debug --root $out --target-dir target --version ${version} --bin ${program} ${crate} \
      ${if features == null then "" else "--no-default-features --features '${features}'"}
    ls $out/bin/${program}
    ${
      if path == [ ] then
        ""
      else
        ''
          mv $out/bin/${program} $out/bin/.${program}-wrapped
          printf '#!%s\nexport PATH=%s:$PATH\nexec -a "$0" %s "$@"\n' \
            ${bash} ${
              builtins.concatStringsSep ":" (map (folder: "${folder}/bin") path)
            } $out/bin/.${program}-wrapped >$out/bin/${program}
          chmod +x $out/bin/${program}
        ''
    }
  '';
  meta.mainProgram = program;
}
