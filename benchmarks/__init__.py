"""What the README claims, as commands: `make bench`. docs/benchmarks.md says what is measured."""
