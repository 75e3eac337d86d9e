# shellcheck shell=bash
# A build script that asks this program where a library is gets the answer of the machine that builds. cargo names both platforms.
name=${0##*/}
if [[ ${TARGET-} && $TARGET != "${HOST-}" ]]; then
    echo "crossflake: $name would name the build machine's library, not that of $TARGET: add the library to \`libraries\`, so that pkg-config finds it" >&2
    exit 1
fi
here=$(cd "${0%/*}" && pwd)
IFS=: read -ra folders <<<"$PATH"
for folder in "${folders[@]}"; do
    if [[ -x $folder/$name && ! $folder -ef $here ]]; then
        exec "$folder/$name" "$@"
    fi
done
echo "$name: not found" >&2
exit 127
