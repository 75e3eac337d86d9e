//! Owns the shape of the files in `rules/` and what their entries must obey,
//! shared by `build.rs`, which reads them, and the program, which has them
//! compiled in. Holds no rule itself and may not use the rest of the crate.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer};

/// Text that is borrowed in the program and owned in `build.rs`.
pub type Text = Cow<'static, str>;
/// Several of them.
pub type Texts = Cow<'static, [Text]>;

/// All files together, or one of them.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Rules {
    /// How a log names its target, the surest way first.
    pub clue: Texts,
    /// How a log names the machine that builds.
    pub host: Texts,
    /// Lines that only quote what another program may say.
    pub quote: Texts,
    /// Lines that may say what went wrong, in a log that no rule knows.
    pub error: Texts,
    /// How tools call the machine that an object file is for.
    pub machine: Cow<'static, [Machine]>,
    /// What other lines say, for rules to ask.
    pub fact: Cow<'static, [Fact]>,
    /// The causes, those that explain others first.
    pub rule: Cow<'static, [Rule]>,
}

/// A machine, and its names in messages.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// What the first part of a triple begins with.
    pub arch: Texts,
    /// ELF's number, and the names that linkers use.
    pub names: Texts,
}

/// Something that a line says which is no cause in itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The name by which rules ask for it.
    pub id: Text,
    /// What it is about; the latest fact about something replaces the others.
    pub about: Text,
    /// Regular expressions, one of which a line must match.
    pub find: Texts,
}

/// One cause, the messages that it is known by, and what to do about it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// A short name; also that of its log under `tests/explain`.
    pub id: Text,
    /// Regular expressions, one of which a line must match.
    pub find: Texts,
    /// Facts that the log must state; `a|b` is one of two.
    #[serde(default)]
    pub with: Texts,
    /// Facts that the log must not state.
    #[serde(default)]
    pub without: Texts,
    /// Whether the captured `machine` has to be that of the target.
    #[serde(default)]
    pub machine: Is,
    /// Parts of triples, one of which the target's must hold.
    #[serde(default)]
    pub triple: Texts,
    /// The causes that are but consequences of this one.
    #[serde(default)]
    pub hides: Texts,
    /// What the target must be capable of for the fix in a flake.
    #[serde(default)]
    pub needs: Need,
    /// What happened. Of these four, the first text without a gap is shown.
    #[serde(deserialize_with = "one_or_more")]
    pub what: Texts,
    /// Why it did.
    #[serde(deserialize_with = "one_or_more")]
    pub why: Texts,
    /// What to type.
    #[serde(deserialize_with = "one_or_more")]
    pub shell: Texts,
    /// What to write into a flake, or what it does already.
    #[serde(deserialize_with = "one_or_more")]
    pub flake: Texts,
    /// Where people met it, or where it is documented.
    pub source: Text,
}

/// What is asked of the machine that a message names.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Is {
    /// Nothing.
    #[default]
    Any,
    /// It is the target's.
    Target,
    /// It is another one.
    Other,
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

/// A text, or several of them.
fn one_or_more<'de, D: Deserializer<'de>>(from: D) -> Result<Texts, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        One(String),
        More(Vec<Text>),
    }
    Ok(match Either::deserialize(from)? {
        Either::One(text) => vec![Text::from(text)].into(),
        Either::More(texts) => texts.into(),
    })
}

impl Rules {
    /// Adds what a further file holds.
    #[allow(dead_code, reason = "the program has them in one")]
    pub fn extend(&mut self, other: Self) {
        self.clue.to_mut().extend(other.clue.into_owned());
        self.host.to_mut().extend(other.host.into_owned());
        self.quote.to_mut().extend(other.quote.into_owned());
        self.error.to_mut().extend(other.error.into_owned());
        self.machine.to_mut().extend(other.machine.into_owned());
        self.fact.to_mut().extend(other.fact.into_owned());
        self.rule.to_mut().extend(other.rule.into_owned());
    }

    /// Names the entry that breaks a rule.
    #[allow(dead_code, reason = "the program has them checked")]
    pub fn check(&self) -> Result<(), String> {
        let facts: Vec<_> = self.fact.iter().map(|fact| &fact.id).collect();
        let rules: Vec<_> = self.rule.iter().map(|rule| &rule.id).collect();
        unique(&facts)?;
        unique(&rules)?;
        for rule in self.rule.iter() {
            let asked = rule.with.iter().chain(rule.without.iter());
            if let Some(fact) = asked
                .flat_map(|facts| facts.split('|'))
                .find(|id| !facts.iter().any(|fact| fact == id))
            {
                return Err(format!("`{}` asks for `{fact}`, which no fact is", rule.id));
            }
            if let Some(id) = rule.hides.iter().find(|id| !rules.contains(id)) {
                return Err(format!("`{}` hides `{id}`, which no rule is", rule.id));
            }
            rule.check()
                .map_err(|problem| format!("`{}`: {problem}", rule.id))?;
        }
        Ok(())
    }
}

fn unique(ids: &[&Text]) -> Result<(), String> {
    let twice = (1..ids.len()).find(|index| ids[..*index].contains(&ids[*index]));
    twice.map_or(Ok(()), |index| {
        Err(format!("`{}` is defined twice", ids[index]))
    })
}

impl Rule {
    fn check(&self) -> Result<(), &'static str> {
        let word = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if self.id.is_empty() || !self.id.bytes().all(word) {
            return Err("an id has lower-case words and dashes");
        }
        if self.find.is_empty() {
            return Err("`find` holds no expression");
        }
        let lists = [&self.what, &self.why, &self.shell, &self.flake];
        let wrong = |text: &Text| text.trim().is_empty() || text.trim().ends_with('.');
        if lists
            .iter()
            .any(|list| list.is_empty() || list.iter().any(wrong))
        {
            return Err("texts are not empty and end without a full stop");
        }
        if !self.source.starts_with("https://") {
            return Err("`source` is not an address");
        }
        Ok(())
    }
}
