"""The studio's colours and type, dark and light."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

STYLE = Path(__file__).with_name("style.css")
SCRIPT = Path(__file__).with_name("studio.js")

DARK = {
    "paper": "#141311", "surface": "#1d1b18", "stage": "#0d0c0b", "line": "#2e2a25",
    "ink": "#ece7de", "soft": "#989083", "accent": "#eea744", "on_accent": "#1a1408",
}  # fmt: skip
LIGHT = {
    "paper": "#f4f1eb", "surface": "#fffdf9", "stage": "#e9e4da", "line": "#e2dcd1",
    "ink": "#1f1c18", "soft": "#6b6459", "accent": "#a8650f", "on_accent": "#fffdf9",
}  # fmt: skip


def theme() -> gr.themes.Base:
    """The Gradio theme: every colour that its components use, in our two palettes."""
    sans = gr.themes.GoogleFont("IBM Plex Sans", weights=(400, 700))
    mono = gr.themes.GoogleFont("IBM Plex Mono", weights=(400, 700))
    base = gr.themes.Base(
        font=[sans, "system-ui", "sans-serif"],
        font_mono=[mono, "ui-monospace", "monospace"],
        text_size=gr.themes.sizes.text_md,
        spacing_size=gr.themes.sizes.spacing_md,
        radius_size=gr.themes.sizes.radius_md,
    )
    # One accent for both palettes where Gradio knows no dark variant.
    return base.set(
        **_colours(LIGHT, ""), **_colours(DARK, "_dark"), color_accent=DARK["accent"], button_border_width="1px"
    )


def _colours(palette: dict[str, str], suffix: str) -> dict[str, str]:
    roles = {
        "body_background_fill": "paper",
        "body_text_color": "ink",
        "body_text_color_subdued": "soft",
        "background_fill_primary": "surface",
        "background_fill_secondary": "paper",
        "block_background_fill": "surface",
        "block_border_color": "line",
        "block_label_background_fill": "surface",
        "block_label_text_color": "soft",
        "block_title_text_color": "ink",
        "block_info_text_color": "soft",
        "border_color_primary": "line",
        "border_color_accent": "accent",
        "color_accent_soft": "surface",
        "link_text_color": "accent",
        "link_text_color_hover": "accent",
        "link_text_color_active": "accent",
        "link_text_color_visited": "accent",
        "button_primary_background_fill": "accent",
        "button_primary_background_fill_hover": "accent",
        "button_primary_border_color": "accent",
        "button_primary_border_color_hover": "accent",
        "button_primary_text_color": "on_accent",
        "button_primary_text_color_hover": "on_accent",
        "button_secondary_background_fill": "surface",
        "button_secondary_background_fill_hover": "paper",
        "button_secondary_border_color": "line",
        "button_secondary_border_color_hover": "soft",
        "button_secondary_text_color": "ink",
        "button_secondary_text_color_hover": "ink",
        "input_background_fill": "paper",
        "input_border_color": "line",
        "input_border_color_focus": "accent",
        "input_placeholder_color": "soft",
        "slider_color": "accent",
        "checkbox_background_color": "paper",
        "checkbox_background_color_selected": "accent",
        "checkbox_border_color": "line",
        "checkbox_border_color_selected": "accent",
        "checkbox_label_background_fill": "surface",
        "checkbox_label_background_fill_selected": "paper",
        "checkbox_label_background_fill_hover": "paper",
        "checkbox_label_border_color": "line",
        "checkbox_label_text_color": "soft",
        "checkbox_label_text_color_selected": "ink",
        "panel_background_fill": "surface",
        "panel_border_color": "line",
        "loader_color": "accent",
    }
    return {f"{name}{suffix}": palette[role] for name, role in roles.items()}


def head() -> str:
    """What goes into the page's head: the palette as CSS variables for our own style sheet."""

    def block(selector: str, palette: dict[str, str]) -> str:
        rules = "".join(f"--pen-{name.replace('_', '-')}:{colour};" for name, colour in palette.items())
        return f"{selector}{{{rules}}}"

    palette = block(":root", LIGHT) + block(".dark", DARK)
    return (
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="description" content="A browser studio for image editing and safety demos.">'
        f"<style>{palette}:root{{color-scheme:light}}.dark{{color-scheme:dark}}:root{{--pen-good:#5d9b6b;--pen-bad:#d0604a;}}</style>"
    )
