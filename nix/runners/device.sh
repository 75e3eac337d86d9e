# shellcheck shell=bash disable=SC2016
# Runs a program on the device that CROSSFLAKE_RUN_ON names. docs/devices.md says what happens there.
#
#   device.sh ON-DEVICE TRIPLE SYSTEM PROGRAM [ARGUMENT ...]
#
# ON-DEVICE is on-device.sh; SYSTEM is `hosted`, `board` where no operating system runs the program, or `wasm`.
#
# One connection serves all programs that start within a while. A keeper in the background holds it: it ends programs whose runner
# was killed, and the device removes its folder when the keeper's end of the connection closes.
set -u
half=$1 triple=$2 system=$3
shift 3

fail() {
    printf 'error: %s\n\nhint: %s\n' "$1" "$2" >&2
    exit "${3-1}"
}
need() {
    type -P "$1" >/dev/null || fail "CROSSFLAKE_RUN_ON needs \`$1\`, which is not on PATH" "add pkgs.$2 to \`buildTools\`, or install it"
}

device=$CROSSFLAKE_RUN_ON
# The shell's hook says so where the project has a runner of its own.
if [[ $1 == --named-in ]]; then
    file=$2
    [[ $file == *.toml || $file == */config ]] || file=.cargo/config.toml
    fail "CROSSFLAKE_RUN_ON is set, but the project's own runner for $triple, in $file, goes first" "unset CROSSFLAKE_RUN_ON, or take the runner out of $file"
fi
[[ $system != wasm ]] || fail "CROSSFLAKE_RUN_ON is set, but no device runs WebAssembly, for which $triple is" "unset CROSSFLAKE_RUN_ON"
case $device in
    ssh:?* | adb:?*) [[ $system == hosted ]] || fail "$triple has no operating system, so no program can be started by \`${device%%:*}\`" "CROSSFLAKE_RUN_ON=probe-rs:CHIP" ;;
    probe-rs:?*)
        [[ $system == board ]] || fail "probe-rs runs programs for boards, and $triple has an operating system" "CROSSFLAKE_RUN_ON=ssh:HOST"
        need probe-rs probe-rs-tools
        exec probe-rs run --chip "${device#*:}" "$@"
        ;;
    *) fail "CROSSFLAKE_RUN_ON is \`$device\`, which is no device" "say ssh:[USER@]HOST[:PORT], adb:SERIAL or probe-rs:CHIP" ;;
esac

# How a command is run there. The device's own words for it must not start with a dash: ssh would take them for an option.
name=${device#*:}
[[ $name != -* && $name != *[[:space:]]* ]] || fail "\`$device\` is no device" "say ssh:[USER@]HOST[:PORT] or adb:SERIAL"
state=${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}/crossflake-$UID/$(printf %s "$device $PWD" | cksum | tr -d ' ')
if [[ $device == ssh:* ]]; then
    need ssh openssh
    port=()
    # An IPv6 address stands in brackets.
    if [[ $name =~ ^(.*[^:]|.*\[.*\]):([0-9]+)$ && ${BASH_REMATCH[1]} != *:*:* || $name =~ ^(.*\]):([0-9]+)$ ]]; then
        name=${BASH_REMATCH[1]} port=(-p "${BASH_REMATCH[2]}")
    fi
    name=${name/\[/} name=${name/\]/}
    # Nobody can answer a question here: the program's input is not a terminal.
    options=(-T -o BatchMode=yes -o ControlPath="$state/s" -o ControlPersist=no -o ServerAliveInterval=5 -o LogLevel=ERROR)
    open=(ssh "${options[@]}" -M "${port[@]}" "$name")
    # Over the connection that is open, or not at all: a new one would have no folder on the device.
    on_device=(ssh "${options[@]}" -o ControlMaster=no -o ProxyCommand=false "${port[@]}" "$name")
else
    need adb android-tools
    open=(adb -s "$name" shell)
    on_device=(adb -s "$name" shell -T)
fi

# Waits without starting a program.
exec {never}<> <(:)
nap() { read -r -t "$1" -u "$never"; }

# Whether the process that the link names is alive.
alive() { kill -0 "$(readlink "$1" 2>/dev/null)" 2>/dev/null; }

# A lock whose owner has ended is removed.
lock() {
    local tries=0
    until ln -s $$ "$1" 2>/dev/null; do
        if ((++tries % 10 == 0)) && ! alive "$1"; then rm -f "$1"; fi
        nap 0.1
    done
}
unlock() { rm -f "$1"; }

