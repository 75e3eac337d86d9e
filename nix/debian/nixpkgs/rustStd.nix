# The standard library of a triple for which Debian has none, built from rust-web-src: `std`, or `core` and `alloc` of a
# target without a system. Its own crates are in the source; nothing is fetched.
{
  bash,
  cc,
  host,
  # The folder of programs that rustc calls for the target.
  programs ? null,
  row,
  run,
  rust,
  rustSrc,
  # Shell code that puts start-up objects and a libc beside std.
  selfContained ? "",
}:
let
  bare = row.runner.kind == "qemu-system";
  crates = if bare then "core,alloc" else "std,panic_abort,panic_unwind,proc_macro,test";
  # Without what a panic's backtrace would be read with.
  features = if bare then "" else "panic-unwind";
in
run "rust-std-${row.triple}"
  {
    RUSTC_BOOTSTRAP = "1";
    # Compiled soon; nothing here is measured.
    CARGO_PROFILE_RELEASE_OPT_LEVEL = "0";
    # As rustup's, for projects with `lto`.
    RUSTFLAGS = "-C embed-bitcode=yes";
    inherit crates features;
    inherit (row) triple;
  }
  ''
    export PATH=${rust}/bin:${cc}/bin:${
      if programs == null then "" else "${programs}:"
    }$PATH HOME=$PWD CARGO_HOME=$PWD/cargo
    sources=$(echo ${rustSrc}/usr/src/*)

    # rustc looks for the source below its sysroot.
    mkdir -p sysroot/bin sysroot/lib/rustlib/src cargo crate/src
    ln -s ${rust}/lib/rustlib/*-linux-gnu sysroot/lib/rustlib/
    ln -s $sources sysroot/lib/rustlib/src/rust
    # As rustc's own build does: programs with `panic = "abort"` take no crate of this name that unwinds.
    printf '#!%s\nif [[ " $* " == *" --crate-name panic_abort "* ]]; then set -- "$@" -C panic=abort; fi\nexec %s --sysroot %s "$@"\n' \
      ${bash} ${host}/usr/bin/rustc $PWD/sysroot >sysroot/bin/rustc
    chmod +x sysroot/bin/rustc
    printf '[source.crates-io]\nreplace-with = "vendor"\n[source.vendor]\ndirectory = "%s"\n' $sources/library/vendor >cargo/config.toml
    printf '[package]\nname = "none"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n' >crate/Cargo.toml
    echo '#![no_std]' >crate/src/lib.rs

    cd crate
    RUSTC=$PWD/../sysroot/bin/rustc cargo build --quiet --offline --release -Zbuild-std=$crates -Zbuild-std-features=$features --target $triple
    mkdir -p $out/lib
    for library in target/$triple/release/deps/*.rlib; do
      case $library in
        */libnone-*) ;;
        *) cp $library ''${library%.rlib}.rmeta $out/lib/ ;;
      esac
    done
    ${selfContained}
  ''
