# Debian's newlib for Cortex-M, for the one variant that the platform's gcc flags name: nixpkgs' is built for one too.
{ leaf, parts }:
platform:
let
  files = parts platform platform;
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
  version = files.version.libc;
  incdir = "/${platform.config}/include";
  libdir = "/${platform.config}/lib";
  script = ''
    variant=$(${files.compiler}/usr/bin/${files.gnuTriple}-gcc ${flags} -print-multi-directory)
    mkdir -p $out/${platform.config}/lib $out/${platform.config}/include
    cp -rL ${files.compiler}/usr/include/newlib/* $out/${platform.config}/include/
    cp -L ${files.compiler}/usr/lib/${files.gnuTriple}/newlib/$variant/*.[ao] $out/${platform.config}/lib/
  '';
}
