#!/bin/sh
# Cross-compiles Rust on Debian 13 (trixie) or newer, for: @names@
# Made by `@command@`.
#
#   sh crossflake-debian.sh     installs what is missing, as root or by sudo
#   . ./crossflake-debian.sh    the same, then sets the variables: cargo test --target @example_triple@
#
# What it cannot do that the flake can: pin versions (it takes those of today's Debian), stay apart from the rest of the
# system (the packages are installed), set what CMake and bindgen read (CMAKE_TOOLCHAIN_FILE, LIBCLANG_PATH), and serve
# other targets than Debian's.

crossflake_fail() {
    printf 'error: %s\n\nhint: %s\n' "$1" "$2" >&2
    return 1
}

# The packages that are not installed yet, one a line.
crossflake_missing() {
    for crossflake_package in @host_packages@ @packages@ "$@"; do
        case $(dpkg-query --show --showformat='${db:Status-Status}' "$crossflake_package" 2>/dev/null) in
            installed) ;;
            *) printf '%s\n' "$crossflake_package" ;;
        esac
    done
}

# Architectures, packages, and Rust: rustup's where it is, else Debian's own.
crossflake_install() {
    set --
    command -v rustup >/dev/null || set -- cargo rustc @standard_libraries@
    crossflake_packages=$(crossflake_missing "$@")
    if [ -n "$crossflake_packages" ]; then
        set -- env DEBIAN_FRONTEND=noninteractive
        if [ "$(id -u)" -ne 0 ]; then
            command -v sudo >/dev/null ||
                crossflake_fail 'packages are missing, and only root can install them' \
                    'run this as root, or install sudo' || return
            set -- sudo "$@"
        fi
        # shellcheck disable=SC2043 # one is a list too
        for crossflake_architecture in @architectures@; do
            "$@" dpkg --add-architecture "$crossflake_architecture" || return
        done
        "$@" apt-get update || return
        printf '%s\n' "$crossflake_packages" |
            xargs "$@" apt-get install --yes --no-install-recommends || return
    fi
    if command -v rustup >/dev/null; then
        rustup target add @triples@ || return
    fi
    # shellcheck disable=SC2043
    for crossflake_triple in @triples@; do
        [ -d "$(rustc --print sysroot)/lib/rustlib/$crossflake_triple/lib" ] ||
            crossflake_fail "this rustc has no standard library for \`$crossflake_triple\`" \
                'install rustup, which has it' || return
    done
}

# Programs find their loader and libraries in Debian's usual folders, so qemu needs no -L; the machine's own
# architecture needs no qemu.
crossflake_environment() {
    @shared@
    #@each
    @variables@
    [ "$(dpkg --print-architecture)" = @architecture@ ] ||
        @runner@
    #@end
}

if crossflake_install; then
    crossflake_environment
else
    # The one where it is sourced, the other where it runs.
    # shellcheck disable=SC2317
    return 1 2>/dev/null || exit 1
fi
