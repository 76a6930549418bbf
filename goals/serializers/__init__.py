"""Goals as programs read and write them."""
