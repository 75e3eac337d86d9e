//! Owns all access to files: reading, atomic replacement, the lock. Every
//! error names the path. May not know what a file means.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, TryLockError};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::Failure;
use crate::shell;

/// Until it is complete, a file is called as it will be, with a dot before and
/// this and `RANDOM` letters behind.
const UNFINISHED: &str = ".crossflake-unfinished-";
const RANDOM: usize = 12;
/// Symbolic links that lead to further ones, as many as Linux follows.
const MOST_LINKS: usize = 40;
/// How long another run may hold the lock.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Reads a text file; `None` if there is none.
pub fn read(path: &Path) -> Result<Option<String>, Failure> {
    let failed = |error| Failure::io(format!("failed to read `{}`", path.display()), error);
    // A pipe or a device would be waited for, or read for ever.
    match fs::metadata(path) {
        Ok(metadata) if !metadata.is_file() => return Err(no_file(path, &metadata)),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    }
    let bytes = fs::read(path).map_err(failed)?;
    String::from_utf8(bytes).map(Some).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let before = String::from_utf8_lossy(&error.as_bytes()[..offset]).into_owned();
        Failure::usage(format!(
            "failed to read `{}` at {}: invalid UTF-8",
            path.display(),
            position(&before, offset)
        ))
        .hint("save the file as UTF-8")
    })
}

/// Opens a file that is read as a stream, which may be a pipe.
pub fn open(path: &Path) -> Result<File, Failure> {
    let failed = |error| Failure::io(format!("failed to read `{}`", path.display()), error);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(ErrorKind::IsADirectory.into()));
    }
    Ok(file)
}

/// Where an offset is, for people: `line 3, column 5`.
#[must_use]
pub fn position(text: &str, offset: usize) -> String {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |line| line.chars().count())
        + 1;
    format!("line {line}, column {column}")
}

/// Whether the path is taken, be it by a link that leads nowhere.
#[must_use]
pub fn is_taken(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// The path that symbolic links lead to, whether or not it exists.
pub fn follow(path: &Path) -> Result<PathBuf, Failure> {
    let mut followed = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::read_link(&followed) {
            Ok(link) => {
                followed.pop();
                followed.push(link);
            }
            Err(_) => return Ok(followed),
        }
    }
    Err(Failure::usage(format!(
        "`{}` is a symbolic link that leads to itself",
        path.display()
    ))
    .hint(format!("`rm {}`, then run again", shell::word(path))))
}

/// Makes the folder and those above it.
pub fn make_folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| {
        let readable = error.kind() == ErrorKind::PermissionDenied;
        let failure = Failure::io(
            format!("failed to make the folder `{}`", path.display()),
            error,
        );
        if readable {
            failure.hint("make the folder above it writable, then run again")
        } else {
            failure
        }
    })
}

/// Held while a file in the folder is read, changed and replaced.
#[derive(Debug)]
pub struct Lock {
    /// Closing it frees the lock.
    _folder: Option<File>,
}

/// Waits until no other run works in the folder. The folder itself is locked,
/// so that no lock file is left behind.
pub fn lock(folder: &Path) -> Result<Lock, Failure> {
    // Windows cannot open a folder as a file.
    if cfg!(not(unix)) {
        return Ok(Lock { _folder: None });
    }
    let failed = |error| Failure::io(format!("failed to lock `{}`", folder.display()), error);
    let file = File::open(folder).map_err(failed)?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if start.elapsed() < TIMEOUT => {
                thread::sleep(Duration::from_millis(10));
            }
            Err(TryLockError::WouldBlock) => {
                return Err(failed(ErrorKind::WouldBlock.into())
                    .hint("another run of crossflake holds it: end that one, then run again"));
            }
            // Some network file systems have no locks.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => break,
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
    Ok(Lock {
        _folder: Some(file),
    })
}

