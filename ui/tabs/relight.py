"""The Relight tab: what stands where, and what happens on which press."""

from __future__ import annotations

from dataclasses import dataclass

import gradio as gr

from backend.contracts.relight import Light, PredictionRequest

from ..components import fields, notes, strip
from ..components.stage import compare_stage
from ..downloads import FETCH
from ..pages import Status
from .relight_work import RelightWork

FORMATS = [("PNG", "png"), ("JPEG", "jpeg"), ("WebP", "webp"), ("TIFF", "tiff")]
VIEWS = [("Relit", "relit"), ("Light added", "gain"), ("Burnt out", "clipped")]


@dataclass(frozen=True)
class RelightParts:
    """The tab's components by what they are for."""

    desk: gr.State
    stage: gr.ImageSlider
    view: gr.Radio
    figures: gr.HTML
    examples: gr.HTML
    history: gr.HTML
    upload: gr.UploadButton
    strength: gr.Slider
    warmth: gr.Slider
    exposure: gr.Slider
    method: gr.Radio
    reference: gr.UploadButton
    drop_reference: gr.Button
    undo: gr.Button
    redo: gr.Button
    reset: gr.Button
    keep: gr.Button
    batch: gr.UploadButton
    format: gr.Radio
    download: gr.Button
    ticket: gr.Textbox
    settings: gr.BrowserState
    token: gr.BrowserState
    status: Status

    @property
    def sliders(self) -> list[gr.Slider]:
        """The three, in the order in which handlers take them."""
        return [self.strength, self.warmth, self.exposure]

    @property
    def everything(self) -> set[gr.blocks.Block]:
        """Every component that a handler may change."""
        shown = {value for value in vars(self).values() if isinstance(value, gr.blocks.Block)}
        return shown | {self.status.progress, self.status.notice, self.status.run, self.status.cancel}


def draw(settings: gr.BrowserState, token: gr.BrowserState) -> RelightParts:
    """Lays the tab out. Call it inside its `gr.Tab`."""
    found: dict[str, gr.blocks.Block] = {"desk": gr.State(None), "settings": settings, "token": token}
    with gr.Row(elem_classes="pen-room"):
        with gr.Column(scale=7, elem_classes="pen-stage"):
            progress = notes.progress_box()
            found["stage"] = compare_stage("The photo and the relit picture", "relight-stage")
            with gr.Row(elem_classes="pen-under-stage"):
                found["figures"] = notes.figures_box()
                found["view"] = gr.Radio(
                    VIEWS,
                    value="relit",
                    show_label=False,
                    label="View",
                    container=False,
                    elem_classes=["pen-view", "pen-choice"],
                )
            with gr.Row(elem_classes="pen-strips"):
                found["examples"] = strip.strip("Examples", "relight-examples", ", or drop your own")
                found["history"] = strip.strip("History", "relight-history")
        with gr.Column(scale=3, min_width=320, elem_classes="pen-inspector"):
            _draw_inspector(found)
            notice = notes.notice_box()
            with gr.Row(elem_classes="pen-actions"):
                run = gr.Button("Relight", elem_id="relight-run", elem_classes="pen-run", min_width=80)
                cancel = gr.Button(
                    "Cancel", elem_id="relight-cancel", elem_classes="pen-cancel", visible=False, min_width=80
                )
                found["download"] = gr.Button("Download", variant="primary", elem_id="relight-download", min_width=120)
            found["ticket"] = gr.Textbox(visible="hidden", elem_id="relight-ticket")
    return RelightParts(**found, status=Status(progress, notice, run, cancel))


