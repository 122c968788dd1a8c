"""The picture of one digit -> digit image -> network input."""
