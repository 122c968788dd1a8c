"""The engine in the browser, measured in a Chromium."""
