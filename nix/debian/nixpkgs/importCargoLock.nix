# The crates of a Cargo.lock, fetched and checked by cargo itself. Not a fixed output: the stand-in builds without sandbox,
# and Cargo.lock holds the hashes.
{
  bash,
  cargoHome,
  host,
  run,
  rust,
}:
{
  lockFile,
  ...
}:
run "cargo-vendor-dir"
  {
    CARGO_HOME = cargoHome;
    # cargo wants the manifests, and a file for each of their targets.
    src = builtins.path {
      name = "manifests";
      path = dirOf lockFile;
      filter =
        path: type: type == "directory" || builtins.match "Cargo[.](toml|lock)" (baseNameOf path) != null;
    };
  }
  ''
    cp -r --no-preserve=mode $src source
    cd source
    source ${./emptySources.sh}
    mkdir -p $out/.cargo
    PATH=${rust}/bin:$PATH cargo vendor --locked --quiet --versioned-dirs $out >config
    sed "s|directory = .*|directory = \"cargo-vendor-dir\"|" config >$out/.cargo/config.toml
    if ! [ -s $out/.cargo/config.toml ]; then
      printf '[source.crates-io]\nreplace-with = "vendored-sources"\n[source.vendored-sources]\ndirectory = "cargo-vendor-dir"\n' >$out/.cargo/config.toml
    fi
    ln -s $src/Cargo.lock $out/Cargo.lock
  ''
