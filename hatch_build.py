"""What the wheel carries besides the package: the course's content and what JupyterLab needs to find."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LAB = Path("src/tenmistakes/lab")


class ContentHook(BuildHookInterface):
    """Add the content to a real wheel; an editable install reads it from the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling with ``standard`` or ``editable``."""
        if version == "standard":
            for folder in ("course", "lessons", "exercises"):
                build_data["force_include"][folder] = f"tenmistakes/content/{folder}"
            # Installed on a hub, the extensions lie where JupyterLab looks anyway.
            for folder in ("share", "etc"):
                build_data["shared_data"][str(LAB / folder)] = folder
