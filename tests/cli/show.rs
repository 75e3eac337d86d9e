//! `crossflake show`.

use crate::support::{golden, run, table};

#[test]
fn everything_about_a_target_is_shown() {
    golden("show-aarch64.txt", run(&["show", "aarch64"]).success());
}

#[test]
fn a_capability_that_is_missing_says_why() {
    golden(
        "show-aarch64-darwin.txt",
        run(&["show", "macos-aarch64"]).success(),
    );
}

#[test]
fn a_package_set_without_name_is_an_expression_to_paste() {
    golden(
        "show-thumbv7em-hf.txt",
        run(&["show", "thumbv7em-hf"]).success(),
    );
}

#[test]
fn names_of_several_releases_of_nixpkgs_are_shown() {
    golden("show-windows.txt", run(&["show", "windows"]).success());
}

#[test]
fn a_toolchain_is_downloaded_or_compiled_and_this_is_said_beforehand() {
    for (target, expected) in [
        ("aarch64", "downloaded: nixpkgs' Hydra builds it"),
        (
            "riscv64-musl",
            "compiled at first use: nixpkgs' Hydra does not build it",
        ),
        ("wasm", "none needed: rustc links"),
        ("windows-msvc", "downloaded: nixpkgs' Hydra builds it"),
        ("emscripten", "none"),
    ] {
        let run = run(&["show", target]);
        let line = format!("\ntoolchain    {expected}\n");
        assert!(run.success().contains(&line), "{}", run.stdout);
    }
}

#[test]
fn a_shell_is_named_where_some_machine_has_one() {
    for (target, has_one) in [
        ("aarch64", true),
        ("macos-aarch64", true),
        ("android-arm64", true),
        ("thumbv6m", true),
        ("windows-msvc", true),
        ("emscripten", false),
        ("sparc64", false),
    ] {
        let line = format!("\nshell        nix develop .#{target}\n");
        let run = run(&["show", target]);
        assert_eq!(run.success().contains(&line), has_one, "{}", run.stdout);
    }
}

#[test]
fn what_is_not_supported_says_what_to_do() {
    for (target, way_out) in [
        (
            "aarch64-apple-tvos",
            "link it on a Mac with Xcode, outside Nix",
        ),
        ("aarch64-unknown-linux-ohos", "use its clang as linker"),
        ("aarch64-unknown-nto-qnx710", "use its `qcc` as linker"),
        ("aarch64-unknown-nuttx", "build a `staticlib`"),
        ("armv6k-nintendo-3ds", "use `cargo 3ds`"),
        ("armv7-sony-vita-newlibeabihf", "use `cargo vita`"),
        (
            "bpfel-unknown-none",
            "take the shell `default` with `pkgs.bpf-linker`",
        ),
        ("emscripten", "take the shell `default`, with it in `tools`"),
        ("i586", "use `i686`"),
        ("powerpc64-ibm-aix", "build on AIX"),
        ("redox", "use `redoxer`"),
        (
            "riscv32imac-esp-espidf",
            "use the template esp-rs/esp-idf-template",
        ),
        ("wasm32-wasip3", "use `wasip2`"),
        (
            "x86_64-uwp-windows-msvc",
            "use `windows` (x86_64-pc-windows-gnu), or cargo-xwin",
        ),
        ("x86_64-pc-solaris", "use `cross`, or build on Solaris"),
        (
            "x86_64-unknown-dragonfly",
            "use `cross`, or build on DragonFly",
        ),
        ("x86_64-unknown-hermit", "depend on the crate `hermit`"),
        (
            "x86_64-unknown-linux-gnuasan",
            "use `x86_64` with `-Zsanitizer=address`",
        ),
        ("x86_64-wrs-vxworks", "use its `wr-c++` as linker"),
        (
            "xtensa-esp32-none-elf",
            "run `espup install`, and use its toolchain `esp`",
        ),
    ] {
        let run = run(&["show", target]);
        let line = run
            .success()
            .lines()
            .find(|line| line.starts_with("link "))
            .unwrap();
        assert!(line.contains(" no: ") && line.contains(way_out), "{line}");
    }
}

