//! Owns the checks of the machine that builds: Nix, and the kernel's own way
//! to run other machines' programs.

use std::fs;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::{Context, Finding, Trouble, caused, target, tried};
use crate::table::running;
use crate::table::target::RunnerKind;
use crate::{explain, probe, shell};

/// The oldest Nix that the flake works with.
const OLDEST: [u32; 2] = [2, 18];
/// How long one answer may take, the network's too.
const TIMEOUT: Duration = Duration::from_secs(5);
const NETWORK: &str = "see that the network and its proxy let Nix through, \
                       or take the cache out of `substituters` in nix.conf";

/// Nix, and its version.
#[must_use]
pub fn nix(_: &Context) -> Finding {
    let mut command = match found() {
        Ok(command) => command,
        Err(finding) => return finding,
    };
    let path = command.get_program().to_string_lossy().into_owned();
    let answer = match tried(command.arg("--version"), TIMEOUT) {
        Ok(answer) => answer,
        Err(trouble) => return trouble.finding(None, |said| Finding::failed(said, INSTALL)),
    };
    let line = answer.stdout.lines().next().unwrap_or_default().trim();
    match version(line) {
        None => Finding::failed(format!("`{path} --version` says `{line}`"), INSTALL),
        Some(version) if version < OLDEST => Finding::failed(
            format!("{line} is older than {}.{}", OLDEST[0], OLDEST[1]),
            "`nix upgrade-nix`, or install a newer one: https://nixos.org/download",
        ),
        Some(_) => Finding::ok(format!("{line}: `{path}`")),
    }
}

const INSTALL: &str = "install Nix: https://nixos.org/download";

/// Whether `nix develop` works without further options.
#[must_use]
pub fn flakes(_: &Context) -> Finding {
    let nix = match found() {
        Ok(nix) => nix,
        Err(finding) => return Finding::skipped(finding.detail),
    };
    match setting(&nix, "experimental-features", &[]) {
        Ok(features) => {
            let words: Vec<_> = features.split_whitespace().collect();
            let missing: Vec<_> = ["nix-command", "flakes"]
                .into_iter()
                .filter(|word| !words.contains(word))
                .collect();
            if missing.is_empty() {
                Finding::ok("nix-command and flakes are enabled")
            } else {
                disabled(&format!("not enabled: {}", missing.join(", ")))
            }
        }
        Err(trouble) => trouble.finding(None, disabled),
    }
}

/// The cause where Nix works without flakes.
fn disabled(seen: &str) -> Finding {
    caused("nix-features", None, &[], seen)
}

/// Whether each of the caches that Nix asks answers.
#[must_use]
pub fn cache(_: &Context) -> Finding {
    let nix = match found() {
        Ok(nix) => nix,
        Err(finding) => return Finding::skipped(finding.detail),
    };
    let features = ["--extra-experimental-features", "nix-command"];
    let caches = match setting(&nix, "substituters", &features) {
        Ok(caches) => caches,
        Err(trouble) => {
            return trouble.finding(None, |said| {
                Finding::failed(said, "fix nix.conf: `nix config show` reads it")
            });
        }
    };
    let caches: Vec<_> = caches.split_whitespace().collect();
    if caches.is_empty() {
        return Finding::skipped("Nix asks none: it builds everything itself")
            .by("add `substituters = https://cache.nixos.org` to nix.conf");
    }
    for cache in &caches {
        let Ok(mut nix) = found() else { continue };
        let command = nix
            .args(["store", "ping"])
            .args(features)
            .args(["--store", cache]);
        if let Err(trouble) = tried(command, TIMEOUT) {
            let said = format!("`{cache}` cannot be reached: {}", trouble.said);
            return trouble.finding(None, |_| Finding::failed(said, NETWORK));
        }
    }
    Finding::ok(format!("reached {}", caches.join(", ")))
}

/// Whether `flake.lock` says exactly what the inputs are.
pub fn inputs(context: &Context) -> Finding {
    let Some(folder) = probe::flake(&context.folder) else {
        return Finding::skipped("there is no flake.nix here or above")
            .by("`crossflake init` writes one");
    };
    let path = folder.join("flake.lock");
    let shown = path.display();
    let fix = format!("`nix flake lock {}`", shell::word(folder));
    let lock = match fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str::<Value>(&text),
        Err(error) => {
            return Finding::failed(format!("failed to read `{shown}`: {error}"), fix);
        }
    };
    let lock = match lock {
        Ok(lock) => lock,
        Err(error) => return Finding::failed(format!("`{shown}` is no JSON: {error}"), fix),
    };
    let root = lock["root"].as_str().unwrap_or("root");
    let Some(inputs) = lock["nodes"][root]["inputs"].as_object() else {
        return Finding::failed(format!("`{shown}` locks no input"), fix);
    };
    for (name, node) in inputs {
        // A list is a path to another input, which this loop sees elsewhere.
        if let Some(node) = node.as_str()
            && !lock["nodes"][node]["locked"].is_object()
        {
            return Finding::failed(format!("`{shown}` does not lock `{name}`"), fix);
        }
    }
    let names: Vec<_> = inputs.keys().map(String::as_str).collect();
    Finding::ok(format!("locked: {}", names.join(", ")))
}

