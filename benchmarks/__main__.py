"""`python -m benchmarks`: see benchmarks/harness/tables.py."""

import sys

from .harness.tables import main

sys.exit(main(sys.argv[1:]))
