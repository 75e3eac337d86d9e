# shellcheck shell=bash
# cargo-zigbuild sets these where they are not set.
triple=${CARGO_BUILD_TARGET//-/_}
unset "CC_$triple" "CXX_$triple" "CARGO_TARGET_${triple^^}_LINKER" "CMAKE_TOOLCHAIN_FILE_$triple"
unset TARGET_CMAKE_TOOLCHAIN_FILE
