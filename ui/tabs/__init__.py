"""One module a capability."""
