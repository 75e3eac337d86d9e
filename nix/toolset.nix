/**
  The one seam to nixpkgs and rust-overlay: everything that this project takes from them, and the only file that names
  `pkgsCross`. The stand-in (nix/debian) implements what is asked for here and in the `mk*` functions.

  # Type

  ```
  toolset :: {
    packages :: System -> Pkgs;
    hostTriple :: Pkgs -> String;
    libclang :: Pkgs -> String;
    forTarget :: { pkgs :: Pkgs; row :: Row; } -> Toolset;
    rust :: { pkgs :: Pkgs; rows :: [Row]; src :: Path | Null; extensions :: [String]; } -> Derivation;
  }
  ```
*/
{
  nixpkgs,
  runner,
  rust-overlay,
  targets,
}:
let
  inherit (builtins)
    concatStringsSep
    elem
    filter
    fromTOML
    head
    pathExists
    readFile
    ;

  # A shallow mirror of nixpkgs' lib.getOutput.
  output = name: package: package.${name} or package.out or package;

  tripleOf = platform: platform.rust.rustcTarget;

  # The target's package set: the native one, a name of `pkgsCross`, or a crossSystem of the row's own.
  packagesFor =
    { pkgs, row }:
    let
      names = filter (name: pkgs.pkgsCross ? ${name}) row.pkgsCross;
    in
    if row.triple == tripleOf pkgs.stdenv.buildPlatform then
      pkgs
    else if row.link != true then
      throw "crossflake: ${targets.name row} (${row.triple}) cannot be linked on ${pkgs.stdenv.buildPlatform.system}: ${row.link}"
    else if names != [ ] then
      pkgs.pkgsCross.${head names}
    else if row.crossSystem != null then
      import pkgs.path {
        inherit (pkgs.stdenv.buildPlatform) system;
        inherit (row) crossSystem;
      }
    else
      throw "crossflake: this nixpkgs has none of ${concatStringsSep ", " row.pkgsCross} in pkgsCross, which ${row.triple} needs; update the input nixpkgs";

  programs =
    { cc, pkg-config }:
    let
      tool = package: name: "${package}/bin/${package.targetPrefix or ""}${name}";
    in
    {
      cc = tool cc "cc";
      cxx = tool cc "c++";
      ar = tool cc.bintools "ar";
      ranlib = tool cc.bintools "ranlib";
      pkgConfig = tool pkg-config "pkg-config";
    };

  # The build machine's own tools, whatever the target.
  forBuild = pkgs: {
    buildTriple = tripleOf pkgs.stdenv.buildPlatform;
    buildTools = programs {
      inherit (pkgs.stdenv) cc;
      inherit (pkgs) pkg-config;
    };
  };

  # rustc links these by itself: no package set of theirs is evaluated, so no platform that knows its emulator.
  withoutCompiler =
    { pkgs, row }:
    let
      inherit (pkgs.stdenv) buildPlatform;
    in
    {
      cc = null;
      clangArgs = null;
      libraries = _: [ ];
      openssl = _: null;
      runner = runner {
        inherit pkgs row;
        emulator =
          if row.runner.kind != "qemu-user" || !buildPlatform.isLinux then
            null
          else if row.runner.arch == buildPlatform.qemuArch then
            ""
          else
            "${pkgs.qemu-user}/bin/qemu-${row.runner.arch}";
      };
    };

  withCompiler =
    { pkgs, row }:
    let
      target = packagesFor { inherit pkgs row; };
      platform = target.stdenv.hostPlatform;
      inherit (target.stdenv) cc;
      # A program that is linked statically wants static libraries; nixpkgs' OpenSSL is shared unless asked.
      packages =
        if row.crtStatic then
          target // { openssl = target.openssl.override { static = true; }; }
        else
          target;
    in
    {
      inherit cc platform target;
      inherit (target.buildPackages) pkg-config;
      runner = runner {
        inherit pkgs row;
        emulator =
          if pkgs.stdenv.buildPlatform.canExecute platform then
            ""
          else if platform.emulatorAvailable pkgs then
            platform.emulator pkgs
          else
            null;
      };
      libraries = function: function packages;
      clangArgs = "--target=${platform.config} -isystem ${output "dev" cc.libc}/include";
      openssl =
        libraries:
        let
          found = filter (package: package.pname or "" == "openssl") libraries;
        in
        if found == [ ] then
          null
        else
          {
            lib = "${output "out" (head found)}/lib";
            include = "${output "dev" (head found)}/include";
            static = row.crtStatic;
          };
    };

  forTarget =
    { pkgs, row }@arguments:
    forBuild pkgs // (if row.linker == "cc" then withCompiler else withoutCompiler) arguments;

  rust =
    {
      pkgs,
      rows,
      src,
      extensions,
    }:
    let
      bin = rust-overlay.lib.mkRustBin { } pkgs;
      triples = filter (triple: triple != tripleOf pkgs.stdenv.buildPlatform) (
        map (row: row.triple) (filter (row: row.std == "prebuilt") rows)
      );
      file = src + "/rust-toolchain.toml";
      stated = (fromTOML (readFile file)).toolchain;
      union = a: b: a ++ filter (item: !elem item a) b;
    in
    if src != null && pathExists file then
      bin.fromRustupToolchain (
        stated
        // {
          targets = union (stated.targets or [ ]) triples;
          components = union (stated.components or [ ]) extensions;
        }
      )
    else
      bin.stable.latest.minimal.override {
        inherit extensions;
        targets = triples;
      };
in
{
  inherit forTarget rust;
  hostTriple = pkgs: tripleOf pkgs.stdenv.buildPlatform;
  libclang = pkgs: "${output "lib" pkgs.libclang}/lib";
  packages = system: nixpkgs.legacyPackages.${system};
}
