# A crate's files, for the C that it brings along.
leaf:
let
  fetchurl = import ./fetchurl.nix leaf.system;
in
{
  name,
  version,
  sha256,
}:
leaf.make {
  pname = name;
  version = builtins.replaceStrings [ "+" ] [ "-" ] version;
  env.file = fetchurl {
    name = "${name}.tar.gz";
    url = "https://static.crates.io/crates/${name}/${version}/download";
    inherit sha256;
  };
  script = ''
    mkdir -p $out
    tar -xzf $file -C $out --strip-components=1
  '';
}
