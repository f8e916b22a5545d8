"""One small, open, cited model for each mistake."""
