"""The tracker's pages, split by what people do on them."""
