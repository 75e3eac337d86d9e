# wine in the layout in which its parts find each other: Debian's has absolute paths of /usr.
{
  bash,
  host,
  row,
  run,
  wine,
}:
run "wine64" { } ''
  libraries=$(cd ${wine}/usr && echo lib/*/wine)
  mkdir -p $out/bin $out/lib/wine $out/$libraries/x86_64-windows $out/share/wine
  cp ${wine}/usr/lib/wine/wine64 $out/lib/wine/
  cp ${wine}/usr/lib/wine/wineserver64 $out/lib/wine/wineserver
  cp -r ${wine}/usr/$libraries/x86_64-unix $out/$libraries/
  ln -s ${wine}/usr/$libraries/x86_64-windows/* $out/$libraries/x86_64-windows/
  ln -s ${wine}/usr/share/wine/* $out/share/wine/
  # The server looks one folder deeper.
  ln -s . $out/share/wine/wine
  # For Debian's wine, a folder with the DLLs that wine's own need is fixed; any is found on Windows' PATH.
  dlls=${wine}/usr/${row.debian.gnuTriple}/lib
  cat >$out/bin/wine64 <<EOF
  #!${bash}
  export WINEPATH='Z:''${dlls//\//\\};'"\''${WINEPATH-}"
  # Debian's wine frees a pointer that is not its own where this is set.
  unset TMPDIR
  exec $out/lib/wine/wine64 "\$@"
  EOF
  chmod +x $out/bin/wine64
''
