# The start-up object and libc that rustup's std brings along. Debian's wasi-libc is older than this std and lacks two
# functions that std names; no thread was ever started, so they fail.
{ libc, lld }:
{
  selfContained = ''
    mkdir -p $out/lib/self-contained ../sysroot/lib/rustlib/$triple
    ln -s $out/lib ../sysroot/lib/rustlib/$triple/lib
    cat >threads.rs <<'EOF'
    #![no_std]
    const ENOTSUP: i32 = 58;
    #[unsafe(no_mangle)]
    pub extern "C" fn pthread_detach(_: usize) -> i32 { ENOTSUP }
    #[unsafe(no_mangle)]
    pub extern "C" fn pthread_join(_: usize, _: usize) -> i32 { ENOTSUP }
    EOF
    ../sysroot/bin/rustc --target $triple --crate-type lib --emit obj -C panic=abort -o threads.o threads.rs
    cp ${libc}/*.o ${libc}/*.a $out/lib/self-contained/
    rm $out/lib/self-contained/crt1-command.o
    ${lld}/usr/bin/wasm-ld-22 -r ${libc}/crt1-command.o threads.o -o $out/lib/self-contained/crt1-command.o
  '';
}
