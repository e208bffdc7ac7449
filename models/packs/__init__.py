"""Packs: which checkpoint fills which slot."""
