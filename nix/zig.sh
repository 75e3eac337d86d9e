# shellcheck shell=bash disable=SC2016,SC2154
# zig as the C compiler and linker for macOS, under clang's names. zigTools.nix writes the first lines: `zig`, its folder
# `library`, a `name` for that, `target`, `stubs` and `language`.

sdk=${SDKROOT-}
if [[ $sdk && ! -e $sdk/usr/lib ]]; then
    # Without Apple's SDK, this is an empty folder of a target's tools, so that rustc asks no xcrun.
    if [[ $sdk != */share/MacOSX.sdk || ! -d $sdk ]]; then
        printf 'error: SDKROOT is `%s`, which is no SDK of Apple'\''s: it has no folder usr/lib\n\nhint: copy MacOSX.sdk from a Mac, and set SDKROOT to it; without frameworks, unset SDKROOT\n' "$sdk" >&2
        exit 1
    fi
    sdk=
fi
# zig reads SDKROOT by itself, and would look for its stubs there.
unset SDKROOT

# words LINE: append the arguments of a line of a response file to `given`, with quotes and backslashes as gcc has them.
words() {
    local line=$1 word='' quote='' begun='' letter place
    if [[ $line != *[\\\'\"[:space:]]* ]]; then
        [[ ! $line ]] || given+=("$line")
        return
    fi
    for ((place = 0; place < ${#line}; place++)); do
        letter=${line:place:1}
        if [[ $letter == \\ && $quote != \' ]]; then
            place=$((place + 1))
            word+=${line:place:1} begun=1
        elif [[ $letter == "$quote" ]]; then
            quote=
        elif [[ ! $quote && $letter == [\'\"] ]]; then
            quote=$letter begun=1
        elif [[ ! $quote && $letter == [[:space:]] ]]; then
            [[ ! $begun ]] || given+=("$word")
            word='' begun=
        else
            word+=$letter begun=1
        fi
    done
    [[ ! $begun ]] || given+=("$word")
}

# rustc writes a long command into a file.
given=()
response=
for argument; do
    if [[ $argument == @* && -f ${argument#@} ]]; then
        response=1
        while IFS= read -r line || [[ $line ]]; do words "$line"; done <"${argument#@}"
    else
        given+=("$argument")
    fi
done
set -- "${given[@]}"

arguments=()
frameworks=()
# The oldest macOS that it runs on; rustc and the cc crate say so, from MACOSX_DEPLOYMENT_TARGET or the target's own.
version=${MACOSX_DEPLOYMENT_TARGET:+.$MACOSX_DEPLOYMENT_TARGET}
while (($#)); do
    case $1 in
        # The target says it all; zig takes these in a form of its own, or not at all.
        -arch | -isysroot | --target | -target) shift ;;
        -arch=* | --target=* | -Wl,-no_uuid) ;;
        -mmacosx-version-min=* | -mmacos-version-min=*) version=.${1#*=} ;;
        # A library exports more than rustc asks for.
        -Wl,-exported_symbols_list | -exported_symbols_list) shift ;;
        -Wl,-exported_symbols_list,*) ;;
        -framework | -weak_framework | -needed_framework)
            frameworks+=("$2")
            arguments+=("$1" "$2")
            shift
            ;;
        # The same in the linker's form, in one argument or in two; the next round reads it.
        -Wl,-framework,* | -Wl,-weak_framework,* | -Wl,-needed_framework,*)
            words=${1#-Wl,}
            set -- '' "${words%%,*}" "${words#*,}" "${@:2}"
            ;;
        -Wl,-framework | -Wl,-weak_framework | -Wl,-needed_framework) set -- '' "${1#-Wl,}" "${2#-Wl,}" "${@:3}" ;;
        *) arguments+=("$1") ;;
    esac
    shift
done
if [[ $sdk ]]; then
    arguments+=(-isystem "$sdk/usr/include" -L"$sdk/usr/lib" -F"$sdk/System/Library/Frameworks" -iframework "$sdk/System/Library/Frameworks")
elif ((${#frameworks[@]})); then
    printf 'error: the framework %s is part of Apple'\''s SDK, which nothing here has\n\nhint: copy MacOSX.sdk from a Mac, and set SDKROOT to it, in the shell or as `env.SDKROOT`\n' "${frameworks[0]}" >&2
    exit 1
fi
# A place that may be written, also in a derivation.
if [[ ! ${ZIG_GLOBAL_CACHE_DIR-} ]]; then
    cache=${XDG_CACHE_HOME:-${HOME-}/.cache}
    if ! mkdir -p "$cache/zig" 2>/dev/null || [[ ! -w $cache/zig ]]; then cache=${TMPDIR:-/tmp}; fi
    export ZIG_GLOBAL_CACHE_DIR=$cache/zig
fi
# What zig compiles of its library names the place of the source: not one in the store, which a deployable must not name.
export ZIG_LIB_DIR=$ZIG_GLOBAL_CACHE_DIR/$name
[[ -e $ZIG_LIB_DIR ]] || { mkdir -p "$ZIG_GLOBAL_CACHE_DIR" && ln -sfn "$library" "$ZIG_LIB_DIR"; }
# zig checks C without -O for undefined behaviour, which asks whoever links a library for its functions.
set -- "$language" -target "$target$version" -fno-sanitize=undefined -L"$stubs"
if [[ ! $response ]]; then exec "$zig" "$@" "${arguments[@]}"; fi
file=$(mktemp)
trap 'rm -f "$file"' EXIT
for argument in "${arguments[@]}"; do
    argument=${argument//\\/\\\\}
    printf '"%s"\n' "${argument//\"/\\\"}"
done >"$file"
"$zig" "$@" "@$file"
