//! The merge on texts put together at random, by a fixed seed, and on a triple
//! with a dot, whether or not the table has one.

use crossflake::cargo_config::{Action, Elsewhere, Merge, Problem, State, merge};
use crossflake::table::target::Target;
use serde_json::json;

use crate::support::Project;

const PIECES: [&str; 26] = [
    "# Überschrift {\n",
    "\n",
    "  \t\n",
    "build.jobs = 2 # two\n",
    "target.A.rustflags = []\n",
    "target . \"A\" . rustdocflags = [\n  'x', # y\n]\n",
    "target.B.runner = \"mine\"\n",
    "target = { A = { rustflags = [] }, B.linker = \"mine\" }\n",
    "target = { }\n",
    "target = 1\n",
    "[build]\njobs = 2\n",
    "[net]\nretry = 3 # flaky\n\n",
    "[target]\n",
    "[target]\nA = { rustflags = [\"a, b\"] }\n",
    "[target]\nA = {\n  # all\n  rustflags = [], # none, really\n}\n",
    "[target]\n  A.rustflags = [] # none\n  B = {}\n",
    "[target.A]\n",
    "[target.A] # beside\n# below\n",
    "  [target.A]\n  rustflags = [] # beside\n  # below\n",
    "[target.A]\nlinker = 'A-gcc' # ours\n",
    "[target.A]\nlinker = \"\"\"\nby hand\"\"\"\n",
    "[target.A.ssl]\nrustc-link-lib = [\"ssl\"]\n",
    "[ target . 'B' ]\nrunner = [\"qemu\", \"-L\"]\n",
    "[target.'cfg(all(unix, not(A)))']\nrunner = \"sudo\"\n",
    "[env]\nTEXT = '''\n[target.A]\nlinker = \"no\"\n'''\n",
    "[[unknown]]\na = { b.c = 1 }\n",
];
/// Among them the parts of TOML that a parser trips over.
const NOISE: [&str; 14] = [
    "{", "}", "[", "]", "\"", "'", "=", ",", ".", "#", "\n", "\r", "\u{feff}", "🦀",
];

/// A generator of numbers that is the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        let factor = 6_364_136_223_846_793_005;
        self.0 = self
            .0
            .wrapping_mul(factor)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }

    fn text(&mut self, first: &str, second: &str) -> String {
        let mut text = String::new();
        for _ in 0..self.roll(6) {
            text += PIECES[self.roll(PIECES.len())];
        }
        let text = text.replace('A', first).replace('B', second);
        let text = match self.roll(4) {
            0 => text.replace('\n', "\r\n"),
            1 => text.trim_end().to_owned(),
            _ => text,
        };
        match self.roll(8) {
            0 => format!("\u{feff}{text}"),
            _ => text,
        }
    }
}

/// A row as the table may have one.
fn target(triple: &str, config: &str) -> Target {
    serde_json::from_value(json!({
        "triple": triple, "alias": null, "common": false, "pkgsCross": [],
        "crossSystem": null, "config": config, "hydra": null, "libc": null, "glibc": null,
        "crtStatic": false, "std": "none", "linker": "cc", "rustflags": [],
        "runner": {"kind": "qemu-user", "arch": "x", "cpu": null, "machine": null},
        "interpreter": null, "debian": null,
        "link": true, "libraries": true, "test": true,
    }))
    .unwrap()
}

/// Whether the text can be had from the other one by additions alone.
fn holds(text: &str, other: &str) -> bool {
    let mut letters = text.chars();
    other
        .chars()
        .all(|each| letters.any(|letter| letter == each))
}

