# shellcheck shell=bash disable=SC2154
# Below the current folder, next to each Cargo.toml, an empty source for every target that it names or that cargo would find:
# enough to build the dependencies. `noStd` is the condition (a cfg) for a crate without std; build scripts always have one.
empty="#![cfg_attr($noStd, no_std)]
#[cfg($noStd)]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }"
while read -r manifest; do
    crate=$(dirname "$manifest")
    # A byte order mark would hide the first line. Each has a library, found by its place; nothing is run by default.
    sed -i -e '1s/^\xef\xbb\xbf//' -e '/^[[:space:]]*\(package[.]\)\{0,1\}\(autolib\|default-run\)[[:space:]]*=/d' "$manifest"
    {
        printf 'target src/lib.rs\ntarget src/main.rs\nhost build.rs\n'
        # Paths of targets, and the places of those that have a name alone. A key stands below its header, behind it with a
        # dot, or in braces.
        awk -v quotes="[\"']" '
            function text(value) {
                match(value, quotes)
                mark = substr(value, RSTART, 1)
                value = substr(value, RSTART + 1)
                return substr(value, 1, index(value, mark) - 1)
            }
            function named(name) {
                if (section == "package") package = name
                if (section == "bin") programs[++count] = name
                if (section == "example") print "target examples/" name ".rs"
                if (section == "test") print "target tests/" name ".rs"
                if (section == "bench") print "target benches/" name ".rs"
            }
            /^[[:space:]]*\[/ {
                section = $0
                sub(/\].*/, "", section)
                gsub("[[[:space:]]|" quotes, "", section)
                headed = 1
                next
            }
            !headed && match($0, /^[[:space:]]*[a-z]+[[:space:]]*[.=]/) {
                section = $1
                sub(/[.=].*/, "", section)
            }
            {
                start = headed ? "^[[:space:]]*" : "(^|[^-_A-Za-z0-9])"
                string = "[[:space:]]*=[[:space:]]*" quotes
                for (rest = $0; match(rest, start "(path|build|name)" string); ) {
                    key = substr(rest, RSTART, RLENGTH)
                    rest = substr(rest, RSTART + RLENGTH - 1)
                    value = text(rest)
                    rest = substr(rest, length(value) + 3)
                    if (key ~ "name" string) named(value)
                    else if (value ~ /[.]rs$/) print (key ~ "build" string ? "host " : "target ") value
                    if (headed) break
                }
            }
            END {
                # The one that is called as the package is src/main.rs.
                for (i = 1; i <= count; i++) if (programs[i] != package) print "target src/bin/" programs[i] ".rs"
            }
        ' "$manifest"
    } | while read -r machine file; do
        mkdir -p "$(dirname "$crate/$file")"
        if [[ ! -e $crate/$file ]]; then
            if [[ $machine == host ]]; then echo 'fn main() {}'; else echo "$empty"; fi >"$crate/$file"
        fi
    done
done < <(find . -name Cargo.toml)
