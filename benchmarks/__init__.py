"""Each engine and path beside its peer in one run. `python -m benchmarks [NAME …] [--json] [--quick]`."""
