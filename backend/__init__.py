"""Serves models to the studio and to programs. Knows nothing of Gradio."""
