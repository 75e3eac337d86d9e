# What CI reads: the matrix and Hydra's jobs.
{ lib }:
{
  testMatrixIsOneJobForEachTargetAndBuildMachine = {
    expr = lib.ciMatrix {
      targets = [
        "aarch64"
        "wasm"
      ];
      systems = [
        "x86_64-linux"
        "aarch64-darwin"
      ];
    };
    expected = [
      {
        name = "aarch64 on x86_64-linux";
        system = "x86_64-linux";
        runner = "ubuntu-latest";
        target = "aarch64";
        attribute = "checks.x86_64-linux.aarch64";
      }
      {
        name = "wasm on x86_64-linux";
        system = "x86_64-linux";
        runner = "ubuntu-latest";
        target = "wasm";
        attribute = "checks.x86_64-linux.wasm";
      }
      {
        name = "aarch64 on aarch64-darwin";
        system = "aarch64-darwin";
        runner = "macos-latest";
        target = "aarch64";
        attribute = "packages.aarch64-darwin.aarch64";
      }
      {
        name = "wasm on aarch64-darwin";
        system = "aarch64-darwin";
        runner = "macos-latest";
        target = "wasm";
        attribute = "checks.aarch64-darwin.wasm";
      }
    ];
  };
  testMatrixHasEveryCommonTargetOnEveryBuildMachine = {
    expr = builtins.length (lib.ciMatrix { });
    expected = builtins.length lib.systems * builtins.length lib.targets.common;
  };
  testMatrixQuotesATripleWithADot = {
    expr = map (job: job.attribute) (
      lib.ciMatrix {
        targets = [ "thumbv8m.main-none-eabi" ];
        systems = [ "x86_64-linux" ];
      }
    );
    expected = [ ''checks.x86_64-linux."thumbv8m.main-none-eabi"'' ];
  };
  testMatrixTakesOtherRunners = {
    expr = map (job: job.runner) (
      lib.ciMatrix {
        targets = [ "aarch64" ];
        systems = [ "riscv64-linux" ];
        runners.riscv64-linux = "own";
      }
    );
    expected = [ "own" ];
  };
  testMatrixTestsTheTargetOfTheBuildMachine = {
    expr = map (job: job.attribute) (
      lib.ciMatrix {
        targets = [ "macos-aarch64" ];
        systems = [ "aarch64-darwin" ];
      }
    );
    expected = [ "checks.aarch64-darwin.macos-aarch64" ];
  };
  testHydraJobsAreTurnedAndNotForced = {
    expr = builtins.mapAttrs (_: builtins.mapAttrs (_: builtins.attrNames)) (
      lib.hydraJobs {
        systems = [
          "aarch64-linux"
          "x86_64-linux"
        ];
        packages.x86_64-linux.a = throw "a was forced";
        packages.aarch64-linux = { };
        checks.x86_64-linux.a = throw "a was forced";
        checks.aarch64-linux = {
          a = throw "a was forced";
          b = throw "b was forced";
        };
      }
    );
    expected = {
      packages.a = [ "x86_64-linux" ];
      checks.a = [
        "aarch64-linux"
        "x86_64-linux"
      ];
      checks.b = [ "aarch64-linux" ];
    };
  };
}
