# shellcheck shell=bash disable=SC2154
# Take along the dependencies that are built. Cargo compares times: they must be of one time, newer than the sources that they
# are made of. They are copies: what cargo finds to be old after all, it writes anew.
cp -r "$dependencies" "$CARGO_TARGET_DIR"
chmod -R u+w "$CARGO_TARGET_DIR"
find "$CARGO_TARGET_DIR" -type f -exec touch -r "$CARGO_HOME/config.toml" {} +
