//! Owns how the shell of a project for one target is found, made and kept.
//! May not start cargo.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::arguments::Own;
use super::environment::Environment;
use super::kept::{Key, Place};
use super::nix::{self, Flake, Nix};
use super::{files, generated, plan};
use crate::environment;
use crate::failure::Failure;
use crate::project::Project;
use crate::table::target::Target;
use crate::{probe, terminal};

/// Where a shell is: its flake, and the attribute in it.
struct Shell {
    flake: Flake,
    attribute: String,
}

/// The place of the environment that the project's shell has now, whether or
/// not it is kept; none as target is the build machine.
pub fn place(project: &Project, target: Option<&Target>, own: Own) -> Result<Place, Failure> {
    let flake = probe::flake(&project.root);
    let name = target.map_or("", Target::name);
    let mut siblings = Key::new();
    siblings
        .add(project.root.as_os_str().as_encoded_bytes())
        .add(name.as_bytes());
    let mut key = siblings.clone();
    key.add(Nix::identity().as_bytes())
        .add(generated::url().as_bytes())
        .add(&[u8::from(own.flake)]);
    files::add(&mut key, project, flake);
    Place::new(&siblings, &key)
}

/// The environment of the project's shell: the kept one, else a new one.
pub fn environment(
    project: &Project,
    target: Option<&'static Target>,
    own: Own,
) -> Result<Environment, Failure> {
    let place = place(project, target, own)?;
    if !own.refresh
        && let Some(environment) = place.load()
    {
        return Ok(environment);
    }
    let nix = Nix::find()?;
    if let Some(flake) = probe::flake(&project.root) {
        nix::check_folder(flake)?;
        check_git(flake, &project.root)?;
    }
    let _lock = place.lock()?;
    if !own.refresh
        && let Some(environment) = place.load()
    {
        return Ok(environment);
    }
    let name = target.map_or("the build machine", Target::name);
    if own.refresh {
        terminal::say(format!("making the shell for {name} again"));
    } else if place.is_stale() || place.has_siblings() {
        terminal::say(format!(
            "making the shell for {name} again, since what it depends on has changed"
        ));
    } else {
        terminal::say(format!(
            "making the shell for {name}: the first time, Nix may have to fetch and build its parts"
        ));
    }
    let folder = place.profile();
    let folder = folder.parent().unwrap_or(Path::new("."));
    let mut made = match of_project(&nix, project, target)? {
        Some(shell) => Some(make(&nix, &shell, target, &place)?),
        None => None,
    };
    if let Some((environment, _)) = &made
        && !own.flake
        && !is_for(environment, target)
    {
        made = None;
    }
    if made.is_none()
        && let Some(flake) = probe::flake(&project.root)
    {
        let shown = flake.join("flake.nix");
        let shown = shown.display();
        if own.flake {
            return Err(
                Failure::usage(format!("`{shown}` has no shell for {name}")).hint(format!(
                    "add one: `crossflake init {}` says how; without `--flake`, a shell is made without it",
                    target.map_or("", Target::name)
                )),
            );
        }
        terminal::note(format!(
            "`{shown}` has no shell of crossflake's for {name}: going on without it; `--flake` insists"
        ));
    }
    let (environment, hook) = if let Some(made) = made {
        made
    } else {
        let shell = Shell {
            flake: generated::write(folder, project, target)?,
            attribute: match target {
                Some(target) => attribute("devShells", target.name()),
                None => attribute("devShells", "default"),
            },
        };
        make(&nix, &shell, target, &place)?
    };
    place.save(environment, hook.as_deref(), &project.root)
}

fn attribute(outputs: &str, name: &str) -> String {
    let system = nix::system();
    // Quoted, since a triple may hold a dot.
    match outputs {
        "devShells" => format!("devShells.{system}.\"{name}\""),
        _ => format!("legacyPackages.{system}.devShells.\"{name}\""),
    }
}

