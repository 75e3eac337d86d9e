# shellcheck shell=bash
# Run a command, and say what can be done about what it ends with.
advised() {
    local status=0 copy said
    exec {said}> >(exec tee "$TMPDIR/said" >&2)
    copy=$!
    "$@" 2>&"$said" {said}>&- || status=$?
    exec {said}>&-
    [[ $status != 0 ]] || return 0
    # Until all of it is in the file.
    wait "$copy"
    case $(<"$TMPDIR/said") in
        *"does not support these crate types"*)
            printf '\nhint: %s links its C library statically, and shared libraries only without that; in .cargo/config.toml:\n[target.%s]\nrustflags = ["-C", "target-feature=-crt-static"]\n' \
                "$CARGO_BUILD_TARGET" "$CARGO_BUILD_TARGET" >&2
            ;;
        *"couldn't read "* | *"No such file or directory"*)
            printf '\nhint: builds get the sources without README, CHANGELOG, licences, Nix files and what belongs to git or an editor; name what the build needs: keepFiles = [ "README.md" ];\n' >&2
            ;;
    esac
    return "$status"
}
