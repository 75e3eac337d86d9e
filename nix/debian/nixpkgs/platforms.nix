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
  platform =
    row:
    let
      isWindows = row.runner.kind == "wine";
      processor = builtins.head (builtins.filter builtins.isString (builtins.split "-" row.config));
    in
    {
      inherit (row) config;
      canExecute = other: row.triple == hostRow.triple && canExecute other.row;
      emulator =
        _:
        if canExecute row then
          "exec"
        else if isWindows then
          wine row
        else
          "${qemu}/qemu-${row.runner.arch}";
      emulatorAvailable = _: true;
      go =
        if isWindows then
          {
            GOOS = "windows";
            GOARCH = "amd64";
            GOARM = "";
          }
        else
          {
            GOOS = "linux";
            GOARM = "";
          }
          // go.${row.debian.architecture};
      isDarwin = false;
      isLinux = !isWindows;
      isMinGW = isWindows;
      rust.rustcTarget = row.triple;
      uname = {
        inherit processor;
        system = if isWindows then "Windows" else "Linux";
      };
      inherit row;
      system = "${processor}-${if isWindows then "windows" else "linux"}";
    };
in
builtins.listToAttrs (
  map (row: {
    name = row.triple;
    value = platform row;
  }) compiled
)
