"""Every question once: its definition, its check, its exemplars."""
