# OpenSSL for a platform for which Debian has none, built by the platform's own C compiler from the source in the crate
# `openssl-src`, which cargo fetches and checks.
{
  bash,
  cc,
  host,
  importCargoLock,
  perl,
  row,
  run,
  # Whether it has static libraries, as nixpkgs' own argument.
  static ? row.crtStatic,
}@arguments:
let
  source = importCargoLock { lockFile = ./openssl/Cargo.lock; };
  crate =
    let
      found =
        builtins.filter ({ name, ... }: name == "openssl-src")
          (builtins.fromTOML (builtins.readFile ./openssl/Cargo.lock)).package;
    in
    (builtins.head found).version;
  # 300.6.1+3.6.3: the crate's version and OpenSSL's.
  version = builtins.elemAt (builtins.split "[+]" crate) 2;
  package =
    run "openssl-${version}-${row.config}"
      {
        configuration = row.debian.openssl;
        # The crate leaves out what makes the shared libraries.
        options = map (part: "no-${part}") [
          "shared"
          "dso"
          "apps"
          "docs"
          "tests"
          "legacy"
          "engine"
          "quic"
          "dtls"
          "cmp"
          "cms"
          "ct"
          "comp"
          "srp"
          "argon2"
          "ml-dsa"
          "ml-kem"
          "slh-dsa"
          "aria"
          "bf"
          "blake2"
          "camellia"
          "cast"
          "idea"
          "md4"
          "mdc2"
          "rc2"
          "rc4"
          "rmd160"
          "seed"
          "siphash"
          "sm2"
          "sm3"
          "sm4"
          "whirlpool"
          "ts"
          "srtp"
          "nextprotoneg"
          "ssl-trace"
          "gost"
          "http"
          "ocsp"
          "tls-deprecated-ec"
          "padlockeng"
          "autoload-config"
          "makedepend"
          "asm"
        ];
        shared = if static then "" else "crypto ssl";
        windows = if row.libc == "msvcrt" then "1" else "";
      }
      ''
        # By their names alone: the library holds the compiler's.
        export PERL5LIB=$(echo ${perl}/usr/share/perl/*.*) PATH=${perl}/usr/bin:${cc}/bin:$PATH
        PERL5LIB=''${PERL5LIB// /:}:$(echo ${perl}/usr/lib/*/perl/5.*.* ${perl}/usr/lib/*/perl-base | tr ' ' :)
        cp -r --no-preserve=mode ${source}/openssl-src-*/openssl source
        cd source
        flags=-O0
        if [[ $windows ]]; then
          # Windows' headers, read once and not by each of 800 files: two thirds of the time. After what OpenSSL defines for them;
          # one file takes back UNICODE before it includes them.
          flags+=" -D_WIN32_WINNT=0x0501"
          printf '#include <%s.h>\n' winsock2 ws2tcpip windows >system.h
          ${cc.targetPrefix}cc $flags -DUNICODE -D_UNICODE -DWIN32_LEAN_AND_MEAN -D_MT -x c-header system.h -o system.h.gch
          sed -i 's/gai_strerror(/gai_strerrorA(/' crypto/bio/bio_addr.c
          flags+=" -include $PWD/system.h"
        fi
        perl ./Configure $configuration $options --prefix=$out --libdir=lib --openssldir=/etc/ssl \
          CC=${cc.targetPrefix}cc AR=${cc.targetPrefix}ar RANLIB=${cc.targetPrefix}ranlib CFLAGS="$flags" RC=${cc.targetPrefix}windres >log || { cat log; exit 1; }
        make -s -j$(nproc) build_libs >log 2>&1 || { cat log; exit 1; }
        make -s install_dev >log 2>&1 || { cat log; exit 1; }
        needs=
        for name in $shared; do
          mkdir -p $out/bin
          ${cc.targetPrefix}cc -shared -o $out/bin/lib$name.dll -Wl,--export-all-symbols,--out-implib,$out/lib/lib$name.dll.a \
            -Wl,--whole-archive $out/lib/lib$name.a -Wl,--no-whole-archive -L$out/lib $needs -lws2_32 -lgdi32 -lcrypt32
          rm $out/lib/lib$name.a
          needs=-l$name
        done
        # As nixpkgs' package does, which so has nothing to link on Windows.
        if [[ $windows && $shared ]]; then rm $out/lib/lib*.a; fi
      '';
  result = package // {
    inherit version;
    pname = "openssl";
    dev = package;
    out = package;
    override = changes: import ./openssl.nix (arguments // changes);
  };
in
result
