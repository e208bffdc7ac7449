"""A row of thumbnails that can be pressed: the examples and the history."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import gradio as gr

# Values reach the page as JSON and become text through the DOM's own properties, so that no name of a file can turn
# into markup.
_SCRIPT = """
const draw = () => {
  const row = element.querySelector('.pen-strip');
  const items = JSON.parse(props.value || '[]');
  row.replaceChildren(...items.map((item) => {
    const cell = document.createElement('div');
    cell.className = 'pen-cell' + (item.current ? ' pen-current' : '');
    const pick = document.createElement('button');
    pick.type = 'button';
    pick.className = 'pen-pick';
    pick.title = item.title;
    pick.setAttribute('aria-label', item.label + ' ' + item.title);
    if (item.current) pick.setAttribute('aria-current', 'true');
    const image = document.createElement('img');
    image.src = item.thumbnail;
    image.alt = '';
    pick.append(image);
    pick.addEventListener('click', () => trigger('pick', { id: item.id }));
    cell.append(pick);
    if (item.star !== null) {
      const star = document.createElement('button');
      star.type = 'button';
      star.className = 'pen-star';
      star.setAttribute('aria-pressed', String(item.star));
      star.setAttribute('aria-label', (item.star ? 'Unmark ' : 'Mark as favourite: ') + item.title);
      star.textContent = item.star ? '\\u2605' : '\\u2606';
      star.addEventListener('click', () => trigger('star', { id: item.id }));
      const drop = document.createElement('button');
      drop.type = 'button';
      drop.className = 'pen-drop';
      drop.setAttribute('aria-label', 'Remove: ' + item.title);
      drop.textContent = '\\u00d7';
      drop.addEventListener('click', () => trigger('drop', { id: item.id }));
      cell.append(star, drop);
    }
    return cell;
  }));
};
draw();
watch('value', draw);
"""


@dataclass(frozen=True)
class Cell:
    """One thumbnail: `star` is None where there is nothing to mark or remove."""

    id: str
    title: str
    thumbnail: str
    star: bool | None = None
    current: bool = False


def strip(label: str, elem_id: str, hint: str = "") -> gr.HTML:
    """An empty row under `label` and a few words more; its events `pick`, `star` and `drop` carry the cell's `id`."""
    caption = f'<p class="pen-strip-label">{label}{hint}</p>'
    return gr.HTML(
        "[]",
        html_template=f'<section aria-label="{label}">{caption}<div class="pen-strip"></div></section>',
        js_on_load=_SCRIPT,
        elem_id=elem_id,
        elem_classes="pen-strip-box",
        apply_default_css=False,
    )


def cells(label: str, items: list[Cell]) -> str:
    """The row's value."""
    return json.dumps([{**vars(item), "label": label} for item in items])


def event_id(event: gr.EventData) -> str:
    """The id of the cell that an event is about."""
    data: Any = event._data
    return str(data.get("id", "")) if isinstance(data, dict) else ""


def data_uri(file: bytes, kind: str = "jpeg") -> str:
    """A picture file as the address of an image."""
    return f"data:image/{kind};base64,{base64.b64encode(file).decode('ascii')}"
