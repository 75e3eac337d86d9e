# The platforms by Rust triple: the attributes of nixpkgs' `lib.systems.elaborate` that crossflake reads.
{
  compiled,
  hostRow,
  qemu,
  wine,
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
  canExecute =
    row:
    row.runner.kind == "qemu-user"
    && builtins.elem row.debian.architecture executes.${hostRow.debian.architecture};
  # What differs by the system of the row's programs, by the runner that executes them.
  systems = {
    qemu-user = row: {
      name = "Linux";
      go = {
        GOOS = "linux";
        GOARM = "";
      }
      // go.${row.debian.architecture};
      emulator = if canExecute row then "exec" else "${qemu}/qemu-${row.runner.arch}";
    };
    wine = row: {
      name = "Windows";
      go = {
        GOOS = "windows";
        GOARCH = "amd64";
        GOARM = "";
      };
      emulator = wine row;
    };
  };
  platform =
    row:
    let
      system = systems.${row.runner.kind} row;
      processor = builtins.head (builtins.filter builtins.isString (builtins.split "-" row.config));
    in
    {
      inherit (row) config;
      canExecute = other: row.triple == hostRow.triple && canExecute other.row;
      emulator = _: system.emulator;
      emulatorAvailable = _: true;
      inherit (system) go;
      isDarwin = false;
      isLinux = system.name == "Linux";
      isMinGW = system.name == "Windows";
      isWindows = system.name == "Windows";
      rust.rustcTarget = row.triple;
      uname = {
        inherit processor;
        system = system.name;
      };
      qemuArch = row.runner.arch;
      inherit row;
      system = "${processor}-${system.go.GOOS}";
    };
in
builtins.listToAttrs (
  map (row: {
    name = row.triple;
    value = platform row;
  }) compiled
)
