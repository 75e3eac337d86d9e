//! Owns the merge of a target's linker and runner into the text of a
//! `.cargo/config.toml`. Nothing but the keys that are added or removed
//! changes, to the byte: `toml_edit` finds the places, and the text is cut
//! there, because writing a document back with it moves dotted keys together
//! and turns CRLF into LF. May not touch files, and never changes a value.

mod elsewhere;
mod erase;
mod insert;
mod place;

use serde::Serialize;
use toml_edit::{Document, Item, TomlError, Value};

pub use self::elsewhere::{Elsewhere, Found, Source};
use crate::table::target::Target;

/// One key that a target wants in its `[target.<triple>]`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Setting {
    /// `linker` or `runner`.
    pub key: &'static str,
    /// The bare name of a program, or the reason why the key is not written.
    pub value: Result<String, String>,
    /// What an older crossflake wrote, which `value` replaces.
    pub former: Option<String>,
}

/// What became of one key.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Entry {
    /// The triple.
    pub target: String,
    /// `linker` or `runner`.
    pub key: &'static str,
    /// Our value, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What was done, and why.
    #[serde(flatten)]
    pub state: State,
}

/// What was done with a key.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "lowercase")]
pub enum State {
    /// It was missing and is written.
    Added,
    /// It had our value and is gone.
    Removed,
    /// It has our value already.
    Present,
    /// There is nothing to remove.
    Absent,
    /// It has another value, which stays.
    Kept {
        /// The other value, as TOML.
        found: String,
        /// The table that it is in, where that is not the target's in this file.
        #[serde(skip_serializing_if = "Option::is_none")]
        table: Option<String>,
        /// The file, where that is another one.
        #[serde(skip_serializing_if = "Option::is_none")]
        file: Option<String>,
    },
    /// The target has no such key.
    Skipped {
        /// Why not.
        reason: String,
    },
}

/// The text after a merge, and how it came about.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Merge {
    /// The whole file.
    pub text: String,
    /// Each key of each target.
    pub entries: Vec<Entry>,
    /// Quoted tables which cargo does not read, as written in a header.
    pub unread: Vec<String>,
    /// Keys of ours that go before a value under a `cfg`, and that value.
    pub hidden: Vec<(String, Found)>,
}

/// Why a text cannot be merged into.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Problem {
    /// It is no TOML.
    Syntax {
        /// The parser's message.
        message: String,
        /// Where in the text.
        offset: usize,
    },
    /// A key that must hold a table holds something else.
    NotATable {
        /// The key, dotted.
        key: String,
        /// What it holds.
        found: &'static str,
        /// Where in the text.
        offset: usize,
    },
    /// The text that was made does not say what it should.
    Unproved {
        /// The key, dotted.
        key: String,
    },
}

/// What to do with the keys.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Action {
    /// Write those that are missing.
    Add,
    /// Take out those that have our value.
    Remove,
}

/// The keys that a target needs; the same on every host.
#[must_use]
pub fn settings(target: &Target) -> [Setting; 2] {
    let linker = match (target.linker_program(), target.link.reason()) {
        (Some(linker), _) => Ok(linker),
        (None, Some(reason)) => Err(reason.to_owned()),
        (None, None) => Err("rustc brings the linker".to_owned()),
    };
    let runner = target.runner_program().ok_or_else(|| {
        let reason = target.test.reason();
        reason.unwrap_or("nothing executes it").to_owned()
    });
    let former = target.tool_prefix().map(|prefix| format!("{prefix}-cc"));
    let setting = |key, value, former| Setting { key, value, former };
    [
        setting("linker", linker, former),
        setting("runner", runner, None),
    ]
}

/// Adds or removes the targets' keys. What cargo reads for them from elsewhere
/// is the user's: it stays the value that cargo reads.
pub fn merge(
    source: &str,
    targets: &[&Target],
    action: Action,
    elsewhere: &Elsewhere,
) -> Result<Merge, Problem> {
    parse(source)?;
    let mut merge = Merge {
        text: source.to_owned(),
        entries: Vec::new(),
        unread: Vec::new(),
        hidden: Vec::new(),
    };
    for target in targets {
        let added = merge.target(target, action, elsewhere);
        added.map_err(|problem| match problem {
            // The user's text was sound, so what was made of it is not.
            Problem::Syntax { .. } => Problem::Unproved {
                key: path(&target.triple).join("."),
            },
            problem => problem,
        })?;
    }
    merge.prove()?;
    Ok(merge)
}

