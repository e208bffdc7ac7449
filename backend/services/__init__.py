"""The services: thin, each between its contract and the models."""
