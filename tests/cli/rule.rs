//! The rule and the table against nixpkgs: `nixpkgs.json` holds each
//! `crossSystem` that its lib accepts for a triple of rustc 1.95 and that ends
//! at it, and the triples that have none. Taken from lib 26.11;
//! `scripts/check-nixpkgs` asks a lib itself. `facts/nixpkgs.json` holds the
//! platform of each of nixpkgs' examples.

use crossflake::table::rule::{cross_system, is_bare};
use serde_json::{Value, json};

use crate::support::table;

/// What nixpkgs takes as well, and comes closer to rustc's baseline: musl and
/// uClibc on MIPS are soft-float, and NEON came before the fourth VFP.
const CLOSER: [(&str, &str, &str); 6] = [
    ("mips-unknown-linux-musl", "float", "soft"),
    ("mips-unknown-linux-uclibc", "float", "soft"),
    ("mipsel-unknown-linux-musl", "float", "soft"),
    ("mipsel-unknown-linux-uclibc", "float", "soft"),
    ("thumbv7neon-unknown-linux-gnueabihf", "fpu", "neon"),
    ("thumbv7neon-unknown-linux-musleabihf", "fpu", "neon"),
];

fn nixpkgs() -> Value {
    serde_json::from_str(include_str!("nixpkgs.json")).unwrap()
}

#[test]
fn the_rule_says_what_nixpkgs_accepts() {
    let nixpkgs = nixpkgs();
    let accepted = nixpkgs["accepted"].as_object().unwrap();
    assert!(accepted.len() >= 179);
    for (triple, system) in accepted {
        let mut system = system.clone();
        for (_, name, value) in CLOSER.iter().filter(|(closer, ..)| closer == triple) {
            system["gcc"][name] = json!(value);
        }
        let rule = serde_json::to_value(cross_system(triple)).unwrap();
        assert_eq!(rule, system, "{triple}");
    }
}

#[test]
fn the_rule_is_silent_where_nixpkgs_accepts_none() {
    let nixpkgs = nixpkgs();
    let refused = nixpkgs["refused"].as_array().unwrap();
    let accepted = nixpkgs["accepted"].as_object().unwrap();
    assert_eq!(refused.len() + accepted.len(), 320);
    for triple in refused {
        assert_eq!(cross_system(triple.as_str().unwrap()), None, "{triple}");
    }
}

#[test]
fn each_name_is_an_example_of_nixpkgs_with_the_platform_of_the_row() {
    let nixpkgs: Value = serde_json::from_str(include_str!("../../facts/nixpkgs.json")).unwrap();
    for row in table() {
        for name in row["pkgsCross"].as_array().unwrap() {
            let example = &nixpkgs["examples"][name.as_str().unwrap()];
            assert_eq!(*example, row["config"], "{}", row["triple"]);
        }
    }
}

#[test]
fn no_row_names_its_triple_to_nixpkgs() {
    for row in table() {
        assert!(
            row["crossSystem"].get("rust").is_none(),
            "{}",
            row["triple"]
        );
    }
}

#[test]
fn a_triple_of_the_future_follows_the_rule() {
    let nix = |triple| cross_system(triple).map(|system| system.to_string());
    assert_eq!(
        nix("riscv64gcv-unknown-none-elf").as_deref(),
        Some(
            "{ config = \"riscv64-none-elf\"; \
             gcc = { abi = \"lp64d\"; arch = \"rv64gcv\"; }; libc = \"newlib\"; }"
        )
    );
    assert_eq!(
        nix("loongarch64-unknown-freebsd").as_deref(),
        Some("{ config = \"loongarch64-unknown-freebsd\"; useLLVM = true; }")
    );
}

#[test]
fn parts_that_nixpkgs_does_not_know_have_none() {
    for triple in [
        "",
        "aarch64",
        "-",
        "ä-ö",
        "riscvé-unknown-none",
        "riscv-unknown-none-elf",
        "thumbthumb-none-eabi",
        "csky-unknown-linux-gnuabiv2",
        "x86_64-unknown-linux-gnux32",
        "aarch64-acme-linux-gnu",
    ] {
        assert_eq!(cross_system(triple), None, "{triple}");
    }
}

#[test]
fn bare_metal_has_no_std() {
    assert!(is_bare("thumbv7r-none-eabi"));
    assert!(is_bare("wasm32v1-none"));
    assert!(!is_bare("wasm32-unknown-unknown"));
    assert!(!is_bare("x86_64-unknown-linux-gnu"));
}
