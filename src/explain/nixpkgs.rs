//! Owns the question what nixpkgs and Debian call the libraries and programs
//! that a log names. Libraries stand in `crates.json`. May not guess: a name that
//! nothing knows has no attribute.

use crate::crates::TABLE;
use crate::crates::row::Library;

/// Names behind `-l` that are not those of pkg-config's module, or of that
/// without `lib`.
const OTHERWISE: [(&str, &str); 6] = [
    ("asound", "alsa"),
    ("bz2", "bzip2"),
    ("jpeg", "libjpeg"),
    ("png16", "libpng"),
    ("mariadb", "mysqlclient"),
    ("z", "zlib"),
];

/// The library that pkg-config knows by this name, with its attribute.
pub fn module(name: &str) -> Option<(&'static str, &'static Library)> {
    find(|library| library.pkg_config.iter().any(|module| module == name))
}

/// The library that `-l` or `CMake` takes by this name.
pub fn library(name: &str) -> Option<(&'static str, &'static Library)> {
    let otherwise = OTHERWISE.iter().find(|(linked, _)| *linked == name);
    // CMake writes some in capitals.
    let name = otherwise.map_or_else(|| name.to_lowercase(), |(_, module)| (*module).to_owned());
    find(|library| library.link.contains(&name))
        .or_else(|| module(&name))
        .or_else(|| module(&format!("lib{name}")))
}

/// The library that this header belongs to, or another one in its folder.
pub fn header(name: &str) -> Option<(&'static str, &'static Library)> {
    let folder = |header: &str| Some(header.split_once('/')?.0.to_owned());
    find(|library| library.headers.iter().any(|header| header == name)).or_else(|| {
        let wanted = folder(name)?;
        find(|library| {
            let mut headers = library.headers.iter();
            headers.any(|header| folder(header).as_deref() == Some(&wanted))
        })
    })
}

fn find(is: impl Fn(&Library) -> bool) -> Option<(&'static str, &'static Library)> {
    let mut libraries = TABLE.libraries.iter();
    let (attribute, library) = libraries.find(|(_, library)| is(library))?;
    Some((attribute, library))
}

/// A program that build scripts and projects start.
#[derive(Clone, Copy)]
pub struct Tool {
    /// Debian's package; empty if it has none.
    pub package: &'static str,
    /// nixpkgs' attribute; empty if it is the program's name.
    pub attribute: &'static str,
    /// The variable that names another; empty if there is none.
    pub variable: &'static str,
    /// The crate that has it; empty if it is none.
    pub crate_: &'static str,
}

/// What is known of the program.
pub fn tool(name: &str) -> Option<&'static Tool> {
    let known = TOOLS.iter().find(|(known, _)| *known == name);
    known.map(|(_, tool)| tool)
}

const fn program(package: &'static str, attribute: &'static str) -> Tool {
    Tool {
        package,
        attribute,
        variable: "",
        crate_: "",
    }
}

const fn with(variable: &'static str, tool: Tool) -> Tool {
    Tool { variable, ..tool }
}

const fn of_crate(crate_: &'static str) -> Tool {
    Tool {
        crate_,
        ..program("", crate_)
    }
}

/// Where package or attribute are not called as the program is.
static TOOLS: &[(&str, Tool)] = &[
    ("Ninja", program("ninja-build", "ninja")),
    ("aclocal", program("automake", "automake")),
    (
        "autoconf",
        program(
            "autoconf automake libtool",
            "autoconf pkgs.automake pkgs.libtool",
        ),
    ),
    ("automake", program("automake", "automake")),
    (
        "autoreconf",
        program("autoconf automake libtool", "autoreconfHook"),
    ),
    ("bash", program("bash", "bash")),
    ("cargo-embed", of_crate("probe-rs-tools")),
    ("cargo-flash", of_crate("probe-rs-tools")),
    ("cmake", with("CMAKE", program("cmake", "cmake"))),
    ("gmake", program("make", "gnumake")),
    ("go", program("golang", "go")),
    ("libtool", program("libtool-bin", "libtool")),
    ("libtoolize", program("libtool", "libtool")),
    ("m4", program("m4", "gnum4")),
    ("make", program("make", "gnumake")),
    ("ninja", program("ninja-build", "ninja")),
    ("node", program("nodejs", "nodejs")),
    ("npm", program("npm", "nodejs")),
    ("perl", program("perl", "perl")),
    ("probe-rs", of_crate("probe-rs-tools")),
    ("probe-run", of_crate("probe-run")),
    (
        "protoc",
        with("PROTOC", program("protobuf-compiler", "protobuf")),
    ),
    ("python", program("python3", "python3")),
    ("python3", program("python3", "python3")),
    ("wasm-bindgen", of_crate("wasm-bindgen-cli")),
    ("wasm-bindgen-test-runner", of_crate("wasm-bindgen-cli")),
    ("wasm-opt", program("binaryen", "binaryen")),
];

#[cfg(test)]
mod tests {
    use super::{header, library, module};

    #[test]
    fn a_library_has_the_name_that_nixpkgs_gives_it() {
        for (found, attribute) in [
            (library("ssl"), Some("openssl")),
            (library("z"), Some("zlib")),
            (library("ZLIB"), Some("zlib")),
            (library("OpenSSL"), Some("openssl")),
            (library("usb-1.0"), Some("libusb1")),
            (module("webkit2gtk-4.1"), Some("webkitgtk_4_1")),
            (module("dbus-1"), Some("dbus")),
            (header("openssl/ssl.h"), Some("openssl")),
            (header("openssl/opensslv.h"), Some("openssl")),
            (header("libudev.h"), Some("udev")),
            (library("stdc++"), None),
            (library("c"), None),
            (library("gcc"), None),
            (library("Kernel32"), None),
        ] {
            assert_eq!(found.map(|(attribute, _)| attribute), attribute);
        }
    }
}
