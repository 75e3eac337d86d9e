//! Owns what crates want of nixpkgs: the one way from a name in Cargo.lock to
//! a name in a flake. May not read or write files.

/// What a crate wants of nixpkgs, by the package's attribute.
#[derive(Clone, Copy, Debug)]
enum Want {
    /// For the target.
    Library(&'static str),
    /// For the build machine.
    Tool(&'static str),
}

/// The crates that want something, as their documentation says.
const CRATES: &[(&str, Want)] = &[
    ("alsa-sys", Want::Library("alsa-lib")),
    ("aws-lc-sys", Want::Tool("cmake")),
    ("bzip2-sys", Want::Library("bzip2")),
    ("cmake", Want::Tool("cmake")),
    ("curl-sys", Want::Library("curl")),
    ("freetype-sys", Want::Library("freetype")),
    ("glib-sys", Want::Library("glib")),
    ("hidapi", Want::Library("udev")),
    ("libdbus-sys", Want::Library("dbus")),
    ("libgit2-sys", Want::Library("libgit2")),
    ("libpq-sys", Want::Library("libpq")),
    ("libsodium-sys", Want::Library("libsodium")),
    ("libsqlite3-sys", Want::Library("sqlite")),
    ("libssh2-sys", Want::Library("libssh2")),
    ("libudev-sys", Want::Library("udev")),
    ("libusb1-sys", Want::Library("libusb1")),
    ("libz-sys", Want::Library("zlib")),
    ("lzma-sys", Want::Library("xz")),
    ("onig_sys", Want::Library("oniguruma")),
    ("openssl-sys", Want::Library("openssl")),
    ("prost-build", Want::Tool("protobuf")),
    ("protobuf-codegen", Want::Tool("protobuf")),
    ("zstd-sys", Want::Library("zstd")),
];

/// What a project's crates want, each package once, sorted.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Packages {
    /// Attributes of the target's package set.
    pub libraries: Vec<&'static str>,
    /// Attributes of the build machine's.
    pub tools: Vec<&'static str>,
}

/// What the crates of these names want.
pub fn packages<'a>(crates: impl IntoIterator<Item = &'a str>) -> Packages {
    let mut packages = Packages::default();
    for name in crates {
        match CRATES.iter().find(|(known, _)| *known == name) {
            Some((_, Want::Library(attribute))) => packages.libraries.push(attribute),
            Some((_, Want::Tool(attribute))) => packages.tools.push(attribute),
            None => {}
        }
    }
    for list in [&mut packages.libraries, &mut packages.tools] {
        list.sort_unstable();
        list.dedup();
    }
    packages
}

#[cfg(test)]
mod tests {
    use super::CRATES;

    #[test]
    fn crates_are_sorted_and_each_there_once() {
        assert!(CRATES.is_sorted_by(|a, b| a.0 < b.0));
    }
}
