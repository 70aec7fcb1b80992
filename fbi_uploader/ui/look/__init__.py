"""Colours, fonts, icons, and the style that is made of them."""
