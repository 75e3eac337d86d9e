# `wasmtime run -S inherit-env=y --dir=FOLDER PROGRAM ARGUMENT...` by WasmEdge, which Debian has; no other option.
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
  if [[ "$1 $2 $3" != "run -S inherit-env=y" || $4 != --dir=* ]]; then
      echo "wasmtime: the stand-in knows \`run -S inherit-env=y --dir=FOLDER PROGRAM\` alone" >&2
      exit 2
  fi
  folder=''${4#--dir=}
  shift 4
  variables=()
  for name in $(compgen -e); do variables+=(--env "$name=''${!name}"); done
  exec ${wasmedge}/usr/bin/wasmedge --dir "$folder:$folder" "''${variables[@]}" "$@"
  EOF
  chmod +x $out/bin/wasmtime
''
