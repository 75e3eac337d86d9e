# Debian's newlib for Cortex-M, for the one variant that the platform's gcc flags name: nixpkgs' is built for one too.
{ leaf, parts }:
platform:
let
  of = parts platform platform;
  inherit (platform) gcc;
  flags = builtins.concatStringsSep " " (
    [ "-mthumb" ]
    ++ (if gcc ? arch then [ "-march=${gcc.arch}" ] else [ ])
    ++ (if gcc ? float-abi then [ "-mfloat-abi=${gcc.float-abi}" ] else [ ])
    ++ (if gcc ? fpu then [ "-mfpu=${gcc.fpu}" ] else [ ])
  );
in
leaf.make {
  pname = "newlib-${platform.config}";
  version = of.version.libc;
  incdir = "/${platform.config}/include";
  libdir = "/${platform.config}/lib";
  script = ''
    variant=$(${of.compiler}/usr/bin/${of.gnuTriple}-gcc ${flags} -print-multi-directory)
    mkdir -p $out/${platform.config}/lib $out/${platform.config}/include
    cp -rL ${of.compiler}/usr/include/newlib/* $out/${platform.config}/include/
    cp -L ${of.compiler}/usr/lib/${of.gnuTriple}/newlib/$variant/*.[ao] $out/${platform.config}/lib/
  '';
}
