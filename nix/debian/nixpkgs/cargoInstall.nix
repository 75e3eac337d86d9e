# A program that Debian does not have, built from its crate.
{
  bash,
  cargoHome,
  crate,
  host,
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
  buildCommand = ''
    cargo install --quiet --locked --root $out --target-dir target --version ${version} ${crate}
    ls $out/bin/${program}
  '';
  meta.mainProgram = program;
}
