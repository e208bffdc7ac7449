"""The studio: the bar, the tabs, and what they share."""

from __future__ import annotations

import gradio as gr

from backend.contracts.client import BackendClient
from backend.contracts.errors import StudioError

from .components import bar
from .sessions import Sessions, Tickets
from .tabs import learn, relight, system
from .tabs.learn_work import LearnWork
from .tabs.relight_work import RelightWork

HEARTBEAT_S = 4.0
# What a browser keeps (its session's name, its last settings) is not secret from it: the key only has to stay the same
# over a restart, or every setting would be lost with it.
STORAGE_SECRET = "penumbra-studio"


def build(client: BackendClient, tickets: Tickets) -> gr.Blocks:
    """The page, speaking to `client`; a tab for each service that it has."""
    sessions = Sessions()
    with gr.Blocks(title="Penumbra", analytics_enabled=False, delete_cache=(300, 900), fill_width=True) as blocks:
        token = gr.BrowserState(None, storage_key="penumbra-session", secret=STORAGE_SECRET)
        where = bar.draw()
        with gr.Tabs(elem_classes="pen-tabs"):
            with gr.Tab("Relight", id="relight"):
                settings = gr.BrowserState(None, storage_key="penumbra-relight", secret=STORAGE_SECRET)
                parts = relight.draw(settings, token)
            with gr.Tab("Learn", id="learn") as learn_tab:
                lessons = learn.draw(token)
            with gr.Tab("System", id="system") as system_tab:
                table = system.draw()
        work = RelightWork(client, sessions, tickets)
        work.parts = parts
        relight.wire(parts, work, blocks)
        teaching = LearnWork(client, sessions, tickets)
        teaching.parts = lessons
        learn.wire(lessons, teaching, blocks, learn_tab)

        def look() -> tuple[str, str]:
            try:
                report = client.report()
            except StudioError as error:
                return bar.away(str(error)), system.away(str(error))
            return bar.home(report), system.page(report)

        heartbeat = gr.Timer(HEARTBEAT_S)
        quiet = {"show_progress": "hidden", "queue": False}
        blocks.load(look, outputs=[where, table], **quiet)
        heartbeat.tick(look, outputs=[where, table], **quiet)
        system_tab.select(look, outputs=[where, table], **quiet)
    blocks.queue(max_size=64, default_concurrency_limit=None, api_open=False)
    return blocks
