# The platforms by Rust triple: the attributes of nixpkgs' `lib.systems.elaborate` that crossflake reads.
{
  compiled,
  hostRow,
  qemu,
}:
let
  # 64-bit x86 executes 32-bit x86; no other pair is certain on every kernel.
  executes = {
    amd64 = [
      "amd64"
      "i386"
    ];
    arm64 = [ "arm64" ];
  };
  # Go's names of the architectures.
  go = {
    amd64.GOARCH = "amd64";
    arm64.GOARCH = "arm64";
    armel.GOARCH = "arm";
    armel.GOARM = "5";
    armhf.GOARCH = "arm";
    armhf.GOARM = "7";
    i386.GOARCH = "386";
    ppc64el.GOARCH = "ppc64le";
    riscv64.GOARCH = "riscv64";
    s390x.GOARCH = "s390x";
  };
  canExecute = row: builtins.elem row.debian.architecture executes.${hostRow.debian.architecture};
  platform = row: {
    inherit (row) config;
    canExecute = other: row.triple == hostRow.triple && canExecute other.row;
    emulator = _: if canExecute row then "exec" else "${qemu}/qemu-${row.runner.arch}";
    emulatorAvailable = _: true;
    go = {
      GOOS = "linux";
      GOARM = "";
    }
    // go.${row.debian.architecture};
    isDarwin = false;
    isLinux = true;
    rust.rustcTarget = row.triple;
    uname = {
      processor = builtins.head (builtins.filter builtins.isString (builtins.split "-" row.config));
      system = "Linux";
    };
    inherit row;
    system = "${builtins.head (builtins.filter builtins.isString (builtins.split "-" row.config))}-linux";
  };
in
builtins.listToAttrs (
  map (row: {
    name = row.triple;
    value = platform row;
  }) compiled
)
