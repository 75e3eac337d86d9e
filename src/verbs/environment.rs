//! Owns a shell's environment as Nix prints it: what of it reaches cargo, and
//! how its hook is run. May not know where it is kept.

use std::collections::BTreeMap;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::shell::posix;

/// What belongs to the build of the environment, or to the caller: as in `nix
/// develop`, but temporary files stay where the caller has them.
const CALLERS: &[&str] = &[
    "BASHOPTS",
    "HOME",
    "NIX_BUILD_TOP",
    "NIX_ENFORCE_PURITY",
    "NIX_LOG_FD",
    "NIX_REMOTE",
    "OLDPWD",
    "PPID",
    "PWD",
    "SHELL",
    "SHELLOPTS",
    "SHLVL",
    "SSL_CERT_FILE",
    "TEMP",
    "TEMPDIR",
    "TERM",
    "TMP",
    "TMPDIR",
    "TZ",
    "UID",
    "_",
];
/// Lists that go before the caller's.
const LISTS: &[&str] = &["PATH", "XDG_DATA_DIRS"];
/// What names further files whose contents the environment depends on, between
/// spaces: the option `watch`.
pub const WATCH: &str = "CROSSFLAKE_WATCH";

/// What a shell sets.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Environment {
    /// The exported variables.
    pub variables: BTreeMap<String, String>,
    /// The script that runs the shell's hook and then cargo, if it has a hook.
    pub hook: Option<PathBuf>,
    /// The shell's own bash.
    pub bash: Option<PathBuf>,
}

/// What `nix print-dev-env --json` prints.
#[derive(Deserialize)]
struct Printed {
    variables: BTreeMap<String, Variable>,
    #[serde(rename = "bashFunctions", default)]
    functions: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Variable {
    #[serde(rename = "type")]
    kind: Kind,
    #[serde(default)]
    value: Value,
}

#[derive(Clone, Copy, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Exported,
    Var,
    Array,
    Associative,
    Unknown,
}

impl Environment {
    /// Reads what Nix printed; the text is the script of the hook.
    pub fn parse(json: &[u8]) -> Result<(Self, Option<String>), serde_json::Error> {
        let printed: Printed = serde_json::from_slice(json)?;
        let exported = |(name, variable): (&String, &Variable)| {
            let is_kept = variable.kind == Kind::Exported && !CALLERS.contains(&&**name);
            let value = variable.value.as_str().filter(|_| is_kept)?;
            Some((name.clone(), value.to_owned()))
        };
        let text = |name: &str| printed.variables.get(name)?.value.as_str();
        let hook = text("shellHook").filter(|hook| !hook.trim().is_empty());
        let environment = Self {
            variables: printed.variables.iter().filter_map(exported).collect(),
            bash: text("SHELL").map(PathBuf::from),
            hook: None,
        };
        Ok((environment, hook.map(|_| printed.script())))
    }

    /// The value of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Whether the programs that it names are still there.
    #[must_use]
    pub fn is_there(&self) -> bool {
        let is_gone = |path: &Path| path.is_absolute() && !path.exists();
        let path = self.get("PATH").unwrap_or_default();
        !env::split_paths(path).any(|folder| is_gone(&folder))
            && !self.bash.as_deref().is_some_and(is_gone)
            && !self.hook.as_deref().is_some_and(is_gone)
    }

    /// A command in this environment; the first word is looked for there.
    #[must_use]
    pub fn command(&self, words: &[OsString]) -> Command {
        let path = self.list("PATH").unwrap_or_default();
        let found = |name: &OsStr| {
            let mut folders = env::split_paths(&path).map(|folder| folder.join(name));
            folders.find(|path| path.is_file())
        };
        let (program, arguments) = words.split_first().map_or_else(
            || (OsStr::new("true"), words),
            |(program, arguments)| (program.as_os_str(), arguments),
        );
        let mut command = if let Some(hook) = &self.hook {
            let bash = self.bash.as_deref().unwrap_or(Path::new("bash"));
            let mut command = Command::new(bash);
            command.arg(hook).args(words);
            command
        } else {
            let mut command = Command::new(found(program).unwrap_or_else(|| program.into()));
            command.args(arguments);
            command
        };
        command.envs(&self.variables);
        for name in LISTS {
            if let Some(list) = self.list(name) {
                command.env(name, list);
            }
        }
        command
    }

    /// The shell's list before the caller's.
    fn list(&self, name: &str) -> Option<OsString> {
        let mut list = OsString::from(self.get(name)?);
        if let Some(own) = env::var_os(name).filter(|own| !own.is_empty()) {
            list.push(":");
            list.push(own);
        }
        Some(list)
    }
}

impl Printed {
    /// What bash has to know beside the exported variables before it runs the
    /// hook, the hook, and the command.
    fn script(&self) -> String {
        let mut script = String::from("unset shellHook\n");
        for (name, variable) in &self.variables {
            let is_callers = CALLERS.contains(&&**name) || is_bashs(name);
            if is_callers || !is_name(name) {
                continue;
            }
            let _ = match (variable.kind, &variable.value) {
                (Kind::Var, Value::String(value)) => {
                    writeln!(script, "{name}={}", posix(value))
                }
                (Kind::Array, Value::Array(values)) => {
                    let values: Vec<_> = values.iter().filter_map(Value::as_str).collect();
                    let values: Vec<_> = values.into_iter().map(posix).collect();
                    writeln!(script, "declare -a {name}=({})", values.join(" "))
                }
                (Kind::Associative, Value::Object(values)) => {
                    let values = values.iter().filter_map(|(key, value)| {
                        Some(format!("[{}]={}", posix(key), posix(value.as_str()?)))
                    });
                    let values: Vec<_> = values.collect();
                    writeln!(script, "declare -A {name}=({})", values.join(" "))
                }
                _ => Ok(()),
            };
        }
        for (name, body) in &self.functions {
            let _ = writeln!(script, "{name} ()\n{{\n{body}\n}}");
        }
        let hook = self.variables.get("shellHook").map(|hook| &hook.value);
        let hook = hook.and_then(Value::as_str).unwrap_or_default();
        // The hook may change the arguments, which are not its own.
        let _ = writeln!(
            script,
            "crossflakeCommand=(\"$@\")\nset --\neval {}\nexec \"${{crossflakeCommand[@]}}\"",
            posix(hook)
        );
        script
    }
}

/// What bash sets by itself, some of it not to be assigned.
fn is_bashs(name: &str) -> bool {
    matches!(
        name,
        "DIRSTACK"
            | "EUID"
            | "FUNCNAME"
            | "GROUPS"
            | "HOSTNAME"
            | "HOSTTYPE"
            | "IFS"
            | "LINENO"
            | "MACHTYPE"
            | "OPTERR"
            | "OPTIND"
            | "OSTYPE"
            | "PIPESTATUS"
            | "PS4"
            | "RANDOM"
            | "SECONDS"
    ) || name.starts_with("BASH")
}

fn is_name(name: &str) -> bool {
    let mut letters = name.chars();
    let is_first = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    letters.next().is_some_and(is_first)
        && letters.all(|letter| is_first(letter) || letter.is_ascii_digit())
}
