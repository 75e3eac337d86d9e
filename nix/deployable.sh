# shellcheck shell=bash disable=SC2154
# Make a package run on a device that has no Nix store, and write down what the device must have; see mkDeployable.nix.
# Set by Nix: package, triple, interpreter, machO, tools, floor, forgotten, NIX_STORE and out.
set -euo pipefail

fail() {
    printf 'error: %s\n\nhint: %s\n' "$1" "$2" >&2
    exit 1
}
# A JSON string or, of nothing, null. What is not UTF-8 in a file's name has no form in JSON.
quote() {
    local LC_ALL=C text=${1//\\/\\\\} escaped='' letter
    if [[ -z $text ]]; then
        printf null
        return
    fi
    text=${text//\"/\\\"}
    if ! LC_ALL=C.UTF-8 grep -qaxz '.*' < <(printf '%s' "$text"); then text=${text//[$'\x80'-$'\xff']/\\ufffd}; fi
    if [[ $text == *[[:cntrl:]]* ]]; then
        while IFS= read -r -d '' -n 1 letter; do
            if [[ $letter == [[:cntrl:]] ]]; then printf -v letter '\\u%04x' "'$letter"; fi
            escaped+=$letter
        done < <(printf '%s' "$text")
        text=$escaped
    fi
    printf '"%s"' "$text"
}
# What begins as a program and cannot be read as one: data, unless somebody is to start it.
unreadable() {
    if [[ -x $file ]]; then
        fail "$relative begins as a program, but cannot be read as one: $(head -n 1 <<<"$1")" \
            "build it again, or make it data: chmod -x"
    fi
    printf 'note: %s begins as a program, but cannot be read as one: it stays as it is\n' "$relative" >&2
}
list() {
    local items=() item
    for item in "$@"; do items+=("$(quote "$item")"); done
    local IFS=,
    printf '[%s]' "${items[*]}"
}
greatest() { sort --version-sort | tail -n 1; }

name=${package##*/}
name=${name#*-}
cp -R "$package" "$out"
chmod -R u+w "$out"
# Nix's own notes on the package.
rm -rf "$out/nix-support"
cd "$out"

# A hash of Nix's has no e, o, t and u: what is overwritten with e is no reference any more.
digits=0-9abcdfghijklmnpqrsvwxyz
for path in $forgotten; do
    base=${path#"$NIX_STORE/"}
    find . -type f -exec sed -i "s|${base:0:32}|eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee|g" {} +
done

text=()
json=()
every=()
minimum=
macos=
while IFS= read -r -d '' file; do
    relative=${file#./}
    # For people, one line.
    if [[ $relative == *[[:cntrl:]]* ]]; then shown=${relative@Q}; else shown=$relative; fi
    magic=
    IFS= read -r -n 7 magic <"$file" || true
    needed=
    versions=
    current=
    case $magic in
        # Behind the name stand width, order of bytes and version: other files that begin so are data.
        $'\x7fELF'[$'\1\2'][$'\1\2']$'\1')
            # A target that rustc links by itself has no readelf, and its programs no dynamic section.
            [[ -n $tools ]] || continue
            # Its exit code does not tell of errors.
            headers=$("${tools}readelf" -W --program-headers --dynamic --version-info "$file" 2>&1) || true
            if [[ $headers == *"readelf: Error: "* ]]; then
                unreadable "$(grep -o 'readelf: Error: .*' <<<"$headers")"
                continue
            fi
            current=$(sed -n 's/.*\[Requesting program interpreter: \(.*\)\]/\1/p' <<<"$headers")
            # One change a call: patchelf 0.18 breaks a program of fixed address when it makes two at once.
            if [[ -n $current && $current != "$interpreter" ]]; then
                [[ -n $interpreter ]] ||
                    fail "$relative names the interpreter $current, and no other is known for $triple" \
                        "link it statically, or write \`interpreter\` into the target's row of targets.json"
                # Its file's name says machine and libc; uClibc's ends in one of two numbers.
                [[ ${current##*/} == "${interpreter##*/}" || $current == */ld-uClibc.so.* ]] ||
                    fail "$relative asks for ${current##*/}, and the interpreter of $triple is ${interpreter##*/}: it is of another target" \
                        "give a \`package\` that was built for $triple"
                patchelf --set-interpreter "$interpreter" "$file"
                current=$interpreter
            fi
            if grep -qE '\((RPATH|RUNPATH)\)' <<<"$headers"; then
                # Removed alone, the text would stay in the file.
                patchelf --set-rpath '' "$file"
                patchelf --remove-rpath "$file"
            fi
            needed=$(sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' <<<"$headers" | sort -u)
            # The greatest version of each name; a weak one need not be there.
            versions=$(awk '/^Version needs/ { needs = 1 } /^Version (symbols|definition)/ { needs = 0 }
                needs && $2 == "Name:" && !/Flags:.*WEAK/ { print $3 }' <<<"$headers" | sort --version-sort)
            ;;
        MZ*)
            # Of another system's programs, and of texts that begin so, nothing is asked.
            [[ -n $tools && $triple == *windows* ]] || continue
            if ! headers=$("${tools}objdump" -p "$file" 2>&1); then
                if [[ $file == *.@(exe|dll) ]]; then unreadable "$headers"; fi
                continue
            fi
            needed=$(sed -n 's/.*DLL Name: //p' <<<"$headers" | sort -u)
            ;;
        # Mach-O of 64 bits; bash keeps no zero of the magic.
        $'\xcf\xfa\xed\xfe'*)
            [[ -n $machO ]] || continue
            if ! headers=$($machO "$file" 2>&1); then
                unreadable "$headers"
                continue
            fi
            { IFS= read -r oldest; needed=$(sort -u); } <<<"$headers"
            macos=$(printf '%s\n' "$macos" "$oldest" | greatest)
            ;;
        *) continue ;;
    esac

    # glibc's own name for a feature that came with 2.36.
    glibc=$(sed -n -e 's/^GLIBC_\([0-9.]*\)$/\1/p' -e 's/^GLIBC_ABI_DT_RELR$/2.36/p' <<<"$versions" | greatest)
    if [[ -n $floor && -n $glibc && $(printf '%s\n' "$floor" "$glibc" | greatest) != "$floor" ]]; then
        symbols=$("${tools}readelf" -W --dyn-syms "$file" | grep -oE '[A-Za-z0-9_]+@GLIBC_'"${glibc//./[.]}"'( |$)' | sort -u | tr '\n' ' ' || true)
        fail "$relative needs glibc $glibc, and the floor is $floor (${symbols:-GLIBC_ABI_DT_RELR})" \
            "leave out what was built with a newer glibc (libraries of nixpkgs, precompiled objects), or raise the floor"
    fi
    greatest=$(awk -F_ '{ prefix = $0; sub(/_[^_]*$/, "", prefix); last[prefix] = $0 } END { for (prefix in last) print last[prefix] }' <<<"$versions" | sort)
    minimum=$(printf '%s\n' "$minimum" "$glibc" | greatest)
    mapfile -t libraries < <(printf '%s' "${needed:+$needed$'\n'}")
    mapfile -t newest < <(printf '%s' "${greatest:+$greatest$'\n'}")
    every+=("${libraries[@]}")
    text+=("$shown" "  interpreter  ${current:-none}" "  libraries    ${libraries[*]:-none}" "  versions     ${newest[*]:-none}")
    json+=("    { \"file\": $(quote "$relative"), \"interpreter\": $(quote "$current"), \"libraries\": $(list "${libraries[@]}"), \"versions\": $(list "${newest[@]}") }")
done < <(find . -type f -print0 | sort -z)

# What is left of the store, in any file: one line for each file and reference.
left=$(
    find . -type f -print0 | sort -z | LC_ALL=C xargs -0r grep -aoHE "$NIX_STORE/[$digits]{32}-[-+._?=0-9A-Za-z]+" || true
    find . -type l -lname "$NIX_STORE/*" -printf '%p:%l\n' | sort
)
if [[ -n $left ]]; then
    sort -u <<<"$left" | sed -e 's|^\./|  |' -e 's|:| refers to |' >&2
    fail "$name refers to the Nix store, which the device does not have (the lines above)" \
        "take the library or data behind the path out of the program, or link it statically; where the program does without the
path, let it be overwritten: deployable.removeReferencesTo = pkgs: [ pkgs.NAME ] (mkProject), removeReferencesTo (mkDeployable)"
fi

mapfile -t every < <(printf '%s\n' "${every[@]}" | sed '/^$/d' | sort -u)
mkdir -p share/crossflake
{
    printf 'target         %s\n' "$triple"
    printf 'minimum glibc  %s\n' "${minimum:-none}"
    if [[ -n $macos ]]; then printf 'oldest macOS   %s\n' "$macos"; fi
    printf 'libraries      %s\n' "${every[*]:-none}"
    if [[ ${#text[@]} -gt 0 ]]; then printf '\n'; fi
    for line in "${text[@]}"; do printf '%s\n' "$line"; done
} >share/crossflake/report.txt
{
    printf '{\n  "target": %s,\n  "minimumGlibc": %s,\n  "oldestMacos": %s,\n  "libraries": %s,\n  "files": [\n' \
        "$(quote "$triple")" "$(quote "$minimum")" "$(quote "$macos")" "$(list "${every[@]}")"
    for index in "${!json[@]}"; do
        printf '%s%s\n' "${json[index]}" "$([[ $index -eq $((${#json[@]} - 1)) ]] || echo ,)"
    done
    printf '  ]\n}\n'
} >share/crossflake/report.json
cat share/crossflake/report.txt
