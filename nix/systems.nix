# The build machines (nixpkgs' `system`s) that outputs are made for.
builtins.attrNames (builtins.fromJSON (builtins.readFile ../machines.json)).buildMachines
