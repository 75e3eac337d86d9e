/**
  The crates of Cargo.lock, and of std where cargo builds it, in one folder, and what cargo's configuration says of it. Crates
  that the project holds itself (`cargo vendor`, and a directory in its `.cargo/config.toml`) are not fetched.

  # Inputs

  `pkgs`: the build machine's package set
  `crates`: see localCrates.nix
  `extraRegistries`, `outputHashes`: the options
  `stdLockFile`: the lock of std, null where it is not built

  # Type

  ```
  vendored :: { … } -> { folder :: Path; config :: String; }
  ```
*/
{ paths, toToml }:
{
  pkgs,
  crates,
  extraRegistries,
  outputHashes,
  stdLockFile,
}:
let
  inherit (builtins)
    any
    attrNames
    attrValues
    concatMap
    filter
    foldl'
    head
    isAttrs
    isString
    listToAttrs
    match
    pathExists
    ;
  inherit (pkgs.lib)
    hasPrefix
    mapAttrs'
    optional
    optionalAttrs
    removePrefix
    ;
  inherit (crates) at lock;

  cratesIo = "https://github.com/rust-lang/crates.io-index";
  # As Cargo.lock names it, but for the protocol that is no part of the address.
  address = removePrefix "registry+";

  # The nearest configuration wins.
  sources = foldl' (
    all:
    { folder, value, ... }:
    builtins.mapAttrs (_: source: source // { inherit folder; }) (value.source or { }) // all
  ) { } crates.configs;
  # The folder with the crates in which a chain of `replace-with` ends.
  folderOf =
    name:
    let
      source = sources.${name} or { };
      folder = paths.join source.folder source.directory;
    in
    if isString (source.replace-with or null) then
      folderOf source.replace-with
    else if isString (source.directory or null) && pathExists (at folder) then
      folder
    else
      null;
  isHeld =
    package:
    any (
      name:
      let
        source = sources.${name};
        holds =
          if name == "crates-io" then
            address package.source == cratesIo
          else if source ? registry then
            address package.source == address source.registry
          else
            source ? git && hasPrefix "git+${source.git}" package.source;
      in
      holds && folderOf name != null
    ) (attrNames sources);
  held = filter (name: sources.${name} ? directory && folderOf name != null) (attrNames sources);

  # An unused patch is fetched too: cargo looks into it.
  locked = filter (package: package ? source) ((lock.package or [ ]) ++ (lock.patch.unused or [ ]));
  wanted = filter (package: !isHeld package) locked;
  registries = mapAttrs' (name: value: {
    name = address name;
    inherit value;
  }) extraRegistries;
  strangers = filter (
    package:
    match "(registry|sparse)[+].*" package.source != null
    && address package.source != cratesIo
    && !registries ? ${address package.source}
  ) wanted;
  fetched =
    if strangers != [ ] then
      let
        package = head strangers;
      in
      throw ''
        crossflake: Cargo.lock takes the crate ${package.name} from the registry ${address package.source}, and nobody says where its crates are downloaded from.
        It is the `dl` of the registry's config.json: extraRegistries."${address package.source}" = "https://…";
        or hold the crates yourself: cargo vendor, and what it prints in .cargo/config.toml.''
    else if wanted == [ ] then
      [ ]
    else
      [
        (pkgs.rustPlatform.importCargoLock (
          {
            inherit outputHashes;
            allowBuiltinFetchGit = true;
          }
          // optionalAttrs (registries != { }) { extraRegistries = registries; }
          // (
            if wanted == filter (package: package ? source) (lock.package or [ ]) then
              { inherit (crates) lockFile; }
            else
              { lockFileContents = toToml (lock // { package = wanted; }); }
          )
        ))
      ];
  std = optional (stdLockFile != null) (
    pkgs.rustPlatform.importCargoLock { lockFile = stdLockFile; }
  );
  own = map (
    name:
    builtins.path {
      name = "vendored-crates";
      path = at (folderOf name);
    }
  ) held;

  # A git dependency may read files of its repository beside its own folder (`include_str!("../../README.md")`).
  git = concatMap (
    package:
    let
      source = match "git[+]([^?#]*)([?][^#]*)?#(.*)" package.source;
    in
    if source == null then
      [ ]
    else
      [
        "${package.name} ${package.name}-${package.version} ${
          if outputHashes != { } then
            # The tree that these hashes are of is nixpkgs' own to fetch.
            "-"
          else
            fetchGit {
              url = head source;
              rev = builtins.elemAt source 2;
              allRefs = true;
              submodules = true;
            }
        }"
      ]
  ) wanted;

  all = std ++ own ++ fetched;
  folder =
    if builtins.length all == 1 && git == [ ] then
      head all
    else
      pkgs.stdenv.mkDerivation {
        name = "crates";
        folders = all;
        inherit git;
        buildCommand = ''
          mkdir -p $out/.cargo
          touch $out/.cargo/config.toml
          for folder in $folders; do
            for crate in $folder/*; do ln -sfn $crate $out/; done
            if [[ -e $folder/.cargo/config.toml ]]; then cp --no-preserve=mode $folder/.cargo/config.toml $out/.cargo/; fi
          done
          # Links lead into the whole tree, where the crate is as it was vendored.
          set -- $git
          while [[ $# -gt 0 ]]; do
            if [[ $3 != - ]]; then
              tree=$out/.git-trees/$(basename $3)
              if [[ ! -e $tree ]]; then
                mkdir -p $out/.git-trees
                cp -r --no-preserve=mode,ownership $3 $tree
              fi
              manifest=$(grep -rlE --include=Cargo.toml "^[[:space:]]*name[[:space:]]*=[[:space:]]*[\"']$1[\"']" $tree | head -n 1)
              crate=$out/$2
              if [[ -n $manifest && -e $crate ]]; then
                cp -rL --no-preserve=mode,ownership $crate/. ''${manifest%/Cargo.toml}/
                ln -sfn ''${manifest%/Cargo.toml} $crate
              fi
            fi
            shift 3
          done
        '';
      };

  # The registries by the names that the manifests have for them: cargo's own configuration may be the user's alone.
  dependencies =
    manifest:
    concatMap
      (
        table:
        concatMap
          (
            kind:
            map (name: {
              inherit name;
              value = table.${kind}.${name};
            }) (attrNames (table.${kind} or { }))
          )
          [
            "dependencies"
            "dev-dependencies"
            "build-dependencies"
          ]
      )
      (
        [
          manifest
          (manifest.workspace or { })
        ]
        ++ attrValues (manifest.target or { })
      );
  named = concatMap (
    { name, value }:
    let
      crate = value.package or name;
      found = filter (
        package:
        package.name == crate
        && match "(registry|sparse)[+].*" package.source != null
        && address package.source != cratesIo
      ) locked;
    in
    if isAttrs value && value ? registry && found != [ ] then
      [
        {
          name = value.registry;
          value.index = address (head found).source;
        }
      ]
    else
      [ ]
  ) (concatMap dependencies (attrValues crates.manifests));
  configured = foldl' (all: { value, ... }: all // (value.registries or { })) { } crates.configs;
  missing = removeAttrs (listToAttrs named) (attrNames configured);
in
{
  inherit folder;
  config = toToml (
    optionalAttrs (missing != { }) { registries = missing; }
    // optionalAttrs (held != [ ]) {
      source = listToAttrs (
        map (name: {
          inherit name;
          value.directory = "cargo-vendor-dir";
        }) held
      );
    }
  );
}
