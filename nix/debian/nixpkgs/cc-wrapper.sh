#!@bash@
# shellcheck shell=bash disable=SC2206
# What nixpkgs' cc-wrapper does for crossflake. Flags come from variables with this compiler's suffix; those without count
# only where a setup hook has said that this compiler serves the package's own platform.
# Of a platform whose programs are all static, or look for libraries by themselves, the loader is empty.
loader=@loader@
compile=(${NIX_CFLAGS_COMPILE_@salt@-})
flags=(${NIX_LDFLAGS_@salt@-})
if [[ -n ${NIX_CC_WRAPPER_TARGET_HOST_@salt@-} ]]; then
    compile+=(${NIX_CFLAGS_COMPILE-})
    flags+=(${NIX_LDFLAGS-})
fi

links=
for argument in "$@"; do
    case $argument in
        -c | -S | -E | -M | -MM | -fsyntax-only | -r)
            links=
            break
            ;;
        -*) ;;
        *) links=1 ;;
    esac
done

link=()
if [[ -n $links ]]; then
    previous=
    for argument in "$@" "${flags[@]}"; do
        folder=${argument#-L}
        if [[ -n $loader ]] && [[ $previous == -L || $argument == -L?* ]] && [[ $folder == @store@/* ]]; then
            # A cross linker looks for the libraries of a library in -rpath-link alone.
            link+=("-Wl,-rpath,$folder" "-Wl,-rpath-link,$folder")
        fi
        previous=$argument
    done
    if [[ -n $loader ]]; then
        # DT_RPATH, not DT_RUNPATH: it also serves the libraries that a library needs.
        link+=("-Wl,--dynamic-linker=$loader" "-Wl,--disable-new-dtags" "-Wl,-rpath,@libraries@")
    fi
    for flag in "${flags[@]}"; do
        case $flag in
            -[lL]*) link+=("$flag") ;;
            *) link+=("-Wl,$flag") ;;
        esac
    done
fi

exec @program@ @flags@ -B@bintools@ "${compile[@]}" "$@" "${link[@]}"
