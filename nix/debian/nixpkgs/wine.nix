# wine in the layout in which its parts find each other: Debian's has absolute paths of /usr.
{
  bash,
  host,
  run,
  wine,
}:
run "wine64" { } ''
  libraries=lib/x86_64-linux-gnu/wine
  mkdir -p $out/bin $out/lib/wine $out/$libraries/x86_64-windows $out/share/wine
  cp ${wine}/usr/lib/wine/wine64 $out/lib/wine/
  cp ${wine}/usr/lib/wine/wineserver64 $out/lib/wine/wineserver
  cp -r ${wine}/usr/$libraries/x86_64-unix $out/$libraries/
  ln -s ${wine}/usr/$libraries/x86_64-windows/* ${wine}/usr/x86_64-w64-mingw32/lib/zlib1.dll $out/$libraries/x86_64-windows/
  ln -s ${wine}/usr/share/wine/* $out/share/wine/
  # The server looks one folder deeper.
  ln -s . $out/share/wine/wine
  printf '#!%s\nexec %s "$@"\n' ${bash} $out/lib/wine/wine64 >$out/bin/wine64
  chmod +x $out/bin/wine64
''
