"""One module for each group of addresses. They do not import each other and hold no geometry."""
