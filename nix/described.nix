/**
  What a project's manifests say of its package: name, version, `meta`, programs.

  # Inputs

  `crates`: see localCrates.nix
  `cargoPackages`: the option
  `name`: the option

  # Type

  ```
  described :: { … } -> {
    pname :: String;
    version :: String | Null;
    meta :: AttrSet;
    programs :: [String];
    packages :: [String];  # of the project's own
  }
  ```
*/
{ paths }:
{
  crates,
  cargoPackages,
  name,
}:
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elem
    filter
    head
    isString
    length
    match
    pathExists
    readDir
    toJSON
    ;
  inherit (crates) at manifest manifests;

  workspace = manifest.workspace.package or { };
  # `description.workspace = true` is the workspace's.
  inherited =
    package: key:
    let
      value = package.${key} or null;
    in
    if value.workspace or false then workspace.${key} or null else value;

  folderOf =
    wanted:
    head (filter (folder: manifests.${folder}.package.name or null == wanted) (attrNames manifests));
  names = filter isString (map (manifest: manifest.package.name or null) (attrValues manifests));
  isKnown = wanted: elem wanted names;
  # What cargo builds of a workspace without being told.
  selected =
    if cargoPackages != [ ] then
      map folderOf (filter isKnown cargoPackages)
    else if manifest ? package && !manifest ? workspace.default-members then
      [ crates.root ]
    else if manifest ? workspace.default-members then
      filter (folder: manifests ? ${folder}) (
        map (paths.join crates.root) manifest.workspace.default-members
      )
    else
      filter (folder: manifests.${folder} ? package) (attrNames manifests);
  programsOf =
    folder:
    let
      this = manifests.${folder};
      entries =
        path: if pathExists (at folder + "/${path}") then readDir (at folder + "/${path}") else { };
      found =
        if this.package.autobins or true then
          (if pathExists (at folder + "/src/main.rs") then [ this.package.name ] else [ ])
          ++ concatMap (
            entry:
            let
              file = match "(.*)[.]rs" entry;
            in
            if file != null then
              file
            else if pathExists (at folder + "/src/bin/${entry}/main.rs") then
              [ entry ]
            else
              [ ]
          ) (attrNames (entries "src/bin"))
        else
          [ ];
      declared = map (bin: bin.name or this.package.name) (this.bin or [ ]);
      # The program of src/main.rs may have another name.
      renamed = filter (bin: bin.path or null == "src/main.rs") (this.bin or [ ]);
    in
    declared ++ filter (bin: !elem bin declared && (renamed == [ ] || bin != this.package.name)) found;
  programs = concatMap programsOf selected;

  # Of the sole package that is built.
  package =
    if length selected == 1 then manifests.${head selected}.package or { } else manifest.package or { };
  mainProgram =
    if isString (package.default-run or null) then
      package.default-run
    else if length programs == 1 then
      head programs
    else if elem pname programs then
      pname
    else
      null;

  pname =
    let
      wanted =
        if name != null then
          name
        else
          manifest.package.name
            or (if length selected == 1 then manifests.${head selected}.package.name else "workspace");
    in
    # A store name has few letters; whatever else stands in Cargo.toml must not end in Nix's hands.
    if match "[A-Za-z0-9_-]+" wanted != null then
      wanted
    else
      throw "crossflake: the package's name is ${toJSON wanted}, but it should be letters, digits, - and _; the option `name` is one for Nix alone";
  version =
    let
      value = inherited (
        if package ? name then package else { version = workspace.version or null; }
      ) "version";
    in
    if isString value && match "[0-9A-Za-z.+-]+" value != null then value else null;
  optional = key: value: if value == null then { } else { ${key} = value; };
in
{
  inherit pname programs version;
  packages = names;
  meta =
    optional "description" (inherited package "description")
    // optional "homepage" (
      let
        homepage = inherited package "homepage";
      in
      if homepage != null then homepage else inherited package "repository"
    )
    // optional "mainProgram" mainProgram;
}
