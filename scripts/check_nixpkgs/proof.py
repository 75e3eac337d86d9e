"""The rule that leads from a triple to nixpkgs (src/table/rule.rs), compared with nixpkgs' lib."""

import json
import shlex
import subprocess
import sys

from check_nixpkgs.nix import Usage
from check_nixpkgs.outputs import Output
from check_nixpkgs.table import ROOT, ROWS

# Where the proof of the rule stands among the outputs.
SYSTEMS = "lib.systems"
PROVED = """lib.systems: {accepted} of {targets} targets have a crossSystem that lib accepts
  {ending} of them end at their triple, {alone} of these without rust.rustcTarget
  {examples} have an example in nixpkgs, {equal} of these with the same config
  {without} others: rustc links {linked} by itself, {reasons} have a reason in the table"""


def cross_systems(program):
    """The crossSystem that the program's rule gives each triple, None where it gives none."""
    command = shlex.split(program) if program else ["cargo", "run", "--quiet", "--manifest-path", str(ROOT / "Cargo.toml"), "--"]
    hint = "install cargo, or name the program that was built of this checkout with --program; OUTPUTs leave the rule out"
    try:
        result = subprocess.run([*command, "targets", "--all", "--json", "--cross-system"], capture_output=True, text=True, check=True)
        systems = json.loads(result.stdout)
    except OSError as error:
        raise Usage(f"`{command[0]}` cannot be run: {error.strerror}", hint) from error
    except subprocess.CalledProcessError as error:
        print(error.stderr, end="", file=sys.stderr)
        raise Usage(f"`{command[0]}` ended with {error.returncode}", hint) from error
    except ValueError as error:
        raise Usage(f"`{command[0]}` printed no JSON", hint) from error
    if list(systems) != [row["triple"] for row in ROWS]:
        raise Usage(f"`{command[0]}` has other targets than targets.json", "build it of this checkout")
    return systems


def prove(nix, systems, wanted):
    """(output, what is found) of each wanted row, and what nixpkgs' lib makes of all crossSystems."""
    function = (ROOT / "nix/tests/crossSystems.nix").read_text()
    # JSON in a Nix string: both escape alike, but for Nix' interpolation.
    platforms = nix.on_lib(f"({function}) (builtins.fromJSON {json.dumps(json.dumps(systems)).replace('${', chr(92) + '${')})")
    proofs = []
    for row in wanted:
        output = Output(f"{SYSTEMS}.{row['triple']}", "")
        problems = list(disagreements(row, systems[row["triple"]], platforms))
        proofs.append((output, {"output": output.path, "error": "; ".join(problems) or None, "audit": None}))
    return proofs, platforms


def disagreements(row, system, platforms):
    """What of the row is not as nixpkgs' lib says."""
    triple, config = row["triple"], row["config"]
    pasted, alone = platforms["pasted"][triple], platforms["alone"][triple]
    examples = {name: platforms["examples"][name] for name in row["pkgsCross"] if name in platforms["examples"]}
    if (system and system["config"]) != config:
        yield f"the rule's config is {system and system['config']}, but the row's is {config}"
    if system is None and alone and alone["triple"] == triple:
        yield f"it has no crossSystem, but lib accepts the triple itself, with the config {alone['config']}"
    if system is not None and pasted is None:
        yield "lib refuses its crossSystem"
    if pasted and pasted["config"] != config:
        yield f"lib makes the config {pasted['config']} of its crossSystem, but the row's is {config}"
    if pasted and pasted["triple"] != triple:
        yield f"its crossSystem ends at {pasted['triple']}"
    for name, example in examples.items():
        if not same(example, pasted):
            yield f"lib's example {name} has the config {example and example['config']}, but its crossSystem {pasted and pasted['config']}"
    if row["pkgsCross"] and not examples:
        yield f"lib has no example {' or '.join(row['pkgsCross'])}"
    if not row["pkgsCross"]:
        yield from (f"lib's example {name} is of it, but the row does not name it" for name, example in platforms["examples"].items() if example and example["triple"] == triple)


def same(example, platform):
    """Whether both are platforms, of one config."""
    return bool(example and platform and example["config"] == platform["config"])


def summary(rows, platforms):
    """The counts of the proof."""
    accepted = [row["triple"] for row in rows if platforms["pasted"][row["triple"]]]
    others = [row for row in rows if row["triple"] not in accepted]
    ends = [triple for triple in accepted if platforms["pasted"][triple]["triple"] == triple]
    alone = [triple for triple in ends if (platforms["alone"][triple] or {}).get("triple") == triple]
    named = [(row, name) for row in rows for name in row["pkgsCross"] if name in platforms["examples"]]
    unlike = {row["triple"] for row, name in named if not same(platforms["examples"][name], platforms["pasted"][row["triple"]])}
    examples = {row["triple"] for row, _ in named}
    return {
        "targets": len(rows),
        "accepted": len(accepted),
        "ending": len(ends),
        "alone": len(alone),
        "examples": len(examples),
        "equal": len(examples - unlike),
        "without": len(others),
        "linked": sum(row["link"] is True for row in others),
        "reasons": sum(row["link"] is not True for row in others),
    }
