# shellcheck shell=bash
# Below the current folder, next to each Cargo.toml, an empty program for every target that it names or that cargo would find:
# enough to build the dependencies.
while read -r manifest; do
    crate=$(dirname "$manifest")
    {
        printf 'src/lib.rs\nsrc/main.rs\nbuild.rs\n'
        # Paths of targets, and the places of those that have a name alone.
        awk '
            /^[[:space:]]*\[/ { section = $0; gsub(/[][[:space:]]/, "", section) }
            /^[[:space:]]*(path|build)[[:space:]]*=[[:space:]]*"[^"]*[.]rs"/ {
                split($0, part, "\""); print part[2]
            }
            /^[[:space:]]*name[[:space:]]*=/ {
                split($0, part, "\"")
                if (section == "package") package = part[2]
                # The one that is called as the package is src/main.rs.
                if (section == "bin" && part[2] != package) print "src/bin/" part[2] ".rs"
                if (section == "example") print "examples/" part[2] ".rs"
                if (section == "test") print "tests/" part[2] ".rs"
                if (section == "bench") print "benches/" part[2] ".rs"
            }
        ' "$manifest"
    } | while read -r file; do
        mkdir -p "$(dirname "$crate/$file")"
        if [[ ! -e $crate/$file ]]; then echo 'fn main() {}' >"$crate/$file"; fi
    done
done < <(find . -name Cargo.toml)
