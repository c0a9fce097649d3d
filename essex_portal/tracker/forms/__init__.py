"""What the tracker's pages ask."""
