"""Pictures: scenes of the models, plans side by side, and the pictures of the lessons, as themed SVG."""