/// Whether the kernel runs the target's programs by an emulator, for all or in
/// the runner's namespace; it need not, but what it has must be there.
pub fn binfmt(context: &Context) -> Finding {
    let Some(target) = context.target else {
        return Finding::skipped("no target");
    };
    if running::executes(&context.host, &target.triple) {
        return Finding::skipped("this machine runs the target's programs itself");
    }
    let runner = &target.runner;
    let (RunnerKind::QemuUser, Some(program)) = (runner.kind, runner.emulator()) else {
        return Finding::skipped("only for targets that qemu-user runs");
    };
    if !context.host.contains("linux") {
        return Finding::skipped("only Linux has it");
    }
    if let Ok(entry) = fs::read_to_string(format!("/proc/sys/fs/binfmt_misc/{program}")) {
        return registered(&program, &entry);
    }
    match target::starts_programs(context, target) {
        Some(Ok(())) => Finding::ok("what a test starts runs under the emulator too"),
        Some(Err(trouble)) => {
            let finding = Finding::skipped(format!(
                "`{program}` is not registered, and the runner cannot do it in a user namespace: a \
                 test cannot start the project's programs by itself"
            ));
            match explain::cause("exec-format-in-tests", Some(target), &[], &trouble.said) {
                Some(cause) => finding.because(&cause),
                None => finding,
            }
        }
        None => Finding::skipped(format!(
            "`{program}` is not registered; cargo does not need it, since it has a runner"
        )),
    }
}

fn registered(program: &str, entry: &str) -> Finding {
    let field = |name| entry.lines().find_map(|line| line.strip_prefix(name));
    let interpreter = field("interpreter ").unwrap_or_default();
    // By the flag F, the kernel holds the program itself.
    let held = field("flags: ").is_some_and(|flags| flags.contains('F'));
    if !entry.starts_with("enabled") {
        return Finding::skipped(format!("`{program}` is registered, but disabled"));
    }
    if held || fs::exists(interpreter).unwrap_or(false) {
        return Finding::ok(format!("the kernel runs the target by `{interpreter}`"));
    }
    Finding::failed(
        format!("the kernel runs the target by `{interpreter}`, which is not there"),
        format!(
            "install qemu-user anew, or take the entry out: \
             `echo -1 | sudo tee /proc/sys/fs/binfmt_misc/{program}`"
        ),
    )
}

/// What nix.conf says.
fn setting(nix: &Command, name: &str, options: &[&str]) -> Result<String, Trouble> {
    let ask = |words: &[&str]| {
        let mut command = Command::new(nix.get_program());
        tried(command.args(words).args(options), TIMEOUT)
    };
    if let Ok(answer) = ask(&["config", "show", name]) {
        return Ok(answer.stdout);
    }
    // Before 2.20, it is called otherwise, and shows all there is.
    let answer = ask(&["show-config"])?;
    let value = answer.stdout.lines().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    });
    value.ok_or_else(|| format!("`nix show-config` does not show `{name}`").into())
}

/// A command that starts Nix, or why none can be.
fn found() -> Result<Command, Finding> {
    probe::nix().map(Command::new).map_err(|failure| {
        let fix = failure.hint.unwrap_or_default();
        Finding::failed(failure.error.to_string(), fix)
    })
}

/// The version at a line's end, as in `nix (Nix) 2.26.3`.
fn version(line: &str) -> Option<[u32; 2]> {
    let word = line.split_whitespace().next_back()?;
    let mut numbers = word.split('.').map(|part| {
        let digits = part.split(|letter: char| !letter.is_ascii_digit()).next();
        digits.unwrap_or_default().parse().ok()
    });
    Some([numbers.next()??, numbers.next()??])
}

#[cfg(test)]
mod tests {
    use super::{registered, version};
    use crate::doctor::Status;

    #[test]
    fn versions_are_read_with_and_without_a_suffix() {
        assert_eq!(version("nix (Nix) 2.26.3"), Some([2, 26]));
        assert_eq!(version("nix (Determinate Nix 3.1) 2.29.0"), Some([2, 29]));
        assert_eq!(version("nix (Nix) 2.32pre20250919_abc"), Some([2, 32]));
        assert_eq!(version("nix"), None);
        assert_eq!(version(""), None);
    }

    #[test]
    fn a_registered_emulator_must_be_there_unless_the_kernel_holds_it() {
        let entry =
            |path, flags| format!("enabled\ninterpreter {path}\nflags: {flags}\noffset 0\n");
        let status = |entry: &str| registered("qemu-x", entry).status;
        assert_eq!(status(&entry("/", "OC")), Status::Ok);
        assert_eq!(status(&entry("/no/such", "OC")), Status::Failed);
        assert_eq!(status(&entry("/no/such", "OCF")), Status::Ok);
        assert_eq!(
            status("disabled\ninterpreter /\nflags: \n"),
            Status::Skipped
        );
        assert_eq!(status(""), Status::Skipped);
    }
}
