//! Owns the shape of one variable of `environment.json`, shared by `build.rs`,
//! which reads it, and the program, which has it compiled in. Holds no fact
//! about any variable and may not use the rest of the crate.

use std::borrow::Cow;

use serde::Deserialize;

/// Text that is borrowed in the program and owned in `build.rs`.
pub type Text = Cow<'static, str>;

/// One variable of a cross build.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// Its name, with `{t}` and `{T}` for the triple in lower and upper case.
    pub name: Text,
    /// The value's own name, if it differs from target to target.
    pub is: Option<Text>,
    /// The value, if it is always the same.
    pub text: Option<Text>,
    /// The name of a value without which the variable is not set.
    pub when: Option<Text>,
    /// For which machines it is set.
    #[serde(rename = "for")]
    pub sides: Cow<'static, [Side]>,
    /// Whether it speaks of the only target of an environment.
    #[serde(default)]
    pub alone: bool,
    /// Why it is set.
    pub why: Text,
}

/// The machine that a variable speaks of.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Side {
    /// The machine that builds.
    Build,
    /// The machine that is built for.
    Target,
}

impl Variable {
    /// The problem of a list of variables, if it has one.
    #[must_use]
    pub fn problem(variables: &[Self]) -> Option<String> {
        variables
            .windows(2)
            .find(|pair| pair[0].name >= pair[1].name)
            .map(|pair| format!("`{}` is not sorted after `{}`", pair[1].name, pair[0].name))
            .or_else(|| {
                variables
                    .iter()
                    .find(|variable| variable.is.is_some() == variable.text.is_some())
                    .map(|variable| {
                        format!("`{}` has both `is` and `text`, or neither", variable.name)
                    })
            })
    }
}
