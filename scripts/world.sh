# shellcheck shell=bash disable=SC2034
# Which Nix and which nixpkgs. Sourced by demo, test and nix; sets `nix` (a command), `overrides` (its flake options) and
# `world` (a sentence that says which).
#
# CROSSFLAKE_NIXPKGS: `nixpkgs` or `debian` takes that one; unset, nixpkgs where it can be reached, else Debian's packages. A path, of
#                     a nixpkgs, takes its machinery over Debian's packages (nix/debian/graft), in a store of its own, with sandbox.
# below:              `INPUT/` for a flake that has this one as an input.
# CROSSFLAKE_CACHE:   where Debian's packages and their Nix store are kept (default: crossflake in the user's cache folder).

# With CDPATH, cd prints where it leads.
unset CDPATH
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Without HOME, the user's entry of the machine says it.
if [[ -z ${HOME-} ]]; then
    unset HOME
    HOME=~
    export HOME
fi
cache=${CROSSFLAKE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/crossflake}
if [[ $cache != /* ]]; then cache=$PWD/$cache; fi
export CROSSFLAKE_CACHE=$cache

fail() {
    printf 'error: %s\n\nhint: %s\n' "$1" "$2" >&2
    exit 1
}

# Nix takes no store whose path has a blank, and not every builder a folder for temporary files that has one.
plain_paths() {
    [[ $cache != *[[:space:]]* ]] ||
        fail "the cache folder \`$cache\` has a blank in its path, which Nix does not take for its store" \
            "name another one: export CROSSFLAKE_CACHE=/var/tmp/crossflake-$(id -un)"
    if [[ ${TMPDIR-} == *[[:space:]]* ]]; then
        echo "note: builds use /tmp, since TMPDIR, \`$TMPDIR\`, has a blank in its path" >&2
        export TMPDIR=/tmp
    fi
}

# The first Nix that nixpkgs works with; an older one does as well as none.
find_nix() {
    local candidate version
    for candidate in "$(command -v nix)" /nix/var/nix/profiles/default/bin/nix "$HOME/.nix-profile/bin/nix"; do
        if [[ -x $candidate ]]; then
            version=$("$candidate" --version | grep -oE '[0-9]+[.][0-9]+' | head -n 1)
            if [[ $(printf '%s\n' 2.18 "$version" | sort -V | head -n 1) == 2.18 ]]; then
                echo "$candidate"
                return
            fi
            echo "note: $candidate is $version; 2.18 is needed" >&2
        fi
    done
}

# The lock's own nixpkgs and the cache that holds what it builds; both are needed for a shell in minutes.
nixpkgs_is_reachable() {
    local archive
    archive=$(python3 - "$root/flake.lock" <<'EOF'
import json, sys
locked = json.load(open(sys.argv[1]))["nodes"]["nixpkgs"]["locked"]
print("{type}:{owner}/{repo}/{rev}?narHash={narHash}".format(**locked))
EOF
    )
    timeout 10 "$1" store info --store https://cache.nixos.org &>/dev/null &&
        timeout 300 "$1" flake prefetch "$archive" &>/dev/null
}

# choose_world NAME...: the targets that Debian's packages are unpacked for, if it comes to that; --all for each that they serve.
choose_world() {
    command -v python3 >/dev/null || fail "python3 is missing" "install it: sudo apt-get install python3"
    command -v git >/dev/null || fail "git is missing" "install it: sudo apt-get install git"
    export NIX_CONFIG="experimental-features = nix-command flakes
${NIX_CONFIG-}"
    local found
    found=$(find_nix)
    if [[ $found && ${CROSSFLAKE_NIXPKGS:-nixpkgs} == nixpkgs ]]; then
        if [[ ${CROSSFLAKE_NIXPKGS-} == nixpkgs ]] || nixpkgs_is_reachable "$found"; then
            nix=("$found")
            overrides=()
            world="nixpkgs, by $("$found" --version)"
            return
        fi
    fi
    [[ ${CROSSFLAKE_NIXPKGS:-debian} == debian || $CROSSFLAKE_NIXPKGS == */* ]] ||
        fail "there is no Nix here, which CROSSFLAKE_NIXPKGS=${CROSSFLAKE_NIXPKGS} needs" \
            "install it: https://nixos.org/download, or set CROSSFLAKE_NIXPKGS=debian, or to the path of a nixpkgs"
    use_debian "$found" "$@"
}

