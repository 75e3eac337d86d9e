/**
  The program that runs a target's programs, by the row's kind of runner.

  # Inputs

  `row`: the target's row
  `pkgs`: the build machine's package set
  `emulator`: the command that nixpkgs knows for the target, "" where the build machine executes it, null where there is none

  # Type

  ```
  runner :: { row :: Row; pkgs :: Pkgs; emulator :: String | Null; }
    -> { name :: String; script :: String; needed :: Bool; } | Null
  ```

  `name` is what a committed `.cargo/config.toml` says; `script` is bash that ends in the program's exit code; `needed` is
  whether cargo has to use it.
*/
{
  row,
  pkgs,
  emulator,
}:
let
  inherit (row.runner) arch cpu machine;
  wrapper = "${row.triple}-runner";
  optional = condition: text: if condition then text else "";

  kinds = {
    none = null;

    qemu-user =
      if emulator == null then
        null
      else
        {
          name = "qemu-${arch}";
          script =
            # A CPU that the user has set wins.
            optional (emulator != "" && cpu != null) "export QEMU_CPU=\${QEMU_CPU-${cpu}}\n"
            + ''exec ${emulator} "$@"'';
        };

    # Semihosting carries the program's output, its arguments and its exit code.
    qemu-system = {
      name = wrapper;
      script = ''
        semihosting=enable=on,target=native
        for argument in "$@"; do
          semihosting+=",arg=''${argument//,/,,}"
        done
        exec ${pkgs.qemu}/bin/qemu-system-${arch} -machine ${machine} ${
          optional (cpu != null) "-cpu ${cpu}"
        } ${optional (machine == "virt") "-bios none"} -display none -monitor none -serial none \
          -semihosting-config "$semihosting" -kernel "$1"'';
    };

    # A prefix of its own: wine needs one that it can write, and would mix with the user's. `@dlls@` are the folders with the
    # libraries' DLLs, for which Windows looks on its PATH.
    wine =
      if emulator == null then
        null
      else
        {
          name = wrapper;
          script = ''
            export WINEPREFIX=''${CROSSFLAKE_WINEPREFIX-''${XDG_CACHE_HOME:-''${HOME:-$TMPDIR}/.cache}/crossflake/wine}
            export WINEDEBUG=''${WINEDEBUG--all}
            export WINEPATH='@dlls@'"''${WINEPATH-}"
            # In there programs start each other without a runner, which is no Windows program.
            unset "''${!CARGO_TARGET_@}"
            export HOME=$WINEPREFIX/home
            mkdir -p "$HOME"
            exec ${emulator} "$@"'';
        };

    # The current folder is the only one that the program sees.
    wasmtime = {
      name = wrapper;
      script = ''exec ${pkgs.wasmtime}/bin/wasmtime run --dir=. "$@"'';
    };

    node = {
      name = wrapper;
      script = ''exec ${pkgs.nodejs}/bin/node "$@"'';
    };
  };
in
if kinds.${row.runner.kind} == null then
  null
else
  kinds.${row.runner.kind} // { needed = emulator != ""; }
