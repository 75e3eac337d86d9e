//! Owns the answers of machines.json for one target: what runs its programs,
//! and on which machines. Holds no fact about any machine.

use super::machine::{Kind, Machines};
use super::target::{Capability, Runner, RunnerKind, Target};

/// machines.json.
pub static MACHINES: Machines = {
    use std::borrow::Cow;

    use super::machine::Executes;
    include!(concat!(env!("OUT_DIR"), "/machines.rs"))
};

/// Whether the machine executes the programs of a target without a runner; both
/// are triples.
#[must_use]
pub fn executes(machine: &str, target: &str) -> bool {
    let mut others = MACHINES.executes.iter();
    machine == target || others.any(|executes| executes.holds(machine, target))
}

impl Target {
    /// The program that executes the target's tests, by the bare name that
    /// the flake's shell puts on `PATH`.
    #[must_use]
    pub fn runner_program(&self) -> Option<String> {
        match (&self.test, self.runner.kind) {
            (Capability::No(_), _) | (_, RunnerKind::None) => None,
            _ => Some(self.runner_wrapper()),
        }
    }

    /// The program that runs the target's programs on a device, which every
    /// shell for the target has.
    #[must_use]
    pub fn runner_wrapper(&self) -> String {
        let emulator = self.runner.emulator();
        emulator
            .filter(|_| self.runner.kind().is_on_path)
            .unwrap_or_else(|| format!("{}-runner", self.triple))
    }

    /// The reason why a machine, named by its triple, cannot run the target's
    /// tests; none if it can.
    #[must_use]
    pub fn untested_on(&self, machine: &str) -> Option<&str> {
        if executes(machine, &self.triple) {
            return None;
        }
        self.test
            .reason()
            .or_else(|| self.runner.kind().missing_on(machine))
    }
}

impl Runner {
    /// What holds for all runners of its kind.
    #[must_use]
    pub fn kind(&self) -> &'static Kind {
        let mut kinds = MACHINES.runners.iter();
        let found = kinds.find(|(kind, _)| *kind == self.kind);
        // `build.rs` fails where a kind is missing.
        found.map_or(&MACHINES.runners[0].1, |(_, kind)| kind)
    }

    /// The emulator itself, by its own name.
    #[must_use]
    pub fn emulator(&self) -> Option<String> {
        let name = self.kind().emulator.as_deref()?;
        Some(name.replace("{arch}", self.arch.as_deref().unwrap_or_default()))
    }
}
