# The build machines (nixpkgs' `system`s) that outputs are made for.
[
  "aarch64-darwin"
  "aarch64-linux"
  "x86_64-linux"
]
