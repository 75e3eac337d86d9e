//! Owns the option `--on`: a device in the emulator's place, which the runner
//! of the target's shell takes from a variable. May not know any device.

use std::ffi::OsString;
use std::process::Command;

use crate::environment;
use crate::failure::Failure;
use crate::table::target::Target;

/// The variable that each runner reads.
pub const VARIABLE: &str = "CROSSFLAKE_RUN_ON";

/// Takes `--on DEVICE` out of the words; cargo gets the others.
pub fn take(words: &[OsString]) -> Result<(Vec<OsString>, Option<OsString>), Failure> {
    let mut rest = Vec::new();
    let mut device = None;
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let text = word.to_string_lossy();
        if text == "--" {
            rest.push(word.clone());
            rest.extend(words.by_ref().cloned());
        } else if text == "--on" {
            device = Some(words.next().cloned().unwrap_or_default());
        } else if let Some(value) = text.strip_prefix("--on=") {
            device = Some(value.into());
        } else {
            rest.push(word.clone());
        }
    }
    match &device {
        Some(device) if !device.to_string_lossy().contains(':') => {
            Err(Failure::usage("`--on` takes a device")
                .hint("`--on ssh:[USER@]HOST[:PORT]`, `--on adb:SERIAL` or `--on probe-rs:CHIP`"))
        }
        _ => Ok((rest, device)),
    }
}

/// Whether a device runs the programs: by the option or by the variable.
pub fn is_named(device: Option<&OsString>) -> bool {
    device.is_some() || std::env::var_os(VARIABLE).is_some_and(|name| !name.is_empty())
}

/// Names the device to the runner; a shell's hook names the runner to cargo.
pub fn name(command: &mut Command, device: Option<&OsString>) {
    if let Some(device) = device {
        command.env(VARIABLE, device);
    }
}

/// In a shell that has started without the device, its hook has not named the
/// runner where the machine that builds would run the programs itself.
pub fn name_runner(command: &mut Command, target: &Target, device: Option<&OsString>) {
    let variable = environment::cargo(&target.triple, "RUNNER");
    if device.is_some() && std::env::var_os(&variable).is_none() {
        command.env(variable, target.runner_wrapper());
    }
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;

    use super::take;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(Into::into).collect()
    }

    #[test]
    fn the_option_is_ours_and_the_rest_is_cargos() {
        for line in [
            "test --on ssh:pi x --lib -- --on y",
            "test x --on=ssh:pi --lib -- --on y",
        ] {
            let (rest, device) = take(&words(line)).unwrap();
            assert_eq!(rest, words("test x --lib -- --on y"));
            assert_eq!(device.unwrap(), "ssh:pi");
        }
        assert_eq!(take(&words("test x")).unwrap().1, None);
    }

    #[test]
    fn a_word_that_is_no_device_fails() {
        for line in ["test --on", "test --on pi x", "test --on="] {
            assert!(take(&words(line)).is_err(), "{line}");
        }
    }
}