/// Replaces the file as a whole: whoever reads it sees the old or the new
/// text, also if this program is killed. Links are followed, permissions and
/// owner stay.
pub fn replace(path: &Path, text: &str, _lock: &Lock) -> Result<(), Failure> {
    let path = follow(path)?;
    let old = match fs::metadata(&path) {
        Ok(metadata) if !metadata.is_file() => return Err(no_file(&path, &metadata)),
        Ok(metadata) if metadata.permissions().readonly() => {
            return Err(read_only(&path, &path, ErrorKind::PermissionDenied.into()));
        }
        Ok(metadata) => Some(metadata),
        Err(_) => None,
    };
    let folder = path.parent().unwrap_or(Path::new("/"));
    remove_unfinished(&path);
    write(folder, &path, text, old.as_ref()).map_err(|error| match error.kind() {
        ErrorKind::PermissionDenied => read_only(&path, folder, error),
        _ => Failure::io(format!("failed to write `{}`", path.display()), error),
    })
}

fn write(folder: &Path, path: &Path, text: &str, old: Option<&Metadata>) -> io::Result<()> {
    let prefix = unfinished(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix).rand_bytes(RANDOM);
    // What is there may hold a secret: until the new file has its permissions,
    // it is its owner's alone, as tempfile makes it.
    #[cfg(unix)]
    let umasked = <fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666);
    #[cfg(unix)]
    if old.is_none() {
        builder.permissions(umasked);
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    if let Some(old) = old {
        let permissions = keep_owner(file.path(), old)?;
        fs::set_permissions(file.path(), permissions)?;
    }
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Gives the file the other's owner and group, and tells the permissions that it
/// may have then. Only root can give a file to somebody else; for others it is
/// theirs, and their group gets no more than everybody does.
#[cfg(unix)]
fn keep_owner(path: &Path, old: &Metadata) -> io::Result<fs::Permissions> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    let mode = old.mode() & 0o7777;
    if chown(path, Some(old.uid()), Some(old.gid())).is_err() {
        let _ = chown(path, None, Some(old.gid()));
    }
    let new = fs::metadata(path)?;
    let everybody = mode & 0o007;
    let mode = if new.gid() == old.gid() {
        mode
    } else {
        mode & 0o707 | mode & 0o070 & everybody << 3
    };
    Ok(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn keep_owner(_path: &Path, old: &Metadata) -> io::Result<fs::Permissions> {
    Ok(old.permissions())
}

/// How the unfinished files of this one begin.
fn unfinished(path: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(UNFINISHED);
    name
}

/// Removes what killed runs left of this file; nobody else is writing it, by the
/// lock. Only files that are called as `write` calls them are ours.
fn remove_unfinished(path: &Path) {
    let prefix = unfinished(path);
    let folder = path.parent().unwrap_or(Path::new("/"));
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let letters = name
            .as_encoded_bytes()
            .strip_prefix(prefix.as_encoded_bytes());
        let is_ours = letters.is_some_and(|letters| {
            letters.len() == RANDOM && letters.iter().all(u8::is_ascii_alphanumeric)
        });
        if is_ours && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// `locked` is what may not be written: the file, or the folder that it is in.
fn read_only(path: &Path, locked: &Path, error: io::Error) -> Failure {
    Failure::io(format!("failed to write `{}`", path.display()), error).hint(format!(
        "make `{}` writable, for example `chmod u+w {}`, then run again",
        locked.display(),
        shell::word(locked)
    ))
}

fn no_file(path: &Path, metadata: &Metadata) -> Failure {
    let kind = if metadata.is_dir() {
        "a folder"
    } else {
        "a device, a pipe or a socket"
    };
    Failure::usage(format!("`{}` is {kind}, not a file", path.display()))
        .hint("move it out of the way, then run again")
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn lines_and_columns_count_from_one_in_letters() {
        assert_eq!(position("", 0), "line 1, column 1");
        assert_eq!(position("a\nüb", 4), "line 2, column 2");
        assert_eq!(position("a\n", 9), "line 2, column 1");
    }
}
