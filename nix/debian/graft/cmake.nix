/**
  Debian's cmake with what nixpkgs' patches change: it looks into no folder of the system, but into the libc of the compiler that NIX_CC
  names, and into the prefixes of NIXPKGS_CMAKE_PREFIX_PATH. Its hooks are those of the tree.
*/
{ leaf }:
hooks:
let
  tree = leaf.tree "cmake";
in
leaf.make {
  pname = "cmake";
  version = leaf.version {
    tree = "cmake";
    package = "cmake";
  };
  meta.mainProgram = "cmake";
  env.hooks = hooks;
  # cmake finds its modules beside its own file. The prefix path is searched for programs too, which nixpkgs' is not: that would take a
  # change of the program itself.
  script = ''
    mkdir -p $out/bin $out/cmake/bin $out/nix-support
    share=$(echo ${tree}/usr/share/cmake-*)
    mkdir -p $out/cmake/share/''${share##*/}
    for folder in $share/*; do
      if [[ ''${folder##*/} != Modules ]]; then ln -s $folder $out/cmake/share/''${share##*/}/; fi
    done
    for program in cmake cpack ctest; do
      cp ${tree}/usr/bin/$program $out/cmake/bin/
      printf '#!%s\nexport CMAKE_PREFIX_PATH="''${CMAKE_PREFIX_PATH-}''${CMAKE_PREFIX_PATH:+''${NIXPKGS_CMAKE_PREFIX_PATH:+:}}''${NIXPKGS_CMAKE_PREFIX_PATH-}"\nexec %s "$@"\n' \
        ${leaf.bash} $out/cmake/bin/$program >$out/bin/$program
      chmod +x $out/bin/$program
    done

    cp -r --no-preserve=mode $share/Modules $out/cmake/share/''${share##*/}/
    cd $out/cmake/share/''${share##*/}/Modules
    unix=Platform/UnixPaths.cmake
    sed -i \
      -e '\|^ */usr/local /usr /$|d' -e '\|^ */usr/X11R6$|d' -e '\|^ */usr/pkg$|d' -e '\|^ */opt$|d' \
      -e 's|^  /usr/include/X11$|  "''${_libc_dev_of_nix}/include"|' \
      -e 's|^  /usr/lib/X11$|  "''${_libc_of_nix}/lib"|' \
      -e 's|^  /lib /lib32 .*|  "''${_libc_of_nix}/lib"|' \
      -e 's|"''${_cmake_sysroot_compile}/usr/include"|"''${_libc_dev_of_nix}/include"|' \
      $unix
    {
      echo 'if(EXISTS "$ENV{NIX_CC}/nix-support/orig-libc-dev")'
      echo '  file(STRINGS "$ENV{NIX_CC}/nix-support/orig-libc" _libc_of_nix)'
      echo '  file(STRINGS "$ENV{NIX_CC}/nix-support/orig-libc-dev" _libc_dev_of_nix)'
      echo 'else()'
      echo '  set(_libc_of_nix /nonexistent)'
      echo '  set(_libc_dev_of_nix /nonexistent)'
      echo 'endif()'
      cat $unix
    } >$unix.new
    mv $unix.new $unix
    sed -i 's|list(APPEND CMAKE_SYSTEM_PREFIX_PATH /)|# as nixpkgs|' Platform/WindowsPaths.cmake
    # nixpkgs' build takes these prefixes out of every module.
    find . -name '*.cmake' -exec sed -i -E 's#/(usr|opt)([ /]|$)#/var/empty\2#g' {} +
    if grep -qE '^ +/(usr|opt|lib)' $unix; then
      echo 'a folder of the system is left in UnixPaths.cmake: this is another cmake than the one that this file knows' >&2
      exit 1
    fi
    cat $hooks >$out/nix-support/setup-hook
  '';
}