def _draw_inspector(found: dict[str, gr.blocks.Block]) -> None:
    found["upload"] = gr.UploadButton("Open a photo", elem_id="relight-upload", elem_classes="pen-upload")
    gr.HTML('<p class="pen-hint pen-centre">or drop one anywhere on the page</p>', js_on_load=None)
    gr.HTML('<h2 class="pen-head">Light</h2>', js_on_load=None)
    for name in ("strength", "warmth", "exposure"):
        found[name] = fields.slider(Light, name, elem_id=f"relight-{name}", elem_classes="pen-slider")
    with gr.Row(elem_classes="pen-steps"):
        found["undo"] = gr.Button("Undo", elem_id="relight-undo", interactive=False, min_width=40)
        found["redo"] = gr.Button("Redo", elem_id="relight-redo", interactive=False, min_width=40)
        found["reset"] = gr.Button("Reset", elem_id="relight-reset", min_width=40)
        found["keep"] = gr.Button("Keep", elem_id="relight-keep", min_width=40)
    with gr.Accordion("How it is done", open=False, elem_classes="pen-fold"):
        found["method"] = fields.radio(PredictionRequest, "method", elem_id="relight-method", elem_classes="pen-choice")
    with gr.Accordion("Compare with a reference", open=False, elem_classes="pen-fold"):
        gr.HTML(
            '<p class="pen-hint">A photo of the same view in ambient light. The figures under the stage then say how '
            "close the photo and the relit picture come to it.</p>",
            js_on_load=None,
        )
        with gr.Row(elem_classes="pen-steps"):
            found["reference"] = gr.UploadButton("Choose a reference", elem_id="relight-reference")
            found["drop_reference"] = gr.Button("Remove", elem_id="relight-drop-reference", min_width=40)
    with gr.Accordion("Many photos at once", open=False, elem_classes="pen-fold"):
        gr.HTML(
            '<p class="pen-hint">Each is relit as the sliders stand, at full size, and all come back in one ZIP.</p>',
            js_on_load=None,
        )
        found["batch"] = gr.UploadButton("Choose photos", file_count="multiple", elem_id="relight-batch")
    found["format"] = gr.Radio(
        FORMATS, value="png", label="Save as", elem_id="relight-format", elem_classes="pen-choice"
    )


def wire(parts: RelightParts, work: RelightWork, blocks: gr.Blocks) -> None:
    """Connects presses to work.

    Work that waits for the back end is queued here without a limit: the back end's own lane decides the order, and
    tells the page where it stands.
    """
    everything = parts.everything
    options = {"outputs": everything, "concurrency_limit": None, "show_progress": "hidden"}
    desk = parts.desk
    light = [*parts.sliders, parts.method, parts.format]
    blocks.load(work.greet, [desk, parts.token, parts.settings], **options)
    parts.upload.upload(work.open_upload, [desk, parts.upload], **options)
    parts.examples.pick(work.open_example, [desk], **options)
    parts.history.pick(work.pick, [desk], **options)
    parts.history.star(work.star, [desk], **options)
    parts.history.drop(work.remove, [desk], **options)
    for slider in parts.sliders:
        slider.input(work.slide, [desk, parts.view, *light], trigger_mode="always_last", **options)
        slider.release(work.settle, [desk], trigger_mode="always_last", **options)
    parts.method.input(work.change_method, [desk, *light], **options)
    parts.format.input(work.remember, [desk, *light], **options)
    parts.view.input(work.show_view, [desk, parts.view], trigger_mode="always_last", **options)
    for button, action in ((parts.undo, work.undo), (parts.redo, work.redo), (parts.reset, work.reset)):
        button.click(action, [desk], **options)
    parts.keep.click(work.keep, [desk], **options)
    parts.reference.upload(work.set_reference, [desk, parts.reference], **options)
    parts.drop_reference.click(work.drop_reference, [desk], **options)
    parts.status.run.click(work.run, [desk], **options)
    parts.status.cancel.click(work.cancel, [desk], queue=False, outputs=None, show_progress="hidden")
    fetched = {"fn": None, "inputs": [parts.ticket], "js": FETCH}
    parts.download.click(work.download, [desk, parts.format], **options).then(**fetched)
    parts.batch.upload(work.batch, [desk, parts.batch, parts.format], **options).then(**fetched)
