"""Grey -> ink -> lines of writing."""
