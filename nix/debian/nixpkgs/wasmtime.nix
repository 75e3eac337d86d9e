# `wasmtime run -S inherit-env=y --dir=FOLDER PROGRAM ARGUMENT...` by WasmEdge, which Debian has; no other option.
{
  bash,
  cc,
  host,
  run,
  wasmedge,
}:
run "wasmtime-by-wasmedge" { } ''
  mkdir -p $out/bin $out/lib
  ${cc}/bin/${cc.targetPrefix}cc -shared -fPIC -O2 -o $out/lib/variables.so ${./wasmedge-variables.c}
  cat >$out/bin/wasmtime <<'EOF'
  #!${bash}
  if [[ "$1 $2 $3" != "run -S inherit-env=y" || $4 != --dir=* ]]; then
      echo "wasmtime: the stand-in knows \`run -S inherit-env=y --dir=FOLDER PROGRAM\` alone" >&2
      exit 2
  fi
  folder=''${4#--dir=}
  shift 4
  export LD_PRELOAD=VARIABLES
  exec ${wasmedge}/usr/bin/wasmedge --dir "$folder:$folder" "$@"
  EOF
  sed -i "s|VARIABLES|$out/lib/variables.so|" $out/bin/wasmtime
  chmod +x $out/bin/wasmtime
''
