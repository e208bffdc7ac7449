"""Parts that every tab uses."""
