//! Owns how a variable is written for a shell to read. May not decide which
//! variables there are.

use std::fmt::Write as _;

use crate::environment::Variables;

/// Lines for bash, zsh and any other POSIX shell.
#[must_use]
pub fn posix(variables: &Variables) -> String {
    let mut lines = String::new();
    for (name, value) in variables {
        let _ = writeln!(lines, "export {name}={}", posix_quoted(value));
    }
    lines
}

fn posix_quoted(value: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-+.,/:@%=".contains(&byte);
    if !value.is_empty() && value.bytes().all(plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::posix_quoted;

    #[test]
    fn a_word_stays_bare() {
        assert_eq!(posix_quoted("arm-none-eabi-c++"), "arm-none-eabi-c++");
    }

    #[test]
    fn anything_else_is_quoted() {
        assert_eq!(posix_quoted(""), "''");
        assert_eq!(posix_quoted("a $(b) 'c'\n"), "'a $(b) '\\''c'\\''\n'");
        assert_eq!(posix_quoted("~/ü"), "'~/ü'");
    }
}
