# zig, which Debian does not have, from its wheel on the registry of Python packages; pip checks the hash.
{
  python,
  run,
}:
run "zig"
  {
    requirements = ''
      ziglang==0.15.2 \
        --hash=sha256:806316453d1ede7174ed3fefb8e5348154629089c3bb5fe812dfd0e172fac130 \
        --hash=sha256:edc0aa60ec964a4cf462d40f68d7de242ddf37fd9a80f2afaee6397059463230
    '';
  }
  ''
    export HOME=$PWD
    printf '%s' "$requirements" >requirements.txt
    ${python} -m pip download --quiet --no-deps --no-cache-dir --only-binary :all: --require-hashes --requirement requirements.txt
    mkdir -p $out/bin
    ${python} -m zipfile --extract ziglang-*.whl wheel
    mv wheel/ziglang $out/lib
    chmod +x $out/lib/zig
    ln -s ../lib/zig $out/bin/zig
  ''
