//! `crossflake init`: what it writes, what it leaves alone, what it says.

use std::fs;
use std::process::{Child, Command, Stdio};

use crate::support::{Project, Run, golden, program, root, table};

const LOCK: &str = "version = 4\n\n[[package]]\nname = \"openssl-sys\"\nversion = \"0.9.0\"\n\n\
                    [[package]]\nname = \"prost-build\"\nversion = \"0.14.0\"\n";

#[test]
fn flake_and_config_are_written() {
    let project = Project::new();
    project.write("Cargo.lock", LOCK);
    let run = project.run(&["init", "--target", "aarch64", "--target", "riscv64"]);
    run.success();
    golden("init-flake.nix", &project.read("flake.nix"));
    assert!(
        project
            .config()
            .contains("[target.aarch64-unknown-linux-gnu]")
    );
    assert!(run.stderr.contains("libraries from nixpkgs: openssl"));
    assert!(
        run.stderr
            .contains("next: nix develop .#aarch64 -c cargo test")
    );
}

#[test]
fn without_targets_the_flake_has_the_common_ones() {
    let project = Project::new();
    project.run(&["init"]).success();
    assert!(!project.read("flake.nix").contains("targets"));
    for triple in ["aarch64-unknown-linux-gnu", "riscv64gc-unknown-linux-gnu"] {
        assert!(project.config().contains(triple), "{}", project.config());
    }
}

#[test]
fn targets_may_be_words() {
    let (words, options) = (Project::new(), Project::new());
    words.run(&["init", "arm64", "riscv64"]).success();
    let named = ["init", "--target", "aarch64", "--target", "riscv64"];
    options.run(&named).success();
    assert_eq!(words.read("flake.nix"), options.read("flake.nix"));
    assert_eq!(words.config(), options.config());
}

