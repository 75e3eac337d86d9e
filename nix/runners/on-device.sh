# shellcheck shell=sh disable=SC2154
# The half of device.sh that the device's shell runs, any POSIX one. Above this stand its variables: d (our folder there), run, program,
# folder (where it runs), interpreter and libraries (from the store, or none), places (paths of the build machine that the program may
# name), and the program's arguments. `step` is empty at first, then where the script goes on, or the name of a signal for the program.

# Makes the folder $1 one of ours, so that others can stand beside the device's entries, which become links: a store has thousands.
open() {
    if [ ! "$1" ] || [ -d "$1/.crossflake" ]; then return; fi
    open "${1%/*}"
    if [ -L "$1" ]; then rm "$1"; fi
    mkdir -p "$1" && mount -t tmpfs -o mode=755 crossflake "$1" || return 1
    if [ -d "/.crossflake$1" ]; then
        find "/.crossflake$1" -mindepth 1 -maxdepth 1 -exec sh -c 'ln -s "$@" "$0/"' "$1" {} +
    fi
    mkdir "$1/.crossflake"
}

# A root folder in which the build machine's paths stand too, as they are there. The device's own is /.crossflake.
in_namespace() {
    new=$d/new.$run
    mkdir "$new" && mount -t tmpfs -o mode=755 crossflake "$new" || return 1
    for entry in /* /.[!.]*; do
        if [ -L "$entry" ]; then
            ln -s "$(readlink "$entry")" "$new$entry"
        elif [ -d "$entry" ]; then
            mkdir "$new$entry" && mount --rbind "$entry" "$new$entry"
        elif [ -e "$entry" ]; then
            : >"$new$entry" && mount --bind "$entry" "$new$entry"
        fi
    done 2>/dev/null
    mkdir "$new/.crossflake" && cd "$new" && "$pivot_root" . .crossflake && cd / || return 1
    for place in $places; do
        # It stands in one that is shown already, or in the device's own store.
        case "$place/" in "${shown-/dev/null}"/*) continue ;; esac
        case $place in */store/*) if [ -d "$place" ]; then continue; fi ;; esac
        open "${place%/*}" || return 1
        if [ -L "$place" ]; then rm "$place"; fi
        mkdir -p "$place" && mount --bind "/.crossflake$d/root$place" "$place" || return 1
        shown=$place
    done
}

# Links to our folder from where nothing stands; a parent that is not ours to write in refuses.
by_links() {
    for place in $places; do
        if [ -e "$place" ]; then
            [ "$(cd "$place" 2>/dev/null && pwd -P)" = "$(cd "$d/root$place" && pwd -P)" ] || return 1
            continue
        fi
        missing=$place
        while [ ! -e "${missing%/*}/." ]; do missing=${missing%/*}; done
        ln -s "$d/root$missing" "$missing" 2>/dev/null && echo "$missing" >>"$d/links"
        [ -e "$place" ] || return 1
    done
}

here() {
    cd "$folder" && "$program" "$@"
    status=$?
}

trap : HUP INT QUIT TERM USR1 USR2
IFS='
'
case $step in
    '')
        echo $$ >"$d/pid.$run"
        mkdir -p "$d/root$folder"
        if [ -d "$folder" ] || [ "$folder" = / ]; then :; else places="$places
$folder"; fi
        uid=$(id -u) gid=$(id -g)
        if [ "$uid" = 0 ]; then namespace="unshare
--mount"; else namespace="unshare
--map-root-user
--mount"; fi
        # Not every user's PATH has the folders of root's programs.
        pivot_root=$(PATH=$PATH:/usr/sbin:/sbin && command -v pivot_root)
        if [ ! -f "$d/plain" ] && ! { [ "$pivot_root" ] && $namespace true; } 2>/dev/null; then : >"$d/plain"; fi
        if [ ! -f "$d/plain" ]; then
            $namespace sh "$0" namespace "$uid" "$gid" "$pivot_root"
            status=$?
            rmdir "$d/new.$run" 2>/dev/null
        fi
        if [ -f "$d/plain" ]; then
            if by_links; then
                here "$@"
            else
                [ -f "$d/told" ] || echo "note: the device does not give us the build machine's paths: tests that start the project's own program fail there" >&2
                : >"$d/told"
                cd "$d/root$folder" || exit 1
                if [ "$interpreter" ] && [ ! -e "$interpreter" ]; then
                    "$d/root$interpreter" --library-path "$libraries" "$d/root$program" "$@"
                else
                    "$d/root$program" "$@"
                fi
                status=$?
            fi
        fi
        rm -f "$d/pid.$run" "$0"
        # ssh says this also where it breaks.
        if [ "$status" = 255 ]; then echo "$status" >"$d/status.$run"; fi
        exit "$status"
        ;;
    namespace)
        if ! in_namespace; then
            : >"$d/plain"
            exit 1
        fi
        # The user is called as before in one more namespace: in the first, root.
        if [ "$uid" != 0 ] && unshare --map-user="$uid" --map-group="$gid" true 2>/dev/null; then
            exec unshare --map-user="$uid" --map-group="$gid" sh "$0" here
        fi
        exec sh "$0" here
        ;;
    here)
        here "$@"
        exit "$status"
        ;;
    *)
        kill "-$step" "-$(cat "$d/pid.$run")" 2>/dev/null || kill "-$step" "$(cat "$d/pid.$run")"
        ;;
esac
