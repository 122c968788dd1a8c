"""Makes what ships: the reader (reader), networks (ship), the hand on the page (page_hand)."""
