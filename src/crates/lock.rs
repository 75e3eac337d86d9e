//! Owns what is read of a `Cargo.lock`: which crates, in which versions, and
//! what each of them depends on. May not read files.

use toml_edit::{Document, Item, TomlError, Value};

/// One package of a lock file.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Locked {
    /// Its name.
    pub name: String,
    /// Its version, as it stands there.
    pub version: String,
    /// Whether it comes from a registry or from git, not from the project.
    pub foreign: bool,
    /// Whether its manifest names a C library that it links: a lock file says
    /// nothing of it.
    pub links: bool,
    /// The names of the packages that it depends on.
    pub dependencies: Vec<String>,
}

/// The packages of a lock file; a field of another type than cargo writes is
/// passed over, as a field that is not there.
pub fn packages(text: &str) -> Result<Vec<Locked>, TomlError> {
    let document = Document::parse(text)?;
    let packages = document.get("package").and_then(Item::as_array_of_tables);
    let packages = packages.into_iter().flatten().filter_map(|table| {
        let text = |name| table.get(name).and_then(Item::as_str);
        let dependencies = table.get("dependencies").and_then(Item::as_array);
        Some(Locked {
            name: text("name")?.to_owned(),
            version: text("version").unwrap_or_default().to_owned(),
            foreign: text("source").is_some(),
            links: false,
            // `name`, or `name version`, or with the source behind it.
            dependencies: dependencies
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .filter_map(|dependency| dependency.split(' ').next())
                .map(str::to_owned)
                .collect(),
        })
    });
    Ok(packages.collect())
}

#[cfg(test)]
mod tests {
    use super::packages;

    #[test]
    fn dependencies_are_names_in_every_version_of_the_format() {
        let lock = r#"
version = 3

[[package]]
name = "a"
version = "1.0.0+b"
source = "registry+https://example.org/index"
dependencies = ["b", "c 0.1.0", "d 0.1.0 (registry+https://example.org/index)"]

[[package]]
name = "a"
version = 7
"#;
        let [first, second] = &*packages(lock).unwrap() else {
            panic!("{lock}");
        };
        assert_eq!(first.dependencies, ["b", "c", "d"]);
        assert!(first.foreign && !second.foreign);
        assert_eq!((&*first.version, &*second.version), ("1.0.0+b", ""));
        assert!(packages("version = 4").unwrap().is_empty());
        assert!(packages("[[package]\n").is_err());
    }
}
