//! Owns the reading of `targets.json` and the rules that its rows obey. Used
//! by `build.rs` and by tests; the program itself never parses the table.

use std::collections::BTreeMap;

use super::target::{RunnerKind, Target};

/// Reads the table; the error names the row that breaks a rule.
pub fn parse(json: &str) -> Result<Vec<Target>, String> {
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(json).map_err(|error| error.to_string())?;
    let targets = rows
        .into_iter()
        .enumerate()
        .map(|(index, row)| {
            let name = row_name(index, &row);
            serde_json::from_value(row).map_err(|error| format!("{name}: {error}"))
        })
        .collect::<Result<Vec<Target>, String>>()?;
    check_order(&targets)?;
    check_names(&targets)?;
    targets.iter().try_for_each(check_row)?;
    Ok(targets)
}

/// Names a row by its place, counted from one, and its triple if it has one.
fn row_name(index: usize, row: &serde_json::Value) -> String {
    match row.get("triple").and_then(serde_json::Value::as_str) {
        Some(triple) => format!("row {} (`{triple}`)", index + 1),
        None => format!("row {}", index + 1),
    }
}

fn check_order(targets: &[Target]) -> Result<(), String> {
    for pair in targets.windows(2) {
        let (before, after) = (&pair[0].triple, &pair[1].triple);
        if before == after {
            return Err(format!("`{after}` has two rows"));
        }
        if before > after {
            return Err(format!(
                "rows are sorted by triple, but `{after}` comes after `{before}`"
            ));
        }
    }
    Ok(())
}

/// A name that people type leads to one row only.
fn check_names(targets: &[Target]) -> Result<(), String> {
    let mut owners = BTreeMap::new();
    for target in targets {
        for name in std::iter::once(&target.triple).chain(&target.alias) {
            if let Some(other) = owners.insert(name, &target.triple) {
                return Err(format!(
                    "`{name}` names both `{other}` and `{}`",
                    target.triple
                ));
            }
        }
    }
    Ok(())
}

fn check_row(target: &Target) -> Result<(), String> {
    let fail = |problem: &str| Err(format!("`{}`: {problem}", target.triple));
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-'))
    };
    if !plain(&target.triple) || !target.alias.as_deref().is_none_or(plain) {
        return fail("triple and alias are lower-case words");
    }
    if !target.config.as_deref().is_none_or(plain)
        || !target.runner.arch.as_deref().is_none_or(plain)
    {
        return fail("`config` and `runner.arch` are lower-case words or null");
    }
    let needs_arch = matches!(
        target.runner.kind,
        RunnerKind::QemuUser | RunnerKind::QemuSystem
    );
    if needs_arch && target.runner.arch.is_none() {
        return fail("a QEMU runner needs `runner.arch`");
    }
    if target.common && target.alias.is_none() {
        return fail("a common row needs an alias");
    }
    if !target.pkgs_cross.is_empty() && target.cross_system.is_some() {
        return fail("`crossSystem` is for rows without a `pkgsCross` name");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::parse;

    fn row(triple: &str) -> Value {
        json!({
            "triple": triple, "alias": null, "common": false, "pkgsCross": [],
            "crossSystem": null, "config": null, "libc": null, "crtStatic": false,
            "std": "none", "runner": {"kind": "none", "arch": null, "cpu": null},
            "interpreter": null, "debian": null,
            "link": "no", "libraries": "no", "test": "no",
        })
    }

    fn with(field: &str, value: Value) -> Value {
        let mut row = row("a-b");
        row[field] = value;
        row
    }

    fn error(rows: &[Value]) -> String {
        parse(&Value::from(rows).to_string()).unwrap_err()
    }

    #[test]
    fn the_real_table_obeys_the_rules() {
        let json = include_str!("../../targets.json");
        assert!(!parse(json).unwrap().is_empty());
    }

    #[test]
    fn unsorted_rows_fail() {
        assert_eq!(
            error(&[row("b-c"), row("a-b")]),
            "rows are sorted by triple, but `a-b` comes after `b-c`"
        );
    }

    #[test]
    fn a_triple_twice_fails() {
        assert_eq!(error(&[row("a-b"), row("a-b")]), "`a-b` has two rows");
    }

    #[test]
    fn an_alias_twice_fails() {
        let mut second = row("c-d");
        second["alias"] = json!("x");
        assert_eq!(
            error(&[with("alias", json!("x")), second]),
            "`x` names both `a-b` and `c-d`"
        );
    }

    #[test]
    fn an_unknown_field_fails() {
        assert!(error(&[with("colour", json!(1))]).starts_with("row 1 (`a-b`): unknown field"));
    }

    #[test]
    fn a_field_left_out_fails() {
        let mut row = row("a-b");
        row.as_object_mut().unwrap().remove("alias");
        assert_eq!(error(&[row]), "row 1 (`a-b`): missing field `alias`");
    }

    #[test]
    fn an_unknown_runner_kind_fails() {
        let runner = json!({"kind": "bochs", "arch": null, "cpu": null});
        assert!(error(&[with("runner", runner)]).starts_with("row 1 (`a-b`): unknown variant"));
    }

    #[test]
    fn a_capability_of_false_fails() {
        assert_eq!(
            error(&[with("link", json!(false))]),
            "row 1 (`a-b`): a capability is `true` or the reason why not"
        );
    }

    #[test]
    fn a_qemu_runner_without_an_architecture_fails() {
        let runner = json!({"kind": "qemu-user", "arch": null, "cpu": null});
        assert_eq!(
            error(&[with("runner", runner)]),
            "`a-b`: a QEMU runner needs `runner.arch`"
        );
    }

    #[test]
    fn an_alias_in_upper_case_fails() {
        assert_eq!(
            error(&[with("alias", json!("ARM"))]),
            "`a-b`: triple and alias are lower-case words"
        );
    }
}
