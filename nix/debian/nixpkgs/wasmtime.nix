# `wasmtime run --dir=FOLDER PROGRAM ARGUMENT...` by WasmEdge, which Debian has; no other option.
{
  bash,
  host,
  run,
  wasmedge,
}:
run "wasmtime-by-wasmedge" { } ''
  mkdir -p $out/bin
  cat >$out/bin/wasmtime <<'EOF'
  #!${bash}
  if [[ $1 != run || $2 != --dir=* ]]; then
      echo "wasmtime: the stand-in knows \`run --dir=FOLDER PROGRAM\` alone" >&2
      exit 2
  fi
  folder=''${2#--dir=}
  shift 2
  exec ${wasmedge}/usr/bin/wasmedge --dir "$folder:$folder" "$@"
  EOF
  chmod +x $out/bin/wasmtime
''
