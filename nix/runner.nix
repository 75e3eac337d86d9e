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
  wasmBindgen,
}:
let
  inherit (row.runner) arch cpu machine;
  wrapper = "${row.triple}-runner";
  optional = condition: text: if condition then text else "";
  fill =
    file: values:
    builtins.replaceStrings (map (name: "@${name}@") (
      builtins.attrNames values
    )) (builtins.attrValues values) (builtins.readFile file);

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
        options = builtins.concatStringsSep " " (
          [ "-machine ${machine}" ]
          ++ (if cpu == null then [ ] else [ "-cpu ${cpu}" ])
          # The network card wants a file that not every qemu has.
          ++ (if machine == "virt" then [ "-nic none" ] else [ ])
          # RISC-V's firmware would start in the program's place.
          ++ (if builtins.match "riscv.*" arch != null then [ "-bios none" ] else [ ])
        );
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

    # The current folder is the only one that the program sees; the variables are those that cargo and the user set.
    wasmtime = {
      name = wrapper;
      script = ''exec ${pkgs.wasmtime}/bin/wasmtime run -S inherit-env=y --dir=. "$@"'';
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
in
if kinds.${row.runner.kind} == null then
  null
else
  kinds.${row.runner.kind} // { needed = emulator != ""; }
