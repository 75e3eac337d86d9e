//! Owns the environments that are kept from one run to the next: where they
//! are, when they still hold, and when they go. May not start Nix.

use std::cmp::Reverse;
use std::env;
use std::fs::{self, File, TryLockError};
use std::hash::Hasher as _;
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use siphasher::sip128::{Hasher128 as _, SipHasher13};

use super::environment::{Environment, WATCH};
use crate::failure::Failure;
use crate::{probe, terminal};

/// What is kept is read by the version that wrote it.
const FORMAT: &str = concat!("1 ", env!("CARGO_PKG_VERSION"));
/// The file that is written last: an entry without it is not one.
const FILE: &str = "environment.json";
/// The script with the shell's hook.
const HOOK: &str = "hook.sh";
/// So many environments are kept of one project and target.
const MOST: usize = 4;
/// An environment that was not used for so long goes.
const LONGEST: Duration = Duration::from_secs(30 * 24 * 3600);
/// How often it is written down that one was used.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// What an environment depends on, as one number.
#[derive(Clone, Debug)]
pub struct Key(SipHasher13);

impl Key {
    /// A key of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        let mut key = Self(SipHasher13::new());
        key.add(FORMAT.as_bytes());
        key
    }

    /// Adds a value that it depends on.
    pub fn add(&mut self, value: &[u8]) -> &mut Self {
        self.0.write_usize(value.len());
        self.0.write(value);
        self
    }

    /// Adds a file: its name, and what is in it, or that it is not there.
    pub fn add_file(&mut self, path: &Path) -> &mut Self {
        self.add(path.as_os_str().as_encoded_bytes());
        match fs::read(path) {
            Ok(content) => self.add(b"file").add(&content),
            Err(_) => self.add(b"none"),
        }
    }

    /// The number, as a file's name.
    #[must_use]
    pub fn name(&self) -> String {
        let (high, low) = self.0.finish128().as_u64s();
        format!("{high:016x}{low:016x}")
    }
}

impl Default for Key {
    fn default() -> Self {
        Self::new()
    }
}

trait Halves {
    fn as_u64s(&self) -> (u64, u64);
}

impl Halves for siphasher::sip128::Hash128 {
    fn as_u64s(&self) -> (u64, u64) {
        (self.h1, self.h2)
    }
}

/// The place of one environment.
#[derive(Clone, Debug)]
pub struct Place {
    /// Those of the same project and target.
    siblings: PathBuf,
    folder: PathBuf,
}

/// What is in an entry's file.
#[derive(Deserialize, Serialize)]
struct Entry {
    environment: Environment,
    /// Files that the project names, and the key of their contents.
    watched: Vec<PathBuf>,
    watched_key: String,
}

/// The folder for what can be made again.
pub fn cache() -> Result<PathBuf, Failure> {
    let folder = if let Some(own) = probe::variable("CROSSFLAKE_CACHE") {
        PathBuf::from(own)
    } else if let Some(base) = probe::variable("XDG_CACHE_HOME") {
        PathBuf::from(base).join("crossflake")
    } else if let Some(home) = env::home_dir().filter(|home| !home.as_os_str().is_empty()) {
        home.join(".cache/crossflake")
    } else {
        return Err(
            Failure::usage("crossflake has no folder for its cache: HOME is not set")
                .hint("name one: `export CROSSFLAKE_CACHE=/tmp/crossflake`"),
        );
    };
    std::path::absolute(&folder).map_err(|error| unwritable(&folder, error))
}

/// Makes a folder below the cache that nobody else can read.
pub fn private_folder(path: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(path)
        .map_err(|error| unwritable(path, error))
}

/// The failure for a cache that cannot be written.
#[must_use]
pub fn unwritable(path: &Path, error: io::Error) -> Failure {
    Failure::io(format!("failed to write below `{}`", path.display()), error)
        .hint("name another folder: `export CROSSFLAKE_CACHE=/tmp/crossflake`")
}

impl Place {
    /// Of what `siblings` says (the project and the target) the one with this
    /// key.
    pub fn new(siblings: &Key, key: &Key) -> Result<Self, Failure> {
        let siblings = cache()?.join("environments").join(siblings.name());
        let folder = siblings.join(key.name());
        Ok(Self { siblings, folder })
    }