#[test]
fn a_target_is_added_to_a_flake_of_ours() {
    let project = Project::new();
    project.run(&["init", "aarch64", "riscv64"]).success();
    let before = project.read("flake.nix");
    let run = project.run(&["init", "armv7", "aarch64"]);
    run.success();
    assert!(
        run.stderr.contains("added to `targets` in `"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("flake.nix`: armv7\n"), "{}", run.stderr);
    let after = project.read("flake.nix");
    assert_eq!(
        after,
        before.replace("\"riscv64\"\n", "\"riscv64\"\n        \"armv7\"\n")
    );
    assert!(project.config().contains("armv7-unknown-linux-gnueabihf"));
    let again = project.run(&["init", "armhf"]);
    again.success();
    assert!(
        again.stderr.contains("has these targets"),
        "{}",
        again.stderr
    );
    assert_eq!(project.read("flake.nix"), after);

    project.write(
        "flake.nix",
        "{ a = mkProject { targets = map f [ \"aarch64\" ]; }; }",
    );
    let run = project.run(&["init", "armv7"]);
    assert_eq!(run.code, Some(4));
    assert!(
        run.stderr.contains("add to its `targets`, by hand: armv7"),
        "{}",
        run.stderr
    );
}

#[test]
fn files_of_other_tools_become_hints() {
    let project = Project::new();
    project.write(
        "Cross.toml",
        "[target.aarch64-unknown-linux-gnu]\npre-build = [\"apt-get install -y libssl-dev:arm64\"]\n",
    );
    project.write(
        ".github/workflows/ci.yml",
        "jobs:\n  a:\n    steps:\n      - run: cross test --target aarch64-unknown-linux-gnu\n",
    );
    let run = project.run(&["init", "aarch64"]);
    run.success();
    for line in [
        "note: `Cross.toml`, here: libraries = pkgs: [ pkgs.openssl ];\n",
        "note: `.github/workflows/ci.yml`, here: `cross test --target aarch64-unknown-linux-gnu`: \
         `crossflake test --target aarch64-unknown-linux-gnu`\n",
    ] {
        assert!(run.stderr.contains(line), "{}", run.stderr);
    }
    assert!(
        !Project::new()
            .run(&["init", "aarch64"])
            .stderr
            .contains(", here: ")
    );
}

#[test]
fn a_flake_that_is_there_stays_and_the_text_is_printed() {
    let project = Project::new();
    project.write("flake.nix", "mine");
    let run = project.run(&["init", "--target", "armv7"]);
    assert_eq!(run.code, Some(4));
    assert_eq!(project.read("flake.nix"), "mine");
    assert!(run.stdout.contains("targets = [ \"armv7\" ];"));
    assert!(run.stderr.contains("stays as it is"));
    assert!(!project.path(".cargo").exists());
}

#[test]
fn beside_a_flake_that_is_there_the_other_files_are_named() {
    let project = Project::new();
    project.write("flake.nix", "mine");
    let run = project.run(&["init", "--target", "armv7", "--target", "i686", "--direnv"]);
    assert_eq!(run.code, Some(4));
    let notes = "note: linkers and runners: `crossflake config armv7 i686`\n\
                 note: in .envrc: use flake .#armv7\n";
    assert!(run.stderr.ends_with(notes), "{}", run.stderr);
    assert!(!project.path(".envrc").exists());
}

/// The aliases in the table that was written into the project.
fn rows(project: &Project) -> Vec<String> {
    let rows: Vec<serde_json::Value> =
        serde_json::from_str(&project.read("nix/crossflake/targets.json")).unwrap();
    let alias = |row: &serde_json::Value| Some(row["alias"].as_str()?.to_owned());
    rows.iter().filter_map(alias).collect()
}

#[test]
fn a_standalone_flake_has_the_library_beside_it() {
    let project = Project::new();
    project.write("Cargo.lock", LOCK);
    let arguments = ["init", "--standalone", "--target", "armel"];
    let run = project.run(&arguments);
    run.success();
    let flake = project.read("flake.nix");
    golden("init-standalone.nix", &flake);
    let machines = ["macos-aarch64", "aarch64", "x86_64"];
    assert_eq!(
        rows(&project),
        [&machines[..2], &["armel"], &machines[2..]].concat()
    );
    let source = fs::read_to_string(root().join("nix/mkShell.nix")).unwrap();
    assert_eq!(project.read("nix/crossflake/mkShell.nix"), source);
    assert!(
        run.stderr.contains("wrote the library into `"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_standalone_flake_without_targets_has_the_common_ones() {
    let project = Project::new();
    project.run(&["init", "--standalone"]).success();
    let rows = rows(&project);
    for row in table().iter().filter(|row| row["common"] == true) {
        let alias = row["alias"].as_str().unwrap().to_owned();
        assert!(rows.contains(&alias), "{alias}");
    }
}

#[test]
fn a_library_that_differs_stays_and_is_named() {
    let project = Project::new();
    let arguments = ["init", "--standalone", "--target", "armel"];
    project.run(&arguments).success();
    project.write("nix/crossflake/mkShell.nix", "mine");
    fs::remove_file(project.path("nix/crossflake/mkCheck.nix")).unwrap();
    fs::remove_file(project.path("flake.nix")).unwrap();
    let run = project.run(&arguments);
    assert_eq!(run.code, Some(4));
    assert_eq!(project.read("nix/crossflake/mkShell.nix"), "mine");
    assert!(project.path("nix/crossflake/mkCheck.nix").exists());
    assert!(project.path("flake.nix").exists());
    let said = "`nix/crossflake/mkShell.nix` is there with another text and stays as it is; \
                to write the library again: rm -r /";
    assert!(run.stderr.contains(said), "{}", run.stderr);
    // Where nothing differs, nothing is said of it.
    fs::remove_dir_all(project.path("nix/crossflake")).unwrap();
    fs::remove_file(project.path("flake.nix")).unwrap();
    project.run(&arguments).success();
    fs::remove_file(project.path("flake.nix")).unwrap();
    let run = project.run(&arguments);
    assert!(!run.success().contains("library"), "{}", run.stderr);
    assert!(!run.stderr.contains("library into"), "{}", run.stderr);
}

#[test]
fn a_standalone_flake_has_no_address_of_this_one_and_fails() {
    let run = Project::new().run(&["init", "--standalone", "--url", "path:/a"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("cannot be used with"), "{}", run.stderr);
}

#[test]
fn beside_a_flake_that_is_there_a_snippet_is_printed() {
    let project = Project::new();
    project.write("flake.nix", "mine");
    project.write("Cargo.lock", LOCK);
    for (name, arguments) in [
        ("init-snippet.nix", &["init", "--target", "riscv64"][..]),
        (
            "init-standalone-snippet.nix",
            &["init", "--target", "riscv64", "--standalone"],
        ),
    ] {
        let run = project.run(arguments);
        assert_eq!(run.code, Some(4));
        golden(name, &run.stdout);
        assert!(
            run.stderr.contains("stays as it is; paste"),
            "{}",
            run.stderr
        );
        let json = project.run(&[arguments, &["--json"]].concat());
        assert_eq!(json.code, Some(4));
        let report: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
        assert_eq!(report["written"], false);
        assert_eq!(report["text"], run.stdout);
    }
    assert_eq!(project.read("flake.nix"), "mine");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_stays() {
    let project = Project::new();
    std::os::unix::fs::symlink("nowhere", project.path("flake.nix")).unwrap();
    assert_eq!(project.run(&["init"]).code, Some(4));
    assert!(!project.path("nowhere").exists());
}

#[test]
fn a_second_run_changes_nothing() {
    let project = Project::new();
    project.run(&["init", "--target", "aarch64"]).success();
    let before = (project.read("flake.nix"), project.config());
    project.run(&["init", "--target", "aarch64"]).success();
    assert_eq!((project.read("flake.nix"), project.config()), before);
}

#[test]
fn direnv_gets_the_first_target_and_its_file_is_kept() {
    let project = Project::new();
    let arguments = [
        "init", "--direnv", "--target", "riscv64", "--target", "armv7",
    ];
    project.run(&arguments).success();
    assert_eq!(project.read(".envrc"), "use flake .#riscv64\n");

    let project = Project::new();
    project.write(".envrc", "mine");
    assert!(project.run(&arguments).stderr.contains("add: use flake"));
    assert_eq!(project.read(".envrc"), "mine");
}

#[test]
fn the_flake_of_a_workspace_stands_at_its_root() {
    let project = Project::new();
    project.write("Cargo.toml", "[workspace]\nmembers = [\"a\"]\n");
    project.write("a/Cargo.toml", "[package]\nname = \"a\"\n");
    let mut command = program();
    command.args(["init"]).current_dir(project.path("a"));
    Run::start(&mut command).success();
    assert!(project.path("flake.nix").exists());
}

/// The folder, of those, in which `init` in `a` writes the flake; cargo has its
/// workspace in the same.
#[track_caller]
fn root_of_a(project: &Project) -> &'static str {
    project.write("a/src/lib.rs", "");
    let folder = project.path("a");
    Run::start(program().arg("init").current_dir(&folder)).success();
    let roots = ["", "a", "b"];
    let written: Vec<_> = roots
        .into_iter()
        .filter(|root| project.path(root).join("flake.nix").exists())
        .collect();
    assert_eq!(written.len(), 1, "{written:?}");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["locate-project", "--workspace", "--message-format", "plain"]);
    let located = Run::start(cargo.current_dir(&folder));
    let root = project.path(written[0]).canonicalize().unwrap();
    let located = fs::canonicalize(located.success().trim()).unwrap();
    assert_eq!(located, root.join("Cargo.toml"));
    written[0]
}

#[test]
fn a_package_that_the_workspace_leaves_out_has_a_flake_of_its_own() {
    let package = "[package]\nname = \"a\"\nversion = \"0.1.0\"\n";
    for (workspace, root) in [
        ("[workspace]\nexclude = [\"a\"]\n", "a"),
        ("workspace = { exclude = [\"./a/\"] }\n", "a"),
        ("[workspace]\nmembers = [\"a\"]\nexclude = [\"a\"]\n", ""),
        ("[workspace]\nmembers = [\"a\"]\nexclude = [\"ab\"]\n", ""),
    ] {
        let project = Project::new();
        project.write("Cargo.toml", workspace);
        project.write("a/Cargo.toml", package);
        assert_eq!(root_of_a(&project), root, "{workspace}");
    }
}

#[test]
fn the_flake_of_a_package_that_names_its_workspace_stands_there() {
    let project = Project::new();
    let named = "[package]\nname = \"a\"\nversion = \"0.1.0\"\nworkspace = \"../b\"\n";
    project.write("a/Cargo.toml", named);
    project.write("b/Cargo.toml", "[workspace]\nmembers = [\"../a\"]\n");
    assert_eq!(root_of_a(&project), "b");

    fs::remove_file(project.path("b/Cargo.toml")).unwrap();
    let run = Run::start(program().arg("init").current_dir(project.path("a")));
    assert_eq!(run.code, Some(2));
    let (start, end) = (
        "a/Cargo.toml` names the workspace `",
        "b`, where there is no `Cargo.toml`",
    );
    assert!(
        run.stderr.contains(start) && run.stderr.contains(end),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("\n\nhint: "), "{}", run.stderr);
}

#[test]
fn an_address_is_a_string() {
    let project = Project::new();
    project.run(&["init", "--url", "path:/a\"${b}"]).success();
    assert!(
        project
            .read("flake.nix")
            .contains(r#"url = "path:/a\"\${b}";"#)
    );
}

#[test]
fn an_empty_address_fails() {
    let project = Project::new();
    let run = project.run(&["init", "--url", ""]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("'--url <URL>'"), "{}", run.stderr);
    assert!(!project.path("flake.nix").exists());
}

#[test]
fn json_says_what_was_done() {
    let project = Project::new();
    let report = project.run(&["init", "--json"]).json();
    assert_eq!(report["written"], true);
    assert_eq!(report["text"], project.read("flake.nix"));

    let project = Project::new();
    project.write(".envrc", "mine");
    let arguments = ["init", "--json", "--direnv", "--target", "aarch64"];
    let report = project.run(&arguments).json();
    let expected = [(".cargo/config.toml", true), (".envrc", false)].map(|(name, written)| {
        let path = project.path("").canonicalize().unwrap().join(name);
        serde_json::json!({"path": path, "written": written})
    });
    assert_eq!(report["beside"], serde_json::json!(expected));
}

#[test]
fn in_git_it_says_what_to_add() {
    let project = Project::new();
    fs::create_dir(project.path(".git")).unwrap();
    let run = project.run(&["init"]);
    assert!(
        run.stderr.contains("`git add -N flake.nix Cargo.lock`"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("cargo generate-lockfile"));

    fs::remove_file(project.path("flake.nix")).unwrap();
    let folder = project.path("src").canonicalize().unwrap();
    let run = Run::start(program().arg("init").current_dir(&folder));
    let root = folder.parent().unwrap().display();
    let command = format!("`git -C {root} add -N flake.nix Cargo.lock`");
    assert!(run.stderr.contains(&command), "{}", run.stderr);
}

#[test]
fn two_at_once_write_one_flake() {
    let project = Project::new();
    let start = |target: &str| -> Child {
        let mut command: Command = program();
        command.args(["init", "--target", target]);
        command.current_dir(project.path("."));
        command.stdout(Stdio::null());
        command.stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let mut children = [start("aarch64"), start("armv7")];
    let mut codes: Vec<_> = children
        .iter_mut()
        .map(|child| child.wait().unwrap().code())
        .collect();
    codes.sort_unstable();
    assert_eq!(codes, [Some(0), Some(0)]);
}

#[test]
fn a_configuration_that_cannot_be_merged_leaves_no_flake_and_fails() {
    let project = Project::with_config("a = = 1\n");
    let run = project.run(&["init", "--target", "aarch64", "--direnv"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr
            .contains(".cargo/config.toml` at line 1, column 5"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.ends_with("; nothing was written\n"));
    assert!(!project.path("flake.nix").exists() && !project.path(".envrc").exists());
    // Once it is mended, the same command does all of it.
    project.write(".cargo/config.toml", "a = 1\n");
    project
        .run(&["init", "--target", "aarch64", "--direnv"])
        .success();
    assert!(project.config().contains("[target.aarch64"));
    assert!(project.path("flake.nix").exists() && project.path(".envrc").exists());
}

#[test]
fn outside_a_project_fails() {
    let folder = tempfile::tempdir().unwrap();
    let run = Run::start(program().arg("init").current_dir(&folder));
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr
            .starts_with("error: there is no `Cargo.toml` in `")
    );
    assert!(run.stderr.contains("\n\nhint: "), "{}", run.stderr);
}

#[test]
fn quiet_says_nothing_and_writes_the_same() {
    let (loud, quiet) = (Project::new(), Project::new());
    loud.run(&["init", "--target", "aarch64"]).success();
    let run = quiet.run(&["--quiet", "init", "--target", "aarch64"]);
    assert_eq!((run.success(), &*run.stderr), ("", ""));
    assert_eq!(quiet.read("flake.nix"), loud.read("flake.nix"));
    assert_eq!(quiet.config(), loud.config());
}

#[test]
fn failures_name_the_file_or_the_value() {
    let project = Project::new();
    project.write("Cargo.lock", "[[package]\n");
    let run = project.run(&["init"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.stderr.contains("Cargo.lock` at line 1"),
        "{}",
        run.stderr
    );
    assert!(!project.path("flake.nix").exists());

    let run = Project::new().run(&["init", "--target", "aarch46"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("aarch64"));
}
