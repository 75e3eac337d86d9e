//! Owns the rules that the table's rows obey. Used by `build.rs` and by tests,
//! which read `targets.json` too; the program itself never parses the table.

use std::collections::BTreeMap;

use super::machine::{File, Kind};
use super::target::{Capability, Linker, RunnerKind, Target};
use super::value::Value;

/// The longest reason that reads well in a line.
const LONGEST_REASON: usize = 136;

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
    let machines = serde_json::from_str(include_str!("../../machines.json"));
    check(
        &targets,
        &machines.map_err(|error| format!("machines.json: {error}"))?,
    )?;
    Ok(targets)
}

/// The error names the row that breaks a rule.
pub fn check(targets: &[Target], machines: &File) -> Result<(), String> {
    check_order(targets)?;
    check_names(targets)?;
    targets
        .iter()
        .try_for_each(|target| check_row(target, &machines.runners))
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
        for name in target.names() {
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

fn check_row(target: &Target, kinds: &BTreeMap<RunnerKind, Kind>) -> Result<(), String> {
    let fail = |problem: &str| Err(format!("`{}`: {problem}", target.triple));
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.' | b'-'))
    };
    if !target.names().all(plain) {
        return fail("a target's names are lower-case words");
    }
    // Outputs are found by `packages.<system>.<alias>`, and by `packages.<alias>`.
    let names_a_system = |alias: &str| alias.ends_with("-linux") || alias.ends_with("-darwin");
    if target.names().skip(1).any(names_a_system) {
        return fail("an alias is not named like a system of Nix");
    }
    if !target.config.as_deref().is_none_or(plain)
        || !target.runner.arch.as_deref().is_none_or(plain)
    {
        return fail("`config` and `runner.arch` are lower-case words or null");
    }
    let runner = &target.runner;
    for (field, value) in [("arch", &runner.arch), ("machine", &runner.machine)] {
        let Some(kind) = kinds.get(&runner.kind) else {
            return fail("machines.json does not have the kind of its runner");
        };
        let needed = kind.needs.iter().any(|need| need == field);
        if needed != value.is_some() {
            return fail(&format!(
                "machines.json says what a runner of its kind needs, and `runner.{field}` is {}",
                if needed { "missing" } else { "not needed" }
            ));
        }
    }
    if target.test == Capability::Yes && runner.kind == RunnerKind::None {
        return fail("tests need a runner");
    }
    if target.common && target.alias.is_none() {
        return fail("a common row needs an alias");
    }
    if target.glibc.is_some() && target.libc.as_deref() != Some("glibc") {
        return fail("`glibc` is for rows whose `libc` is that");
    }
    if !target.pkgs_cross.is_empty() && target.cross_system.is_some() {
        return fail("`crossSystem` is for rows without a `pkgsCross` name");
    }
    if let Some(system) = &target.cross_system
        && system.get("config") != target.config.clone().map(Value::Text).as_ref()
    {
        return fail("`config` is that of `crossSystem`");
    }
    check_linker(target).or_else(fail)?;
    check_reasons(target).or_else(fail)
}

/// What follows from the linker.
fn check_linker(target: &Target) -> Result<(), &'static str> {
    let links = target.link == Capability::Yes;
    match target.linker {
        Linker::Cc if links && (target.config.is_none() || target.hydra.is_none()) => {
            Err("a C compiler that links has `config` and `hydra`")
        }
        Linker::None if links => Err("a target without linker does not link"),
        Linker::LldLink if links => Err("Microsoft's SDK needs a licence"),
        Linker::RustLld | Linker::None if target.hydra.is_some() => {
            Err("`hydra` is for targets that a C compiler links")
        }
        _ => Ok(()),
    }
}

/// Reasons are short, and name a way out after a colon.
fn check_reasons(target: &Target) -> Result<(), &'static str> {
    let reasons = [&target.link, &target.libraries, &target.test];
    for reason in reasons.into_iter().filter_map(Capability::reason) {
        if reason.len() > LONGEST_REASON || reason.ends_with('.') || !reason.contains(": ") {
            return Err("a reason says `what is missing: what to do`, in 136 letters");
        }
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
            "crossSystem": null, "config": null, "hydra": null, "libc": null, "glibc": null,
            "crtStatic": false, "std": "none", "linker": "cc", "rustflags": [],
            "runner": {"kind": "none", "arch": null, "cpu": null, "machine": null},
            "interpreter": null, "debian": null,
            "link": "no: go", "libraries": "no: go", "test": "no: go",
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
        let runner = json!({"kind": "bochs", "arch": null, "cpu": null, "machine": null});
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
        let runner = json!({"kind": "qemu-user", "arch": null, "cpu": null, "machine": null});
        assert_eq!(
            error(&[with("runner", runner)]),
            "`a-b`: machines.json says what a runner of its kind needs, and `runner.arch` is missing"
        );
    }

    #[test]
    fn an_alias_like_a_system_of_nix_fails() {
        assert_eq!(
            error(&[with("alias", json!("aarch64-darwin"))]),
            "`a-b`: an alias is not named like a system of Nix"
        );
    }

    #[test]
    fn an_alias_in_upper_case_fails() {
        assert_eq!(
            error(&[with("alias", json!("ARM"))]),
            "`a-b`: a target's names are lower-case words"
        );
    }

    #[test]
    fn a_whole_machine_without_a_name_fails() {
        let runner = json!({"kind": "qemu-system", "arch": "x", "cpu": null, "machine": null});
        assert_eq!(
            error(&[with("runner", runner)]),
            "`a-b`: machines.json says what a runner of its kind needs, and `runner.machine` is missing"
        );
    }

    #[test]
    fn tests_without_a_runner_fail() {
        assert_eq!(
            error(&[with("test", json!(true))]),
            "`a-b`: tests need a runner"
        );
    }

    #[test]
    fn a_compiler_that_may_be_downloaded_or_not_fails() {
        let mut row = with("link", json!(true));
        row["config"] = json!("a-b");
        assert_eq!(
            error(&[row]),
            "`a-b`: a C compiler that links has `config` and `hydra`"
        );
    }

    #[test]
    fn a_compiler_where_rustc_links_fails() {
        let mut row = with("linker", json!("rust-lld"));
        row["hydra"] = json!(true);
        assert_eq!(
            error(&[row]),
            "`a-b`: `hydra` is for targets that a C compiler links"
        );
    }

    #[test]
    fn another_config_than_the_cross_system_has_fails() {
        assert_eq!(
            error(&[with("crossSystem", json!({"config": "c"}))]),
            "`a-b`: `config` is that of `crossSystem`"
        );
    }

    #[test]
    fn a_version_of_glibc_beside_another_libc_fails() {
        assert_eq!(
            error(&[with("glibc", json!("2.17"))]),
            "`a-b`: `glibc` is for rows whose `libc` is that"
        );
    }

    #[test]
    fn a_reason_without_a_way_out_fails() {
        for reason in ["no", "no: go.", &format!("no: {}", "x".repeat(136))] {
            assert_eq!(
                error(&[with("link", json!(reason))]),
                "`a-b`: a reason says `what is missing: what to do`, in 136 letters"
            );
        }
    }
}
