# What Cargo.lock's crates require, and which of it a package set has.
{ lib }:
let
  inherit (lib.targets) find;
  crates = import ../crates.nix { inherit (lib) targets; };
  requirementsFor =
    target: packages:
    crates.requirements {
      inherit packages;
      rows = [ (find target) ];
    };
  package = name: version: { inherit name version; };
  using = name: dependencies: package name "0.31.0" // { inherit dependencies; };
  fake = name: attributes: { inherit name; } // attributes;
  offered =
    packages:
    map ({ name, ... }: name) (
      (crates.found {
        packages = [
          (package "alsa-sys" "0.4.0")
          (package "gstreamer-sys" "0.25.0")
          (package "x11" "2.21.0")
        ];
        rows = [ (find "aarch64") ];
        pkgs = { };
      }).libraries
        (find "aarch64")
        packages
    );
in
{
  testEachNameHasItsCrates = {
    expr = removeAttrs (requirementsFor "aarch64" [
      (package "libspa-sys" "0.10.1")
      (package "pipewire-sys" "0.10.1")
      (package "prost-build" "0.14.0")
      (package "serde" "1.0.0")
    ]) [ "env" ];
    expected = {
      libraries.pipewire = [
        "libspa-sys"
        "pipewire-sys"
      ];
      tools.protobuf = [ "prost-build" ];
      config = { };
      unknown = [ ];
    };
  };
  # One crate in two versions: each wants its own.
  testVersionsAreToldApart = {
    expr = map (version: (requirementsFor "aarch64" [ (package "zmq-sys" version) ]).libraries) [
      "0.11.0"
      "0.12.0"
      "0.9.0+a-b"
    ];
    expected = [
      { zeromq = [ "zmq-sys" ]; }
      { }
      { zeromq = [ "zmq-sys" ]; }
    ];
  };
  testACrateInTwoVersionsCounts = {
    expr =
      (requirementsFor "aarch64" [
        (package "zmq-sys" "0.12.0")
        (package "zmq-sys" "0.11.0")
      ]).libraries;
    expected.zeromq = [ "zmq-sys" ];
  };
  testOtherSystemsWantNothing = {
    expr = map (target: (requirementsFor target [ (package "alsa-sys" "0.4.0") ]).libraries) [
      "windows"
      "thumbv7em"
      "aarch64-linux-android"
    ];
    expected = [
      { }
      { }
      { }
    ];
  };
  # There, the crate builds its own.
  testStaticTargetsTakeNoSharedLibrary = {
    expr =
      map (target: builtins.attrNames (requirementsFor target [ (package "libz-sys" "1.1.0") ]).libraries)
        [
          "x86_64-musl"
          "aarch64"
        ];
    expected = [
      [ ]
      [ "zlib" ]
    ];
  };
  testWhatAnotherCrateBringsIsLeftOut = {
    expr = map (packages: builtins.attrNames (requirementsFor "aarch64" packages).libraries) [
      [
        (package "mlua-sys" "0.6.8")
        (package "lua-src" "547.0.0")
      ]
      [ (package "mlua-sys" "0.6.8") ]
      [ (using "mlua-sys" [ "lua-src" ]) ]
      [
        (using "mlua-sys" [ "cc" ])
        (package "lua-src" "547.0.0")
      ]
    ];
    expected = [
      [ ]
      [ "lua5_4" ]
      [ ]
      [ "lua5_4" ]
    ];
  };
  # A feature opens the library when the program runs, or leaves it alone.
  testAFeatureSaysWhetherItIsLinked = {
    expr =
      map
        (
          dependencies:
          builtins.attrNames
            (requirementsFor "aarch64" [
              (using "wayland-sys" dependencies)
              (package "winit" "0.30.0")
            ]).libraries
        )
        [
          [ "dlib" ]
          [
            "dlib"
            "once_cell 1.0.0"
          ]
          [ "pkg-config" ]
          [ ]
        ];
    expected = [
      [ "wayland" ]
      [ ]
      [ ]
      [ ]
    ];
  };
  testWhoDependsOnItSaysHowMuch = {
    expr =
      map
        (
          users:
          (requirementsFor "aarch64" (
            [ (using "x11" [ "libc" ]) ] ++ map (name: using name [ "x11 2.21.0" ]) users
          )).libraries
            ? libxtst
        )
        [
          [ "gdkx11" ]
          [
            "gdkx11"
            "rdev"
          ]
          [ ]
        ];
    expected = [
      false
      true
      true
    ];
  };
  testAnUnknownBindingIsNamed = {
    expr =
      (requirementsFor "aarch64" [
        (package "frobnicate-sys" "0.1.0" // { source = "registry"; })
        (package "of_the_project_sys" "0.1.0")
        (package "frobnicate" "0.1.0" // { source = "registry"; })
      ]).unknown;
    expected = [ "frobnicate-sys" ];
  };
  testVariablesNameTheTarget = {
    expr =
      map
        (
          target:
          (crates.found {
            packages = [ (package "tikv-jemalloc-sys" "0.6.0") ];
            rows = [ (find target) ];
            pkgs = { };
          }).env
            (find target)
        )
        [
          "aarch64"
          "riscv64"
        ];
    expected = [
      { AARCH64_UNKNOWN_LINUX_GNU_JEMALLOC_SYS_WITH_LG_PAGE = "16"; }
      { }
    ];
  };
  testWhatIsNotThereIsLeftOut = {
    expr = offered {
      alsa-lib = throw "alias";
      gst_all_1.gstreamer = fake "gstreamer" { meta.available = false; };
      libx11 = fake "libx11" { drvPath = throw "unsupported"; };
      libxcursor = fake "libxcursor" { meta.available = true; };
    };
    expected = [ "libxcursor" ];
  };
  # `abort` would end the evaluation.
  testAnOlderNameIsNotAskedWhereTheNewerIsThere = {
    expr = offered {
      libx11 = fake "libx11" { };
      xorg.libX11 = abort "a newer nixpkgs warns of it";
    };
    expected = [ "libx11" ];
  };
  testProgramsThatNameALibraryAreKnown = {
    expr =
      (requirementsFor "aarch64" [
        (package "pq-sys" "0.7.8")
        (package "sdl2-sys" "0.38.0")
        (package "pcap" "2.5.0")
        (package "fltk-sys" "1.5.23")
      ]).config;
    expected = {
      fltk-config = [ "fltk-sys" ];
      pcap-config = [ "pcap" ];
      pg_config = [ "pq-sys" ];
      sdl2-config = [ "sdl2-sys" ];
    };
  };
  testAnOlderNixpkgsHasOtherNames = {
    expr = offered {
      alsa-lib = fake "alsa-lib" { };
      gst_all_1.gstreamer = fake "gstreamer" { };
      xorg.libX11 = fake "libX11" { };
    };
    expected = [
      "alsa-lib"
      "gstreamer"
      "libX11"
    ];
  };
}