if ! { [[ -d ${state%/*} ]] || mkdir -m 700 "${state%/*}" 2>/dev/null || [[ -d ${state%/*} ]]; } || [[ ! -O ${state%/*} ]]; then
    fail "${state%/*} cannot be a folder of yours" "set XDG_RUNTIME_DIR to one that you alone can read"
fi

# The shell on the device that the keeper talks to: it makes the folder, obeys, and at the end of its input cleans up.
there='umask 077
d=$(mktemp -d "${TMPDIR:-/tmp}/crossflake.XXXXXX") || d=$(mktemp -d /data/local/tmp/crossflake.XXXXXX) || exit 1
end() { for f in "$1"/pid.*; do if [ -f "$f" ]; then p=$(cat "$f"); kill -KILL -$p 2>/dev/null || kill -KILL $p 2>/dev/null; fi; done; }
bye() { end "$d"; if [ -f "$d/links" ]; then while read -r l; do rm -f "$l"; done <"$d/links"; fi; rm -rf "$d"; }
trap "bye; trap - EXIT; exit" EXIT HUP INT TERM PIPE
mkdir "$d/root"
echo "folder $d"'

# In the background, apart from the terminal: until no program has run for a while.
keep() {
    trap '' INT HUP
    trap 'exit' TERM
    mkfifo "$state/in"
    "${open[@]}" exec sh <"$state/in" >"$state/out" 2>"$state/problem" &
    local connection=$! idle=0 run
    ln -s "$connection" "$state/connection"
    exec 9>"$state/in"
    rm -f "$state/in"
    printf '%s\n' "$there" >&9
    while kill -0 "$connection" 2>/dev/null; do
        sleep 0.5
        idle=$((idle + 1))
        for run in "$state"/run.*; do
            [[ -L $run ]] || continue
            if alive "$run"; then
                idle=0
            else
                # Its runner was killed, and cannot do this any more.
                printf 'p=$(cat "$d/pid.%s") && { kill -KILL -$p || kill -KILL $p; } 2>/dev/null\n' "${run##*.}" >&9
                rm -f "$run"
            fi
        done
        if ((idle > 30)); then
            lock_of_keeper || break
            # One that has come in between stays served.
            if compgen -G "$state/run.*" >/dev/null; then idle=0; unlock "$state.lock"; else break; fi
        fi
    done
    exec 9>&-
    wait "$connection"
    # A runner that waits for a connection that failed reads the reason.
    if grep -qs '^folder ' "$state/out" && lock_of_keeper; then
        rm -rf "$state"
        unlock "$state.lock"
    fi
}

# Fails where the folder is not this keeper's any more: a runner that finds a broken connection removes it. Without `nap`: the file
# that it reads is closed in the keeper.
lock_of_keeper() {
    until [[ $(readlink "$state.lock") == "$BASHPID" ]] || ln -s "$BASHPID" "$state.lock" 2>/dev/null; do
        alive "$state.lock" || rm -f "$state.lock"
        [[ $(readlink "$state/keeper") == "$BASHPID" ]] || return 1
        sleep 0.2
    done
    [[ $(readlink "$state/keeper") == "$BASHPID" ]] || {
        unlock "$state.lock"
        return 1
    }
}

connect() {
    local tries=0
    # A keeper that was killed leaves this behind, and one whose connection broke has not removed it yet.
    if [[ -d $state ]] && ! { alive "$state/keeper" && alive "$state/connection"; }; then rm -rf "$state"; fi
    if [[ ! -d $state ]]; then
        mkdir -m 700 "$state"
        : >"$state/out"
        : >"$state/problem"
        : >"$state/sent"
        # Nothing of ours stays open in it, or who reads cargo's output would wait for it.
        (
            for fd in /proc/self/fd/* /dev/fd/*; do
                fd=${fd##*/}
                if [[ $fd =~ ^[0-9]+$ ]] && ((fd > 2 && fd < 255)); then eval "exec $fd>&-"; fi
            done 2>/dev/null
            ln -s "$BASHPID" "$state/keeper"
            keep
        ) </dev/null >/dev/null 2>&1 &
        disown
    fi
    until grep -q '^folder ' "$state/out" 2>/dev/null; do
        if ((++tries > 1200)) || [[ -L $state/keeper ]] && ! alive "$state/keeper"; then
            problem=$(tail -n 1 "$state/problem" 2>/dev/null)
            return 1
        fi
        nap 0.05
    done
    folder=$(sed -n 's/^folder //p' "$state/out" | tr -d '\r')
    [[ $folder == /*/crossflake.* && $folder != *[!A-Za-z0-9_./-]* ]]
}

lock "$state.lock"
trap 'unlock "$state.lock"' EXIT
problem=
if ! connect; then
    rm -rf "$state"
    case $problem in
        *"verification failed"*) hint="connect once by hand, \`ssh $name\`, and compare the key that it shows with the device's" ;;
        *"ermission denied"*) hint="let a key log in without a password: ssh-copy-id $name" ;;
        *) hint="see that \`${device%%:*}\` reaches the device by itself" ;;
    esac
    fail "cannot connect to the device \`$name\`: ${problem:-it gives no answer}" "$hint" 255
fi
run=$$-$RANDOM
ln -s $$ "$state/run.$run"
trap 'rm -f "$state/run.$run"; unlock "$state.lock"' EXIT
unlock "$state.lock"

# A device takes a few sessions at once on one connection, ssh's usual limit is ten, the keeper's among them.
slot=
tries=0
until [[ $slot ]]; do
    tries=$((tries + 1))
    for number in 1 2 3 4 5 6 7 8; do
        if ln -s $$ "$state/slot.$number" 2>/dev/null; then
            slot=$state/slot.$number
            break
        fi
        if ((tries % 20 == 0)) && ! alive "$state/slot.$number"; then rm -f "$state/slot.$number"; fi
    done
    [[ $slot ]] || nap 0.1
    [[ -d $state ]] || fail "the connection to the device \`$name\` broke" "see that the device is up, and try again" 255
done
trap 'rm -f "$state/run.$run" "$slot"' EXIT

program=$1
[[ $program == /* ]] || program=$PWD/$program
[[ -f $program ]] || fail "there is no program $1" "see that cargo has built it"
shift

# The program, the others that cargo has built beside it, and the files of its package, which tests read.
files=("$program")
places=("${program%/*}")
if [[ $program == */deps/* ]]; then
    places=("${program%/deps/*}")
    for file in "${program%/deps/*}"/*; do
        if [[ -f $file && -x $file ]]; then files+=("$file"); fi
    done
fi
package=${CARGO_MANIFEST_DIR-}
if [[ $package && -d $package ]]; then
    places+=("$package")
    while IFS= read -r -d '' file; do files+=("$file"); done < <(
        cd "$package" && if [[ ${CROSSFLAKE_FILES+set} ]]; then
            # shellcheck disable=SC2086
            [[ -z $CROSSFLAKE_FILES ]] || find $CROSSFLAKE_FILES -type f -printf "$package/%p\0"
        else
            # Not what cargo and git keep for themselves.
            find . \( -name .git -o -name target -o -exec test -e {}/CACHEDIR.TAG \; \) -prune -o -type f -printf "$package/%P\0"
        fi
    )
fi

# A program of the store names its loader there: with it go the libraries that it names, and those that these name.
interpreter=
of_elf() { readelf -dlW "$1" 2>/dev/null | sed -n -e 's/.*program interpreter: \(.*\)\]$/interpreter \1/p' -e 's/.*(NEEDED).*\[\(.*\)\]$/needed \1/p' -e 's/.*(R\(UN\)\?PATH).*\[\(.*\)\]$/path \2/p'; }
declare -A seen=()
libraries=()
# with_libraries FILE PATHS LOADER: of a program, LOADER is empty. libc names a loader too, which is not the program's.
with_libraries() {
    local file=$1 paths=$2 loader=$3 word value needed=() path found
    [[ ! ${seen[$file]-} ]] || return 0
    seen[$file]=1
    while read -r word value; do
        case $word in
            interpreter) loader=${loader:-$value} ;;
            needed) needed+=("$value") ;;
            path) paths="${value//\$ORIGIN/${file%/*}}:$paths" ;;
        esac
    done < <(of_elf "$file")
    [[ $loader && $loader != /lib* && $loader != /usr/* && $loader != /system/* ]] || return 0
    [[ $3 ]] || libraries+=("$loader")
    [[ $file != "$program" ]] || interpreter=$loader
    for value in "${needed[@]}"; do
        while IFS= read -r -d : path; do
            if [[ -f $path/$value ]]; then
                found=$path/$value
                libraries+=("$found")
                with_libraries "$found" "$paths" "$loader"
                break
            fi
        done <<<"$paths:${loader%/*}:"
    done
}
for file in "${files[@]}"; do
    if [[ -x $file ]]; then with_libraries "$file" "" ""; fi
done
for file in "${libraries[@]}"; do places+=("${file%/*}"); done

# The variables that cargo, the test harness and the user set for the program; none of the build machine's, and no token.
variables=()
for variable in $(compgen -e); do
    case $variable in
        CARGO_BIN_EXE_* | CARGO_CRATE_NAME | CARGO_MANIFEST_DIR | CARGO_MANIFEST_PATH | CARGO_PKG_* | CARGO_PRIMARY_PACKAGE | CARGO_TARGET_TMPDIR) ;;
        INSTA_* | NEXTEST | NEXTEST_* | OUT_DIR | PROPTEST_* | RUST_BACKTRACE | RUST_LIB_BACKTRACE | RUST_LOG | RUST_TEST_* | TRYBUILD) ;;
        *) [[ " ${CROSSFLAKE_ENV-} " == *" $variable "* ]] || continue ;;
    esac
    variables+=("$variable")
done
# Single quotes are the same in every shell.
single() { printf "'%s'" "${1//\'/\'\\\'\'}"; }

script=$state/script.$run
{
    printf 'step=${1-} uid=${2-} gid=${3-} pivot_root=${4-}\n'
    printf 'd=%s run=%s program=%s folder=%s interpreter=%s\n' "$folder" "$run" "$(single "$program")" "$(single "$PWD")" "$(single "$interpreter")"
    printf 'set --'
    for argument in "$@"; do printf ' %s' "$(single "$argument")"; done
    printf '\n'
    for variable in "${variables[@]}"; do printf 'export %s=%s\n' "$variable" "$(single "${!variable}")"; done
    printf 'libraries=%s\n' "$(single "$(printf '%s\n' "${libraries[@]%/*}" | sort -u | sed "s|^|$folder/root|" | paste -sd :)")"
    printf 'places=%s\n' "$(single "$(printf '%s\n' "${places[@]}" | sort -u)")"
    cat "$half"
} >"$script"

# What is there already, and as it was, is not sent again.
send=()
lock "$state/sending"
while IFS= read -r -d '' line; do
    if ! grep -qxF -- "$line" "$state/sent"; then
        send+=("${line#* * }")
        printf '%s\n' "$line" >>"$state/new.$run"
    fi
done < <(printf '%s\0' "${files[@]}" "${libraries[@]}" | sort -zu | xargs -0 stat -L --printf '%s %Y %n\0' --)
if ((${#send[@]})) && ! printf '%s\0' "${send[@]#/}" | tar -C / -chf - --null -T - | "${on_device[@]}" tar -xf - -C "$folder/root" 2>"$state/problem.$run"; then
    unlock "$state/sending"
    fail "the program cannot be copied to the device: $(tail -n 1 "$state/problem.$run")" "see that there is room in the folder that TMPDIR names there" 255
fi
if [[ -f $state/new.$run ]]; then
    cat "$state/new.$run" >>"$state/sent"
    rm -f "$state/new.$run"
fi
unlock "$state/sending"
"${on_device[@]}" tee "$folder/run.$run" <"$script" >/dev/null || fail "the connection to the device \`$name\` broke" "see that the device is up, and try again" 255
rm -f "$script"

# Signals go on to the program, which may end by them or not.
# shellcheck disable=SC2317
pass_on() {
    "${on_device[@]}" sh "$folder/run.$run" "$1" >/dev/null 2>&1 </dev/null
}
for signal in HUP INT QUIT TERM USR1 USR2; do
    # shellcheck disable=SC2064
    trap "pass_on $signal" $signal
done
"${on_device[@]}" exec sh "$folder/run.$run" <&0 &
child=$!
while true; do
    wait "$child"
    status=$?
    kill -0 "$child" 2>/dev/null || break
done
if ((status == 255)); then
    answer=$("${on_device[@]}" cat "$folder/status.$run" 2>/dev/null </dev/null)
    [[ $answer == 255 ]] || fail "the connection to the device \`$name\` broke while the program ran" "see that the device is up, and try again" 255
fi
trap - HUP INT QUIT TERM USR1 USR2
rm -f "$state/run.$run" "$slot"
trap - EXIT
# What ended by a signal there ends by it here. No other file is left of that.
if ((status > 128 && status < 160)); then
    ulimit -c 0
    kill -"$((status - 128))" $$
fi
exit "$status"
