/**
  What a build gets of a project's sources: those of its crates without what no compiler reads, and in the place of its own
  crates empty ones, of which the dependencies are built. An empty crate's manifest holds what dependencies depend on, so no
  other change builds them anew.

  # Inputs

  `pkgs`: the build machine's package set
  `crates`: see localCrates.nix
  `src`: the project's sources
  `keepFiles`, `leaveOut`: the options

  # Type

  ```
  sources :: { … } -> {
    full :: Path;
    folder :: String;  # cargoRoot, in it
    empty :: Path;  # a script that makes the empty crates in the current folder
    overlay :: Path;  # a script that takes the libraries of these crates out of `full`
    hasTests :: Bool;  # whether tests have dependencies of their own
    leftOut :: [String];
  }
  ```
*/
{ paths, toToml }:
{
  pkgs,
  crates,
  src,
  keepFiles,
  leaveOut,
}:
let
  inherit (builtins)
    any
    attrNames
    attrValues
    baseNameOf
    concatMap
    concatStringsSep
    dirOf
    elem
    filter
    foldl'
    intersectAttrs
    isAttrs
    isString
    mapAttrs
    match
    pathExists
    readDir
    readFile
    replaceStrings
    stringLength
    substring
    toFile
    unsafeDiscardStringContext
    ;
  inherit (pkgs.lib)
    escapeShellArg
    hasPrefix
    optional
    optionalAttrs
    ;
  inherit (crates) at manifests;
  inherit (paths) climb join parts;

  folders = attrNames manifests;

  # With crates outside of `src`, the sources begin above it.
  up = foldl' (most: folder: if climb folder > most then climb folder else most) 0 folders;
  base = if isAttrs src then "${src}" else src;
  top = foldl' (path: _: dirOf path) base (builtins.genList (index: index) up);
  # From `src` to a folder below the top.
  prefix = substring (stringLength (toString top) + 1) (-1) (toString base);
  fromTop = folder: if up == 0 then folder else join prefix folder;

  named =
    let
      roots =
        folder:
        let
          manifest = manifests.${folder};
          inside = file: at folder + "/${file}";
          bins = if pathExists (inside "src/bin") then attrNames (readDir (inside "src/bin")) else [ ];
          files = [
            "build.rs"
            "src/lib.rs"
            "src/main.rs"
          ]
          ++ map (name: "src/bin/${name}") (filter (name: match ".*[.]rs" name != null) bins)
          ++ filter isString (
            map (target: target.path or null) ([ (manifest.lib or { }) ] ++ (manifest.bin or [ ]))
            ++ optional (isString (manifest.package.build or null)) manifest.package.build
          );
        in
        map (file: readFile (inside file)) (filter (file: pathExists (inside file)) files);
    in
    unsafeDiscardStringContext (concatStringsSep "\n" (concatMap roots folders));
  # Whether a crate's first file or build script names it, as `include_str!` does.
  isNamed = word: replaceStrings [ word ] [ "" ] named != named;

  listed = map (path: fromTop (join crates.root path));
  kept = listed keepFiles;
  omitted = listed leaveOut;
  isWithin = folder: path: folder == "." || path == folder || hasPrefix "${folder}/" path;
  crateFolders = map fromTop folders;
  isUnread =
    path: type:
    let
      name = baseNameOf path;
      folder = join path "..";
    in
    if elem path omitted then
      true
    else if any (keep: isWithin keep path || isWithin path keep) kept then
      false
    else if type == "directory" then
      elem name [
        ".direnv"
        ".git"
        ".github"
        ".hg"
        ".idea"
        ".jj"
        ".svn"
        ".vscode"
      ]
      # What cargo builds in has a tag; a crate may be called so too.
      || name == "target" && pathExists (top + "/${path}/CACHEDIR.TAG")
      # The library of `crossflake init --standalone`.
      || isWithin "nix/crossflake" path
      # Only crates are wanted of what is around `src`.
      || up != 0 && !any (crate: isWithin crate path || isWithin path crate) crateFolders
      # Of a folder of Nix files, nothing is left.
      || (
        let
          entries = readDir (top + "/${path}");
        in
        builtins.all (name: isUnread (join path name) entries.${name}) (attrNames entries)
      )
    else
      name == ".envrc"
      || match "[.](git|editorconfig).*|flake[.]lock" name != null
      || type == "symlink" && match "result(-.*)?" name != null
      || match ".*[.]nix" name != null && !isNamed name && !(folder != "." && isNamed ".nix")
      ||
        elem folder ([ "." ] ++ crateFolders)
        &&
          match "(README|CHANGELOG|CHANGES|CONTRIBUTING|CODE_OF_CONDUCT|COPYING|COPYRIGHT|LICEN[CS]E|NOTICE|SECURITY)([-._].*)?" name
          != null
        && !isNamed name
      || up != 0 && !any (crate: isWithin crate path) crateFolders;
  filtered =
    folder:
    builtins.path {
      name = "source";
      path = at folder;
      filter =
        path: type:
        !isUnread (join (fromTop folder) (
          substring (stringLength (toString (at folder)) + 1) (-1) path
        )) type;
    };

  keep = names: set: intersectAttrs (pkgs.lib.genAttrs names (_: null)) set;
  dependencyTables = [
    "build-dependencies"
    "build_dependencies"
    "dependencies"
    "dev-dependencies"
    "dev_dependencies"
  ];
  # Who is there in full may take any value from its workspace.
  forReal = crates.real != [ ];
  reduced =
    folder:
    let
      manifest = manifests.${folder};
      tables = [ manifest ] ++ attrValues (manifest.target or { });
      hasBuildScript = any (table: table ? build-dependencies || table ? build_dependencies) tables;
    in
    keep (
      dependencyTables
      ++ [
        "cargo-features"
        "features"
        "patch"
        "profile"
        "replace"
      ]
    ) manifest
    // optionalAttrs (manifest ? target) {
      target = mapAttrs (_: keep dependencyTables) manifest.target;
    }
    // optionalAttrs (manifest ? workspace) {
      workspace =
        if forReal then
          manifest.workspace
        else
          keep [ "default-members" "dependencies" "exclude" "members" "resolver" ] manifest.workspace
          // optionalAttrs (manifest.workspace ? package) {
            package = keep [ "edition" "version" ] manifest.workspace.package;
          };
    }
    // optionalAttrs (manifest ? package) {
      package = keep [ "edition" "name" "resolver" "version" "workspace" ] manifest.package // {
        autobins = false;
        build = if hasBuildScript then "build.rs" else false;
      };
      lib = {
        name = "empty_${replaceStrings [ "-" ] [ "_" ] manifest.package.name}";
        path = "lib.rs";
      }
      // keep [ "proc-macro" "proc_macro" ] (manifest.lib or { });
    };

  isProcMacro = manifest: manifest.lib.proc-macro or manifest.lib.proc_macro or false;
  # Its harness of tests takes std along.
  emptyLibrary = manifest: if isProcMacro manifest then "" else "#![cfg_attr(not(test), no_std)]";
  write = file: text: ''
    mkdir -p ${escapeShellArg (dirOf file)}
    printf '%s\n' ${escapeShellArg text} >${escapeShellArg file}
  '';
  emptied = filter (folder: !elem folder crates.real) folders;
  place = folder: file: join (fromTop folder) file;

  script = name: text: toFile name (unsafeDiscardStringContext text);
  makeEmpty = concatStringsSep "" (
    concatMap (
      folder:
      let
        manifest = manifests.${folder};
        clean = reduced folder;
      in
      [ (write (place folder "Cargo.toml") (toToml clean)) ]
      ++ pkgs.lib.optionals (manifest ? package) (
        [ (write (place folder "lib.rs") (emptyLibrary manifest)) ]
        ++ optional (clean.package.build != false) (write (place folder "build.rs") "fn main() {}")
      )
    ) emptied
    ++ map (
      { folder, file, ... }: write (place folder file) (readFile (at folder + "/${file}"))
    ) crates.configs
    ++ [ (write (place crates.root "Cargo.lock") (readFile crates.lockFile)) ]
  );
  # Where a project's own phases change its sources, its manifests are read in the build (emptyCrates.py): a crate is emptied
  # whose library is not there.
  makeOverlay = concatStringsSep "" (
    map (
      folder: "rm -f ${escapeShellArg (place folder (manifests.${folder}.lib.path or "src/lib.rs"))}\n"
    ) emptied
  );
in
{
  folder = fromTop crates.root;
  full = builtins.path {
    name = "source";
    path = top;
    filter = path: type: !isUnread (substring (stringLength (toString top) + 1) (-1) path) type;
  };
  empty = script "empty-crates" makeEmpty;
  overlay = script "empty-the-crates" makeOverlay;
  real = map (folder: {
    folder = fromTop folder;
    source = filtered folder;
  }) crates.real;
  hasTests = any (
    folder:
    any (table: table ? dev-dependencies || table ? dev_dependencies) (
      [ manifests.${folder} ] ++ attrValues (manifests.${folder}.target or { })
    )
  ) folders;
}
