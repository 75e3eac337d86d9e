/**
  The program that runs a target's programs, by the row's kind of runner, or on the device that CROSSFLAKE_RUN_ON names.

  # Inputs

  `row`: the target's row
  `pkgs`: the build machine's package set
  `emulator`: the command that nixpkgs knows for the target, "" where the build machine executes it, null where there is none

  # Type

  ```
  runner :: { row :: Row; pkgs :: Pkgs; emulator :: String | Null; }
    -> { name :: String; script :: String; needed :: Bool; }
  ```

  `name` is what a committed `.cargo/config.toml` says; `script` is bash that ends in the program's exit code; `needed` is
  whether cargo has to use it: the build machine may run the programs itself, or nothing may but a device.
*/
{
  row,
  pkgs,
  emulator,
  wasmBindgen,
}:
let
  inherit (row.runner) arch cpu machine;
  arguments = builtins.concatStringsSep "" (
    map (argument: " ${argument}") (row.runner.arguments or [ ])
  );
  wrapper = "${row.triple}-runner";
  optional = condition: text: if condition then text else "";
  fill =
    file: values:
    builtins.replaceStrings (map (name: "@${name}@") (
      builtins.attrNames values
    )) (builtins.attrValues values) (builtins.readFile file);

  # Bash and sh; neither names a path of the store.
  device = builtins.toFile "device.sh" (builtins.readFile ./runners/device.sh);
  onDevice = builtins.toFile "on-device.sh" (builtins.readFile ./runners/on-device.sh);
  system =
    if row.runner.kind == "wasmtime" || row.runner.kind == "node" then
      "wasm"
    else if row.std == "none" || row.runner.kind == "qemu-system" then
      "board"
    else
      "hosted";
  nothing = {
    name = if row.runner.kind == "qemu-user" then "qemu-${arch}" else wrapper;
    script = ''
      printf 'error: nothing runs programs for %s here\n\nhint: set CROSSFLAKE_RUN_ON to a device that does\n' ${row.triple} >&2
      exit 1
    '';
  };

  kinds = {
    none = null;

    qemu-user =
      if emulator == null then
        null
      else
        {
          name = "qemu-${arch}";
          script =
            if emulator == "" then
              ''exec "$@"''
            else
              # A CPU that the user has set wins.
              optional (cpu != null) "export QEMU_CPU=\${QEMU_CPU-${cpu}}\n"
              + "if [[ \${CROSSFLAKE_GDB-} ]]; then exec ${emulator} -g \"$CROSSFLAKE_GDB\" \"$@\"; fi\n"
              + fill ./runners/qemu-user.sh.in {
                inherit emulator;
                od = "${pkgs.coreutils}/bin/od";
                unshare = "${pkgs.util-linuxMinimal}/bin/unshare";
              };
        };

    qemu-system = {
      name = wrapper;
      script = fill ./runners/qemu-system.sh.in {
        emulator = "${pkgs.qemu}/bin/qemu-system-${arch}";
        options = "-machine ${machine}${optional (cpu != null) " -cpu ${cpu}"}${arguments}";
      };
    };

    # The target's tools fill `@dlls@`.
    wine =
      if emulator == null then
        null
      else
        {
          name = wrapper;
          script = fill ./runners/wine.sh.in { inherit emulator; };
        };

    wasmtime = {
      name = wrapper;
      script = ''exec ${pkgs.wasmtime}/bin/wasmtime${arguments} "$@"'';
    };

    # By wasm-bindgen-test-runner.
    node = {
      name = wrapper;
      script = fill ./runners/node.sh.in (
        let
          attribute = "wasm-bindgen-cli_${builtins.replaceStrings [ "." ] [ "_" ] wasmBindgen}";
          node = "${pkgs.nodejs}/bin";
        in
        if wasmBindgen == null then
          {
            tools = node;
            missing = "the tests of ${row.triple} are run by wasm-bindgen-test, and the project has no Cargo.lock that names it";
            hint = "cargo add --dev wasm-bindgen-test, and enter the shell again";
          }
        else
          {
            tools = optional (pkgs ? ${attribute}) "${pkgs.${attribute}}/bin:" + node;
            missing = "nixpkgs has no ${attribute}, which the tests need, since Cargo.lock has wasm-bindgen ${wasmBindgen}";
            hint = "add one of that version to tools, or take a version of the crate that nixpkgs has: nix search nixpkgs wasm-bindgen-cli_";
          }
      );
    };
  };
  chosen = kinds.${row.runner.kind};
  runs = chosen != null;
in
(if runs then chosen else nothing)
// {
  needed = runs && emulator != "";
  script = ''
    if [[ ''${CROSSFLAKE_RUN_ON-} ]]; then exec "$BASH" ${device} ${onDevice} ${row.triple} ${system} "$@"; fi
  ''
  + (if runs then chosen else nothing).script;
}
