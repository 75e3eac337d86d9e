//! Owns how variables are written for a shell, or for another reader, so that
//! each value arrives as it is. May not decide which variables there are.

use std::ffi::OsStr;
use std::fmt::Write as _;

use serde_json::Value;

use crate::environment::Variables;
use crate::terminal;

/// A reader of variables.
#[derive(Clone, Copy, Debug, Eq, PartialEq, clap::ValueEnum)]
pub enum Shell {
    /// Bash, and any other POSIX shell.
    #[value(alias = "sh")]
    Bash,
    /// Zsh.
    Zsh,
    /// Fish.
    Fish,
    /// Nushell.
    #[value(alias = "nu")]
    Nushell,
    /// PowerShell.
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
    /// An object of names and values.
    Json,
    /// The file that `$GITHUB_ENV` names.
    Github,
}

impl Shell {
    /// The variables in the reader's language, one after the other.
    #[must_use]
    pub fn write(self, variables: &Variables) -> String {
        let statement: fn(&str, &str) -> String = match self {
            Self::Bash | Self::Zsh => |name, value| format!("export {name}={}", posix(value)),
            Self::Fish => |name, value| format!("set -gx {name} {}", fish(value)),
            Self::Nushell => |name, value| format!("$env.{name} = {}", nushell(value)),
            Self::PowerShell => |name, value| format!("$env:{name} = {}", powershell(value)),
            Self::Github => github,
            Self::Json => return json(variables),
        };
        let mut lines = String::new();
        for (name, value) in variables {
            let _ = writeln!(lines, "{}", statement(name, value));
        }
        lines
    }
}

fn json(variables: &Variables) -> String {
    let object = Value::from_iter(variables.clone());
    format!("{object:#}\n")
}

/// Bare where every shell takes it literally, else in single quotes.
#[must_use]
pub fn posix(value: &str) -> String {
    // Zsh replaces `=ls` by a path, also after the sign of an assignment.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+.,/:@%".contains(&byte);
    if !value.is_empty() && value.bytes().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}

/// A path or argument as a word that bash and zsh take literally, for commands
/// that people paste. What a terminal would obey or hide is written as bytes.
#[must_use]
pub fn word(text: impl AsRef<OsStr>) -> String {
    let bytes = text.as_ref().as_encoded_bytes();
    let mut quoted = String::from("$'");
    let mut is_plain = true;
    for chunk in bytes.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                _ if terminal::is_active(letter) || letter == '\n' || letter == '\t' => {
                    is_plain = false;
                    let mut buffer = [0; 4];
                    hexadecimal(&mut quoted, letter.encode_utf8(&mut buffer).as_bytes());
                }
                '\'' | '\\' => quoted.extend(['\\', letter]),
                _ => quoted.push(letter),
            }
        }
        is_plain &= chunk.invalid().is_empty();
        hexadecimal(&mut quoted, chunk.invalid());
    }
    match str::from_utf8(bytes) {
        Ok(text) if is_plain => posix(text),
        _ => quoted + "'",
    }
}

/// A hexadecimal escape takes two digits at most, in bash and in zsh.
fn hexadecimal(quoted: &mut String, bytes: &[u8]) {
    for byte in bytes {
        let _ = write!(quoted, r"\x{byte:02x}");
    }
}

fn fish(value: &str) -> String {
    format!("'{}'", value.replace('\\', r"\\").replace('\'', r"\'"))
}

fn nushell(value: &str) -> String {
    let mut quoted = String::from('"');
    for letter in value.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted += r"\n",
            '\r' => quoted += r"\r",
            '\t' => quoted += r"\t",
            _ if letter.is_control() => {
                let _ = write!(quoted, r"\u{{{:x}}}", u32::from(letter));
            }
            _ => quoted.push(letter),
        }
    }
    quoted + "\""
}

/// An empty value takes the variable away, before PowerShell 7.5.
fn powershell(value: &str) -> String {
    let mut quoted = String::from('\'');
    for letter in value.chars() {
        // Typographic quotes end the text too; each is written twice.
        if matches!(letter, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(letter);
        }
        quoted.push(letter);
    }
    quoted + "'"
}

/// One line, or lines up to a mark that is none of them.
fn github(name: &str, value: &str) -> String {
    if !value.contains(['\n', '\r']) {
        return format!("{name}={value}");
    }
    let mut mark = String::from("END");
    while value.lines().any(|line| line == mark) {
        mark.push('_');
    }
    format!("{name}<<{mark}\n{value}\n{mark}")
}

#[cfg(test)]
mod tests {
    use super::{fish, github, nushell, posix, powershell, word};

    #[test]
    fn a_word_stays_bare() {
        assert_eq!(posix("arm-none-eabi-c++"), "arm-none-eabi-c++");
    }

    #[test]
    fn anything_else_is_quoted() {
        assert_eq!(posix(""), "''");
        assert_eq!(posix("=ls"), "'=ls'");
        assert_eq!(posix("a $(b) 'c'\n"), "'a $(b) '\\''c'\\''\n'");
        assert_eq!(posix("~/ü"), "'~/ü'");
        assert_eq!(fish(r"a\ 'b' $c"), r"'a\\ \'b\' $c'");
    }

    #[test]
    fn a_pasted_word_shows_what_a_terminal_would_obey() {
        assert_eq!(word("a/b"), "a/b");
        assert_eq!(word("a b's"), r"'a b'\''s'");
        assert_eq!(word("a\u{1b}[31m's"), r"$'a\x1b[31m\'s'");
        assert_eq!(word("\u{202e}\n"), r"$'\xe2\x80\xae\x0a'");
    }

    #[test]
    fn nushell_gets_its_escapes() {
        assert_eq!(nushell(""), r#""""#);
        assert_eq!(nushell("$a \"b\"\\\t\r\n'ü"), r#""$a \"b\"\\\t\r\n'ü""#);
        assert_eq!(nushell("\u{1b}[\u{7f}"), r#""\u{1b}[\u{7f}""#);
    }

    #[test]
    fn powershell_gets_each_kind_of_single_quote_twice() {
        assert_eq!(powershell("$a `b\"\n"), "'$a `b\"\n'");
        assert_eq!(
            powershell("'\u{2018}\u{201b}"),
            "'''\u{2018}\u{2018}\u{201b}\u{201b}'"
        );
    }

    #[test]
    fn github_gets_a_mark_that_the_value_does_not_hold() {
        assert_eq!(github("A", ""), "A=");
        assert_eq!(github("A", "b=c<<d"), "A=b=c<<d");
        assert_eq!(github("A", "b\r"), "A<<END\nb\r\nEND");
        assert_eq!(
            github("A", "END\r\nEND_\n"),
            "A<<END__\nEND\r\nEND_\n\nEND__"
        );
    }
}
