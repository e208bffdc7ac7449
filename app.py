"""The studio: `python app.py` (page and back end in one process) or `python app.py --backend http://host:8700`."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
import tempfile
from pathlib import Path

# Read when gradio is imported: the studio reaches for nothing on the network.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ.setdefault("HF_HUB_OFFLINE", "1")


def main() -> None:
    """Serves the studio until interrupted."""
    arguments = _parse()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # The server hands a termination on once it has stopped; leaving by an exception lets the folder be removed.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with tempfile.TemporaryDirectory(prefix="penumbra-") as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        # torch makes its own folder of caches when some of its modules are imported; it goes with ours.
        os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", f"{folder}/torch")

        import uvicorn

        from ui.site import create_site

        site = create_site(_client(arguments.backend), Path(folder))
        print(f"Penumbra is on http://{arguments.host}:{arguments.port}", flush=True)
        uvicorn.run(site, host=arguments.host, port=arguments.port, log_level="warning", timeout_graceful_shutdown=3)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="app.py", description="Penumbra, a browser studio for image editing.")
    parser.add_argument("--backend", metavar="URL", help="use the back end at this address instead of one of its own")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine alone)")
    parser.add_argument("--port", type=int, default=7860)
    return parser.parse_args()


def _client(address: str | None):
    if address:
        from backend.remote import RemoteBackend

        return RemoteBackend(address)
    from backend.embedded import EmbeddedBackend

    return EmbeddedBackend()


if __name__ == "__main__":
    main()
