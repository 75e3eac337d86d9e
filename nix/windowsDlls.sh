# shellcheck shell=bash disable=SC2154,SC2016
# The DLLs that the package's programs import, beside them, where Windows looks first: those of the libraries and of the
# compiler, and what these import. Windows has its own, for which MinGW has an import library.
variable=CROSSFLAKE_DLL_FOLDERS_${CARGO_BUILD_TARGET//[-.]/_}
if [[ $CARGO_BUILD_TARGET == *-windows-gnu* ]]; then
    compiler=CC_${CARGO_BUILD_TARGET//[-.]/_}
    declare -A brought=()
    IFS=: read -ra folders <<<"${!variable-}"
    # bringDlls FILE: into the file's own folder.
    bringDlls() {
        local name found place=${1%/*}
        while read -r name; do
            if [[ -n ${brought[$place/${name,,}]-} ]]; then continue; fi
            brought[$place/${name,,}]=1
            found=$(find -L "$place" "${folders[@]}" -maxdepth 1 -type f -iname "$name" -print -quit 2>/dev/null)
            if [[ $found == "$place"/* ]]; then
                bringDlls "$found"
            elif [[ -n $found ]]; then
                install -m 755 "$found" "$place/$name"
                bringDlls "$place/$name"
            elif [[ ${name,,} != @(api-ms-win-*|ext-ms-*|bcryptprimitives.dll) && " ${CROSSFLAKE_SYSTEM_DLLS-} " != *" $name "* ]] &&
                [[ $("${!compiler}" -print-file-name="lib$(basename "${name,,}" .dll).a") != */* ]]; then
                printf 'error: %s imports %s, which is neither part of Windows nor in a package of `libraries`\n\n' "${1##*/}" "$name"
                printf 'hint: name the package that has it in `libraries`; if the device has it, env.CROSSFLAKE_SYSTEM_DLLS = "%s"\n' "$name"
                exit 1
            fi >&2
        done < <("$dumpImports" -p "$1" | sed -n 's/^.*DLL Name: *//p')
    }
    for file in "$out"/bin/*.exe "$out"/bin/*.dll; do
        if [[ -e $file ]]; then bringDlls "$file"; fi
    done
fi
