/**
  What the crates of a project's Cargo.lock want of nixpkgs, by the table crates.json.

  # Type

  ```
  crates :: {
    locked :: Path | Null -> [Package];
    requirements :: { packages :: [Package]; rows :: [Row]; } -> {
      libraries, tools, config :: { String = [String]; };
      env :: Row -> { String = String; };
      unknown :: [String];
    };
    found :: { packages :: [Package]; rows :: [Row]; pkgs :: Pkgs; } -> {
      libraries :: Row -> Pkgs -> [Derivation];
      tools :: [Derivation];
      env :: Row -> { String = String; };
      unknown :: [String];
    };
  }
  ```

  Of `requirements`, `libraries`, `tools` and `config` are names, each with the crates that want it, for any of the rows; nothing of nixpkgs
  is evaluated for them. `found` leaves out what a package set does not have for its platform, and a line says what.

  # Examples

  ```nix
  (crates.requirements { packages = [ { name = "alsa-sys"; version = "0.4.0"; } ]; rows = [ (targets.find "aarch64") ]; }).libraries
  => { alsa-lib = [ "alsa-sys" ]; }
  ```
*/
{ targets }:
let
  inherit (builtins)
    addErrorContext
    all
    any
    attrNames
    attrValues
    compareVersions
    concatMap
    concatStringsSep
    elem
    filter
    foldl'
    fromJSON
    fromTOML
    getContext
    hasAttr
    head
    isAttrs
    isList
    isString
    listToAttrs
    map
    mapAttrs
    match
    pathExists
    readFile
    replaceStrings
    split
    stringLength
    substring
    trace
    tryEval
    zipAttrsWith
    ;

  table = fromJSON (readFile ../crates.json);
  parts = separator: text: filter isString (split separator text);
  commas = concatStringsSep ", ";
  named = value: package: {
    inherit (package) name;
    inherit value;
  };

  # The table's word for the operating system of a row.
  systemOf =
    row:
    let
      words = filter (word: elem word (parts "-" row.triple)) (attrNames systems);
    in
    if words == [ ] then "" else systems.${head words};
  # `android` and `androideabi` come before `linux`, which a triple has beside them.
  systems = {
    android = "android";
    androideabi = "android";
    darwin = "macos";
    linux = "linux";
    windows = "windows";
  };

  # A version's numbers: what `-` or `+` starts is no part of the table's.
  ofVersion =
    row: version:
    let
      numbers = head (match "([0-9.]*).*" version);
      older = filter ({ below, ... }: compareVersions numbers below < 0) row.versions or [ ];
    in
    if older == [ ] then row else row // head older;

  upper = replaceStrings (letters "abcdefghijklmnopqrstuvwxyz-.") (
    letters "ABCDEFGHIJKLMNOPQRSTUVWXYZ__"
  );
  letters = text: builtins.genList (index: substring index 1 text) (stringLength text);

  # What is read of one below: anything else would end in an error without a name.
  isPackage =
    package:
    isAttrs package
    && isString package.name or null
    && isString package.version or ""
    && isList package.dependencies or [ ]
    && all isString package.dependencies or [ ];

  # The attribute of a dotted name, null where there is none.
  attribute =
    packages: name:
    foldl' (found: part: if isAttrs found then found.${part} or null else null) packages (
      parts "[.]" name
    );
  unique =
    names:
    attrNames (
      listToAttrs (
        map (name: {
          inherit name;
          value = null;
        }) names
      )
    );

  # `name`, or `name version`, or with the source behind it.
  usesOf = package: map (dependency: head (parts " " dependency)) (package.dependencies or [ ]);

  requirements =
    { packages, rows }:
    let
      usersOf = name: map (package: package.name) (filter (package: elem name (usesOf package)) packages);
      present = listToAttrs (map (named null) packages);
      wanting = concatMap (
        package:
        let
          row = ofVersion table.crates.${package.name} (package.version or "");
          uses = usesOf package;
          fits =
            target:
            (row.os or [ ] == [ ] || elem (systemOf target) row.os)
            # What is found there is shared, and would not go into a static program.
            && !(target.crtStatic && row.bundles or false);
          # What depends on what is compared where it is known, names alone elsewhere: is_brought in src/crates/mod.rs.
          usesOne = any (name: elem name uses);
          besides = any (name: hasAttr name present);
          onlyFor = row.unlessOnlyFor or [ ];
          users = if onlyFor == [ ] then [ ] else usersOf package.name;
          isBrought =
            (if uses == [ ] then besides else usesOne) (row.unless or [ ])
            || usesOne (row.unlessUses or [ ])
            || (row ? ifUses && uses != [ ] && !usesOne row.ifUses)
            || (if users == [ ] then besides onlyFor else all (name: elem name onlyFor) users);
        in
        if any fits rows && !isBrought then [ (row // { inherit (package) name; }) ] else [ ]
      ) (filter (package: hasAttr package.name table.crates) packages);
      by =
        namesOf:
        zipAttrsWith (_: unique) (
          concatMap (row: map (name: { ${name} = row.name; }) (namesOf row)) wanting
        );
      libraries = row: row.libraries or [ ];
    in
    {
      libraries = by libraries;
      tools = by (row: row.tools or [ ]);
      config = by (
        row: concatMap (name: table.libraries.${name}.config or [ ]) (libraries row) ++ row.config or [ ]
      );
      env =
        target:
        let
          processor = head (parts "-" target.triple);
          variables = concatMap (
            row: attrValues (mapAttrs (name: value: { inherit name value; }) (row.env or { }))
          ) wanting;
          valueOf = value: if isString value then value else value.${processor} or null;
        in
        listToAttrs (
          map (variable: {
            name = replaceStrings [ "{T}" ] [ (upper target.triple) ] variable.name;
            value = valueOf variable.value;
          }) (filter (variable: valueOf variable.value != null) variables)
        );
      # Bindings of the project itself are the project's to know.
      unknown = unique (
        map (package: package.name) (
          filter (
            package:
            package ? source && !hasAttr package.name table.crates && match ".*[-_]sys" package.name != null
          ) packages
        )
      );
    };

  offered =
    {
      names,
      packages,
      place,
    }:
    let
      each = map (
        name:
        let
          attributes = [ name ] ++ table.libraries.${name}.formerly or [ ];
          # That its dependencies are there for the platform too, only its derivation says.
          try =
            attribute':
            addErrorContext
              "while evaluating `${attribute'}` ${place}, which ${commas names.${name}} of Cargo.lock needs"
              (
                let
                  package = attribute packages attribute';
                  tried = tryEval (
                    if package != null && package.meta.available or true then
                      builtins.seq package.drvPath or package package
                    else
                      null
                  );
                in
                if tried.success then tried.value else null
              );
        in
        {
          inherit name;
          # The older names come last, and only where they are asked: a newer nixpkgs warns of them.
          package = foldl' (
            found: attribute': if found != null then found else try attribute'
          ) null attributes;
        }
      ) (attrNames names);
      missing = map ({ name, ... }: "${name} (${commas names.${name}})") (
        filter ({ package, ... }: package == null) each
      );
      present = map ({ package, ... }: package) (filter ({ package, ... }: package != null) each);
    in
    if missing == [ ] then
      present
    else
      trace "crossflake: not there ${place}, though crates of Cargo.lock want it: ${concatStringsSep ", " missing}" present;

  configPrograms =
    { names, pkgs }:
    if names == { } then
      [ ]
    else
      [
        (pkgs.stdenv.mkDerivation {
          name = "crossflake-config-programs";
          preferLocalBuild = true;
          env.programs = concatStringsSep " " (attrNames names);
          buildCommand = ''
            mkdir -p $out/bin
            for program in $programs; do
              {
                echo "#!$SHELL"
                cat ${./configProgram.sh}
              } >$out/bin/$program
              chmod +x $out/bin/$program
            done
          '';
        })
      ];
in
{
  locked =
    src:
    let
      file = src + "/Cargo.lock";
      isMade = any (context: context ? outputs) (attrValues (getContext (toString src)));
    in
    if src == null then
      [ ]
    else if isMade then
      trace
        "crossflake: a derivation makes `src`, and evaluation builds none: what its crates want is not known; name it in `libraries` and `tools`"
        [ ]
    else if !pathExists file then
      trace
        "crossflake: `src` (${toString src}) has no Cargo.lock that Nix sees: what its crates want is not known; make one by `cargo generate-lockfile`, and where git keeps the project, `git add Cargo.lock`"
        [ ]
    else
      addErrorContext
        "while reading ${toString file} for crossflake; if it is broken, `cargo generate-lockfile` makes a new one"
        (
          let
            packages = (fromTOML (readFile file)).package or [ ];
          in
          if isList packages && all isPackage packages then
            packages
          else
            throw "${toString file} is TOML, but not a lock file as cargo writes one: `cargo generate-lockfile` makes a new one"
        );

  inherit requirements;

  found =
    {
      packages,
      rows,
      pkgs,
    }:
    let
      all = requirements { inherit packages rows; };
    in
    {
      inherit (all) env unknown;
      libraries =
        row: set:
        offered {
          names =
            (requirements {
              inherit packages;
              rows = [ row ];
            }).libraries;
          packages = set;
          place = "for ${targets.name row}";
        };
      tools =
        offered {
          names = all.tools;
          packages = pkgs;
          place = "for the build machine";
        }
        ++ configPrograms {
          inherit pkgs;
          names = all.config;
        };
    };
}