/// The shell that the project's own flake has for the target: the one that it
/// lists, else the one of `mkProject` for a target that it does not list.
fn of_project(
    nix: &Nix,
    project: &Project,
    target: Option<&Target>,
) -> Result<Option<Shell>, Failure> {
    let Some(folder) = probe::flake(&project.root) else {
        return Ok(None);
    };
    if !files::is_in_git(folder) {
        let built = folder.join("target").is_dir();
        terminal::note(format!(
            "`{}` is not in git, so Nix copies all of it{}: `git init && git add --all` there makes it copy what git knows",
            folder.display(),
            if built { ", `target` too" } else { "" },
        ));
    }
    let flake = Flake {
        reference: folder.into(),
        input: input(folder),
        is_ours: false,
    };
    let system = nix::system();
    let names = match target {
        Some(target) => format!("\"{}\" \"{}\"", target.name(), target.triple),
        None => "\"default\"".to_owned(),
    };
    let question = format!(
        "outputs: let
          listed = outputs.devShells.{system} or {{ }};
          others = outputs.legacyPackages.{system}.devShells or {{ }};
          of = shells: kind: map (name: [ kind name ]) (builtins.filter (name: shells ? ${{name}}) [ {names} ]);
        in of listed \"devShells\" ++ of others \"legacyPackages\""
    );
    let answer = nix.ask(
        &flake,
        target,
        &["eval", "--json", "--apply", &question],
        ".",
    )?;
    let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
    let attribute = match (answer[0][0].as_str(), answer[0][1].as_str()) {
        (Some(outputs), Some(name)) => attribute(outputs, name),
        _ => return Ok(None),
    };
    Ok(Some(Shell { flake, attribute }))
}

/// The name under which the flake has crossflake as an input.
fn input(folder: &Path) -> Option<String> {
    let lock = fs::read(folder.join("flake.lock")).unwrap_or_default();
    let lock: Value = serde_json::from_slice(&lock).unwrap_or_default();
    let root = lock["root"].as_str().unwrap_or("root");
    let of_crossflake = |node: &Value| {
        let original = &lock["nodes"][node.as_str().unwrap_or_default()]["original"];
        ["repo", "url", "path", "id"].iter().any(|field| {
            let text = original[field].as_str().unwrap_or_default();
            let text = text.trim_end_matches('/').trim_end_matches(".git");
            text.rsplit('/').next() == Some("crossflake")
        })
    };
    let inputs = lock["nodes"][root]["inputs"].as_object();
    let locked = inputs.into_iter().flatten();
    let found = locked.into_iter().find(|(_, node)| of_crossflake(node));
    if let Some((name, _)) = found {
        return Some(name.clone());
    }
    // Not locked yet: the name that `init` writes.
    let text = fs::read_to_string(folder.join("flake.nix")).ok()?;
    let is_input = text.contains("crossflake.url") || text.contains("crossflake = {");
    is_input.then(|| "crossflake".to_owned())
}

/// Lets Nix make the shell, and says beforehand what that takes.
fn make(
    nix: &Nix,
    shell: &Shell,
    target: Option<&Target>,
    place: &Place,
) -> Result<(Environment, Option<String>), Failure> {
    plan::tell(nix, &shell.flake, target, &shell.attribute);
    let profile: PathBuf = place.profile();
    let profile = profile.to_string_lossy();
    let printed = nix.ask(
        &shell.flake,
        target,
        &["print-dev-env", "--json", "--profile", &profile],
        &shell.attribute,
    )?;
    Environment::parse(&printed).map_err(|error| {
        Failure::io(
            "failed to read what `nix print-dev-env` printed",
            error.into(),
        )
        .hint("`nix --version` should say 2.18 or newer")
    })
}

/// Whether the environment is one of crossflake's for the target.
fn is_for(environment: &Environment, target: Option<&Target>) -> bool {
    let Some(target) = target else {
        return environment.get("PATH").is_some_and(|path| {
            path.split(':')
                .any(|folder| Path::new(folder).join("cargo").exists())
        });
    };
    let triple = &target.triple;
    let is_set = |key: &str| environment.get(&environment::cargo(triple, key)).is_some();
    environment.get("CARGO_BUILD_TARGET") == Some(triple) || is_set("LINKER") || is_set("RUNNER")
}

/// Nix sees of a git tree what git knows.
fn check_git(flake: &Path, root: &Path) -> Result<(), Failure> {
    let unknown = files::unknown_to_git(flake, &["flake.nix"]);
    let of_root = files::unknown_to_git(root, &["Cargo.toml", "Cargo.lock"]);
    let mut unknown: Vec<_> = unknown.into_iter().map(|name| flake.join(name)).collect();
    let is_fatal = !unknown.is_empty() || of_root.contains(&"Cargo.toml");
    unknown.extend(of_root.into_iter().map(|name| root.join(name)));
    let Some(first) = unknown.first() else {
        return Ok(());
    };
    let names: Vec<_> = unknown
        .iter()
        .map(|path| crate::shell::posix(&path.to_string_lossy()))
        .collect();
    let command = format!(
        "git -C {} add -N {}",
        crate::shell::posix(&flake.to_string_lossy()),
        names.join(" ")
    );
    let message = format!(
        "git does not know `{}`, so Nix does not see it",
        first.display()
    );
    if is_fatal {
        return Err(Failure::usage(message).hint(format!("`{command}`")));
    }
    terminal::note(format!("{message}: `{command}`"));
    Ok(())
}