#[test]
fn what_links_with_a_licence_names_its_option() {
    for (target, option) in [
        ("android-arm64", "accept it in `nixpkgsConfig`"),
        ("aarch64-pc-windows-msvc", "`allowUnfree`"),
        (
            "i686-pc-windows-msvc",
            "`microsoftVisualStudioLicenseAccepted`",
        ),
        ("windows-msvc", "`microsoftVisualStudioLicenseAccepted`"),
    ] {
        let run = run(&["show", target]);
        let mut lines = run.success().lines();
        let line = lines.find(|line| line.starts_with("link ")).unwrap();
        assert!(
            line.contains(" yes: needs ") && line.contains(option),
            "{line}"
        );
    }
}

/// What follows the colon is said to somebody who can do it.
#[test]
fn each_reason_says_what_to_do() {
    let verbs = [
        "accept", "add", "bring", "build", "depend", "install", "link", "name", "pack", "run",
        "set", "start", "take", "test", "try", "use",
    ];
    let mut reasons = 0;
    for row in table() {
        for field in ["link", "libraries", "test"] {
            let Some(reason) = row[field].as_str() else {
                continue;
            };
            let way_out = reason.split_once(": ").unwrap().1;
            let verb = way_out.split(' ').next().unwrap();
            assert!(verbs.contains(&verb), "{}: {reason}", row["triple"]);
            assert!(way_out.split(' ').count() > 1, "{reason}");
            reasons += 1;
        }
    }
    assert!(reasons > 500, "{reasons}");
}

/// `use ...` in a reason must not lead to a target that does not do it either.
#[test]
fn a_way_out_that_is_a_target_leads_out() {
    let table = table();
    let find = |name: &str| table.iter().find(|row| row["alias"] == name);
    let mut leads = 0;
    for row in &table {
        for field in ["link", "libraries"] {
            let reason = row[field].as_str().unwrap_or_default();
            for word in reason.split('`').skip(1).step_by(2) {
                if let Some(other) = find(word) {
                    assert!(other["link"] == true, "{reason}");
                    leads += 1;
                }
            }
        }
    }
    assert!(leads > 10);
}

#[test]
fn other_names_lead_to_the_same_row() {
    for (name, alias) in [
        ("arm64", "aarch64"),
        ("raspberrypi", "aarch64"),
        ("pi", "aarch64"),
        ("armhf", "armv7"),
        ("armv6", "arm"),
        ("rpi-zero", "arm"),
        ("amd64", "x86_64"),
    ] {
        assert_eq!(
            run(&["show", name]).success(),
            run(&["show", alias]).success()
        );
    }
    assert_eq!(run(&["show", "rpi-zer0"]).code, Some(2));
}

#[test]
fn alias_and_triple_show_the_same() {
    let triple = run(&["show", "aarch64-unknown-linux-gnu"]);
    assert_eq!(run(&["show", "aarch64"]).success(), triple.success());
}

#[test]
fn every_row_can_be_shown() {
    for row in table() {
        let run = run(&["show", row["triple"].as_str().unwrap()]);
        assert!(run.success().starts_with("triple "));
    }
}

#[test]
fn json_is_the_row_itself() {
    for row in table() {
        let triple = row["triple"].as_str().unwrap();
        assert_eq!(run(&["show", "--json", triple]).json(), row);
    }
}

#[test]
fn no_target_fails() {
    let run = run(&["show"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("<TARGET>"), "{}", run.stderr);
}

#[test]
fn debian_s_folders_are_named_where_its_tools_are_called_otherwise() {
    let line = "\nDebian       i386 (tools: i686-linux-gnu, libraries: i386-linux-gnu)\n";
    assert!(run(&["show", "i686"]).success().contains(line));
}
