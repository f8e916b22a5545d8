"""Pictures of the models, drawn once by matplotlib as SVG that follows the reader's theme."""
