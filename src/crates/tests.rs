use super::lock::Locked;
use super::row::Table;
use super::{TABLE, TEXT, is_below, requirements, system};

fn locked(name: &str, version: &str, dependencies: &[&str]) -> Locked {
    Locked {
        name: name.to_owned(),
        version: version.to_owned(),
        foreign: true,
        links: false,
        dependencies: dependencies.iter().map(|name| (*name).to_owned()).collect(),
    }
}

#[test]
fn the_table_is_whole_and_sorted() {
    let table: Table = serde_json::from_str(TEXT).unwrap();
    table.check().unwrap();
    assert!(TABLE.crates.len() == table.crates.len() && table.crates.len() > 200);
    // A row stands on a line of its own.
    let keys = TEXT
        .lines()
        .filter_map(|line| line.strip_prefix("    \"")?.split('"').next());
    let keys: Vec<_> = keys.collect();
    let sorted = table
        .crates
        .keys()
        .chain(table.libraries.keys())
        .chain(table.tools.keys());
    assert_eq!(keys, sorted.collect::<Vec<_>>());
}

#[test]
fn older_versions_and_systems_are_told_apart() {
    let requires = |name, version, os| requirements(&[locked(name, version, &[])], &[os]);
    assert!(
        requires("zmq-sys", "0.11.0", "linux")
            .libraries
            .contains_key("zeromq")
    );
    assert!(requires("zmq-sys", "0.12.0", "linux").libraries.is_empty());
    assert!(
        requires("alsa-sys", "0.3.1", "windows")
            .libraries
            .is_empty()
    );
    assert!(is_below("0.9.1+b", "0.10") && !is_below("0.10.0-rc.1", "0.10"));
    assert_eq!(system("thumbv7em-none-eabihf"), "");
    assert_eq!(system("armv7-linux-androideabi"), "android");
}

#[test]
fn what_brings_the_library_leaves_it_out() {
    let lua = [
        locked("mlua-sys", "0.6.8", &[]),
        locked("lua-src", "547.0.0", &[]),
    ];
    assert!(requirements(&lua, &[]).libraries.is_empty());
    assert!(
        requirements(&lua[..1], &[])
            .libraries
            .contains_key("lua5_4")
    );
    // With the other name alone, or as a dependency of its own.
    let both = [
        locked("mlua-sys", "0.6.8", &["lua-src"]),
        locked("lua-src", "547.0.0", &[]),
    ];
    assert!(requirements(&both, &[]).libraries.is_empty());
    let apart = [
        locked("mlua-sys", "0.6.8", &["cc"]),
        locked("lua-src", "547.0.0", &[]),
    ];
    assert!(requirements(&apart, &[]).libraries.contains_key("lua5_4"));
}

#[test]
fn a_feature_that_opens_a_library_or_leaves_it_alone_wants_none() {
    let wayland = |uses: &[&str]| {
        let crates = [
            locked("wayland-sys", "0.31.11", uses),
            locked("winit", "0.30.0", &["x"]),
        ];
        requirements(&crates, &[]).libraries.contains_key("wayland")
    };
    assert!(wayland(&["dlib", "pkg-config"]));
    assert!(!wayland(&["dlib", "once_cell", "pkg-config"]));
    assert!(!wayland(&["pkg-config"]));
    // Names alone: winit opens it.
    assert!(!wayland(&[]));
    assert!(
        requirements(&[locked("wayland-sys", "0.31.11", &[])], &[])
            .libraries
            .contains_key("wayland")
    );
}

#[test]
fn who_depends_on_a_crate_says_how_much_of_it_is_needed() {
    let x11 = |users: &[&str]| {
        let mut crates = vec![locked("x11", "2.21.0", &["libc", "pkg-config"])];
        crates.extend(users.iter().map(|user| locked(user, "1.0.0", &["x11"])));
        requirements(&crates, &[]).libraries.contains_key("libxtst")
    };
    assert!(!x11(&["gdkx11", "gdkx11-sys"]));
    assert!(x11(&["gdkx11-sys", "rdev"]));
    assert!(x11(&[]));
    let names = [
        locked("gdkx11-sys", "0.18.0", &[]),
        locked("x11", "2.21.0", &[]),
    ];
    assert!(!requirements(&names, &[]).libraries.contains_key("libxtst"));
}

#[test]
fn an_unknown_binding_is_named_unless_it_is_the_projects_own() {
    let mut own = locked("a-sys", "0.1.0", &[]);
    assert_eq!(requirements(&[own.clone()], &[]).unknown.len(), 1);
    own.foreign = false;
    assert!(
        requirements(&[own, locked("b", "0.1.0", &[])], &[])
            .unknown
            .is_empty()
    );
}
