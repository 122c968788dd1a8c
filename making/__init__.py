"""Makes what the package ships: the reader (reader), and a run's network (ship)."""
