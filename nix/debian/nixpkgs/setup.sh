# shellcheck shell=bash disable=SC2154
# The part of nixpkgs' setup.sh that crossflake relies on: inputs, their roles, three phases. Sourced by builders and by
# `nix develop`; initialPath, compiler and suffixSalt are set above.

# Of two with a program of one name, the first wins; what a tool propagates comes last.
addTools() {
    local tool folders='' tools=("$@")
    for tool in "$@"; do
        if [[ -e $tool/nix-support/propagated-native-build-inputs ]]; then
            # shellcheck disable=SC2207
            tools+=($(<"$tool/nix-support/propagated-native-build-inputs"))
        fi
    done
    for tool in "${tools[@]}"; do
        if [[ -d $tool/bin ]]; then folders+="$tool/bin:"; fi
    done
    PATH="$folders$PATH"
    for tool in "${tools[@]}"; do
        if [[ -e $tool/nix-support/setup-hook ]]; then
            # shellcheck disable=SC1091
            source "$tool/nix-support/setup-hook"
        fi
    done
}

addLibrary() {
    # For Windows' DLLs.
    addDllFolders "$1"
    if [[ -d $1/include ]]; then export NIX_CFLAGS_COMPILE="${NIX_CFLAGS_COMPILE-} -isystem $1/include"; fi
    if [[ -d $1/lib ]]; then export NIX_LDFLAGS="${NIX_LDFLAGS-} -L$1/lib"; fi
    if [[ -d $1/lib/pkgconfig ]]; then
        export PKG_CONFIG_PATH="${PKG_CONFIG_PATH:+$PKG_CONFIG_PATH:}$1/lib/pkgconfig"
    fi
}

addDllFolders() {
    local folder
    for folder in "$1/lib" "$1/bin"; do
        if [[ -d $folder ]]; then export LINK_DLL_FOLDERS="${LINK_DLL_FOLDERS:+$LINK_DLL_FOLDERS:}$folder"; fi
    done
}

runHook() {
    local hook hooks="${1}Hooks[@]"
    for hook in "${!hooks}"; do eval "$hook"; done
    eval "${!1-}"
}

unpackPhase() {
    runHook preUnpack
    if [[ -n ${src-} ]]; then
        # As nixpkgs does: a script stays one.
        cp -r --preserve=mode "$src" source
        chmod -R u+w source
        sourceRoot=source
    fi
    runHook postUnpack
}

patchPhase() {
    local patch
    runHook prePatch
    for patch in ${patches-}; do patch -p1 <"$patch"; done
    runHook postPatch
}

fixupPhase() {
    runHook preFixup
    runHook postFixup
}

genericBuild() {
    cd "${NIX_BUILD_TOP:-$TMPDIR}" || return
    # What is built here shows that it builds and runs; nobody waits for an optimiser.
    export CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_LTO=off
    if [[ -n ${buildCommand-} ]]; then
        eval "$buildCommand"
        return
    fi
    local phase phases=(unpackPhase patchPhase buildPhase)
    if [[ -n ${doCheck-} ]]; then phases+=(checkPhase); fi
    phases+=(installPhase)
    if [[ -z ${dontFixup-} ]]; then phases+=(fixupPhase); fi
    for phase in "${phases[@]}"; do
        eval "${!phase:-$phase}"
        if [[ $phase == unpackPhase ]]; then cd "${sourceRoot:-.}" || return; fi
    done
}

# The inputs are added anew to an empty environment, also where a shell of the same kind is around this one.
unset NIX_LDFLAGS PKG_CONFIG_PATH LINK_DLL_FOLDERS
# A derivation's own, as nixpkgs' stdenv sets it.
seed=${out-shell}
seed=${seed##*/}
export NIX_CFLAGS_COMPILE="-frandom-seed=${seed:0:10}"
unset seed
PATH="${initialPath//:/\/bin:}/bin"
export PATH
export "NIX_CC_WRAPPER_TARGET_HOST_$suffixSalt=1" "NIX_PKG_CONFIG_WRAPPER_TARGET_HOST_$suffixSalt=1"
# shellcheck disable=SC2086
addTools ${nativeBuildInputs-} "$compiler"
# The compiler's own DLLs.
for folder in ${compilerDlls-}; do addDllFolders "$folder"; done
for input in ${buildInputs-}; do addLibrary "$input"; done
unset input