use_debian() {
    local found=$1 with_nix=() flakes reason="nixpkgs cannot be reached"
    shift
    if [[ ${CROSSFLAKE_NIXPKGS-} ]]; then reason="CROSSFLAKE_NIXPKGS asks for it"; fi
    if [[ -z $found ]]; then
        reason="no Nix is installed"
        with_nix=(--with-nix)
    fi
    # What only nixpkgs' machinery asks for.
    if [[ ${CROSSFLAKE_NIXPKGS-} == */* ]]; then set -- "$@" graft; fi
    plain_paths
    flakes=$("$root/nix/debian/unpack" "${with_nix[@]}" "$@" --lock "$root/examples/hello-openssl/Cargo.lock") || exit 1
    unpacked=1
    if [[ -z $found ]]; then found=$flakes/bin/nix; fi

    if [[ ${CROSSFLAKE_NIXPKGS-} == */* ]]; then
        use_graft "$found" "$flakes"
        return
    fi
    # A store of its own: this one is built without sandbox, from programs outside of any store.
    use_store "$cache/nix" "sandbox = false"
    nix=("$found")
    overrides=(
        --override-input "${below-}nixpkgs" "path:$flakes/nixpkgs"
        --override-input "${below-}rust-overlay" "path:$flakes/rust-overlay"
        --no-write-lock-file
    )
    world="the packages of Debian $(basename "${flakes%/flakes/*}") in the place of nixpkgs ($reason), by $("$found" --version)"
}

# nixpkgs' own stdenv, hooks and wrappers over the same packages.
use_graft() {
    local flakes=$2 shell tree flake place
    [[ -e $CROSSFLAKE_NIXPKGS/flake.nix ]] ||
        fail "\`$CROSSFLAKE_NIXPKGS\` (CROSSFLAKE_NIXPKGS) holds no flake.nix" "name a checkout of nixpkgs"
    tree=$(realpath "$CROSSFLAKE_NIXPKGS")
    # Debian's Nix names a shell for the sandbox that is not there.
    shell=$(python3 -c 'import json, sys; print(json.load(open(sys.argv[1]))["trees"]["host"]["path"])' "$flakes/nixpkgs/trees.json")/usr/bin/bash-static
    use_store "$cache/graft" "sandbox = true
sandbox-paths = $cache/debian /bin/sh=$shell"
    # A folder for each content: `nix develop` asks the flake alone, without the options of the command, for a shell.
    flake=$(sed -e "s|@debian@|$flakes|" -e "s|@tree@|$tree|" "$root/nix/debian/graft/flake.nix.in")
    place=$cache/graft/flakes/$(sha256sum <<<"$flake" | cut -c 1-12)
    mkdir -p "$place"
    if [[ ! -e $place/flake.nix ]]; then
        printf '%s\n' "$flake" >"$place/flake.nix.$$"
        mv "$place/flake.nix.$$" "$place/flake.nix"
    fi
    nix=("$1")
    overrides=(
        --override-input "${below-}nixpkgs" "path:$place"
        --override-input "${below-}rust-overlay" "path:$flakes/rust-overlay"
        --no-write-lock-file
    )
    world="the machinery of $tree over the packages of Debian $(basename "${flakes%/flakes/*}"), by $("$1" --version)"
}

# use_store FOLDER SANDBOX
use_store() {
    export NIX_STORE_DIR=$1/store NIX_STATE_DIR=$1/var/nix NIX_LOG_DIR=$1/var/log/nix NIX_CONF_DIR=$1/etc
    unset NIX_REMOTE NIX_PATH
    NIX_CONFIG="experimental-features = nix-command flakes
build-users-group =
flake-registry =
max-jobs = auto
$2
substitute = false
warn-dirty = false"
}
