"""Nix, on the flake that is checked, with the trees in the place of its inputs."""

import json
import os
import pathlib
import shlex
import subprocess

from check_nixpkgs.table import ROOT


class Usage(Exception):
    """A wrong call: one line, and a hint."""

    def __init__(self, message, hint):
        super().__init__(message)
        self.hint = hint


class Failure(Exception):
    """What Nix says that it cannot evaluate."""


class Nix:
    """Nix on this flake, or on one that has it as an input, with the trees in the place of its inputs."""

    def __init__(self, trees, other=None):
        self.command = shlex.split(os.environ.get("NIX", "nix"))
        self.flake = f"path:{pathlib.Path(other).resolve()}" if other else str(ROOT)
        self.options = ["--no-write-lock-file", *(["--override-input", "crossflake", f"git+file://{ROOT}"] if other else [])]
        self.nixpkgs = ["--inputs-from", str(ROOT), "nixpkgs"]
        for name, tree in trees.items():
            if tree:
                reference = f"path:{pathlib.Path(tree).resolve()}" if pathlib.Path(tree).is_dir() else tree
                # The other flake may have inputs of its own, which ours follow.
                for place in [name, f"crossflake/{name}"] if other else [name]:
                    self.options += ["--override-input", place, reference]
                if name == "nixpkgs":
                    self.nixpkgs = [reference]

    def run(self, *arguments):
        try:
            # At the end, since scripts/nix takes its own options first.
            command = [*self.command, *arguments, "--extra-experimental-features", "nix-command flakes"]
            result = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | {"NIX_SHOW_STATS": "1"})
        except OSError as error:
            raise Usage(f"`{self.command[0]}` cannot be run: {error.strerror}", "put Nix on PATH or name it in the variable NIX; scripts/nix unpacks one") from error
        if result.returncode != 0:
            errors = [line.strip() for line in result.stderr.splitlines() if line.strip().startswith("error:")]
            raise Failure(errors[-1].removeprefix("error:").strip() if errors else f"Nix ended with {result.returncode} and no error message")
        return result

    def on_flake(self, *arguments, path, apply=None):
        # The leading dot: no prefix (legacyPackages.<system>.) is tried.
        return self.run(*arguments, *self.options, f"{self.flake}#.{path}", *(["--apply", apply] if apply else []))

    def on_lib(self, function):
        """What the function makes of nixpkgs' lib."""
        *options, reference = self.nixpkgs
        return json.loads(self.run("eval", "--json", "--no-write-lock-file", *options, f"{reference}#.lib", "--apply", function).stdout)

    def names(self, path):
        return json.loads(self.on_flake("eval", "--json", path=path, apply="builtins.attrNames").stdout)

    def derivations(self, *arguments, path=None):
        # Newer versions of Nix put the derivations below a key, and name store paths without the store.
        result = self.on_flake("derivation", "show", path=path) if path else self.run("derivation", "show", *arguments)
        shown = json.loads(result.stdout)
        return shown.get("derivations", shown)
