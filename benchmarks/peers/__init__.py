"""One script a peer, run as a process of its own; what they share is in job and reading_job."""
