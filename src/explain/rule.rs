//! Owns the shape of `rules.toml` and what its entries must obey, shared by
//! `build.rs`, which reads them, and the program, which has them compiled in.
//! Holds no rule itself and may not use the rest of the crate.

use std::borrow::Cow;

use serde::Deserialize;

/// Text that is borrowed in the program and owned in `build.rs`.
pub type Text = Cow<'static, str>;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// How a log names its target, the surest way first.
    pub clue: Cow<'static, [Text]>,
    /// The causes, those that explain others first.
    pub rule: Cow<'static, [Rule]>,
}

/// One cause, the messages that it is known by, and what to do about it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// A short name; also that of its log under `tests/explain`.
    pub id: Text,
    /// Regular expressions, one of which a line must match.
    pub find: Cow<'static, [Text]>,
    /// Lines that match this have another cause.
    #[serde(default)]
    pub unless: Option<Text>,
    /// The causes that are but consequences of this one.
    #[serde(default)]
    pub hides: Cow<'static, [Text]>,
    /// What the target must be capable of for the fix in a flake.
    #[serde(default)]
    pub needs: Need,
    /// What happened.
    pub what: Text,
    /// Why it did.
    pub why: Text,
    /// What to type.
    pub shell: Text,
    /// What to write into a flake, or what it does already.
    pub flake: Text,
    /// Where people met it, or where it is documented.
    pub source: Text,
}

/// What the target must be capable of.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Nothing.
    #[default]
    Nothing,
    /// Programs link.
    Link,
    /// Native libraries are at hand.
    Libraries,
    /// Tests can be executed.
    Test,
}

impl Rules {
    /// Names the entry that breaks a rule.
    #[allow(dead_code, reason = "the program has them checked")]
    pub fn check(&self) -> Result<(), String> {
        for (index, rule) in self.rule.iter().enumerate() {
            let others = &self.rule[..index];
            if others.iter().any(|other| other.id == rule.id) {
                return Err(format!("`{}` stands there twice", rule.id));
            }
            let known = |id: &Text| self.rule.iter().any(|other| other.id == *id);
            if let Some(id) = rule.hides.iter().find(|id| !known(id)) {
                return Err(format!("`{}` hides `{id}`, which there is not", rule.id));
            }
            rule.check()
                .map_err(|problem| format!("`{}`: {problem}", rule.id))?;
        }
        Ok(())
    }
}

impl Rule {
    fn check(&self) -> Result<(), &'static str> {
        let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if self.id.is_empty() || !self.id.bytes().all(word) {
            return Err("an id is of lower-case words and dashes");
        }
        if self.find.is_empty() || self.find.iter().any(|find| find.is_empty()) {
            return Err("`find` holds at least one expression, and none is empty");
        }
        let texts = [&self.what, &self.why, &self.shell, &self.flake];
        if texts
            .iter()
            .any(|text| text.trim().is_empty() || text.trim().ends_with('.'))
        {
            return Err("texts are not empty and end without a full stop");
        }
        if !self.source.starts_with("https://") {
            return Err("`source` is an address");
        }
        Ok(())
    }
}
