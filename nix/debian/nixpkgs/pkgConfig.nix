# pkgconf under the names and with the variables of nixpkgs' pkg-config wrapper; it knows no folder by itself.
{
  bash,
  cc,
  host,
  run,
}:
let
  inherit (cc) suffixSalt targetPrefix;
  wrapper = ''
    #!${bash}
    if [[ -n ''${NIX_PKG_CONFIG_WRAPPER_TARGET_HOST_${suffixSalt}-} ]]; then
        PKG_CONFIG_PATH=''${PKG_CONFIG_PATH_${suffixSalt}-}:''${PKG_CONFIG_PATH-}
    elif [[ -n ''${NIX_PKG_CONFIG_WRAPPER_TARGET_TARGET_${suffixSalt}-} ]]; then
        PKG_CONFIG_PATH=''${PKG_CONFIG_PATH_${suffixSalt}-}:''${PKG_CONFIG_PATH_FOR_TARGET-}
    fi
    export PKG_CONFIG_PATH PKG_CONFIG_LIBDIR=/nonexistent
    exec ${host}/usr/bin/pkgconf "$@"
  '';
  package = run "${targetPrefix}pkg-config-wrapper" { inherit wrapper; } ''
    mkdir -p $out/bin
    printf '%s' "$wrapper" >$out/bin/${targetPrefix}pkg-config
    chmod +x $out/bin/${targetPrefix}pkg-config
  '';
in
package
// {
  inherit suffixSalt targetPrefix;
}
