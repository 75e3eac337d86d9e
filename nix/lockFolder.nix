# The folder of a project that holds Cargo.toml and Cargo.lock, as the options `src` and `cargoRoot` say; null without `src`.
{ cargoRoot, src, ... }: if src == null || cargoRoot == "" then src else src + "/${cargoRoot}"
