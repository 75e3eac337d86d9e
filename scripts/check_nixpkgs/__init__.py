"""The parts of scripts/check-nixpkgs."""
