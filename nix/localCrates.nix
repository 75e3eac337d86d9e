/**
  The crates that a project holds itself, found by cargo's own rules from its manifests, Cargo.lock and `.cargo/config.toml`:
  members of the workspace, path dependencies (also those outside of `src`), patches. Folders are relative to `src`.

  # Inputs

  `src`: the project's sources
  `cargoRoot`: the folder with Cargo.lock, relative to `src`

  # Type

  ```
  localCrates :: { src :: Path; cargoRoot :: String; } -> {
    at :: Folder -> Path;
    configs :: [{ folder :: Folder; file :: String; value :: AttrSet; }];  # the nearest first
    lock :: AttrSet;
    lockFile :: Path;
    manifest :: AttrSet;  # the one of `cargoRoot`
    manifests :: { Folder = AttrSet; };
    real :: [Folder];  # those that crates from elsewhere build on
    root :: Folder;
  }
  ```
*/
{ paths }:
{ src, cargoRoot }:
let
  inherit (builtins)
    attrValues
    baseNameOf
    concatMap
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    fromTOML
    genericClosure
    head
    isAttrs
    isList
    isString
    length
    listToAttrs
    match
    pathExists
    readDir
    readFile
    replaceStrings
    split
    substring
    ;
  inherit (paths) join parts;

  base = if isAttrs src then "${src}" else src;
  at = folder: if folder == "." then base else base + "/${folder}";
  root = join "." cargoRoot;

  # A byte order mark and dates, which Nix does not read, say nothing to a build.
  mark = builtins.fromJSON ''"\ufeff"'';
  date = "([=,[][[:space:]]*)([0-9]{4}-[0-9]{2}-[0-9]{2}([Tt ][0-9:.]+)?|[0-9]{2}:[0-9]{2}:[0-9]{2}[0-9.]*)([Zz]|[-+][0-9]{2}:[0-9]{2})?";
  readToml =
    file:
    let
      text = readFile file;
      bare = if substring 0 3 text == mark then substring 3 (-1) text else text;
      pieces = split date bare;
    in
    fromTOML (
      concatStringsSep "" (map (piece: if isList piece then "${head piece}0" else piece) pieces)
    );
  manifestFile = folder: at folder + "/Cargo.toml";
  isCrate = folder: pathExists (manifestFile folder);

  dependencyTables =
    names: manifest:
    concatMap (table: map (name: table.${name} or { }) names) (
      [ manifest ] ++ attrValues (manifest.target or { })
    );
  normal = [
    "dependencies"
    "build-dependencies"
    "build_dependencies"
  ];
  development = [
    "dev-dependencies"
    "dev_dependencies"
  ];
  # What stands under `path` in tables of crates.
  pathsIn =
    folder: tables:
    concatMap (
      table:
      concatMap (
        crate:
        if isAttrs crate && isString (crate.path or null) && substring 0 1 crate.path != "/" then
          [ (visible folder crate.path) ]
        else
          [ ]
      ) (attrValues table)
    ) tables;
  # Of what is above `src`, Nix may see nothing.
  visible =
    folder: path:
    let
      crate = join folder path;
    in
    if paths.climb crate == 0 || isCrate crate then
      crate
    else
      throw ''
        crossflake: ${toString (manifestFile folder)} names the crate ${path}, which Nix does not see: it is outside of `src` (${toString base}).
        Give the folder that holds both, and say where Cargo.lock is: src = ./.; cargoRoot = "${baseNameOf (toString base)}";'';
  patches = value: attrValues (value.patch or { });

  configs = concatMap (
    folder:
    let
      files = filter (file: pathExists (at folder + "/${file}")) [
        ".cargo/config"
        ".cargo/config.toml"
      ];
    in
    map (file: {
      inherit file folder;
      value = readToml (at folder + "/${file}");
    }) (if files == [ ] then [ ] else [ (head files) ])
  ) (paths.ancestors root);
  overriding = concatMap (
    { folder, value, ... }: map (join folder) (filter isString (value.paths or [ ]))
  ) configs;

  # `crates/*` as cargo's glob takes it.
  isPattern = part: match ".*[*?[].*" part != null;
  regex =
    part:
    replaceStrings
      [
        "."
        "+"
        "("
        ")"
        "$"
        "^"
        "*"
        "?"
      ]
      [
        "[.]"
        "[+]"
        "[(]"
        "[)]"
        "[$]"
        "[\\^]"
        ".*"
        "."
      ]
      part;
  foldersIn =
    folder:
    let
      entries = if pathExists (at folder) then readDir (at folder) else { };
    in
    filter (name: entries.${name} == "directory" || entries.${name} == "symlink") (
      builtins.attrNames entries
    );
  below =
    folder:
    [ folder ]
    ++ concatMap (name: below (join folder name)) (
      filter (name: substring 0 1 name != "." && name != "target") (foldersIn folder)
    );
  expand =
    folder: pattern:
    foldl' (
      folders: part:
      if part == "**" then
        concatMap below folders
      else if isPattern part then
        concatMap (
          folder: map (join folder) (filter (name: match (regex part) name != null) (foldersIn folder))
        ) folders
      else
        map (folder: join folder part) folders
    ) [ folder ] (parts pattern);

  manifest = readToml (manifestFile root);
  crate = key: {
    inherit key;
    value = readToml (manifestFile key);
  };
  found = genericClosure {
    startSet = map crate (
      filter isCrate (
        [ root ]
        ++ concatMap (expand root) (manifest.workspace.members or [ ])
        ++ pathsIn root [ (manifest.workspace.dependencies or { }) ]
        ++ pathsIn root (patches manifest ++ [ (manifest.replace or { }) ])
        ++ concatMap ({ folder, value, ... }: pathsIn folder (patches value)) configs
        ++ overriding
      )
    );
    operator =
      { key, value }:
      map crate (
        filter isCrate (
          pathsIn key (dependencyTables (normal ++ development) value)
          # A crate of another workspace takes values from there.
          ++ (if key == root then [ ] else paths.ancestors key)
        )
      );
  };
  manifests = listToAttrs (
    map (
      { key, value }:
      {
        name = key;
        inherit value;
      }
    ) found
  );
  folders = map ({ key, ... }: key) found;

  lockFile = at root + "/Cargo.lock";
  lock = readToml lockFile;

  # Crates from elsewhere build on these, as Cargo.lock says: patches, and what patched crates need.
  locked = lock.package or [ ];
  isLocal = package: !(package ? source);
  localNames = listToAttrs (
    map (package: {
      inherit (package) name;
      value = package;
    }) (filter isLocal locked)
  );
  # `name`, `name version` or `name version (source)`.
  localDependencies =
    package:
    concatMap (
      dependency:
      let
        words = filter isString (split " " dependency);
        name = head words;
        local = localNames.${name} or null;
      in
      if local != null && length words < 3 && (length words == 1 || elemAt words 1 == local.version) then
        [ { key = name; } ]
      else
        [ ]
    ) (package.dependencies or [ ]);
  needed = map ({ key }: key) (genericClosure {
    startSet = concatMap localDependencies (filter (package: !isLocal package) locked);
    operator = { key }: localDependencies localNames.${key};
  });
  # Such crates are not in Cargo.lock.
  overridingToo = map ({ key }: key) (genericClosure {
    startSet = map (key: { inherit key; }) (filter isCrate overriding);
    operator =
      { key }:
      map (key: { inherit key; }) (
        filter isCrate (pathsIn key (dependencyTables normal manifests.${key}))
      );
  });
  real = filter (
    folder: elem folder overridingToo || elem (manifests.${folder}.package.name or null) needed
  ) folders;
in
{
  inherit
    at
    configs
    lock
    lockFile
    manifest
    manifests
    real
    root
    ;
  hasManifest = isCrate root;
  hasLock = pathExists lockFile;
}
