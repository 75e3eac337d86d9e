/**
  What stands in nixpkgs' sets in the place of packages that would be downloaded or compiled for hours: the compilers, which nixpkgs'
  wrappers wrap, libc, libraries, and the build machine's tools. Names and arguments are nixpkgs' own.

  # Inputs

  `file`: a file that is nixpkgs itself, for who imports `pkgs.path`
*/
{
  file,
  leaf,
  rows,
  standIn,
}:
let
  inherit (builtins) mapAttrs;

  parts = import ./parts.nix { inherit leaf rows; };
  part = name: import ./${name}.nix { inherit leaf parts; };
  libc = {
    glibc = part "glibc";
    musl = part "musl";
    msvcrt = platform: (part "windows" platform).mingw_w64;
    newlib = part "newlib";
  };
  libcOf =
    platform:
    (libc.${platform.libc} or (throw "the graft has no ${platform.libc}, for ${platform.config}"))
      platform;

  libraries = part "libraries";
  compiled = part "compiled";
  rust = import ./rust.nix { inherit leaf standIn; };
  tools = import ./tools.nix leaf // import ./programs.nix { inherit leaf standIn; };
in
final: prev:
# Once: `pkgs.overlays` holds it too, and comes back to `import`.
if prev ? debianLeaves then
  { }
else
  let
    inherit (prev.stdenv) buildPlatform hostPlatform targetPlatform;

    # For the build machine alone; what runs elsewhere is as nixpkgs has it.
    ofBuild = mapAttrs (name: package: if hostPlatform == buildPlatform then package else prev.${name});
  in
  {
    debianLeaves = true;
  }
  // ofBuild tools
  // ofBuild {
    binutils-unwrapped = part "binutils" hostPlatform targetPlatform;
    gcc-unwrapped = part "gcc" {
      inherit hostPlatform targetPlatform;
      inherit (final) bintools;
      libc = libcOf targetPlatform;
    };
    gcc = final.wrapCCWith { cc = final.gcc-unwrapped; };
    gcc14 = final.gcc;
    patchelf = leaf.programs {
      pname = "patchelf";
      env.hooks = prev.patchelf.setupHook;
      more = "mkdir -p $out/nix-support; cat $hooks >$out/nix-support/setup-hook";
    };
    cmake = import ./cmake.nix { inherit leaf; } prev.cmake.setupHooks;
    libclang = standIn.libclang;
    # nixpkgs' gcc for musl has these before libc's; Debian has none.
    fortify-headers = leaf.make {
      pname = "fortify-headers";
      version = "0";
      script = "mkdir -p $out/include";
    };
    winePackagesFor = _: { minimal = tools.wine; };
  }
  // {
    glibc = libc.glibc hostPlatform;
    musl = libc.musl hostPlatform;
    newlib = libc.newlib hostPlatform;
    # Splicing wants a set on every platform.
    windows =
      if hostPlatform.isMinGW then
        part "windows" hostPlatform
      else if prev.windows or null == null then
        { }
      else
        prev.windows;
  }
  // mapAttrs (
    name: library:
    final.callPackage (if hostPlatform.libc == "glibc" then library else compiled.${name}) { }
  ) libraries
  // {
    path = file;
    fetchurl = prev.stdenv.fetchurlBoot;
    standIn = { inherit rust; };
    rustPlatform = final.makeRustPlatform {
      cargo = rust { };
      rustc = rust { };
    };
  }