impl Merge {
    fn target(
        &mut self,
        target: &Target,
        action: Action,
        elsewhere: &Elsewhere,
    ) -> Result<(), Problem> {
        let path = path(&target.triple);
        let mut missing = Vec::new();
        for Setting { key, value, former } in settings(target) {
            let document = parse(&self.text)?;
            let found = place::value(&document, &path, key)?;
            let state = match &value {
                Err(reason) => State::Skipped {
                    reason: reason.clone(),
                },
                Ok(value) => match (found, action) {
                    (None, Action::Add) => {
                        if let Some(found) = elsewhere.get(&target.triple, key) {
                            found.clone().into()
                        } else {
                            missing.push((key, value.clone()));
                            State::Added
                        }
                    }
                    (None, Action::Remove) => State::Absent,
                    (Some(found), Action::Add)
                        if former.is_some() && found.as_str() == former.as_deref() =>
                    {
                        self.text = replaced(&self.text, found, value);
                        State::Added
                    }
                    (Some(found), Action::Remove)
                        if former.is_some() && found.as_str() == former.as_deref() =>
                    {
                        self.text = erase::key(&self.text, &path, key)?;
                        State::Removed
                    }
                    (Some(found), _) if found.as_str() != Some(value) => State::Kept {
                        found: written(&self.text, found),
                        table: None,
                        file: None,
                    },
                    (Some(_), Action::Add) => {
                        if let Some(found) = elsewhere.under_cfg(&target.triple, key) {
                            let key = format!("{}.{key}", path.join("."));
                            self.hidden.push((key, found.clone()));
                        }
                        State::Present
                    }
                    (Some(_), Action::Remove) => {
                        self.text = erase::key(&self.text, &path, key)?;
                        State::Removed
                    }
                },
            };
            self.entries.push(Entry {
                target: target.triple.to_string(),
                key,
                value: value.ok(),
                state,
            });
        }
        if !missing.is_empty() {
            self.text = insert::keys(&self.text, &path, &missing)?;
        }
        self.note_unread(&target.triple)
    }

    /// Cargo splits a triple at its dots, so it never reads `"a.b"` as a key.
    fn note_unread(&mut self, triple: &str) -> Result<(), Problem> {
        let document = parse(&self.text)?;
        let table = document.get("target").and_then(|item| item.as_table_like());
        if triple.contains('.') && table.is_some_and(|table| table.contains_key(triple)) {
            self.unread.push(format!("target.\"{triple}\""));
        }
        Ok(())
    }

    /// Reads the text again: each key must be what its entry says.
    fn prove(&self) -> Result<(), Problem> {
        let document = parse(&self.text)?;
        for entry in &self.entries {
            let found = place::value(&document, &path(&entry.target), entry.key)?;
            let proved = match entry.state {
                State::Added | State::Present => {
                    found.and_then(|value| value.as_str()) == entry.value.as_deref()
                }
                State::Removed | State::Absent | State::Kept { table: Some(_), .. } => {
                    found.is_none()
                }
                State::Kept { .. } => found.is_some(),
                State::Skipped { .. } => true,
            };
            if !proved {
                return Err(Problem::Unproved {
                    key: format!("target.{}.{}", entry.target, entry.key),
                });
            }
        }
        Ok(())
    }
}

impl From<Found> for State {
    fn from(found: Found) -> Self {
        Self::Kept {
            found: found.value,
            table: Some(found.table),
            file: found.file,
        }
    }
}

/// The keys from the document's root to the target's table.
fn path(triple: &str) -> Vec<&str> {
    std::iter::once("target").chain(triple.split('.')).collect()
}

/// The text with another string in the place of this value; quotes and comments stay.
fn replaced(source: &str, found: &Item, value: &str) -> String {
    let mut text = source.to_owned();
    if let (Some(span), Some(old)) = (found.span(), found.as_str()) {
        let literal = source[span.clone()].replace(old, value);
        text.replace_range(span, &literal);
    }
    text
}

/// A value as the user wrote it. A table has no text of its own, where its
/// entries are lines, and is written in one.
fn written(source: &str, item: &Item) -> String {
    let span = match item {
        Item::Value(Value::InlineTable(_)) => None,
        Item::Value(value) => value.span(),
        _ => None,
    };
    let own = span.and_then(|span| source.get(span));
    own.map_or_else(
        || {
            let value = item.clone().into_value();
            value.map_or_else(|item| item.to_string(), |value| value.to_string())
        },
        str::to_owned,
    )
    .trim()
    .to_owned()
}

fn parse(source: &str) -> Result<Document<&str>, Problem> {
    Document::parse(source).map_err(|error: TomlError| Problem::Syntax {
        message: error.message().to_owned(),
        offset: error.span().map_or(0, |span| span.start),
    })
}
