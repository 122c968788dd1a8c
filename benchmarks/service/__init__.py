"""The service: how many answers a second, and how long the page waits for them."""
