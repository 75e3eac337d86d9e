//! Owns the adding of targets to the `targets` of a flake that is there. A
//! list that holds anything but names is left to the user. May not write.

use std::ops::Range;

use super::nix;
use crate::table;
use crate::table::target::Target;

/// What became of the flake's text.
#[derive(Debug, Eq, PartialEq)]
pub enum Extended {
    /// With these targets in its list.
    Changed(String, Vec<&'static str>),
    /// It has them all.
    Complete,
    /// It has no list, or one that is more than names.
    Unclear,
}

/// Whether the text is that of a flake made by this project's library.
#[must_use]
pub fn is_ours(text: &str) -> bool {
    text.contains("mkProject")
}

/// Adds the targets that the list does not have, in its own layout.
#[must_use]
pub fn extend(text: &str, targets: &[&'static Target]) -> Extended {
    let Some((place, names)) = list(text) else {
        return Extended::Unclear;
    };
    let there: Vec<_> = names.iter().filter_map(|name| table::get(name)).collect();
    let is_there =
        |target: &&&'static Target| there.iter().any(|other| other.triple == target.triple);
    let missing: Vec<_> = targets
        .iter()
        .filter(|target| !is_there(target))
        .map(|target| target.name())
        .collect();
    if missing.is_empty() {
        return Extended::Complete;
    }
    let inside = &text[place.clone()];
    let kept = inside.trim_end();
    let end = &inside[kept.len()..];
    let indent = match kept.rsplit_once('\n') {
        Some((_, last)) => {
            let width = last.len() - last.trim_start().len();
            format!("\n{}", &last[..width])
        }
        None => " ".to_owned(),
    };
    let mut added = String::new();
    for name in &missing {
        added += &indent;
        added += &nix::string(name);
    }
    let end = if end.is_empty() { " " } else { end };
    let changed = format!(
        "{}{kept}{added}{end}{}",
        &text[..place.start],
        &text[place.end..]
    );
    Extended::Changed(changed, missing)
}

/// Where the one list of targets is, between its brackets, and its names.
fn list(text: &str) -> Option<(Range<usize>, Vec<&str>)> {
    let mut found = None;
    for (start, word) in text.match_indices("targets") {
        let line = text[..start].rsplit('\n').next().unwrap_or_default();
        let is_word =
            !line.ends_with(|letter: char| letter.is_alphanumeric() || "_-.'\"".contains(letter));
        let after = text[start + word.len()..].trim_start();
        let Some(after) = after
            .strip_prefix('=')
            .filter(|_| is_word && !line.contains('#'))
        else {
            continue;
        };
        let after = after.trim_start().strip_prefix('[')?;
        let first = text.len() - after.len();
        let length = after.find(']')?;
        if found.replace(first..first + length).is_some() {
            return None;
        }
    }
    let place = found?;
    let names = text[place.clone()].split_whitespace();
    let names = names.map(|word| word.strip_prefix('"')?.strip_suffix('"'));
    let names: Vec<_> = names.collect::<Option<_>>()?;
    names
        .iter()
        .all(|name| table::get(name).is_some())
        .then_some((place, names))
}

#[cfg(test)]
mod tests {
    use super::{Extended, extend};
    use crate::table::get;

    fn with(text: &str) -> Option<String> {
        match extend(text, &[get("riscv64").unwrap(), get("aarch64").unwrap()]) {
            Extended::Changed(text, _) => Some(text),
            Extended::Complete => Some("complete".to_owned()),
            Extended::Unclear => None,
        }
    }

    #[test]
    fn a_list_keeps_its_layout() {
        for (before, after) in [
            (
                "x { targets = [ \"aarch64\" ]; }",
                "x { targets = [ \"aarch64\" \"riscv64\" ]; }",
            ),
            (
                "targets = [\"aarch64\"];",
                "targets = [\"aarch64\" \"riscv64\" ];",
            ),
            ("targets = [ ];", "targets = [ \"riscv64\" \"aarch64\" ];"),
            (
                "  targets = [\n    \"arm64\"\n  ];\n",
                "  targets = [\n    \"arm64\"\n    \"riscv64\"\n  ];\n",
            ),
            (
                "# targets = [ ]\n targets = [ \"aarch64\" ];",
                "# targets = [ ]\n targets = [ \"aarch64\" \"riscv64\" ];",
            ),
            (
                "targets = [ \"riscv64\" \"aarch64-unknown-linux-gnu\" ];",
                "complete",
            ),
        ] {
            assert_eq!(with(before).as_deref(), Some(after));
        }
    }

    #[test]
    fn what_is_more_than_names_is_left_alone() {
        for text in [
            "",
            "targets = common ++ [ \"aarch64\" ];",
            "targets = [ (x \"aarch64\") ];",
            "targets = [ \"aarch64\" # why\n ];",
            "targets = [ \"aarch64\" ]; targets = [ ];",
            "targets = [ \"none-such\" ];",
        ] {
            assert_eq!(with(text), None, "{text}");
        }
    }
}
