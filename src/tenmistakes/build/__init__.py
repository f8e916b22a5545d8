"""From the text sources in course/ to lessons/, solutions/ and exercises/."""
