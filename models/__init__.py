"""Networks, algorithms and checkpoints. Knows nothing of the back end or the page."""
