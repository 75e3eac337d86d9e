# The crates of a Cargo.lock, fetched and checked by cargo itself, of the lock alone as in nixpkgs: std's has no manifest
# beside it. Not a fixed output: the stand-in builds without sandbox, and Cargo.lock holds the hashes.
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
let
  lock = builtins.fromTOML (builtins.readFile lockFile);

  # What Cargo.toml says of a crate from there.
  origin =
    source:
    let
      git = builtins.match "git[+]([^?#]*)([?](branch|rev|tag)=([^#]*))?#.*" source;
      part = builtins.elemAt git;
    in
    if source == "registry+https://github.com/rust-lang/crates.io-index" then
      ""
    else if git == null then
      throw "the stand-in made of Debian's packages fetches no crates from ${source}"
    else
      ", git = ${builtins.toJSON (part 0)}"
      + (if part 2 == null then "" else ", ${part 2} = ${builtins.toJSON (part 3)}");

  # Two versions of a crate need two names.
  dependency =
    {
      name,
      version,
      source,
      ...
    }:
    ''"${name}-${builtins.hashString "md5" version}" = { package = "${name}", version = "=${version}", default-features = false${origin source} }'';
in
run "cargo-vendor-dir"
  {
    CARGO_HOME = cargoHome;
    # By its content alone.
    lockFile = builtins.path {
      name = "Cargo.lock";
      path = lockFile;
    };
    manifest = ''
      [package]
      name = "every-crate-of-the-lock"
      version = "0.0.0"
      edition = "2021"
      [workspace]
      [dependencies]
      ${builtins.concatStringsSep "\n" (
        map dependency (builtins.filter (crate: crate ? source) lock.package or [ ])
      )}
    '';
  }
  ''
    mkdir -p source/src $out/.cargo
    cd source
    printf '%s' "$manifest" >Cargo.toml
    touch src/lib.rs
    cp --no-preserve=mode $lockFile Cargo.lock
    PATH=${rust}/bin:$PATH cargo vendor --versioned-dirs $out >config
    sed "s|directory = .*|directory = \"cargo-vendor-dir\"|" config >$out/.cargo/config.toml
    if ! [ -s $out/.cargo/config.toml ]; then
      printf '[source.crates-io]\nreplace-with = "vendored-sources"\n[source.vendored-sources]\ndirectory = "cargo-vendor-dir"\n' >$out/.cargo/config.toml
    fi
    ln -s $lockFile $out/Cargo.lock
  ''
