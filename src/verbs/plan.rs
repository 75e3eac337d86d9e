//! Owns what is said before Nix makes a shell: how much it will fetch, how
//! much it will build, and whether a compiler is among that.

use super::nix::{Flake, Nix};
use crate::table::target::Target;
use crate::terminal;

/// Programs that take long to compile.
const LARGE: &[&str] = &["gcc-", "clang-", "llvm-", "rustc-", "binutils-", "glibc-"];

/// What `nix build --dry-run` says.
#[derive(Debug, Default, Eq, PartialEq)]
struct Plan {
    /// Derivations to build, by name.
    built: Vec<String>,
    /// Paths to fetch, and how large they are, as Nix says it.
    fetched: Option<String>,
}

/// Says what is to come; where Nix does not answer, the next question shows
/// why.
pub fn tell(nix: &Nix, flake: &Flake, target: Option<&Target>, attribute: &str) {
    if terminal::is_quiet() {
        return;
    }
    let Ok(text) = nix.messages(
        flake,
        target,
        &["build", "--dry-run", "--no-link"],
        attribute,
    ) else {
        return;
    };
    let plan = read(&text);
    if let Some(fetched) = &plan.fetched {
        terminal::say(format!("Nix fetches {fetched}"));
    }
    if !plan.built.is_empty() {
        let count = plan.built.len();
        let ending = if count == 1 { "" } else { "s" };
        terminal::say(format!("Nix builds {count} derivation{ending}"));
    }
    for name in plan.built.iter().filter(|name| is_large(name)) {
        terminal::note(format!(
            "no cache has `{name}`: Nix compiles it, which can take an hour"
        ));
    }
}

fn read(text: &str) -> Plan {
    let mut plan = Plan::default();
    let mut is_built = false;
    for line in text.lines() {
        if let Some(path) = line
            .strip_prefix("  ")
            .filter(|path| path.contains("/store/"))
        {
            let name = path.rsplit('/').next().unwrap_or_default();
            let name = name.split_once('-').map_or(name, |(_, name)| name);
            if is_built {
                plan.built.push(name.trim_end_matches(".drv").to_owned());
            }
            continue;
        }
        is_built = line.ends_with("will be built:");
        if let Some((start, size)) = line.split_once(" will be fetched") {
            let words: Vec<_> = start.split_whitespace().collect();
            let count = words.iter().find_map(|word| word.parse::<u32>().ok());
            let size = size.trim_end_matches(':').trim();
            plan.fetched = Some(match count {
                Some(count) => format!("{count} paths {size}"),
                None => format!("1 path {size}"),
            });
        }
    }
    plan
}

/// Whether the derivation compiles a compiler, a linker or a C library, by
/// nixpkgs' names for these: a number follows the name.
fn is_large(name: &str) -> bool {
    LARGE.iter().any(|large| {
        name.match_indices(large).any(|(index, _)| {
            let is_word = index == 0 || name[..index].ends_with('-');
            let after = &name[index + large.len()..];
            let is_version = after.starts_with(|letter: char| letter.is_ascii_digit());
            is_word && is_version && !after.contains("-env")
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Plan, is_large, read};

    #[test]
    fn what_nix_will_do_is_read() {
        let text = "these 2 derivations will be built:\n\
            \x20 /nix/store/aaa-aarch64-unknown-linux-gnu-gcc-14.3.0.drv\n\
            \x20 /nix/store/bbb-crossflake-tools-aarch64.drv\n\
            these 34 paths will be fetched (312.5 MiB download, 1.2 GiB unpacked):\n\
            \x20 /nix/store/ccc-rust-1.90.0\n";
        let plan = read(text);
        assert_eq!(
            plan,
            Plan {
                built: vec![
                    "aarch64-unknown-linux-gnu-gcc-14.3.0".to_owned(),
                    "crossflake-tools-aarch64".to_owned()
                ],
                fetched: Some("34 paths (312.5 MiB download, 1.2 GiB unpacked)".to_owned()),
            }
        );
        assert_eq!(
            read("this path will be fetched (1 MiB download):\n")
                .fetched
                .as_deref(),
            Some("1 path (1 MiB download)")
        );
        assert_eq!(read("evaluating\n"), Plan::default());
    }

    #[test]
    fn a_compiler_is_large_and_its_wrapper_is_not() {
        assert!(is_large("aarch64-unknown-linux-gnu-gcc-14.3.0"));
        assert!(is_large("gcc-14.3.0"));
        assert!(!is_large("aarch64-unknown-linux-gnu-gcc-wrapper-14.3.0"));
        assert!(!is_large("crossflake-tools-aarch64"));
    }
}
