"""What the machine gives: files written whole, processors, a thread that works ahead."""
