# shellcheck shell=bash disable=SC2154
# The functions by which a target's tools set its variables (targetTools.nix writes the calls), and by which the project's
# own cargo configuration wins over them. For bash; sourced once for each target of a shell.

# crossflakeVariable TRIPLE KEY: cargo's name for `target.TRIPLE.KEY`.
crossflakeVariable() {
    local name=CARGO_TARGET_${1//[-.]/_}_$2
    printf '%s' "${name^^}"
}

# crossflakeTarget TRIPLE LINKER RUNNER DEVICE: begin with a target; linker and runner are the ones that crossflake uses for it, or
# empty. DEVICE is the runner that it has in any case, which a device wants.
crossflakeTarget() {
    # Not -v, which asks for an element of an array.
    if ! declare -p crossflakeLinkers &>/dev/null; then
        declare -gA crossflakeLinkers=() crossflakeRunners=() crossflakeDevices=()
        # An outer shell's only target is not the only one of this shell.
        if [[ -n ${CROSSFLAKE_ALONE-} ]]; then eval "unset $CROSSFLAKE_ALONE"; fi
        export CROSSFLAKE_ALONE='' CROSSFLAKE_TARGETS=''
    elif [[ " $CROSSFLAKE_TARGETS " != *" $1 "* ]]; then
        # A second target: what speaks of a single one does not hold.
        if [[ -n $CROSSFLAKE_ALONE ]]; then eval "unset $CROSSFLAKE_ALONE"; fi
        CROSSFLAKE_ALONE=''
    fi
    crossflakeLinkers[$1]=$2
    crossflakeRunners[$1]=$3
    crossflakeDevices[$1]=$4
    if [[ " $CROSSFLAKE_TARGETS " != *" $1 "* ]]; then CROSSFLAKE_TARGETS+="${CROSSFLAKE_TARGETS:+ }$1"; fi
}

# crossflakeSet NAME VALUE: what the derivation or the user has set stays.
crossflakeSet() {
    [[ -v $1 ]] || export "$1=$2"
}

# crossflakeSetAlone NAME VALUE: for the only target of a shell.
crossflakeSetAlone() {
    if [[ $CROSSFLAKE_TARGETS != *" "* && ! -v $1 ]]; then
        export "$1=$2"
        CROSSFLAKE_ALONE+="${CROSSFLAKE_ALONE:+ }$1"
    fi
}

# crossflakeHook: look at the project's configuration when a shell starts, or once a build has its sources.
crossflakeHook() {
    if [[ ${shellHook-} != crossflakeProject* ]]; then
        shellHook="crossflakeProject shell${shellHook:+$'\n'$shellHook}"
        preBuildHooks+=("crossflakeProject build")
    fi
}

crossflakeSay() {
    printf 'crossflake: %s\n' "$1" >&2
}

# crossflakeText TEXT: a string of TOML as cargo prints it, without quotes.
crossflakeText() {
    local text=$1
    if [[ $text == \'*\' ]]; then
        text=${text:1:-1}
    elif [[ $text == \"*\" ]]; then
        text=${text:1:-1}
        text=${text//\\\"/\"}
        text=${text//\\\\/\\}
    fi
    printf '%s' "$text"
}

# Whether the cfg expression at the start of `rest` holds for the lines of `cfgs`; takes it out of `rest`. Fails with 2 where
# it is not an expression.
crossflakeCfg() {
    local kind result line
    if [[ $rest =~ ^[[:space:]]*(all|any|not)[[:space:]]*\( ]]; then
        kind=${BASH_REMATCH[1]}
        rest=${rest:${#BASH_REMATCH[0]}}
        [[ $kind == any ]] && result=1 || result=0
        while :; do
            [[ $rest =~ ^[[:space:],]* ]] && rest=${rest:${#BASH_REMATCH[0]}}
            case $rest in
                '') return 2 ;;
                \)*) rest=${rest:1} && return "$result" ;;
            esac
            if crossflakeCfg; then
                case $kind in any) result=0 ;; not) result=1 ;; esac
            else
                [[ $? == 2 ]] && return 2
                if [[ $kind == all ]]; then result=1; fi
            fi
        done
    elif [[ $rest =~ ^[[:space:]]*([A-Za-z_][A-Za-z0-9_]*)([[:space:]]*=[[:space:]]*(\"[^\"]*\"))? ]]; then
        line=${BASH_REMATCH[1]}${BASH_REMATCH[3]:+=${BASH_REMATCH[3]}}
        rest=${rest:${#BASH_REMATCH[0]}}
        [[ $line == true || $'\n'$cfgs$'\n' == *$'\n'"$line"$'\n'* ]]
    else
        return 2
    fi
}

# Whether a file that cargo reads in this folder has a key that matters here: cargo itself is asked only then.
crossflakeConfigured() {
    local folder=$PWD file
    for file in "${CARGO_HOME:-${HOME-}/.cargo}"/config{.toml,}; do
        if [[ -f $file && $(<"$file") =~ linker|runner|wrapper|target ]]; then return; fi
    done
    while :; do
        for file in "$folder"/.cargo/config{.toml,}; do
            if [[ -f $file && $(<"$file") =~ linker|runner|wrapper|target ]]; then return; fi
        done
        if [[ -z $folder ]]; then return 1; fi
        folder=${folder%/*}
    done
}

# crossflakeFind PROGRAM FILE: the path of a program that this file of cargo's configuration names; cargo takes one with a
# slash from the folder that holds .cargo.
crossflakeFind() {
    local path
    case $1 in
        /*) path=$1 ;;
        */*) path=${2%/*/*}/$1 ;;
        *) path=$(type -P -- "$1") || return ;;
    esac
    [[ -f $path && -x $path ]] && printf '%s' "$path"
}

# crossflakeChoose TRIPLE KEY VALUE FILE: the project's linker or runner wins where it can be started, else ours.
crossflakeChoose() {
    local triple=$1 key=$2 value=$3 file=$4 ours program path variable
    [[ $key == linker ]] && ours=${crossflakeLinkers[$triple]} || ours=${crossflakeRunners[$triple]}
    variable=$(crossflakeVariable "$triple" "$key")
    # Set by somebody else, it wins over any file, as with cargo.
    if [[ -v $variable && ${!variable} != "$ours" ]]; then return; fi
    program=$value
    # A runner has arguments.
    if [[ $key == runner ]]; then program=${value%% *}; fi
    if path=$(crossflakeFind "$program" "$file"); then
        if [[ $key == linker && ${program##*/} =~ (cc|gcc|clang|c\+\+|g\+\+|clang\+\+)(-[0-9.]+)?$ && $(realpath "$path") != "$crossflakeStore"/* ]]; then
            crossflakeSay "$file names the linker \`$program\`, a C compiler from outside this shell, which has other libraries: $ours links $triple"
        elif [[ $key == runner && -n ${CROSSFLAKE_RUN_ON-} ]]; then
            # Neither of the two wishes is passed over in silence: whoever runs a program is told.
            export "$variable=$ours --named-in $file"
            return
        else
            unset "$variable"
            return
        fi
    elif [[ -n $ours ]]; then
        crossflakeSay "$file names the $key \`$program\` for $triple, which is not on PATH: crossflake uses $ours"
    fi
    if [[ -n $ours ]]; then export "$variable=$ours"; fi
}

# crossflakeProject shell|build: what the project's configuration says in the current folder.
crossflakeProject() {
    local text line file key value list='' triple cfgs rest
    local -A own=()
    # A device runs what the build machine runs by itself too.
    if [[ -n ${CROSSFLAKE_RUN_ON-} ]]; then
        for triple in "${!crossflakeDevices[@]}"; do
            crossflakeRunners[$triple]=${crossflakeDevices[$triple]}
            crossflakeSet "$(crossflakeVariable "$triple" runner)" "${crossflakeDevices[$triple]}"
        done
    fi
    # Whoever wants a cache for rustc cannot reach it from a build.
    if [[ $1 == build ]]; then
        crossflakeSet RUSTC_WRAPPER ''
        crossflakeSet RUSTC_WORKSPACE_WRAPPER ''
    fi
    crossflakeConfigured || return 0
    # Where cargo cannot read its configuration, it says so itself when it is called.
    text=$(RUSTC_BOOTSTRAP=1 cargo -Zunstable-options config get --show-origin 2>/dev/null) || return 0
    while IFS= read -r line; do
        if [[ $line =~ ^(build|target)\.([^=]+|.*\)[\'\"]\.[a-z]+)\ =\ \[$ ]]; then
            # The first word of a list is on the next line.
            list=${BASH_REMATCH[1]}.${BASH_REMATCH[2]}
            continue
        elif [[ -n $list && $line =~ ^\ +(.+),\ \#\ (.*)$ ]]; then
            key=$list value=$(crossflakeText "${BASH_REMATCH[1]}") file=${BASH_REMATCH[2]}
            if [[ $key == build.target ]]; then value="a list, "; fi
            list=
        elif [[ $line =~ ^((build|target)\..+)\ =\ ([\"\'].*[\"\'])\ \#\ (.*)$ ]]; then
            key=${BASH_REMATCH[1]} value=$(crossflakeText "${BASH_REMATCH[3]}") file=${BASH_REMATCH[4]}
        else
            continue
        fi
        own[$key]=$value$'\n'$file
    done <<<"$text"
    if [[ $1 == shell ]]; then crossflakeBuildTable; fi
    for triple in "${!crossflakeLinkers[@]}"; do
        cfgs=
        for key in linker runner; do
            value=
            for list in "${!own[@]}"; do
                [[ $list == target.*."$key" ]] || continue
                text=${list#target.}
                text=$(crossflakeText "${text%."$key"}")
                if [[ $text == "$triple" ]]; then
                    value=${own[$list]}
                    break
                elif [[ $text == cfg\(*\) ]]; then
                    if [[ -z $cfgs ]]; then cfgs=$(rustc --print cfg --target "$triple" 2>/dev/null); fi
                    rest=${text:4:-1}
                    if crossflakeCfg; then value=${own[$list]}; fi
                fi
            done
            if [[ -n $value ]]; then crossflakeChoose "$triple" "$key" "${value%%$'\n'*}" "${value#*$'\n'}"; fi
        done
    done
}

# What the table `build` says that a shell has to answer to.
crossflakeBuildTable() {
    local key program name
    if [[ ${own[build.target]-} == "a list, "* && -n ${CARGO_BUILD_TARGET-} ]]; then
        crossflakeSay "${own[build.target]#*$'\n'} has a list in build.target: cargo builds for each of them too; \`--target $CARGO_BUILD_TARGET\` builds for this one alone"
    fi
    for key in rustc-wrapper rustc-workspace-wrapper; do
        name=${key//-/_}
        name=${name^^}
        program=${own[build.$key]-}
        if [[ -n $program && ! -v $name ]] && ! crossflakeFind "${program%%$'\n'*}" "${program#*$'\n'}" >/dev/null; then
            crossflakeSay "${program#*$'\n'} names \`${program%%$'\n'*}\` as $key, which is not on PATH: rustc is called without it"
            export "$name="
        fi
    done
}