#[test]
fn texts_at_random_keep_all_that_they_hold() {
    for (seed, triple) in [(1, "a-b"), (2, "x8.main-none")] {
        let (first, second) = (target(triple, triple), target("c-d", "c-d"));
        let targets = [&first, &second];
        let mut dice = Dice(seed);
        let (mut merged, mut restored) = (0, 0);
        for _ in 0..4000 {
            let before = dice.text(triple, "c-d");
            let (after, entries) =
                match merge(&before, &targets, Action::Add, &Elsewhere::default()) {
                    Ok(Merge { text, entries, .. }) => (text, entries),
                    Err(Problem::Unproved { key }) => panic!("{key} in {before:?}"),
                    Err(_) => continue,
                };
            merged += 1;
            assert!(holds(&after, &before), "{before:?} became {after:?}");
            let again = merge(&after, &targets, Action::Add, &Elsewhere::default()).unwrap();
            assert_eq!(again.text, after, "from {before:?}");
            let removed = merge(&after, &targets, Action::Remove, &Elsewhere::default())
                .unwrap()
                .text;
            assert!(holds(&after, &removed), "{after:?} became {removed:?}");
            // Keys that had our values before are removed too.
            if entries.iter().all(|entry| entry.state != State::Present) {
                assert_eq!(removed, before, "by {after:?}");
                restored += 1;
            }
            let twice = merge(&removed, &targets, Action::Remove, &Elsewhere::default())
                .unwrap()
                .text;
            assert_eq!(twice, removed, "from {after:?}");
            let comments = |text: &str| text.matches('#').count();
            assert_eq!(comments(&removed), comments(&before), "{after:?}");
        }
        assert!(merged > 800, "{merged} texts were TOML");
        assert!(restored > 400, "{restored} texts had none of our values");
    }
}

#[test]
fn noise_is_merged_or_refused() {
    let (first, second) = (target("a-b", "A"), target("c.d-e", "B"));
    let mut dice = Dice(3);
    for _ in 0..8000 {
        let mut text = dice.text("a-b", "c.d-e");
        for _ in 0..=dice.roll(3) {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let at = places
                .get(dice.roll(places.len() + 1))
                .copied()
                .unwrap_or(text.len());
            match dice.roll(2) {
                0 if at < text.len() => drop(text.remove(at)),
                _ => text.insert_str(at, NOISE[dice.roll(NOISE.len())]),
            }
        }
        for action in [Action::Add, Action::Remove] {
            let result = merge(&text, &[&first, &second], action, &Elsewhere::default());
            assert!(!matches!(result, Err(Problem::Unproved { .. })), "{text:?}");
        }
    }
}

#[test]
fn cargo_reads_a_triple_with_a_dot() {
    let target = target("thumbv8m.main-none-eabi", "arm-none-eabi");
    for before in [
        "",
        "[target.thumbv8m.main-none-eabi]\nrustflags = []\n",
        "target.thumbv8m.main-none-eabi.rustflags = []\n",
        "[target.thumbv8m]\nmain-none-eabi = { rustflags = [] }\n",
        "[target]\nthumbv8m = {}\n",
        "[target.thumbv8m.base-none-eabi]\nrustflags = []\n",
        "[target.\"thumbv8m.main-none-eabi\"]\nlinker = \"unread\"\n",
    ] {
        let merge = merge(before, &[&target], Action::Add, &Elsewhere::default()).unwrap();
        let project = Project::with_config(&merge.text);
        let read = project.cargo_reads("target.thumbv8m.main-none-eabi.linker");
        assert_eq!(
            read.as_deref(),
            Some("\"arm-none-eabi-gcc\""),
            "{}",
            merge.text
        );
        let quoted = before
            .contains('"')
            .then_some("target.\"thumbv8m.main-none-eabi\"");
        assert_eq!(merge.unread, Vec::from_iter(quoted));
    }
}

#[test]
fn cargo_does_not_read_a_quoted_triple_with_a_dot() {
    let text = "[target.\"thumbv8m.main-none-eabi\"]\nlinker = \"unread\"\n";
    let project = Project::with_config(text);
    assert_eq!(
        project.cargo_reads("target.thumbv8m.main-none-eabi.linker"),
        None
    );
}
