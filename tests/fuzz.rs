//! What comes from a user at random, mixed with the tests' own logs and
//! configurations: nothing may panic, and what always holds must hold.
//!
//! `CROSSFLAKE_FUZZ_SECONDS` is how long it runs (2 unless set), half of the
//! time each of the two. A failure prints the smallest input that shows it.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by them"
)]

use std::collections::BTreeSet;
use std::fs;
use std::io::BufReader;
use std::path::Path;
use std::time::{Duration, Instant};

use crossflake::cargo_config::{Action, Elsewhere, Problem, merge};
use crossflake::explain::{Explainer, Known, Report};
use crossflake::table::{self, TABLE};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{Config, TestRunner};

/// Parts that a parser of lines, colours or TOML may trip over.
const PARTS: [&[u8]; 28] = [
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\x1b[",
    b"\x1b[31m",
    b"\x1b]8;;",
    b"\x1b\\",
    b"\x9b",
    b"\xff\xfe",
    b"\xf0\x9f",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xae",
    b"`",
    b"'",
    b"\"",
    b"'''",
    b"\"\"\"",
    b"{",
    b"}",
    b"[",
    b"]",
    b"[[",
    b"=",
    b".",
    b"#",
    b",",
    b"error: ",
];

/// So many inputs are tried before the clock is looked at.
const CASES: u32 = 8;

/// A piece of an input.
#[derive(Clone, Debug)]
enum Piece {
    /// A part of one of the samples.
    Sample(Index, Index, Index),
    Part(&'static [u8]),
    Noise(Vec<u8>),
    /// One byte, many times.
    Run(u8, usize),
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let piece = prop_oneof![
        4 => any::<(Index, Index, Index)>().prop_map(|(a, b, c)| Piece::Sample(a, b, c)),
        4 => select(PARTS.as_slice()).prop_map(Piece::Part),
        1 => vec(any::<u8>(), 0..16).prop_map(Piece::Noise),
        1 => (any::<u8>(), 0..100_000_usize).prop_map(|(byte, times)| Piece::Run(byte, times / 50)),
    ];
    vec(piece, 0..12)
}

/// The pieces put together.
fn input(pieces: &[Piece], samples: &[Vec<u8>]) -> Vec<u8> {
    let mut input = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Sample(sample, start, end) => {
                let sample = sample.get(samples);
                let (start, end) = (start.index(sample.len() + 1), end.index(sample.len() + 1));
                input.extend_from_slice(&sample[start.min(end)..start.max(end)]);
            }
            Piece::Part(part) => input.extend_from_slice(part),
            Piece::Noise(noise) => input.extend_from_slice(noise),
            Piece::Run(byte, times) => input.resize(input.len() + times, *byte),
        }
    }
    input
}

/// The files under a folder of the tests with this ending, in its folders too.
fn samples(folder: &Path, ending: &str) -> Vec<Vec<u8>> {
    let mut samples = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            samples.extend(self::samples(&path, ending));
        } else if path
            .extension()
            .is_some_and(|extension| extension == ending)
        {
            samples.push(fs::read(path).unwrap());
        }
    }
    samples.sort();
    samples
}

/// For half of the time, what reads the files of this ending in a folder of
/// the tests is given inputs like these.
fn fuzz(folder: &str, ending: &str, test: impl Fn(&[u8]) -> Result<(), TestCaseError>) {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let samples = samples(&tests.join(folder), ending);
    assert!(samples.len() > 20);
    let seconds = std::env::var("CROSSFLAKE_FUZZ_SECONDS").map_or(2, |text| text.parse().unwrap());
    let end = Instant::now() + Duration::from_secs(seconds) / 2;
    let mut tried = 0;
    while Instant::now() < end {
        let config = Config {
            cases: CASES,
            failure_persistence: None,
            ..Config::default()
        };
        let tested =
            TestRunner::new(config).run(&pieces(), |pieces| test(&input(&pieces, &samples)));
        if let Err(error) = tested {
            if let proptest::test_runner::TestError::Fail(_, pieces) = &error {
                let input = input(pieces, &samples);
                eprintln!("the input: b\"{}\"", input.escape_ascii());
            }
            panic!("{error}");
        }
        tried += CASES;
    }
    eprintln!("{folder}: {tried} inputs");
}

#[test]
fn explain_and_config_take_anything() {
    explain();
    config();
}

/// Any text is a log, and the causes lie in it.
fn explain() {
    let explainer = Explainer::new().unwrap();
    fuzz("explain", "log", |log| {
        let with = |buffer: usize, known| -> Report {
            explainer
                .explain(BufReader::with_capacity(buffer, log), known)
                .unwrap()
        };
        let report = with(64 * 1024, Known::default());
        let json = serde_json::to_value(&report).unwrap();
        prop_assert_eq!(
            &json,
            &serde_json::to_value(with(7, Known::default())).unwrap()
        );
        let ends = log.split(|byte| *byte == b'\n').count() as u64;
        prop_assert_eq!(
            report.lines,
            ends - u64::from(log.is_empty() || log.ends_with(b"\n"))
        );
        let ids: BTreeSet<_> = report.causes.iter().map(|cause| cause.id).collect();
        prop_assert_eq!(ids.len(), report.causes.len());
        for cause in &report.causes {
            prop_assert!((1..=report.lines).contains(&cause.place.line));
            prop_assert!(cause.place.line + cause.further <= report.lines);
            for text in [
                &cause.place.text,
                &cause.what,
                &cause.why,
                &cause.shell,
                &cause.flake,
            ] {
                prop_assert!(!text.contains(char::is_control), "{text:?}");
            }
        }
        let target = table::get(table::example());
        let known = Known {
            given: target,
            project: None,
        };
        for cause in with(64, known).causes {
            prop_assert_eq!(cause.target, target.map(|target| &*target.triple));
        }
        Ok(())
    });
}

/// Any text is merged, and a second time to the same, or refused with a reason.
fn config() {
    let targets: Vec<_> = TABLE.iter().filter(|target| target.common).collect();
    fuzz("config", "toml", |source| {
        let source = String::from_utf8_lossy(source);
        for action in [Action::Add, Action::Remove] {
            match merge(&source, &targets, action, &Elsewhere::default()) {
                Ok(merged) => {
                    let again =
                        merge(&merged.text, &targets, action, &Elsewhere::default()).unwrap();
                    prop_assert_eq!(again.text, merged.text);
                }
                Err(problem) => {
                    let unproved = matches!(problem, Problem::Unproved { .. });
                    prop_assert!(!unproved, "{problem:?}");
                }
            }
        }
        Ok(())
    });
}
