# CMake without the folders that it searches by itself, as nixpkgs' own is: what it finds comes from a toolchain file or from
# its caller.
{
  bash,
  cmake,
  host,
  run,
}:
run "cmake" { } ''
  mkdir -p $out/bin $out/share
  # It looks for its modules from the place of the program itself.
  for program in cmake cpack ctest; do cp ${cmake}/usr/bin/$program $out/bin/; done
  cp -r --no-preserve=mode ${cmake}/usr/share/cmake-* $out/share/
  for folder in $out/share/cmake-*; do
    sed -i -E '/^list\(APPEND CMAKE_SYSTEM_(PREFIX|INCLUDE|LIBRARY)_PATH/,/\)$/d' $folder/Modules/Platform/UnixPaths.cmake
  done
''
