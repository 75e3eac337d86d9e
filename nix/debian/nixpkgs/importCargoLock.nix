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
  lockFile ? null,
  lockFileContents ? null,
  extraRegistries ? { },
  ...
}:
let
  text = if lockFile == null then lockFileContents else builtins.readFile lockFile;
  lock = builtins.fromTOML text;
  locked = builtins.filter (crate: crate ? source) lock.package or [ ];

  # What cargo does not fetch: the addresses of these registries are the caller's word.
  registryOf =
    source:
    let
      index = builtins.match "registry[+](.*)" source;
    in
    if index == null then source else builtins.head index;
  isExtra = crate: extraRegistries ? ${registryOf crate.source};
  extra = map (
    crate:
    "${crate.name}-${crate.version} ${crate.checksum} ${
      builtins.fetchurl {
        url = "${extraRegistries.${registryOf crate.source}}/${crate.name}/${crate.version}/download";
        name = "${crate.name}-${crate.version}.tar.gz";
        sha256 = crate.checksum;
      }
    }"
  ) (builtins.filter isExtra locked);
  replaced = builtins.concatStringsSep "" (
    map (index: ''
      [source."${index}"]
      registry = "${index}"
      replace-with = "vendored-sources"
    '') (builtins.attrNames extraRegistries)
  );

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
    lockFile = builtins.toFile "Cargo.lock" (builtins.unsafeDiscardStringContext text);
    inherit extra replaced;
    manifest = ''
      [package]
      name = "every-crate-of-the-lock"
      version = "0.0.0"
      edition = "2021"
      [workspace]
      [dependencies]
      ${builtins.concatStringsSep "\n" (map dependency (builtins.filter (crate: !isExtra crate) locked))}
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
    printf '%s' "$replaced" >>$out/.cargo/config.toml
    while read -r name checksum archive; do
      mkdir $out/$name
      tar -xf $archive -C $out/$name --strip-components=1
      printf '{"files":{},"package":"%s"}' $checksum >$out/$name/.cargo-checksum.json
    done < <(set -- $extra; while [[ $# -gt 0 ]]; do echo "$1 $2 $3"; shift 3; done)
    ln -s $lockFile $out/Cargo.lock
  ''
