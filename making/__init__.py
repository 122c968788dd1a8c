"""Makes what ships: the reader (reader), networks (ship), the page's examples (page_*)."""
