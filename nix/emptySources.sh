# shellcheck shell=bash disable=SC2154
# Below the current folder, next to each Cargo.toml, an empty source for every target that it names or that cargo would find:
# enough to build the dependencies. `noStd` is the condition (a cfg) for a crate without std; build scripts always have one.
empty="#![cfg_attr($noStd, no_std)]
#[cfg($noStd)]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! { loop {} }"
while read -r manifest; do
    crate=$(dirname "$manifest")
    # Each has a library, found by its place.
    sed -i '/^[[:space:]]*autolib[[:space:]]*=/d' "$manifest"
    {
        printf 'target src/lib.rs\ntarget src/main.rs\nhost build.rs\n'
        # Paths of targets, and the places of those that have a name alone.
        awk '
            /^[[:space:]]*\[/ { section = $0; gsub(/[][[:space:]]/, "", section) }
            /^[[:space:]]*(path|build)[[:space:]]*=[[:space:]]*"[^"]*[.]rs"/ {
                split($0, part, "\""); print ($1 ~ /^build/ ? "host " : "target ") part[2]
            }
            /^[[:space:]]*name[[:space:]]*=/ {
                split($0, part, "\"")
                if (section == "package") package = part[2]
                # The one that is called as the package is src/main.rs.
                if (section == "bin" && part[2] != package) print "target src/bin/" part[2] ".rs"
                if (section == "example") print "target examples/" part[2] ".rs"
                if (section == "test") print "target tests/" part[2] ".rs"
                if (section == "bench") print "target benches/" part[2] ".rs"
            }
        ' "$manifest"
    } | while read -r machine file; do
        mkdir -p "$(dirname "$crate/$file")"
        if [[ ! -e $crate/$file ]]; then
            if [[ $machine == host ]]; then echo 'fn main() {}'; else echo "$empty"; fi >"$crate/$file"
        fi
    done
done < <(find . -name Cargo.toml)
