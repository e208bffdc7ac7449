"""One file per table: `python -m benchmarks` lists them, `python -m benchmarks NAME` prints one.

A table is a module of this folder whose docstring's first line says what it shows, with `run(options)` that yields
`benchmarks.harness.rows.Row`, and optionally `add_arguments(parser)`. `options.quick` asks for a run that ends within
45 seconds on two cores.
"""
