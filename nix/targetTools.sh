# shellcheck shell=bash disable=SC2154
# Builds a target's tools; targetTools.nix sets the variables. Without `cc`, they are a runner and the variables.
mkdir -p "$out/bin" "$out/nix-support" "$out/share/crossflake"

flags=()
unused=()
if [[ -n ${cc-} ]]; then
    mkdir -p "$out/share/cmake"

    # Words that the wrappers read with the compiler's suffix, by their own lists; without a role in a native shell, they read
    # nothing else.
    suffixed=(NIX_CFLAGS_COMPILE NIX_LDFLAGS NIX_HARDENING_ENABLE PKG_CONFIG_PATH)
    for list in "$cc" "$bintools"; do
        if [[ -e $list/nix-support/add-flags.sh ]]; then
            while read -r word; do
                if [[ $word =~ ^NIX_[A-Z_]+$ ]]; then suffixed+=("$word"); fi
            done <"$list/nix-support/add-flags.sh"
        fi
    done
    # This derivation's own seed: with each new one, all C would be compiled again.
    if [[ -v NIX_CFLAGS_COMPILE ]]; then
        words=()
        for word in $NIX_CFLAGS_COMPILE; do
            if [[ $word != -frandom-seed=* ]]; then words+=("$word"); fi
        done
        NIX_CFLAGS_COMPILE=${words[*]}
    fi
    seen=' '
    for word in "${suffixed[@]}"; do
        if [[ $seen == *" $word "* ]]; then continue; fi
        seen+="$word "
        if [[ -v $word ]]; then flags+=("${word}_$suffixSalt=${!word}"); else unused+=("${word}_$suffixSalt"); fi
    done
    # pkg-config's wrapper wants a role, and FOR_TARGET is free in a native shell.
    flags+=("NIX_PKG_CONFIG_WRAPPER_TARGET_TARGET_$suffixSalt=1")

    # provide NAME PROGRAM: under the target's name, once.
    provide() {
        local place=$out/bin/$toolPrefix-$1
        if [[ -e $place || ! -x $2 ]]; then return; fi
        if [[ -n $scoped ]]; then
            {
                printf '#!%s\n' "$SHELL"
                # The other target of this suffix may have set them.
                if [[ ${#unused[@]} -gt 0 ]]; then printf 'unset %q\n' "${unused[@]}"; fi
                printf 'export %q\n' "${flags[@]}"
                printf 'exec %q "$@"\n' "$2"
            } >"$place"
            chmod +x "$place"
        else
            ln -s "$2" "$place"
        fi
    }
    # cc, ar, … by the platform's name, whether this compiler is a cross compiler or the build machine's own.
    for program in "$cc/bin/$targetPrefix"* "$bintools/bin/$targetPrefix"*; do
        name=${program##*/}
        provide "${name#"$targetPrefix"}" "$program"
    done
    # What the stdenv calls by other names.
    for tool in "ar ${AR-}" "ranlib ${RANLIB-}" "strip ${STRIP-}" "objdump ${OBJDUMP-}" "cc ${CC-}" "c++ ${CXX-}" "$compilerName ${CC-}"; do
        if program=$(type -P -- "${tool#* }"); then provide "${tool%% *}" "$program"; fi
    done
    provide pkg-config "$pkgConfig/bin/${pkgConfigPrefix}pkg-config"

    # The libraries' folders, by the flags that their hooks gave: headers and libraries may be outputs of their own.
    roots=()
    for flag in ${NIX_CFLAGS_COMPILE-} ${NIX_LDFLAGS-}; do
        case $flag in
            -L*) roots+=("$(dirname "${flag#-L}")") ;;
            */include) roots+=("$(dirname "$flag")") ;;
        esac
    done
    {
        echo "set(CMAKE_SYSTEM_NAME $systemName)"
        echo "set(CMAKE_SYSTEM_PROCESSOR $systemProcessor)"
        echo "set(CMAKE_C_COMPILER $out/bin/$toolPrefix-cc)"
        echo "set(CMAKE_CXX_COMPILER $out/bin/$toolPrefix-c++)"
        echo "set(CMAKE_AR $out/bin/$toolPrefix-$archiver)"
        if [[ $forCMake ]]; then
            # nixpkgs' SDK has no library for debugging.
            echo "set(CMAKE_TRY_COMPILE_CONFIGURATION Release)"
            echo "set(CMAKE_MSVC_RUNTIME_LIBRARY MultiThreadedDLL)"
        fi
        for tool in $forCMake; do echo "set(CMAKE_${tool%%=*} $out/bin/$toolPrefix-${tool#*=} CACHE FILEPATH \"\")"; done
        echo "set(CMAKE_RANLIB $out/bin/$toolPrefix-ranlib)"
        echo "set(CMAKE_STRIP $out/bin/$toolPrefix-strip)"
        echo "set(PKG_CONFIG_EXECUTABLE $out/bin/$toolPrefix-pkg-config CACHE FILEPATH \"\")"
        if [[ -n $emulator ]]; then echo "set(CMAKE_CROSSCOMPILING_EMULATOR $out/bin/$emulator)"; fi
        # An empty program does not link without an operating system.
        if [[ $systemName == Generic ]]; then echo "set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)"; fi
        echo "set(CMAKE_FIND_ROOT_PATH ${roots[*]} $libcRoots)"
        # The roots are searched below each prefix, and nixpkgs' CMake has none.
        echo "list(APPEND CMAKE_SYSTEM_PREFIX_PATH /)"
        echo "set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)"
        echo "set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)"
        echo "set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)"
        echo "set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)"
    } >"$out/share/cmake/$triple.cmake"
fi

# The folders with the DLLs of compiler and libraries: on Windows' PATH for the runner, and for a package that brings them along.
dlls=
dllFolders=
IFS=: read -ra folders <<<"${LINK_DLL_FOLDERS-}"
for folder in "${folders[@]}"; do
    if compgen -G "$folder/*.dll" >/dev/null; then
        dlls+="Z:${folder//\//\\};"
        dllFolders+="${dllFolders:+:}$folder"
    fi
done
if [[ -n $dllFolders ]]; then flags+=("CROSSFLAKE_DLL_FOLDERS_${triple//[-.]/_}=$dllFolders"); fi
printf '#!%s\n%s\n' "$SHELL" "${runnerScript//@dlls@/"$dlls"}" >"$out/bin/$runner"
chmod +x "$out/bin/$runner"

cp "$functions" "$out/share/crossflake/functions.sh"
{
    echo "source $out/share/crossflake/functions.sh"
    echo "crossflakeStore=$NIX_STORE"
    printf '%s' "$hook"
    # Not where the programs have them.
    if [[ -z ${scoped-} && ${#flags[@]} -gt 0 ]]; then printf 'export %q\n' "${flags[@]}"; fi
} >"$out/share/crossflake/variables.sh"

{
    echo "source $out/share/crossflake/variables.sh"
    echo crossflakeHook
} >"$out/nix-support/setup-hook"
echo "$depsOfBuild" >"$out/nix-support/propagated-native-build-inputs"

{
    echo "export PATH=$out/bin:${depsOfBuild// //bin:}/bin:\$PATH"
    echo "source $out/share/crossflake/variables.sh"
    echo "crossflakeProject shell"
} >"$out/env.sh"
