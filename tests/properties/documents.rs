//! Configurations, in every form of TOML.

use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

/// How a target's own table is written, `T` in the place of its triple.
const OWN: [&str; 14] = [
    "",
    "[target.T]\nrustflags = [\"-C\", \"opt-level=3\"]\n",
    "[target.T] # mine\n# its flags\n  rustflags = []\n",
    "[target.T]\nlinker = \"by-hand\"\n",
    "[target.T]\nrunner = [\"by-hand\", 'with\\arguments']\n",
    "[ target . T ]\nrustflags = [\n  \"-C\", # one\n  \"link-arg=-s\",\n]\n",
    "[target.T.some_library]\nrustc-link-lib = [\"a\"]\n",
    "[target]\nT.rustflags = []\n",
    "[target]\nT = { rustflags = [] }\n",
    "[target]\nT = {rustflags=[\"a\"]} # b\n",
    "[target]\nT = { rustflags = [], a.b = 1 }\nother.rustflags = []\n",
    "[target]\nother = { linker = \"x\" }\n",
    "[target.other]\nlinker = \"x\"\n[target.T]\nrustflags = \"a b\"\n",
    "[target.T]\nrustflags = '''\na\n[target.none]\nlinker = \"x\"\n'''\n",
];

/// The same before any header.
const OWN_AT_ROOT: [&str; 4] = [
    "",
    "target.T.rustflags = []\n",
    "target = { T = { rustflags = [] } }\n",
    "target.T = { rustflags = [] }\n",
];

/// Headers of tables, each once in a document.
const HEADERS: [&str; 12] = [
    "[build]",
    "[env]",
    "[alias]",
    "[target.'cfg(unix)']",
    "[target.\"cfg(all(target_arch = \\\"arm\\\", not(windows)))\"]",
    "[target.'cfg(windows)'.dependency]",
    "  [profile.release]",
    "[profile.release.package.\"*\"] # all",
    "[ \"quoted header\" . 'and [this]' ]",
    "[net]\t",
    "[registries.mine]",
    "[\"ü\"]",
];

/// Text of a string, without what would end it.
fn text() -> impl Strategy<Value = String> {
    "[ -!#-&(-\\[\\]-~äß→]{0,12}"
}

/// A value of one line or several.
fn value() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        text().prop_map(|text| format!("\"{text}\"")),
        text().prop_map(|text| format!("'{text}'")),
        text().prop_map(|text| format!("\"\"\"\n{text}\\\n  [target]\n\"\"\"")),
        text().prop_map(|text| format!("'''{text}\n# no comment\n'''")),
        Just("\"\\\"\\\\\\u00e9\\n\"".to_owned()),
        any::<i32>().prop_map(|number| number.to_string()),
        select(vec![
            "true",
            "0x1F",
            "1e6",
            "-inf",
            "1979-05-27T07:32:00Z",
            "1_000"
        ])
        .prop_map(str::to_owned),
    ];
    leaf.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
            vec(inner.clone(), 1..3)
                .prop_map(|items| format!("[\n\t{}, # one\n]", items.join(",\n\t"))),
            inner
                .clone()
                .prop_map(|value| format!("{{ 'a b' = {value} }}")),
            (inner.clone(), inner)
                .prop_map(|(one, two)| format!("{{a={one}, b.c = {two}, \"d.e\" = 1}}")),
        ]
    })
}

/// A key, dotted or quoted; `number` keeps it from being there twice.
fn key(form: usize, number: usize) -> String {
    match form {
        0 => format!("key-{number}"),
        1 => format!("\"quoted {number}\""),
        2 => format!("'[lit.{number}]'"),
        3 => format!("dotted{number}.a . 'b'"),
        _ => format!("\"ключ\\t{number}\""),
    }
}

/// Lines with keys, comments and empty lines.
fn lines() -> impl Strategy<Value = String> {
    let line = (0..5_usize, value(), "[ \t]{0,3}", 0..6_usize);
    vec(line, 0..4).prop_map(|lines| {
        let mut text = String::new();
        for (index, (form, value, indentation, dressing)) in lines.into_iter().enumerate() {
            let key = key(form, index);
            let (before, behind) = [
                ("", ""),
                ("# before [target]\n", ""),
                ("\n", " # behind = 1"),
                ("", "\t"),
                ("\n\n", ""),
                ("#\n", "   "),
            ][dressing];
            let line = [before, &indentation, &key, " = ", &value, behind, "\n"];
            text += &line.concat();
        }
        text
    })
}

/// A document, and how the lines end; `T` is in the place of the triple.
pub fn document() -> impl Strategy<Value = (String, bool)> {
    let tables = subsequence(HEADERS.to_vec(), 0..5).prop_shuffle();
    let bodies = vec(lines(), 5);
    let own = prop_oneof![
        select(OWN_AT_ROOT.to_vec()).prop_map(|own| (own, "")),
        select(OWN.to_vec()).prop_map(|own| ("", own)),
    ];
    let more = btree_set(0..4_usize, 0..2);
    (
        lines(),
        own,
        tables,
        bodies,
        more,
        0..6_usize,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(root, (at_root, own), tables, bodies, more, place, windows, closed)| {
                // What stands in `target` at the root as a whole leaves no room for headers below.
                let tables = tables
                    .into_iter()
                    .filter(|header| at_root.is_empty() || !header.contains("target."));
                let mut parts: Vec<_> = tables
                    .zip(bodies)
                    .map(|(header, body)| format!("{header}\n{body}"))
                    .collect();
                parts.insert(place.min(parts.len()), own.to_owned());
                for number in more {
                    parts.push(format!(
                        "[[list-{number}]]\nname = 'a'\n[[list-{number}]] # b\n"
                    ));
                }
                let mut text = format!("{root}{at_root}{}", parts.concat());
                if !closed {
                    text.truncate(text.trim_end_matches('\n').len());
                }
                if windows {
                    text = text.replace('\n', "\r\n");
                }
                (text, windows)
            },
        )
}
