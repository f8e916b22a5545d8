"""A server extension: course notebooks are saved so that they open again without "model not found".

A widget lives in a kernel and in a page; a saved file can hold only its id, which means nothing the next
time. So at each save the outputs of the course's notebooks keep the HTML that stands for the widget and
lose the id. Other notebooks are left alone.
"""

from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def without_widgets(content: dict[str, Any]) -> None:
    """Drop widget ids and widget state from a course notebook, in place; keep every other form of output.

    Never raises: to jupyter_server an error here would be a save that failed. What is not where nbformat 4
    has it is left as it is.
    """
    metadata = content.get("metadata")
    if not isinstance(metadata, dict) or "tenmistakes" not in metadata:
        return
    metadata.pop("widgets", None)
    for cell in _objects(content.get("cells")):
        for output in _objects(cell.get("outputs")):
            data = output.get("data")
            if isinstance(data, dict) and "text/html" in data:
                data.pop(WIDGET_VIEW, None)


def _objects(value: object) -> list[dict[str, Any]]:
    """The JSON objects in a list; none if it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _before_save(model: Any, **_: Any) -> None:
    if isinstance(model, dict) and model.get("type") == "notebook" and isinstance(model.get("content"), dict):
        without_widgets(model["content"])


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "tenmistakes.lab.server"}]


def _load_jupyter_server_extension(app: Any) -> None:
    """Called by jupyter_server when it starts."""
    app.contents_manager.register_pre_save_hook(_before_save)