    /// The environment, if it is kept and still holds.
    #[must_use]
    pub fn load(&self) -> Option<Environment> {
        let path = self.folder.join(FILE);
        let entry: Entry = serde_json::from_slice(&fs::read(&path).ok()?).ok()?;
        let is_rooted = fs::exists(self.profile()).unwrap_or(false);
        if !is_rooted
            || !entry.environment.is_there()
            || entry.watched_key != key_of(&entry.watched)
        {
            return None;
        }
        let age = fs::metadata(&path)
            .and_then(|data| data.modified())
            .ok()
            .and_then(|time| SystemTime::now().duration_since(time).ok());
        if age.is_some_and(|age| age > DAY) {
            // Where it fails, the entry is made again a month later.
            let _ = File::options()
                .append(true)
                .open(&path)
                .and_then(|file| file.set_modified(SystemTime::now()));
        }
        Some(entry.environment)
    }

    /// Whether the project and target have other environments: their contents
    /// have changed since.
    #[must_use]
    pub fn has_siblings(&self) -> bool {
        fs::read_dir(&self.siblings)
            .into_iter()
            .flatten()
            .flatten()
            .any(|entry| entry.path().join(FILE).exists() && entry.path() != self.folder)
    }

    /// Whether it was kept once and holds no longer.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.folder.join(FILE).exists()
    }

    /// What keeps Nix from collecting the environment.
    #[must_use]
    pub fn profile(&self) -> PathBuf {
        self.folder.join("profile")
    }

    /// Waits until no other run makes an environment of this project and
    /// target; the lock is free again once the file is closed.
    pub fn lock(&self) -> Result<File, Failure> {
        private_folder(&self.folder)?;
        let path = self.siblings.join("lock");
        let failed = |error| unwritable(&path, error);
        let file = File::options()
            .create(true)
            .append(true)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                terminal::say("waiting for another run of crossflake, which makes this shell");
                file.lock().map_err(failed)?;
            }
            // Some network file systems have no locks.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => {}
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        // Another run may have removed the folder as an old one.
        private_folder(&self.folder)?;
        Ok(file)
    }

    /// Keeps the environment, and removes old ones; the lock is held.
    pub fn save(
        &self,
        mut environment: Environment,
        hook: Option<&str>,
        root: &Path,
    ) -> Result<Environment, Failure> {
        if let Some(hook) = hook {
            let path = self.folder.join(HOOK);
            self.write(&path, hook.as_bytes())?;
            environment.hook = Some(path);
        }
        let watched = environment.get(WATCH).unwrap_or_default();
        let watched: Vec<_> = watched
            .split_whitespace()
            .map(|name| root.join(name))
            .collect();
        let entry = Entry {
            watched_key: key_of(&watched),
            watched,
            environment,
        };
        let path = self.folder.join(FILE);
        let text = serde_json::to_vec(&entry).map_err(|error| unwritable(&path, error.into()))?;
        self.write(&path, &text)?;
        self.prune();
        Ok(entry.environment)
    }

    /// Whoever reads the file sees the old or the new one; it is for its owner.
    fn write(&self, path: &Path, text: &[u8]) -> Result<(), Failure> {
        let failed = |error| unwritable(path, error);
        let mut file = tempfile::Builder::new()
            .prefix(".making-")
            .tempfile_in(&self.folder)
            .map_err(failed)?;
        file.write_all(text).map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        Ok(())
    }

    /// Removes what is old: of this project and target all but the last few,
    /// of others what was not used for long.
    fn prune(&self) {
        let mut siblings = entries(&self.siblings);
        siblings.sort_by_key(|(_, time)| Reverse(*time));
        for (folder, _) in siblings.iter().skip(MOST) {
            let _ = fs::remove_dir_all(folder);
        }
        let now = SystemTime::now();
        let Some(all) = self.siblings.parent() else {
            return;
        };
        for others in fs::read_dir(all).into_iter().flatten().flatten() {
            let others = others.path();
            let of_others = entries(&others);
            let is_old =
                |time: &SystemTime| now.duration_since(*time).is_ok_and(|age| age > LONGEST);
            if others != self.siblings && of_others.iter().all(|(_, time)| is_old(time)) {
                remove_unlocked(&others);
            }
        }
    }
}

/// The entries of a project and target, and when each was used last.
fn entries(folder: &Path) -> Vec<(PathBuf, SystemTime)> {
    let time = |path: &Path| {
        let data = fs::metadata(path.join(FILE)).or_else(|_| fs::metadata(path));
        data.and_then(|data| data.modified())
    };
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .filter_map(|path| Some((path.clone(), time(&path).ok()?)))
        .collect()
}

/// Removes a project's environments unless a run makes one there.
fn remove_unlocked(folder: &Path) {
    let lock = File::options().append(true).open(folder.join("lock"));
    if lock.is_ok_and(|file| file.try_lock().is_ok()) {
        let _ = fs::remove_dir_all(folder);
    }
}

fn key_of(files: &[PathBuf]) -> String {
    let mut key = Key::new();
    for file in files {
        key.add_file(file);
    }
    key.name()
}
