"""The answer record: its schema, its store beside the notebook, its place inside the notebook."""
